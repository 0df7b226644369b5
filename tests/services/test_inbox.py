"""The inbox: every number equals the rows behind it, and both are true now."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from desktop.domain.bank_change import Assessment
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import compute_deadlines, promise_due_on
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.bank_changes.checks import assess_now
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import counts
from desktop.services.inbox.rows import (
    CaseRow,
    InboxQuery,
    InboxSort,
    InboxView,
    PillKind,
    Urgency,
)
from desktop.services.staff.access import SYSTEM, Actor
from tests.support.clock import FixedClock
from tests.support.factories import (
    CATEGORY_CODES,
    actor_of,
    add_bank_change,
    add_case,
    add_categories,
    add_company,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.lists import rows

CALENDARS = {
    "HH": WorkdayCalendar(FederalState.HAMBURG),
    "BW": WorkdayCalendar(FederalState.BADEN_WUERTTEMBERG),
}
SEEDS = (1, 2)


class World:
    """Two companies with people in both, in one, and cases made by chance."""

    def __init__(self, context: ServiceContext, seed: int) -> None:
        self.context = context
        self.random = random.Random(seed)
        with context.database.write() as unit:
            thor = add_company(unit, "thor")
            whs = add_company(unit, "whs", federal_state="BW", creditor_id="DE62WHS00000820055")
            self.companies = {thor.id: "HH", whs.id: "BW"}
            self.categories = {c: row.id for c, row in add_categories(unit).items()}
            people = [
                add_staff(unit, "clerk1", [thor, whs]),
                add_staff(unit, "clerk2", [thor], name="Timo Vorlage"),
                add_staff(unit, "lead", [whs], name="Ute Raster"),
            ]
            self.actors: list[Actor] = [actor_of(one) for one in people]
            self.tenancies = {}
            for company in (thor, whs):
                tenant = add_tenant(unit, company, surname=f"Musterbach-{company.code}")
                flat = add_unit(unit, company)
                self.tenancies[company.id] = add_tenancy(unit, company, flat, [tenant]).id
        for _ in range(30):
            self.arrive()

    def arrive(self) -> int:
        """A case of any kind, received within the last five weeks."""
        code = self.random.choice((*CATEGORY_CODES, "bank_details", "bank_details"))
        company_id = self.random.choice(list(self.companies))
        calendar = CALENDARS[self.companies[company_id]]
        received_at = self.context.clock.now() - timedelta(minutes=self.random.randint(1, 50_000))
        due_on = promise_due_on(berlin_day(received_at), 10, calendar)
        with self.context.database.write() as unit:
            case = add_case(
                unit,
                self._tenancy(unit, company_id),
                unit.session.get_one(Category, self.categories[code]),
                received_at=received_at,
                due_on=due_on,
                act_by=due_on,
                assignee_id=self.random.choice((None, *(a.staff_id for a in self.actors))),
                channel=self.random.choice((Channel.PORTAL, Channel.EMAIL)),
            )
            if code == "bank_details":
                self._apply(unit, case, calendar)
            self._settle(unit, case, self.random.choice(list(CaseState)))
            return case.id

    def act(self) -> None:
        """Something happens: an arrival, a change of hands or state, an export, or time passes."""
        kind = self.random.choice(("arrive", "assign", "state", "export", "time"))
        if kind == "arrive":
            self.arrive()
        elif kind == "time":
            clock = self.context.clock
            assert isinstance(clock, FixedClock)
            clock.advance(timedelta(hours=self.random.choice((1, 9, 24, 80))))
        else:
            with self.context.database.write() as unit:
                ids = unit.session.scalars(select(Case.id)).all()
                case = unit.session.get_one(Case, self.random.choice(ids))
                if kind == "assign":
                    case.assignee_id = self.random.choice(self.actors).staff_id
                elif kind == "state":
                    self._settle(unit, case, self.random.choice(list(CaseState)))
                else:
                    change = unit.session.scalar(
                        select(BankChange).where(BankChange.case_id == case.id)
                    )
                    if change is not None:
                        change.state = BankChangeState.RELEASED
                        change.exported_at = self.context.clock.now()

    def _tenancy(self, unit: Any, company_id: int) -> Any:
        from desktop.models.tenancy import Tenancy

        return unit.session.get_one(Tenancy, self.tenancies[company_id])

    def _apply(self, unit: Any, case: Case, calendar: WorkdayCalendar) -> None:
        deadlines = compute_deadlines(
            received=case.received_at, rules=DEFAULT_RULES, calendar=calendar
        )
        add_bank_change(
            unit,
            case,
            # Every second one has an open blocker, by which a run can be at risk.
            iban_input=self.random.choice(("DE02120300000000202051", "DE02120300000000202052")),
            cutoff_on=deadlines.cutoff_on,
            effective_month=deadlines.effective_month.first_day,
            collection_on=deadlines.collection_on,
            debit_file_on=deadlines.debit_file_on,
            debit_file_at=deadlines.debit_file_at,
            due_on=deadlines.due_on,
        )

    @staticmethod
    def _settle(unit: Any, case: Case, state: CaseState) -> None:
        case.state = state
        case.is_open = state is not CaseState.CLOSED


@pytest.fixture(params=SEEDS)
def world(request: pytest.FixtureRequest, context: ServiceContext) -> World:
    return World(context, request.param)


def _filters(world: World) -> Iterator[tuple[Actor, frozenset[int]]]:
    for actor in (*world.actors, SYSTEM):
        yield actor, frozenset()
        reach = world.companies if actor.company_ids is None else actor.company_ids
        for company_id in reach:
            yield actor, frozenset({company_id})


def test_every_count_equals_the_rows_behind_it(world: World) -> None:
    filters = list(_filters(world))
    for _ in range(4):
        for _ in range(4):
            world.act()
        for actor, companies in world.random.sample(filters, 2):
            found = counts(world.context, actor, companies)
            assert set(found.views) == set(InboxView)
            for view, number in found.views.items():
                shown = rows(world.context, actor, InboxQuery(view, companies=companies))
                assert number == len(shown), (view, actor.login)
            assert {line.code for line in found.categories} == set(CATEGORY_CODES)
            for line in found.categories:
                query = InboxQuery(category=line.code, companies=companies)
                assert line.count == len(rows(world.context, actor, query)), line.code
            every = found.views[InboxView.ALL_OPEN]
            assert sum(line.count for line in found.categories) == every


def test_rows_say_what_a_full_check_of_now_says(world: World) -> None:
    for _ in range(3):
        for _ in range(3):
            world.act()
        context = world.context
        shown = rows(context, SYSTEM, InboxQuery())
        today = context.clock.today()
        with context.database.read() as session:
            ids = session.scalars(select(Case.id).where(Case.state != CaseState.CLOSED)).all()
            pairs = session.execute(select(BankChange.case_id, BankChange.id)).all()
            changes = {pair.case_id: pair.id for pair in pairs}
            checks = assess_now(session, context, changes.values())
        assert sorted(row.case_id for row in shown) == sorted(ids)
        for row in shown:
            check = checks[changes[row.case_id]] if row.case_id in changes else None
            assert row.act_by == (row.due_on if check is None else check.act_by)
            assert row.urgency is _urgency(row, check, today)


def _urgency(row: CaseRow, check: Assessment | None, today: date) -> Urgency:
    assert row.due_on is not None
    assert row.act_by is not None
    if row.act_by < today:
        return Urgency.OVERDUE
    if check is not None and FindingCode.RUN_AT_RISK in {f.code for f in check.findings}:
        return Urgency.RUN_AT_RISK
    if row.act_by <= today:
        return Urgency.DUE_TODAY
    same_week = row.act_by.isocalendar()[:2] == today.isocalendar()[:2]
    return Urgency.THIS_WEEK if same_week else Urgency.LATER


def test_the_order_is_by_urgency_then_day_then_receipt(world: World) -> None:
    shown = rows(world.context, SYSTEM, InboxQuery())
    keys = [(row.urgency, row.act_by or date.max, row.received_at, row.case_id) for row in shown]
    assert keys == sorted(keys)


def test_other_orders(world: World) -> None:
    by_receipt = rows(world.context, SYSTEM, InboxQuery(sort=InboxSort.RECEIVED))
    received = [row.received_at for row in by_receipt]
    assert received == sorted(received)
    by_category = rows(world.context, SYSTEM, InboxQuery(sort=InboxSort.CATEGORY))
    places = [CATEGORY_CODES.index(row.category_code) for row in by_category]
    assert places == sorted(places)
    by_name = rows(world.context, SYSTEM, InboxQuery(sort=InboxSort.NAME))
    names = [row.tenant_name for row in by_name]
    assert names == sorted(names)
    assert len(by_receipt) == len(by_category) == len(by_name)


def test_a_company_that_is_not_ones_own_is_denied(world: World) -> None:
    clerk2 = world.actors[1]
    foreign = frozenset(world.companies) - (clerk2.company_ids or frozenset())
    with pytest.raises(UserError, match=r"access\.denied"):
        counts(world.context, clerk2, foreign)
    with pytest.raises(UserError, match=r"access\.denied"):
        rows(world.context, clerk2, InboxQuery(companies=foreign))


def test_reading_takes_the_same_few_statements_however_many_cases(world: World) -> None:
    with world.context.database.read() as session:
        engine = session.get_bind()
    statements: list[str] = []
    real = engine.engine if hasattr(engine, "engine") else engine
    event.listen(real, "before_cursor_execute", lambda *args: statements.append(args[2]))
    rows(world.context, SYSTEM, InboxQuery())
    few = len(statements)
    for _ in range(20):
        world.arrive()
    statements.clear()
    rows(world.context, SYSTEM, InboxQuery())
    assert len(statements) <= few + 2


class TestOneRow:
    """One bank change, received on 18 November, on the mock-ups' Monday and later."""

    @pytest.fixture
    def case_id(self, context: ServiceContext) -> int:
        with context.database.write() as unit:
            company = add_company(unit)
            categories = add_categories(unit)
            tenancy = add_tenancy(
                unit, company, add_unit(unit, company), [add_tenant(unit, company)]
            )
            case = add_case(
                unit, tenancy, categories["bank_details"], subject="Neu: DE02120300000000202051"
            )
            # An IBAN that lacks a digit is a blocker.
            add_bank_change(unit, case, iban_input="DE0212030000000020205")
            return case.id

    @pytest.fixture
    def row(self, context: ServiceContext, case_id: int) -> CaseRow:
        return self._row(context)

    @staticmethod
    def _row(context: ServiceContext) -> CaseRow:
        (row,) = rows(context, SYSTEM, InboxQuery())
        return row

    def test_a_run_with_an_open_blocker_is_at_risk_a_week_before(self, row: CaseRow) -> None:
        assert row.urgency is Urgency.RUN_AT_RISK
        assert (row.pill.kind, row.pill.run) == (PillKind.RUN_AT_RISK, "12/26")
        assert row.act_by == row.debit_file_on == date(2026, 11, 30)
        assert row.due_on == date(2026, 12, 2)

    def test_the_subject_has_no_iban_in_full(self, row: CaseRow) -> None:
        assert row.subject == "Neu: DE02 •••• 2051"

    def test_after_the_file_the_next_run_counts(
        self, context: ServiceContext, clock: FixedClock, case_id: int
    ) -> None:
        clock.set(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
        row = self._row(context)
        assert row.urgency is Urgency.THIS_WEEK
        assert row.act_by == date(2026, 12, 2)
        assert counts(context, SYSTEM).views[InboxView.RUN_AT_RISK] == 0

    def test_on_its_last_day_it_is_due_today_and_then_overdue(
        self, context: ServiceContext, clock: FixedClock, case_id: int
    ) -> None:
        clock.set_berlin(date(2026, 12, 2))
        assert self._row(context).pill.kind is PillKind.TODAY
        assert counts(context, SYSTEM).views[InboxView.DUE_TODAY] == 1
        clock.set_berlin(date(2026, 12, 4))
        row = self._row(context)
        assert (row.pill.kind, row.pill.workdays) == (PillKind.OVERDUE, 2)
        assert row.urgency is Urgency.OVERDUE

    def test_what_was_exported_in_time_is_not_at_risk(
        self, context: ServiceContext, case_id: int
    ) -> None:
        with context.database.write() as unit:
            change = unit.session.scalars(select(BankChange)).one()
            change.exported_at = context.clock.now()
        row = self._row(context)
        assert row.urgency is Urgency.LATER
        assert row.pill.kind is PillKind.SOON
        assert row.pill.workdays == 5
