"""Which days the strip shows and what each of them is. Pure: no widget, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from desktop.domain.berlin_time import berlin_day
from desktop.domain.deadlines import RunStatus
from desktop.domain.outlook import Outlook

_DAY = timedelta(days=1)
_ROOM_BEFORE = timedelta(days=2)
"""So much lies at least before the first marker: room for its label."""


class Shade(Enum):
    """How a cell is filled."""

    PLAIN = "plain"
    ELAPSED = "elapsed"
    LATE = "late"
    """The promise would be kept and the run still be missed."""
    OVERDUE = "overdue"
    """After the due date, up to today."""


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the strip. ``number`` is its Werktag of the promise, 0 where none is counted."""

    on: date
    is_workday: bool
    number: int
    holiday: str
    shade: Shade


def strip_range(outlook: Outlook) -> tuple[date, date]:
    """First and last day: whole weeks with room for a label before the first marker.

    The first is the last Monday at least two days before the earlier of cut-off and receipt (so
    drawn in the mock-ups), the last the Sunday after the last marker. Once a case is settled, today
    no longer widens the range. Where the clock here is behind that of the portal, today comes
    before the receipt.
    """
    run = outlook.run
    earliest = min(outlook.received_on, outlook.today)
    markers = [outlook.received_on, outlook.due_on]
    if run is not None:
        earliest = min(earliest, run.cutoff_on)
        markers += [run.cutoff_on, run.debit_file_on, run.collection_on]
        markers.append(run.expected_collection_on)
    if not outlook.settled:
        markers.append(outlook.today)
    first = earliest - _ROOM_BEFORE
    last = max(markers)
    return first - first.weekday() * _DAY, last + (6 - last.weekday()) * _DAY


def strip_days(outlook: Outlook) -> tuple[StripDay, ...]:
    """All days of the range, in order and without gaps."""
    first, last = strip_range(outlook)
    days = []
    number = 0
    for offset in range((last - first).days + 1):
        day = first + offset * _DAY
        counts = is_workday(outlook, day)
        counted = counts and outlook.received_on < day <= outlook.due_on
        number += counted
        days.append(
            StripDay(
                on=day,
                is_workday=counts,
                number=number if counted else 0,
                holiday=outlook.free_days.get(day, ""),
                shade=_shade(outlook, day),
            )
        )
    return tuple(days)


def is_workday(outlook: Outlook, day: date) -> bool:
    """Whether a day of the range is a Werktag of the company."""
    return day.weekday() < outlook.working_weekdays and day not in outlook.free_days


def late_from(outlook: Outlook) -> date | None:
    """Day of the file after which the promise can be kept and the run is missed all the same.

    None where there is no such stretch, or where the matter is settled.
    """
    run = outlook.run
    if run is None or run.exported or outlook.due_on <= run.debit_file_on:
        return None
    return run.debit_file_on


def next_file_on(outlook: Outlook) -> date | None:
    """Day of the file that can still be reached, where the promised run is missed."""
    run = outlook.run
    if run is None or run.status is not RunStatus.MISSED or run.exported:
        return None
    return berlin_day(run.expected_file_at)


def _shade(outlook: Outlook, day: date) -> Shade:
    late = late_from(outlook)
    if outlook.overdue and outlook.due_on < day <= outlook.today:
        return Shade.OVERDUE
    if late is not None and late <= day <= outlook.due_on:
        return Shade.LATE
    if outlook.received_on <= day < outlook.today:
        return Shade.ELAPSED
    return Shade.PLAIN
