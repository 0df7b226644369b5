"""``list-intake``: what became of every folder of the portal, as JSON lines or CSV."""

import argparse
from datetime import UTC
from typing import TYPE_CHECKING, Final

from desktop.commands.arguments import add_format
from desktop.commands.rows import Cell, row_writer
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.intake.listing import IntakeRow

NAME: Final = "list-intake"
HELP: Final = tr("listet auf, was aus jedem Ordner des Portals geworden ist")
COLUMNS: Final = (
    "folder",
    "source",
    "event_id",
    "arrived_at",
    "outcome",
    "reference",
    "reason",
)
"""Keys of a line, in the order of the columns."""
_OUTCOMES: Final = ("case", "message", "duplicate", "quarantined", "unsupported")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--outcome", choices=_OUTCOMES, help=tr("nur Ordner, aus denen dies geworden ist")
    )
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Writes one line a folder to standard output.

    Raises:
        UserError: what opening the data folder raises.
    """
    from desktop.domain.kinds import IntakeOutcome
    from desktop.services.intake.listing import list_intake
    from desktop.services.staff.access import SYSTEM

    outcome = None if args.outcome is None else IntakeOutcome(args.outcome)
    context = args.application().build_context(args.data_folder)
    try:
        write = row_writer(args.format, COLUMNS)
        for row in list_intake(context, SYSTEM, outcome):
            write(_values(row))
    finally:
        context.close()
    return 0


def _values(row: "IntakeRow") -> dict[str, Cell]:
    return {
        "folder": row.folder,
        "source": row.source,
        "event_id": row.event_id,
        "arrived_at": row.arrived_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "outcome": row.outcome.value,
        "reference": row.reference,
        "reason": row.reason,
    }
