"""The report of deadlines: what was broken or missed in a period, open or closed, page by page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.inbox import deadline_report
from desktop.services.inbox.deadline_report import (
    DeadlineKind,
    MissedDeadline,
    Period,
    ReportKey,
    report_lines,
    report_page,
)
from desktop.services.inbox.report_file import csv_file
from desktop.services.staff.access import SYSTEM
from tests.services.test_inbox import World
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_bank_change, add_case, add_household

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def lines(
    context: ServiceContext,
    period: Period = YEAR,
    company: str | None = None,
) -> list[MissedDeadline]:
    return list(report_lines(context, SYSTEM, period, company))


def add(
    context: ServiceContext,
    home: Household,
    *,
    closed_at: datetime | None,
    exported_at: datetime | None,
    state: BankChangeState = BankChangeState.RELEASED,
) -> int:
    """A bank change of 18 November: promise until 2 December, file on 30 November at ten."""
    with context.database.write() as unit:
        case = add_case(
            unit,
            unit.session.get_one(Tenancy, home.tenancy_id),
            unit.session.get_one(Category, home.categories["bank_details"]),
            state=CaseState.NEW if closed_at is None else CaseState.CLOSED,
            closed_at=closed_at,
        )
        add_bank_change(unit, case, exported_at=exported_at, state=state)
        return case.id


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """A moment of Berlin's winter, one hour ahead of UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


class TestOneCase:
    @pytest.fixture
    def home(self, context: ServiceContext, clock: FixedClock) -> Household:
        clock.set(at(15, 9))
        return add_household(context.database)

    def test_kept_and_reached_is_not_told(self, context: ServiceContext, home: Household) -> None:
        # Late in the evening it is still the last day in Berlin, and the day before in UTC.
        add(context, home, closed_at=at(2, 23, 59), exported_at=at(30, 9, 59, month=11))
        assert lines(context) == []

    def test_a_minute_too_late_is_told_of_closed_cases(
        self, context: ServiceContext, home: Household
    ) -> None:
        case_id = add(context, home, closed_at=at(3, 0, 1), exported_at=at(30, 10, month=11))
        run, promise = lines(context)
        assert (run.kind, run.case_id, run.missed_on) == (
            DeadlineKind.RUN,
            case_id,
            date(2026, 11, 30),
        )
        assert (run.run_promised, run.run_reached) == (date(2026, 12, 1), date(2027, 1, 4))
        assert (run.finished_on, run.workdays_late) == (date(2026, 11, 30), 0)
        assert (promise.kind, promise.missed_on) == (DeadlineKind.PROMISE, date(2026, 12, 2))
        assert (promise.finished_on, promise.workdays_late) == (date(2026, 12, 3), 1)
        assert promise.tenants == ("Aylin Musterbach",)
        assert promise.run_promised is None

    def test_what_is_open_is_told_as_of_now(
        self, context: ServiceContext, home: Household, clock: FixedClock
    ) -> None:
        add(context, home, closed_at=None, exported_at=None, state=BankChangeState.OPEN)
        run, promise = lines(context)
        assert (promise.finished_on, promise.workdays_late, promise.is_open) == (None, 9, True)
        assert run.run_reached == date(2027, 1, 4)
        clock.set(at(31, 11))
        assert lines(context)[0].run_reached == date(2027, 2, 1)
        clock.set(at(2, 12))
        assert [line.kind for line in lines(context)] == [DeadlineKind.RUN]
        clock.set(at(30, 9, 59, month=11))
        assert lines(context) == []

    def test_a_rejected_application_has_no_run_to_miss(
        self, context: ServiceContext, home: Household
    ) -> None:
        add(context, home, closed_at=at(2, 9), exported_at=None, state=BankChangeState.REJECTED)
        assert lines(context) == []

    def test_only_the_period_counts(self, context: ServiceContext, home: Household) -> None:
        add(context, home, closed_at=None, exported_at=None, state=BankChangeState.OPEN)
        november = Period(date(2026, 11, 1), date(2026, 11, 30))
        december = Period(date(2026, 12, 1), date(2026, 12, 31))
        assert [line.kind for line in lines(context, november)] == [DeadlineKind.RUN]
        assert [line.kind for line in lines(context, december)] == [DeadlineKind.PROMISE]
        with pytest.raises(UserError, match=r"report\.period"):
            Period(december.first, november.last)

    def test_the_file_opens_in_a_spreadsheet_and_holds_no_formula(
        self, context: ServiceContext, home: Household
    ) -> None:
        with context.database.write() as unit:
            unit.session.get_one(Tenancy, home.tenancy_id).contract_number = "=1+1"
        add(context, home, closed_at=None, exported_at=None, state=BankChangeState.OPEN)
        content = csv_file(lines(context)).decode("utf-8-sig").splitlines()
        assert len(content) == 3
        assert ";'=1+1;" in content[1]


@pytest.mark.parametrize("seed", [1])
def test_pages_and_companies_say_what_looking_at_every_case_says(
    context: ServiceContext, clock: FixedClock, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(context, seed)
    clock.advance(timedelta(days=20))
    with context.database.write() as unit:
        for case in unit.session.scalars(select(Case)):
            if not case.is_open:
                case.closed_at = clock.now() - timedelta(hours=world.random.randint(0, 600))
        for change in unit.session.scalars(select(BankChange)):
            if world.random.random() < 0.5:
                change.exported_at = clock.now() - timedelta(hours=world.random.randint(0, 600))
    expected = sorted(_slowly(context))
    assert len(expected) > 8
    assert [(line.key, line.company) for line in lines(context)] == expected
    monkeypatch.setattr(deadline_report, "PAGE", 2)
    assert [(line.key, line.company) for line in lines(context)] == expected
    for company in ("thor", "whs"):
        of_company = [entry for entry in expected if entry[1] == company]
        assert [(one.key, one.company) for one in lines(context, company=company)] == of_company
    clerk2 = world.actors[1]
    page = report_page(context, clerk2, YEAR)
    assert {line.company for line in page.lines} == {"thor"}
    assert page.has_more
    with pytest.raises(UserError, match=r"access\.denied"):
        report_page(context, clerk2, YEAR, frozenset(world.companies))
    with pytest.raises(UserError, match=r"company\.unknown"):
        lines(context, company="nobody")


def _slowly(context: ServiceContext) -> list[tuple[ReportKey, str]]:
    """Every case and every bank change, one after the other."""
    now, today = context.clock.now(), context.clock.today()
    found = []
    with context.database.read() as session:
        companies = {one.id: one.code for one in session.scalars(select(Company))}
        for case in session.scalars(select(Case)):
            assert case.due_on is not None
            assert case.is_open or case.closed_at is not None
            closed_on = today if case.closed_at is None else berlin_day(case.closed_at)
            if closed_on > case.due_on:
                key = ReportKey(case.due_on, DeadlineKind.PROMISE, case.id)
                found.append((key, companies[case.company_id]))
        for change in session.scalars(select(BankChange)):
            reached = (change.exported_at or now) < change.debit_file_at
            if not reached and change.state is not BankChangeState.REJECTED:
                key = ReportKey(change.debit_file_on, DeadlineKind.RUN, change.case_id)
                found.append((key, companies[session.get_one(Case, change.case_id).company_id]))
    return found
