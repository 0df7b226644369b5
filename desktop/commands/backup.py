"""``backup``: copy the database and its documents while everybody goes on working."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from desktop.texts import tr

NAME: Final = "backup"
HELP: Final = tr("sichert Datenbank und Dokumente und prüft die Sicherung")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--output",
        type=_folder,
        metavar="ORDNER",
        help=tr("Ordner für die Sicherung; sonst gilt der Ordner backups im Datenordner"),
    )


def run(args: argparse.Namespace) -> int:
    """Makes one backup and prints what it holds, one JSON line.

    Returns 1 where a document is missing, damaged or out of reach: the backup is there, but is not
    complete.

    Raises:
        UserError: ``backup.*`` and what opening the data folder raises.
    """
    from desktop.services.operation.backups import make_backup
    from desktop.services.staff.access import SYSTEM

    application = args.application()
    context = application.build_context(args.data_folder)
    try:
        places = application.build_places(args.data_folder)
        result = make_backup(context, SYSTEM, places, program=NAME, chosen=args.output)
    finally:
        context.close()
    sys.stdout.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
    return 0 if result.is_complete else 1


def _folder(text: str) -> Path:
    if not text:
        raise ValueError(text)
    return Path(text).absolute()
