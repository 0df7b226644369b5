"""By when a case has to be acted on, and for how long a judgement of its clocks holds.

A list keeps what was judged (rule book, section 2), so it has to know when that turns: when the
file moment of a run passes, when the day begins from which a run counts as at risk, when a
signature stops lying in the future. Spans are in UTC, ``since`` included and ``until`` excluded.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import (
    AT_RISK_ALWAYS_BELOW,
    AT_RISK_UP_TO,
    Deadlines,
    expected_run,
    file_moment,
)
from desktop.domain.months import Month
from desktop.domain.work import Priority
from desktop.domain.workdays import WorkdayCalendar, bank_day_of_month

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)
NO_DAY = date(9999, 12, 31)
"""``act_by`` of whoever has nothing to act by: it sorts behind every other day."""


@dataclass(frozen=True, slots=True)
class Span:
    """The instants at which something is true."""

    since: datetime = EARLIEST
    until: datetime = LATEST

    def within(self, other: "Span") -> "Span":
        """Return the instants that lie in both."""
        return Span(max(self.since, other.since), min(self.until, other.until))

    def holds(self, moment: datetime) -> bool:
        """Whether ``moment`` lies in it."""
        return self.since <= moment < self.until


ALWAYS = Span()


def day_span(day: date) -> Span:
    """Return the span of a Berlin day."""
    return Span(berlin_instant(day), berlin_instant(day + timedelta(days=1)))


def around_day(day: date, today: date) -> Span:
    """Return for how long the answer to "does ``day`` lie after today" stays what it is."""
    turns = berlin_instant(day)
    return Span(until=turns) if day > today else Span(since=turns)


def run_span(deadlines: Deadlines, rules: CompanyRules, now: datetime) -> Span:
    """Return for how long the run that is reached now stays the one that is reached."""
    collection_on, _, file_at = expected_run(deadlines, rules, now)
    if collection_on == deadlines.collection_on:
        return Span(until=file_at)
    before = bank_day_of_month(Month.of(collection_on).plus(-1), rules.collection_bank_day)
    passed = max(deadlines.debit_file_at, file_moment(before, rules))
    # Settings that were changed since may order the runs otherwise: then only now is sure.
    return Span(min(passed, now), file_at)


def pressing_day(
    act_by: date | None,
    priority: Priority,
    *,
    waits_until: date | None,
    today: date,
) -> date | None:
    """Return the day an open case has to be acted by: an urgent one today, until it is done.

    ``act_by`` is what its clocks say. While it waits for a day that lies ahead, only they count.
    """
    if priority is not Priority.URGENT or (waits_until is not None and waits_until > today):
        return act_by
    return today if act_by is None else min(act_by, today)


def risk_from(deadlines: Deadlines, calendar: WorkdayCalendar, *, open_blockers: int) -> date:
    """Return the first day on which the promised run is at risk, given that nothing else changes.

    It ends with the file moment, ``deadlines.debit_file_at``.
    """
    late = deadlines.due_on is not None and deadlines.due_on > deadlines.debit_file_on
    most = AT_RISK_UP_TO if late or open_blockers else AT_RISK_ALWAYS_BELOW - 1
    return _first_day_with(calendar, deadlines.debit_file_on, most)


@lru_cache(maxsize=4096)
def _first_day_with(calendar: WorkdayCalendar, file_on: date, most: int) -> date:
    """Return the first day after which at most ``most`` Werktage are left up to ``file_on``."""
    day, left = file_on, 0
    while True:
        left += calendar.is_workday(day)
        if left > most:
            return day
        day -= timedelta(days=1)
