"""The two clocks of a bank change: the promise and the debit run (rule book, section 2)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import lru_cache

from desktop.domain.berlin_time import berlin_day, berlin_instant, in_range, to_utc
from desktop.domain.company_rules import RULES_VERSION, CompanyRules, CutoffBasis
from desktop.domain.months import Month
from desktop.domain.workdays import WorkdayCalendar, bank_day_before, bank_day_of_month

_Run = tuple[date, date, datetime]
"""Collection day, file day and file moment (UTC)."""

AT_RISK_ALWAYS_BELOW = 2
"""With fewer Werktage left than this a run is at risk whatever the case looks like."""
AT_RISK_UP_TO = 5
"""With at most this many left it is, if a blocker is open or the promise ends after the file."""


class Completion(Enum):
    """When an application became complete, where no moment can be named."""

    FROM_START = "from_start"
    STILL_OPEN = "still_open"


class RunStatus(StrEnum):
    """Whether the promised debit run will be reached."""

    OK = "ok"
    AT_RISK = "at_risk"
    MISSED = "missed"
    UNKNOWN = "unknown"
    """Not missed; more cannot be told without the federal state's Werktage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """What a tenant was promised. It depends on the receipt and the rules alone.

    ``received_at`` is UTC and None where there is only a date stamp; two deadlines are equal if
    their days are, whatever the hour of the receipt was. ``cutoff_on`` is the cut-off
    day the receipt was compared with. ``debit_file_at`` is UTC. ``due_on`` is None where no federal
    state is known.
    """

    received_at: datetime | None = field(compare=False)
    received_on: date
    cutoff_on: date
    effective_month: Month
    collection_on: date
    debit_file_on: date
    debit_file_at: datetime
    due_on: date | None
    rules_version: int = RULES_VERSION

    def __hash__(self) -> int:
        # Enough to tell them apart; what is judged of them is cached, for every line of a file.
        return hash((self.received_on, self.cutoff_on, self.collection_on, self.due_on))

    @property
    def after_cutoff(self) -> bool:
        """Whether the change counts from a later month than that of its receipt."""
        return self.effective_month != Month.of(self.received_on)

    @property
    def run_month(self) -> Month:
        """The month by which the run is named: "Lauf 12/26" draws the rent of December."""
        return Month.of(self.collection_on)


def received_day(received: datetime | date) -> date:
    """Return the Berlin calendar date of a receipt: an instant, or a date stamp as it is."""
    return berlin_day(received) if isinstance(received, datetime) else received


def promise_due_on(received_on: date, workdays: int, calendar: WorkdayCalendar) -> date:
    """Return the day on which a promise of ``workdays`` Werktage ends.

    Bank changes take the number from the company's rules, other categories have one of their own.
    """
    return calendar.add_workdays(received_on, workdays)


def cutoff_in(month: Month, rules: CompanyRules) -> date:
    """Return the cut-off day of ``month``; it has an own setting in December."""
    return month.day(rules.december_cutoff_day if month.month == 12 else rules.cutoff_day)


def file_day(collection_on: date, rules: CompanyRules) -> date:
    """Return the bank day on which the debit file for ``collection_on`` is made."""
    return bank_day_before(collection_on, rules.debit_file_lead)


def file_moment(collection_on: date, rules: CompanyRules) -> datetime:
    """Return the UTC instant at which the debit file for ``collection_on`` is made."""
    return berlin_instant(file_day(collection_on, rules), rules.debit_file_time)


def compute_deadlines(
    *,
    received: datetime | date,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    completed: datetime | date | Completion = Completion.FROM_START,
    now: datetime | None = None,
) -> Deadlines:
    """Return the deadlines of a bank change that was received at ``received``.

    ``completed`` matters only where the company's cut-off looks at it; while an application is
    ``Completion.STILL_OPEN`` the day of ``now`` is assumed (without ``now`` the receipt). Without
    ``calendar`` the promise is not computed. Raises ``ValueError`` for a day the rule book cannot
    count from (see ``berlin_time.in_range``).
    """
    received_on = received_day(received)
    if not in_range(received_on):
        raise ValueError("received")
    cutoff_day = received_on
    if rules.cutoff_basis is CutoffBasis.COMPLETED:
        cutoff_day = _cutoff_reference(received_on, completed, now)
    of_day = _deadlines_of_day(received_on, cutoff_day, rules, calendar)
    if isinstance(received, datetime):
        return replace(of_day, received_at=to_utc(received))
    return of_day


@lru_cache(maxsize=4096)
def _deadlines_of_day(
    received_on: date, cutoff_day: date, rules: CompanyRules, calendar: WorkdayCalendar | None
) -> Deadlines:
    month = Month.of(cutoff_day)
    cutoff_on = cutoff_in(month, rules)
    effective = month if cutoff_day <= cutoff_on else month.plus(1)
    collection_on, debit_file_on, debit_file_at = _run(effective.plus(1), rules)
    due_on = None
    if calendar is not None:
        due_on = calendar.add_workdays(received_on, rules.promise_workdays)
    return Deadlines(
        received_at=None,
        received_on=received_on,
        cutoff_on=cutoff_on,
        effective_month=effective,
        collection_on=collection_on,
        debit_file_on=debit_file_on,
        debit_file_at=debit_file_at,
        due_on=due_on,
    )


def _cutoff_reference(
    received_on: date, completed: datetime | date | Completion, now: datetime | None
) -> date:
    if completed is Completion.STILL_OPEN:
        reference = berlin_day(now) if now is not None else received_on
    elif isinstance(completed, Completion):
        reference = received_on
    else:
        reference = received_day(completed)
    # Completed before it was received is a contradiction; the receipt is what we can prove.
    return max(reference, received_on) if in_range(reference) else received_on


@lru_cache(maxsize=1024)
def _run(month: Month, rules: CompanyRules) -> _Run:
    collection_on = bank_day_of_month(month, rules.collection_bank_day)
    return collection_on, file_day(collection_on, rules), file_moment(collection_on, rules)


def expected_collection_on(deadlines: Deadlines, rules: CompanyRules, reference: datetime) -> date:
    """Return the collection that will really use the new bank details.

    ``reference`` is the instant of the export to the ERP, for a case not yet exported that of now.
    It is the first run not before the promised one whose file moment is still ahead of it.
    """
    return expected_run(deadlines, rules, reference)[0]


def expected_run(deadlines: Deadlines, rules: CompanyRules, reference: datetime) -> _Run:
    """Return collection day, file day and file moment (UTC) of the run really reached."""
    if deadlines.debit_file_at > reference:
        return deadlines.collection_on, deadlines.debit_file_on, deadlines.debit_file_at
    return _later_run(deadlines.collection_on, rules, reference)


@lru_cache(maxsize=1024)
def _later_run(collection_on: date, rules: CompanyRules, reference: datetime) -> _Run:
    # A run of an earlier month than the reference's has its file moment behind it.
    month = max(Month.of(collection_on), Month.of(berlin_day(reference)))
    while True:
        run = _run(month, rules)
        if run[2] > reference and run[0] > collection_on:
            return run
        month = month.plus(1)


def workdays_left(calendar: WorkdayCalendar, today: date, day: date) -> int:
    """Return the Werktage after ``today`` up to and including ``day`` (23.11. to 30.11.: 5)."""
    return _workdays_left(calendar, today, day)


@lru_cache(maxsize=4096)
def _workdays_left(calendar: WorkdayCalendar, today: date, day: date) -> int:
    return calendar.count_between(today, day)


def run_status(
    deadlines: Deadlines,
    *,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    now: datetime,
    open_blockers: int = 0,
    exported_at: datetime | None = None,
) -> RunStatus:
    """Tell whether the promised run is reached, at risk or missed; never two of them at once."""
    reference = now if exported_at is None else exported_at
    if expected_collection_on(deadlines, rules, reference) > deadlines.collection_on:
        return RunStatus.MISSED
    if exported_at is not None:
        return RunStatus.OK
    if calendar is None or deadlines.due_on is None:
        return RunStatus.UNKNOWN
    left = _workdays_left(calendar, berlin_day(now), deadlines.debit_file_on)
    pressed = open_blockers > 0 or deadlines.due_on > deadlines.debit_file_on
    if left < AT_RISK_ALWAYS_BELOW or (left <= AT_RISK_UP_TO and pressed):
        return RunStatus.AT_RISK
    return RunStatus.OK


def act_by(deadlines: Deadlines, rules: CompanyRules, reference: datetime) -> date | None:
    """Return the day by which somebody has to act: promise or debit file, whichever is first.

    Once the promised run is missed, the file of the run really reached counts instead. None where
    the promise is not known. ``reference`` as in ``expected_collection_on``.
    """
    if deadlines.due_on is None:
        return None
    return min(deadlines.due_on, expected_run(deadlines, rules, reference)[1])


def is_overdue(due_on: date | None, today: date) -> bool:
    """Tell whether a promise that is not yet kept is broken: its last day lies before today."""
    return due_on is not None and due_on < today
