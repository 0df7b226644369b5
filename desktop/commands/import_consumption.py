"""``import-consumption``: take files with monthly values in, or try what they would do."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from desktop.commands.arguments import add_today
from desktop.commands.told_findings import saving, telling
from desktop.domain.master_data.findings import RowFinding
from desktop.texts import tr

NAME: Final = "import-consumption"
HELP: Final = tr("übernimmt Monatswerte von Zählern aus CSV und XLSX oder probiert es")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("files", nargs="+", type=_file, metavar="DATEI", help=tr("CSV oder XLSX"))
    parser.add_argument(
        "--dry-run", action="store_true", help=tr("sagt nur, was sich ändern würde")
    )
    parser.add_argument(
        "--bad-rows",
        type=_file,
        metavar="DATEI",
        help=tr("schreibt schlechte Zeilen mit Grund in diese CSV-Datei"),
    )
    add_today(parser)


def run(args: argparse.Namespace) -> int:
    """Takes the files in and prints the counts, one JSON line.

    The first bad rows of each file are told on standard error. Returns 1 where a row is bad or a
    value is held back.

    Raises:
        UserError: ``spreadsheet.*``, ``consumption.*``, ``lease.taken`` and what opening the data
            folder raises.
    """
    from desktop.services.consumption.use_cases import UsageWatch, import_usage
    from desktop.services.staff.access import SYSTEM

    application = args.application()
    with saving(args.bad_rows, args.files) as save, telling(args.bad_rows) as show:

        def tell(finding: RowFinding) -> None:
            show(finding)
            save(finding)

        context = application.build_context(
            args.data_folder, clock=application.clock_at(args.today)
        )
        try:
            report = import_usage(
                context,
                SYSTEM,
                application.build_spreadsheets(),
                args.files,
                dry_run=args.dry_run,
                watch=UsageWatch(on_finding=tell),
            )
        finally:
            context.close()
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
    print(json.dumps(report.counts.as_dict()))
    return 1 if report.counts.needs_a_look else 0


def _file(text: str) -> Path:
    if not text:
        raise ValueError(text)
    return Path(text).absolute()
