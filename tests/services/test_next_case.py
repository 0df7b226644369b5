"""F8: the most urgent case that is one's own or nobody's, each once a round."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.inbox.next_case import next_case
from tests.support.clock import FixedClock
from tests.support.factories import (
    Household,
    actor_of,
    add_bank_change,
    add_case,
    add_company,
    add_household,
    add_staff,
)

TODAY = date(2026, 11, 23)
RECEIVED = datetime(2026, 11, 18, 20, 14, tzinfo=UTC)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def case(
    context: ServiceContext,
    home: Household,
    due_in: int,
    *,
    state: CaseState = CaseState.NEW,
    assignee: int | None = None,
    hours: int = 0,
    bank: bool = False,
) -> int:
    """A case whose day to act is so many days from today."""
    day = TODAY + timedelta(days=due_in)
    waiting = TODAY + timedelta(days=5) if state is CaseState.WAITING else None
    with context.database.write() as unit:
        session = unit.session
        category = "bank_details" if bank else "damage"
        row = add_case(
            unit,
            session.get_one(Tenancy, home.tenancy_id),
            session.get_one(Category, home.categories[category]),
            state=state,
            received_at=RECEIVED + timedelta(hours=hours),
            due_on=day,
            act_by=day,
            assignee_id=assignee,
            waiting_until=waiting,
        )
        if bank:
            add_bank_change(unit, row, due_on=day, account_holder="")
        return row.id


def round_of(context: ServiceContext, home: Household) -> list[int]:
    """What F8 opens, one after the other, until nothing is left."""
    found: list[int] = []
    while (case_id := next_case(context, home.clerk, passed=frozenset(found))) is not None:
        found.append(case_id)
    return found


def test_the_order_is_that_of_the_list(context: ServiceContext, home: Household) -> None:
    later = case(context, home, 20)
    today = case(context, home, 0)
    at_risk = case(context, home, 9, bank=True)
    overdue = case(context, home, -3)
    younger = case(context, home, -3, hours=1)
    week = case(context, home, 2, assignee=home.clerk.staff_id)
    assert round_of(context, home) == [overdue, younger, at_risk, today, week, later]


def test_what_others_go_on_with_is_passed_over(context: ServiceContext, home: Household) -> None:
    me, colleague = home.clerk.staff_id, home.second_clerk.staff_id
    case(context, home, -3, assignee=colleague)
    case(context, home, 4, assignee=me, state=CaseState.WAITING)
    case(context, home, -1, assignee=me, state=CaseState.PROPOSED)
    # Its own day has come: the clocks of a waiting case run on.
    woken = case(context, home, 0, assignee=me, state=CaseState.WAITING)
    nobodys = case(context, home, 1, state=CaseState.PROPOSED)
    case(context, home, -5, assignee=me, state=CaseState.CLOSED)
    assert round_of(context, home) == [woken, nobodys]


def test_only_companies_of_the_person_are_searched(context: ServiceContext) -> None:
    home = add_household(context.database)
    mine = case(context, home, 3)
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        stranger = actor_of(add_staff(unit, "stranger", [other]))
    assert next_case(context, home.clerk) == mine
    assert next_case(context, stranger) is None
    with pytest.raises(UserError, match=r"access\.denied"):
        next_case(context, stranger, frozenset({home.company_id}))


def test_it_is_right_when_the_clock_has_moved(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    waits = case(context, home, 9, state=CaseState.WAITING)
    later = case(context, home, 12)
    assert round_of(context, home) == [later]
    clock.set(datetime.combine(TODAY + timedelta(days=9), time(9), UTC))
    assert round_of(context, home) == [waits, later]
