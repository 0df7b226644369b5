"""Where cases stand: kept with every change, and with the clock."""

import pytest
from sqlalchemy import func, select, text, update

from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.standing import CaseStanding, CaseTally, ClosedTally
from desktop.models.tenancy import Tenant
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import counts
from desktop.services.inbox.upkeep import ListUpkeep, fold
from desktop.services.staff.access import SYSTEM
from tests.services.test_bank_change_histories import STEPS, History
from tests.services.test_inbox import World
from tests.support.bank_cases import RECEIVED, add_application
from tests.support.clock import FixedClock
from tests.support.factories import add_household
from tests.support.standings import assert_standings_true


@pytest.mark.parametrize("seed", [1])
def test_rows_are_true_after_every_act_and_jump_of_the_clock(
    context: ServiceContext, seed: int
) -> None:
    world = World(context, seed)
    for _ in range(30):
        world.act()
        assert_standings_true(context)


@pytest.mark.parametrize("seed", [1])
def test_rows_are_true_through_a_history_of_releases(
    context: ServiceContext, clock: FixedClock, seed: int
) -> None:
    history = History(context, clock, seed)
    clock.set(RECEIVED)
    history.arrive(history.home.clerk, 0)
    for _ in range(STEPS):
        history.step()
        assert_standings_true(context)


def test_folding_changes_no_number_and_leaves_a_row_for_each_combination(
    context: ServiceContext,
) -> None:
    world = World(context, 1)
    for _ in range(20):
        world.act()
    before = counts(context, SYSTEM)
    ListUpkeep(context).run()
    if not context.database.is_embedded:
        fold(context, CaseTally)
        fold(context, ClosedTally)
    assert counts(context, SYSTEM) == before
    with context.database.read() as session:
        columns = CaseTally.__table__.columns
        keys = [column for column in columns if column.name not in ("id", "n")]
        rows = session.execute(select(*keys)).all()
        assert len(set(rows)) == len(rows)
        stated = session.scalar(select(func.count()).select_from(CaseStanding))
        assert session.scalar(select(func.sum(CaseTally.n))) == stated


@pytest.mark.parametrize("table", ["cases_update", "tenants_update", "companies_update"])
def test_what_no_trigger_notes_is_found_out(context: ServiceContext, table: str) -> None:
    """The comparison can fail: without one of the triggers it does."""
    home = add_household(context.database)
    add_application(context, home)
    assert_standings_true(context)
    name = f"standing_note_{table}"
    with context.database.write() as unit:
        on = f" ON {table.partition('_')[0]}" if not context.database.is_embedded else ""
        unit.session.execute(text(f"DROP TRIGGER {name}{on}"))
    with context.database.write() as unit:
        if table == "cases_update":
            unit.session.execute(update(Case).values(assignee_id=home.clerk.staff_id))
        elif table == "tenants_update":
            unit.session.execute(update(Tenant).values(surname="Vorlage"))
        else:
            # Without Saturdays fewer Werktage are left, so the run is at risk earlier.
            company = unit.session.get_one(Company, home.company_id)
            company.settings = {"workday_week": "mon-sat"}
    with pytest.raises(AssertionError):
        assert_standings_true(context)
