"""``export-configuration``: write everything an administrator sets into one file."""

import argparse
import json
import sys
from typing import Final

from desktop.commands.arguments import file_path
from desktop.domain.errors import UserError
from desktop.texts import tr

NAME: Final = "export-configuration"
HELP: Final = tr("schreibt die ganze Einrichtung in eine Datei, ohne Kennwörter und Schlüssel")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", type=file_path, metavar="DATEI", help=tr("Ziel; wird ersetzt"))


def run(args: argparse.Namespace) -> int:
    """Writes the file and prints one JSON line with ``file`` and ``bytes``.

    Raises:
        UserError: ``configuration.not_written`` and what opening the data folder raises.
    """
    from desktop.services.configuration.use_cases import export_configuration
    from desktop.services.staff.access import SYSTEM

    application = args.application()
    context = application.build_context(args.data_folder)
    try:
        content = export_configuration(context, SYSTEM)
    finally:
        context.close()
    try:
        application.write_whole(args.file, content)
    except OSError as error:
        raise UserError("configuration.not_written", file=args.file.name) from error
    sys.stdout.write(json.dumps({"file": str(args.file), "bytes": len(content)}) + "\n")
    return 0
