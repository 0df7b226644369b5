"""Both clocks of one case as seen on one day: the value the deadline strip is painted from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_day
from desktop.domain.company_rules import CompanyRules, WorkdayWeek
from desktop.domain.deadlines import Deadlines, RunStatus, expected_run, run_status
from desktop.domain.months import Month
from desktop.domain.workdays import WorkdayCalendar

_SPAN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionOutlook:
    """What becomes of a release that is taken back.

    ``collection_on`` is the first collection for which the former details hold again: if it is
    released and handed over now, or as it is told already. ``used_on`` is the collection that uses
    the wrong details until then, None where no run reaches them.
    """

    collection_on: date
    used_on: date | None
    pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutlook:
    """The clock of the debit run. ``…_at`` are UTC instants; ``expected_…`` is what is reached."""

    variant: BankChangeVariant
    cutoff_on: date
    effective_month: Month
    after_cutoff: bool
    collection_on: date
    debit_file_on: date
    debit_file_at: datetime
    workdays_to_file: int
    expected_collection_on: date
    expected_file_at: datetime
    status: RunStatus
    exported: bool
    correction: CorrectionOutlook | None = None

    @property
    def month(self) -> Month:
        """The month by which the promised run is named."""
        return Month.of(self.collection_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the strip shows. ``run`` is None where there is no debit run (other categories).

    ``workday_number`` says that today is the n-th Werktag since the receipt (0 on its own day; on a
    day off the last one before). ``workdays_to_due`` is negative once the promise is broken.
    ``free_days`` names every holiday and closing day of the strip's range; ``working_weekdays`` is
    how many days of a week count from Monday on (5, or 6 where Saturday is a Werktag).
    """

    received_on: date
    due_on: date
    today: date
    promise_workdays: int
    workday_number: int
    workdays_to_due: int
    open_blockers: int
    settled: bool
    run: RunOutlook | None
    free_days: Mapping[date, str]
    working_weekdays: int = 5

    @property
    def overdue(self) -> bool:
        """Whether the promise was broken and nothing has been decided yet."""
        return not self.settled and self.due_on < self.today


def promise_outlook(
    *,
    received_on: date,
    due_on: date,
    promise_workdays: int,
    calendar: WorkdayCalendar,
    now: datetime,
    settled: bool = False,
) -> Outlook:
    """Return the outlook of a case without a debit run; ``settled`` means it is closed."""
    today = berlin_day(now)
    return Outlook(
        received_on=received_on,
        due_on=due_on,
        today=today,
        promise_workdays=promise_workdays,
        workday_number=max(calendar.count_between(received_on, today), 0),
        workdays_to_due=calendar.count_between(today, due_on),
        open_blockers=0,
        settled=settled,
        run=None,
        free_days=_free_days(calendar, received_on, max(due_on, today)),
        working_weekdays=_working_weekdays(calendar),
    )


def bank_change_outlook(
    deadlines: Deadlines,
    *,
    variant: BankChangeVariant,
    rules: CompanyRules,
    calendar: WorkdayCalendar,
    now: datetime,
    open_blockers: int = 0,
    exported_at: datetime | None = None,
    settled: bool = False,
) -> Outlook:
    """Return the outlook of a bank change; ``settled`` means released, rejected or closed.

    Raises ``ValueError`` where the deadlines were computed without a federal state.
    """
    if deadlines.due_on is None:
        raise ValueError("due_on")
    today = berlin_day(now)
    reached = expected_run(deadlines, rules, exported_at or now)
    return Outlook(
        received_on=deadlines.received_on,
        due_on=deadlines.due_on,
        today=today,
        promise_workdays=rules.promise_workdays,
        workday_number=max(calendar.count_between(deadlines.received_on, today), 0),
        workdays_to_due=calendar.count_between(today, deadlines.due_on),
        open_blockers=open_blockers,
        settled=settled,
        run=RunOutlook(
            variant=variant,
            cutoff_on=deadlines.cutoff_on,
            effective_month=deadlines.effective_month,
            after_cutoff=deadlines.after_cutoff,
            collection_on=deadlines.collection_on,
            debit_file_on=deadlines.debit_file_on,
            debit_file_at=deadlines.debit_file_at,
            workdays_to_file=calendar.count_between(today, deadlines.debit_file_on),
            expected_collection_on=reached[0],
            expected_file_at=reached[2],
            status=run_status(
                deadlines,
                rules=rules,
                calendar=calendar,
                now=now,
                open_blockers=open_blockers,
                exported_at=exported_at,
            ),
            exported=exported_at is not None,
        ),
        free_days=_free_days(
            calendar, deadlines.received_on, max(deadlines.due_on, reached[0], today)
        ),
        working_weekdays=_working_weekdays(calendar),
    )


def with_correction(outlook: Outlook, correction: CorrectionOutlook) -> Outlook:
    """Return the outlook of a bank change whose release is taken back."""
    if outlook.run is None:
        raise ValueError("run")
    return replace(outlook, run=replace(outlook.run, correction=correction))


def _working_weekdays(calendar: WorkdayCalendar) -> int:
    return 6 if calendar.week is WorkdayWeek.MON_SAT else 5


def _free_days(calendar: WorkdayCalendar, first: date, last: date) -> Mapping[date, str]:
    """Return the named days off between the two days, with a fortnight to either side."""
    start = first - _SPAN
    days = (start + timedelta(days=n) for n in range((last - start + _SPAN).days))
    named = ((day, calendar.holiday_name(day)) for day in days)
    return MappingProxyType({day: name for day, name in named if name is not None})
