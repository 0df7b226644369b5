"""``restore``: a backup takes the place of the present database."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desktop.texts import tr

NAME: Final = "restore"
HELP: Final = tr("spielt eine Sicherung zurück; die jetzige Datenbank bleibt daneben liegen")
LATEST: Final = "latest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "file",
        metavar="DATEI",
        help=tr("die Datenbankdatei der Sicherung, oder „latest“ für die neueste im Datenordner"),
    )
    parser.add_argument(
        "--preview",
        action="store_true",
        help=tr("sagt nur, was verloren ginge, und ändert nichts"),
    )
    parser.add_argument(
        "--yes", action="store_true", help=tr("spielt zurück, ohne noch einmal zu fragen")
    )


def run(args: argparse.Namespace) -> int:
    """Says what would be lost and, with ``--yes``, restores.

    Returns 1 where ``--yes`` was wanting or documents are missing even in the backup.

    Raises:
        UserError: ``restore.*``, ``backup.server``, ``key.*``, ``settings.*``.
    """
    from desktop.services.operation.restoring import preview_restore, restore_backup
    from desktop.texts.restore import preview_lines, restored_lines

    application = args.application()
    target, chosen = application.build_restore(
        args.data_folder, None if args.file == LATEST else Path(args.file).absolute()
    )
    if args.preview or not args.yes:
        _print([tr("Sicherung: {file}", file=str(chosen.path))])
        _print(preview_lines(preview_restore(target, chosen)))
    if args.preview:
        return 0
    if not args.yes:
        _print([tr("Es wurde nichts geändert. Mit --yes wird zurückgespielt.")])
        return 1
    restored = restore_backup(target, chosen)
    _print(preview_lines(restored.preview))
    _print(restored_lines(restored))
    return 1 if restored.missing else 0


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
