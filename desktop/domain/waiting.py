"""Until when a case may wait for the tenant: days that make sense, by both clocks.

Nothing ends by itself when the day has come. The case goes on waiting until somebody has looked or
the tenant answers: that it is in work again would be told to the tenant, and nobody decided it.
"""

from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.berlin_time import berlin_day
from desktop.domain.outlook import Outlook

WORKDAYS_BEFORE_FILE = 2
_DAY = timedelta(days=1)


class WaitingChoice(StrEnum):
    """Days a person is offered."""

    TOMORROW = "tomorrow"
    MONDAY = "monday"
    BEFORE_FILE = "before_file"
    """Two Werktage before the debit file that can still be reached."""
    IN_A_WEEK = "in_a_week"


def waiting_choices(today: date, outlook: Outlook | None) -> dict[WaitingChoice, date]:
    """Return the days after today that are offered, in this order; each day once.

    Without ``outlook`` Monday to Friday count as Werktage.
    """
    wanted = {
        WaitingChoice.TOMORROW: today + _DAY,
        WaitingChoice.MONDAY: today + timedelta(days=7 - today.weekday()),
        WaitingChoice.BEFORE_FILE: _before_file(outlook),
        WaitingChoice.IN_A_WEEK: today + timedelta(days=7),
    }
    offered: dict[WaitingChoice, date] = {}
    for choice, day in wanted.items():
        if day is None or day <= today or day in offered.values() or not _counts(day, outlook):
            continue
        offered[choice] = day
    return offered


def waiting_is_over(waiting_until: date | None, today: date) -> bool:
    """Tell whether a case that waits should be looked at again."""
    return waiting_until is not None and waiting_until <= today


def _before_file(outlook: Outlook | None) -> date | None:
    if outlook is None or outlook.run is None or outlook.run.exported:
        return None
    day, left = berlin_day(outlook.run.expected_file_at), WORKDAYS_BEFORE_FILE
    while left:
        day -= _DAY
        left -= _counts(day, outlook)
    return day


def _counts(day: date, outlook: Outlook | None) -> bool:
    if outlook is None:
        return day.weekday() < 5
    return day.weekday() < outlook.working_weekdays and day not in outlook.free_days
