"""Where cases stand: kept with every change, and with the clock."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, text, update

from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.standing import CaseStanding, CaseTally, ClosedTally, StandingNote
from desktop.models.tenancy import Tenant
from desktop.services.cases.loading import lock_case
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import counts
from desktop.services.inbox.standing_notes import FIRST
from desktop.services.inbox.standings import is_current, keep_current
from desktop.services.inbox.upkeep import fold, keep_lists
from desktop.services.staff.access import SYSTEM
from tests.services.test_bank_change_histories import STEPS, History
from tests.services.test_inbox import World
from tests.support.bank_cases import RECEIVED, add_application
from tests.support.clock import FixedClock
from tests.support.databases import backends
from tests.support.factories import add_household
from tests.support.standings import assert_standings_true, stored_standings


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
    keep_lists(context)
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


def test_what_a_migration_left_is_stated_by_readers_and_not_by_who_changes_one_case(
    context: ServiceContext,
) -> None:
    home = add_household(context.database)
    for _ in range(3):
        add_application(context, home)
    with context.database.write() as unit:
        cases = unit.session.scalars(select(Case.id).order_by(Case.id)).all()
        unit.session.execute(delete(CaseStanding))
        unit.session.add_all(StandingNote(kind=FIRST, word=str(case_id)) for case_id in cases)
    with context.database.write() as unit:
        unit.session.execute(
            update(Case).where(Case.id == cases[0]).values(assignee_id=home.clerk.staff_id)
        )
    assert set(stored_standings(context)) == {cases[0]}
    assert not is_current(context)
    told: list[int] = []
    assert keep_current(context, told.append) == len(cases)
    assert told == [len(cases)]
    assert_standings_true(context)


@pytest.mark.skipif("postgres" not in backends(), reason="no PostgreSQL here")
@pytest.mark.parametrize("database_address", ["postgres"], indirect=True)
def test_a_case_that_somebody_holds_keeps_nobody_from_stating_where_it_stands(
    context: ServiceContext,
) -> None:
    """Both at once would wait for each other: one for the case, one for its turn to state."""
    home = add_household(context.database)
    add_application(context, home)
    with context.database.write() as unit:
        (case_id,) = unit.session.scalars(select(Case.id)).all()
        unit.session.execute(delete(CaseStanding))
        unit.session.add(StandingNote(kind=FIRST, word=str(case_id)))
    with context.database.write() as unit:
        lock_case(unit, case_id)
        with ThreadPoolExecutor(1) as beside:
            assert beside.submit(keep_current, context).result(timeout=30) == 1
