"""Letters with a code for many: who gets one, who is passed over and why, and how it goes on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.context import ServiceContext
from desktop.services.registration.use_cases import (
    BulkPlan,
    BulkRequest,
    BulkResult,
    MarkReturned,
    expire_codes,
    mark_returned,
    plan_bulk_request,
    request_code,
    request_many,
)
from tests.support.clock import FixedClock
from tests.support.codes import (
    Newcomer,
    add_newcomers,
    change_tenant,
    codes,
    deliveries,
    issue,
    refusal,
    wish,
)
from tests.support.factories import Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def test_all_parties_without_account_get_a_letter_once(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    jonte, fenja = add_newcomers(context, home, "Jonte", "Fenja")
    [ida] = add_newcomers(context, home, "Ida", number=2)
    [guarded] = add_newcomers(context, home, "Piet", number=3)
    [registered] = add_newcomers(context, home, "Rieke", number=4)
    [former] = add_newcomers(context, home, "Uwe", number=5)
    issue(context, home.clerk, ida)
    change_tenant(context, guarded.tenant_id, phone_changed_at=clock.now())
    request_code(context, home.clerk, wish(registered))
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.tenancy_id == registered.tenancy_id)
            .values(state=PortalAccountState.REGISTERED)
        )
        unit.session.get_one(Tenancy, former.tenancy_id).ends_on = date(2026, 10, 31)
    wanted = BulkRequest(company_id=home.company_id)
    passed_over = {
        "codes.account_open": 1,
        "codes.has_code": 1,
        "guard.answer_missing": 1,
        "codes.already_registered": 1,
    }
    assert plan_bulk_request(context, home.clerk, wanted) == BulkPlan(
        letters=2, passed_over=passed_over
    )
    seen: list[tuple[int, int]] = []
    done = request_many(context, home.clerk, wanted, on_progress=lambda *now: seen.append(now))
    assert done == BulkResult(requested=2, passed_over=passed_over)
    assert seen == [(5, 5)]
    asked = _asked(context)
    assert asked >= {(jonte.tenancy_id, jonte.tenant_id), (fenja.tenancy_id, fenja.tenant_id)}
    again = request_many(context, home.clerk, wanted)
    assert (again.requested, again.passed_over["codes.has_code"]) == (0, 3)
    with refusal("access.denied"):
        request_many(context, home.auditor, wanted)


def test_a_code_whose_last_day_is_over_keeps_nobody_from_a_letter(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    """The job that lets codes expire may come later than who asks for letters."""
    [marga] = _people(context, home, 1)
    issue(context, home.clerk, marga)
    command = BulkRequest(company_id=home.company_id)
    assert request_many(context, home.clerk, command).requested == 0
    clock.advance(timedelta(days=91))
    assert plan_bulk_request(context, home.clerk, command).letters == 1
    assert request_many(context, home.clerk, command).requested == 1
    assert expire_codes(context) == 1
    waiting = [row.state for row in codes(context) if not row.state.final]
    assert waiting == [CodeState.REQUESTED]


def _asked(context: ServiceContext) -> set[tuple[int, int]]:
    with context.database.read() as session:
        accounts = session.scalars(select(PortalAccount)).all()
    waiting = {row.portal_account_id for row in codes(context) if row.state is CodeState.REQUESTED}
    return {(one.tenancy_id, one.tenant_id) for one in accounts if one.id in waiting}


def _people(context: ServiceContext, home: Household, count: int) -> list[Newcomer]:
    return [
        add_newcomers(context, home, f"Person{number}", number=number)[0]
        for number in range(1, count + 1)
    ]


def test_a_house_or_a_list_of_contracts(context: ServiceContext, home: Household) -> None:
    first, second, third = _people(context, home, 3)
    done = request_many(
        context, home.clerk, BulkRequest(company_id=home.company_id, property_number="2071-2")
    )
    assert (done.requested, _asked(context)) == (1, {(second.tenancy_id, second.tenant_id)})
    listed = BulkRequest(
        company_id=home.company_id,
        contract_numbers=(third.contract_number, "no such", second.contract_number),
    )
    plan = plan_bulk_request(context, home.clerk, listed)
    assert (plan.letters, plan.unknown) == (1, ("no such",))
    request_many(context, home.clerk, listed)
    assert (first.tenancy_id, first.tenant_id) not in _asked(context)


def test_who_cancels_goes_on_later(
    context: ServiceContext, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.services.registration import bulk

    monkeypatch.setattr(bulk, "_PORTION", 2)
    _people(context, home, 5)
    wanted = BulkRequest(company_id=home.company_id)
    asked = iter((False, True))
    stopped = request_many(context, home.clerk, wanted, is_cancelled=lambda: next(asked))
    assert (stopped.cancelled, stopped.requested) == (True, 2)
    rest = request_many(context, home.clerk, wanted)
    assert (rest.cancelled, rest.requested) == (False, 3)
    assert len(codes(context)) == len(deliveries(context)) == 5


def test_from_where_a_letter_came_back_the_other_address_is_taken(
    context: ServiceContext, home: Household
) -> None:
    [marga] = _people(context, home, 1)
    first = issue(context, home.clerk, marga)
    mark_returned(context, home.clerk, MarkReturned(code_id=first.code_id))
    wanted = BulkRequest(company_id=home.company_id)
    assert request_many(context, home.clerk, wanted).requested == 1
    assert (codes(context)[-1].address or {})["choice"] == "unit"
