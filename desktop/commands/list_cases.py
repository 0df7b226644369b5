"""``list-cases``: every case as JSON lines or CSV, for whoever reads from outside."""

import argparse
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_format, add_today
from desktop.commands.rows import Cell, row_writer
from desktop.domain.iban_text import mask_ibans
from desktop.texts import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.context import ServiceContext
    from desktop.services.inbox.export import CaseExport, CaseLine
    from desktop.services.inbox.rows import InboxView

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
_SAVED: Final = "saved:"
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
        type=_view,
        metavar=tr("ANSICHT"),
        help=tr(
            "nur die Vorgänge dieser Ansicht: {views} oder saved:NAME; „mine“ und saved: brauchen "
            "--staff",
            views=", ".join(_VIEWS),
        ),
    )
    parser.add_argument(
        "--staff",
        metavar="NAME",
        help=tr(
            "nur die Vorgänge, die dieser Person zugewiesen sind; bei saved: wer die Ansicht öffnet"
        ),
    )
    parser.add_argument("--category", metavar="CODE", help=tr("nur die Vorgänge dieser Kategorie"))
    parser.add_argument(
        "--priority",
        choices=("normal", "high", "urgent"),
        help=tr("nur die Vorgänge dieser Priorität"),
    )
    parser.add_argument("--team", metavar="NAME", help=tr("nur die Vorgänge dieses Teams"))
    parser.add_argument("--tag", metavar="NAME", help=tr("nur die Vorgänge mit diesem Schlagwort"))
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
        UserError: ``list.staff_needed``, ``staff.unknown``, ``category.unknown``,
            ``team.unknown``, ``tag.unknown``, ``saved_view.not_found``, ``saved_view.unreadable``
            and what opening the data folder raises.
    """
    application = args.application()
    context = application.build_context(args.data_folder, clock=application.clock_at(args.today))
    try:
        write = row_writer(args.format, COLUMNS)
        for line in _lines(context, args):
            write(_values(line))
    finally:
        context.close()
    return 0


def _view(text: str) -> str:
    """Return the name of a view, the program's own or a saved one."""
    if text in _VIEWS or (text.startswith(_SAVED) and text != _SAVED):
        return text
    raise argparse.ArgumentTypeError(tr("eine Ansicht „{view}“ gibt es nicht", view=text))


def _lines(context: "ServiceContext", args: argparse.Namespace) -> "Iterator[CaseLine]":
    from desktop.domain.errors import UserError
    from desktop.services.inbox.export import export_cases
    from desktop.services.inbox.rows import InboxView
    from desktop.services.inbox.saved_export import export_saved
    from desktop.services.staff.access import SYSTEM

    if args.view is not None and args.view.startswith(_SAVED):
        if args.staff is None:
            raise UserError("list.staff_needed")
        name = args.view.removeprefix(_SAVED)
        return export_saved(context, args.staff, name, _wanted(args, None, None))
    view = None if args.view is None else InboxView(args.view)
    return export_cases(context, SYSTEM, _wanted(args, view, args.staff))


def _wanted(args: argparse.Namespace, view: "InboxView | None", staff: str | None) -> "CaseExport":
    from desktop.domain.work import Priority
    from desktop.services.inbox.export import CaseExport, StateFilter

    return CaseExport(
        view=view,
        staff=staff,
        category=args.category,
        state=None if args.state is None else StateFilter(args.state),
        priority=None if args.priority is None else Priority(args.priority),
        team=args.team,
        tag=args.tag,
    )


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
