"""What every export to the ERP has in common: its arguments, and how its file is written."""

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

_STANDARD_OUTPUT: Final = "-"


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of an export."""
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


def run_export(
    args: argparse.Namespace, content: Callable[["ServiceContext"], "ErpRunContent"]
) -> int:
    """Write what ``content`` commits or repeats to where ``args`` says.

    Raises:
        UserError: ``output.not_writable``, ``erp_file.*``, what ``content`` and what opening the
            data folder raises.
    """
    to_file = args.output != _STANDARD_OUTPUT
    if to_file:
        _check_place(Path(args.output))
    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        made = content(context)
    finally:
        context.close()
    if to_file:
        _write_file(application.write_whole, Path(args.output), made)
    else:
        _write_output(made)
    if made.number is None:
        print(tr("Es gibt nichts zu übergeben."), file=sys.stderr)
    return 0


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
