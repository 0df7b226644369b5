"""``export-contact-changes``: hand changed contact data to the ERP, or repeat a hand-over."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.commands.erp_export import add_export_arguments, run_export
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.context import ServiceContext
    from desktop.services.hand_over.view import ErpRunContent

NAME: Final = "export-contact-changes"
HELP: Final = tr("übergibt geänderte Kontaktdaten und Anschriften als CSV an das ERP")


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
        from desktop.services.hand_over.use_cases import export_contact_run, repeat_contact_run
        from desktop.services.staff.access import SYSTEM

        if args.run_number is not None:
            return repeat_contact_run(context, SYSTEM, args.run_number, args.company)
        return export_contact_run(context, SYSTEM, args.company, patience=timedelta(seconds=15))

    return run_export(args, content)
