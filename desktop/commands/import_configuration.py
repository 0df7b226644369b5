"""``import-configuration``: take over a file of ``export-configuration``, or tell its changes."""

import argparse
import json
import sys
from typing import Final

from desktop.commands.arguments import file_path
from desktop.domain.errors import UserError
from desktop.texts import tr

NAME: Final = "import-configuration"
HELP: Final = tr("übernimmt eine Datei mit der Einrichtung, ganz oder gar nicht")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", type=file_path, metavar="DATEI", help=tr("Datei einer Einrichtung"))
    parser.add_argument(
        "--preview", action="store_true", help=tr("sagt nur, was sich ändern würde")
    )


def run(args: argparse.Namespace) -> int:
    """Prints a JSON line for each change (``kind``, ``name``, ``new``, ``parts``), then a summary.

    The summary has ``changes`` and ``kept``; the latter is false for a preview.

    Raises:
        UserError: ``configuration.*`` and what opening the data folder raises.
    """
    from desktop.services.configuration.use_cases import (
        ImportConfiguration,
        import_configuration,
        preview_import,
    )
    from desktop.services.staff.access import SYSTEM

    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise UserError("configuration.not_opened", file=args.file.name) from error
    context = args.application().build_context(args.data_folder)
    try:
        if args.preview:
            plan = preview_import(context, SYSTEM, content)
        else:
            plan = import_configuration(context, SYSTEM, ImportConfiguration(content))
    finally:
        context.close()
    for change in plan.changes:
        line = {
            "kind": change.kind.value,
            "name": change.name,
            "new": change.is_new,
            "parts": list(change.parts),
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    summary = {"changes": len(plan.changes), "kept": not args.preview}
    sys.stdout.write(json.dumps(summary) + "\n")
    return 0
