"""``list-intake``: what became of every folder of the portal, as JSON lines or CSV."""

import argparse
import csv
import json
import sys
from collections.abc import Callable
from datetime import UTC
from typing import TYPE_CHECKING, Final

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
    parser.add_argument(
        "--format",
        choices=("jsonl", "csv"),
        default="jsonl",
        help=tr("JSON-Zeilen oder CSV; sonst JSON-Zeilen"),
    )


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
        write = _csv_writer() if args.format == "csv" else _jsonl_writer()
        for row in list_intake(context, SYSTEM, outcome):
            write(row)
    finally:
        context.close()
    return 0


def _jsonl_writer() -> Callable[["IntakeRow"], None]:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def write(row: "IntakeRow") -> None:
        sys.stdout.write(encode(_values(row)) + "\n")

    return write


def _csv_writer() -> Callable[["IntakeRow"], None]:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(COLUMNS)

    def write(row: "IntakeRow") -> None:
        rows.writerow([value or "" for value in _values(row).values()])

    return write


def _values(row: "IntakeRow") -> dict[str, str | None]:
    return {
        "folder": row.folder,
        "source": row.source,
        "event_id": row.event_id,
        "arrived_at": row.arrived_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "outcome": row.outcome.value,
        "reference": row.reference,
        "reason": row.reason,
    }
