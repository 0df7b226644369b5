"""``export-bank-changes``: hand released bank changes to the ERP, or repeat a hand-over."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.commands.erp_export import add_export_arguments, run_export
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.context import ServiceContext
    from desktop.services.hand_over.view import ErpRunContent

NAME: Final = "export-bank-changes"
HELP: Final = tr("übergibt freigegebene Bankverbindungen als CSV an die Buchhaltung")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    add_export_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Commits a new run and writes it, or writes a former one.

    Raises:
        UserError: ``company.unknown``, ``erp_run.unknown``, ``lease.taken``, ``erp_file.*``,
            ``output.not_writable`` and what opening the data folder raises.
    """

    def content(context: "ServiceContext") -> "ErpRunContent":
        from desktop.services.hand_over.use_cases import export_run, repeat_run
        from desktop.services.staff.access import SYSTEM

        if args.run_number is not None:
            return repeat_run(context, SYSTEM, args.run_number, args.company)
        return export_run(context, SYSTEM, args.company, patience=timedelta(seconds=15))

    return run_export(args, content)
