"""``create-demo-statements``: a folder of invented statements of operating costs."""

import argparse
import sys
from pathlib import Path
from typing import Final

from desktop.commands.arguments import add_today
from desktop.texts import tr

NAME: Final = "create-demo-statements"
HELP: Final = tr("schreibt erfundene Betriebskostenabrechnungen eines Jahres in einen Ordner")
_DEFAULT: Final = 5_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("folder", type=Path, metavar=tr("ORDNER"), help=tr("ein leerer Ordner"))
    parser.add_argument(
        "--seed",
        type=int,
        required=True,
        metavar=tr("ZAHL"),
        help=tr("dieselbe Zahl ergibt dieselben Abrechnungen"),
    )
    parser.add_argument(
        "--count",
        type=int,
        default=_DEFAULT,
        metavar=tr("ANZAHL"),
        help=tr("wie viele Abrechnungen; sonst {count}", count=_DEFAULT),
    )
    add_today(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the statements, makes contracts that are lacking, and tells what was made.

    Raises:
        UserError: ``demo.too_few_statements``, ``demo.statements_folder`` and what opening the data
            folder raises.
    """
    from desktop.services.demo.statements.making import TRUTH, create_demo_statements

    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        made = create_demo_statements(
            context,
            application.build_demo_papers(),
            args.folder,
            seed=args.seed,
            count=args.count,
            on_progress=show_progress,
        )
    finally:
        context.close()
    print(
        tr(
            "{letters} Abrechnungen für {year} in {files} Dateien, {tenancies} Verträge dafür neu "
            "angelegt. Wem was gehört, steht in {truth}.",
            letters=made.letters,
            year=made.year,
            files=made.files,
            tenancies=made.tenancies,
            truth=TRUTH,
        )
    )
    return 0


def show_progress(done: int, total: int) -> None:
    """Counts up on a terminal; a file or pipe gets nothing."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{done} / {total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
