"""``export-bank-changes``: hand released bank changes to the ERP, or repeat a hand-over."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_today
from desktop.domain.errors import UserError
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.context import ServiceContext
    from desktop.services.hand_over.view import ErpRunContent

NAME: Final = "export-bank-changes"
HELP: Final = tr("übergibt freigegebene Bankverbindungen als CSV an die Buchhaltung")
_STANDARD_OUTPUT: Final = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--output",
        required=True,
        metavar="DATEI",
        help=tr("in diese Datei; „-“ ist die Standardausgabe"),
    )
    parser.add_argument("--company", metavar="CODE", help=tr("nur die Zeilen dieser Gesellschaft"))
    parser.add_argument(
        "--run",
        dest="run_number",
        type=int,
        metavar="N",
        help=tr("diese Übergabe noch einmal, Byte für Byte"),
    )
    add_today(parser)


def run(args: argparse.Namespace) -> int:
    """Commits a new run and writes it, or writes a former one.

    Raises:
        UserError: ``company.unknown``, ``erp_run.unknown``, ``lease.taken``, ``erp_file.*``,
            ``output.not_writable`` and what opening the data folder raises.
    """
    to_file = args.output != _STANDARD_OUTPUT
    if to_file:
        _check_place(Path(args.output))
    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        made = _content(args, context)
    finally:
        context.close()
    if to_file:
        _write_file(application.write_whole, Path(args.output), made)
    else:
        _write_output(made)
    if made.number is None:
        print(tr("Es gibt nichts zu übergeben."), file=sys.stderr)
    return 0


def _content(args: argparse.Namespace, context: "ServiceContext") -> "ErpRunContent":
    from datetime import timedelta

    from desktop.services.hand_over.use_cases import export_run, repeat_run
    from desktop.services.staff.access import SYSTEM

    if args.run_number is not None:
        return repeat_run(context, SYSTEM, args.run_number, args.company)
    return export_run(context, SYSTEM, args.company, patience=timedelta(seconds=15))


def _check_place(target: Path) -> None:
    """Better no run than one that has nowhere to go."""
    folder = target.absolute().parent
    if target.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UserError("output.not_writable")


def _write_file(
    write_whole: Callable[[Path, bytes], None], target: Path, made: "ErpRunContent"
) -> None:
    try:
        write_whole(target, made.content)
    except OSError as error:
        raise made.not_written() from error


def _write_output(made: "ErpRunContent") -> None:
    """The exact bytes, whatever the platform thinks of line ends."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise made.not_written() from error
