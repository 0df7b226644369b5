"""``list-cases``: every case as JSON lines or CSV, for whoever reads from outside."""

import argparse
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_format, add_today
from desktop.commands.rows import Cell, row_writer
from desktop.domain.iban_text import mask_ibans
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.inbox.export import CaseLine

NAME: Final = "list-cases"
HELP: Final = tr("listet Vorgänge mit ihren Fristen und Prüfergebnissen auf")

_VIEWS: Final = (
    "all-open",
    "mine",
    "unassigned",
    "due-today",
    "run-at-risk",
    "releases",
    "waiting",
    "letters-to-print",
    "waiting-for-hand-over",
    "closed",
)
COLUMNS: Final = (
    "reference",
    "company",
    "contract_number",
    "tenants",
    "category",
    "channel",
    "state",
    "received_at",
    "due_on",
    "effective_month",
    "debit_file_on",
    "act_by",
    "assignee",
    "source",
    "event_id",
    "findings",
)
"""Keys of a line, in the order of the columns."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--view",
        choices=_VIEWS,
        help=tr("nur die Vorgänge dieser Ansicht; „mine“ braucht --staff"),
    )
    parser.add_argument(
        "--staff", metavar="NAME", help=tr("nur die Vorgänge, die dieser Person zugewiesen sind")
    )
    parser.add_argument("--category", metavar="CODE", help=tr("nur die Vorgänge dieser Kategorie"))
    parser.add_argument(
        "--state",
        choices=("open", "closed", "all"),
        help=tr(
            "offene, geschlossene oder alle Vorgänge; sonst alle der Ansicht, ohne Ansicht die "
            "offenen"
        ),
    )
    add_today(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Writes one line a case to standard output.

    Raises:
        UserError: ``list.staff_needed``, ``staff.unknown``, ``category.unknown`` and what opening
            the data folder raises.
    """
    from desktop.services.inbox.export import CaseExport, StateFilter, export_cases
    from desktop.services.inbox.rows import InboxView
    from desktop.services.staff.access import SYSTEM

    wanted = CaseExport(
        view=None if args.view is None else InboxView(args.view),
        staff=args.staff,
        category=args.category,
        state=None if args.state is None else StateFilter(args.state),
    )
    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        write = row_writer(args.format, COLUMNS)
        for line in export_cases(context, SYSTEM, wanted):
            write(_values(line))
    finally:
        context.close()
    return 0


def _values(line: "CaseLine") -> dict[str, Cell]:
    return {
        "reference": line.reference,
        "company": line.company,
        "contract_number": line.contract_number,
        "tenants": [mask_ibans(name) for name in line.tenants],
        "category": line.category,
        "channel": line.channel.value,
        "state": line.state.value,
        "received_at": _instant(line.received_at),
        "due_on": _day(line.due_on),
        "effective_month": _month(line.effective_month),
        "debit_file_on": _day(line.debit_file_on),
        "act_by": _day(line.act_by),
        "assignee": line.assignee,
        "source": line.source,
        "event_id": line.event_id,
        "findings": list(line.findings),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _month(first_day: date | None) -> str | None:
    return None if first_day is None else f"{first_day:%Y-%m}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
