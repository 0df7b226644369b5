"""``match-documents``: whose the PDF files of a folder are, without taking any of them in."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_format, add_today
from desktop.commands.create_demo_statements import show_progress
from desktop.commands.rows import Cell, row_writer
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.domain.document_match.reasons import Reason
    from desktop.services.uploads.trial import TriedLetter

NAME: Final = "match-documents"
HELP: Final = tr("zeigt, welchen Verträgen die PDF-Dateien eines Ordners zugeordnet würden")
COLUMNS: Final = ("file", "pages", "company", "contract_number", "verdict", "reasons")
"""Keys of a line, in the order of the columns."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "folder", type=Path, metavar=tr("ORDNER"), help=tr("der Ordner mit den PDF-Dateien")
    )
    parser.add_argument(
        "--company",
        metavar="CODE",
        help=tr("hält zurück, was einer anderen Gesellschaft gehört"),
    )
    add_today(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Writes one line a letter to standard output; nothing is taken in, nothing is published.

    Raises:
        UserError: ``company.unknown``, ``upload.source_gone`` and what opening the data folder
            raises.
    """
    from desktop.services.uploads.trial import try_files

    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        tried = try_files(
            context,
            application.build_upload_files(),
            [args.folder],
            args.company,
            on_progress=show_progress,
        )
    finally:
        context.close()
    write = row_writer(args.format, COLUMNS)
    for letter in tried:
        write(_values(letter))
    return 0


def _values(letter: "TriedLetter") -> dict[str, Cell]:
    return {
        "file": letter.file,
        "pages": _pages(letter),
        "company": letter.company or None,
        "contract_number": letter.contract_number or None,
        "verdict": letter.match.verdict.value,
        "reasons": [_reason(one) for one in letter.match.reasons],
    }


def _pages(letter: "TriedLetter") -> str | None:
    """The pages of the file that are the letter: ``1-4``."""
    if letter.last is None:
        return None
    return f"{letter.first}-{letter.last}"


def _reason(reason: "Reason") -> str:
    """The code, and the page it was found on: ``name_foreign@3``."""
    return reason.code.value if reason.page is None else f"{reason.code.value}@{reason.page}"
