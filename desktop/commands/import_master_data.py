"""``import-master-data``: take files of the ERP in, or try what they would do."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_today
from desktop.commands.told_findings import saving, telling
from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.findings import RowFinding
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.master_data.view import ImportReport

NAME: Final = "import-master-data"
HELP: Final = tr("übernimmt Stammdaten aus CSV und XLSX oder probiert, was sich änderte")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("files", nargs="+", type=_file, metavar="DATEI", help=tr("CSV oder XLSX"))
    parser.add_argument(
        "--kind",
        choices=[kind.value for kind in MasterDataKind],
        help=tr("was in den Dateien steht; sonst sagen es die Überschriften"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=tr("sagt nur, was sich ändern würde")
    )
    parser.add_argument(
        "--confirm-ends",
        action="store_true",
        help=tr("beendet auch mehr als 5 %% der laufenden Verträge einer Gesellschaft"),
    )
    parser.add_argument(
        "--bad-rows",
        type=_file,
        metavar="DATEI",
        help=tr("schreibt schlechte und auffällige Zeilen mit Grund in diese CSV-Datei"),
    )
    add_today(parser)


def run(args: argparse.Namespace) -> int:
    """Takes the files in and prints the counts, one JSON line.

    The first bad and suspicious rows of each file are told on standard error, and how many more
    there are. Returns 1 where there are any.

    Raises:
        UserError: ``spreadsheet.*``, ``master_data.*``, ``lease.taken`` and what opening the data
            folder raises.
    """
    from desktop.services.master_data.importing import ImportRequest, Watch, import_files
    from desktop.services.staff.access import SYSTEM

    application = args.application()
    request = ImportRequest(
        paths=tuple(args.files),
        kind=None if args.kind is None else MasterDataKind(args.kind),
        dry_run=args.dry_run,
        confirm_ends=args.confirm_ends,
    )
    with saving(args.bad_rows, args.files) as save, telling(args.bad_rows) as show:

        def tell(finding: RowFinding) -> None:
            show(finding)
            save(finding)

        context = application.build_context(
            args.data_folder, clock=application.clock_at(args.today)
        )
        try:
            spreadsheets = application.build_spreadsheets()
            report = import_files(context, SYSTEM, spreadsheets, request, Watch(on_finding=tell))
        finally:
            context.close()
    _say_more(report)
    print(json.dumps(report.counts.as_dict()))
    return 1 if report.counts.needs_a_look else 0


def _say_more(report: "ImportReport") -> None:
    from desktop.texts.master_data import held_back_sentence

    for table in report.tables:
        if table.ignored:
            sentence = tr(
                "{file}: nicht gelesene Spalten: {columns}.",
                file=table.name,
                columns=", ".join(table.ignored),
            )
            print(sentence, file=sys.stderr)
    for sheet in report.skipped_sheets:
        sentence = tr("{file}: nicht gelesen, die Überschriften sind unbekannt.", file=sheet)
        print(sentence, file=sys.stderr)
    for held in report.held_back:
        sentence = held_back_sentence(
            held.kind, held.company_code, n=held.ends, of=held.of, absent=held.absent
        )
        what_to_do = tr(
            "Nichts davon wurde beendet. Ist es richtig so, dann bitte noch einmal mit "
            "--confirm-ends."
        )
        print(f"{sentence} {what_to_do}", file=sys.stderr)


def _file(text: str) -> Path:
    if not text:
        raise ValueError(text)
    return Path(text).absolute()
