"""Codes are revoked, expire and come back; accounts are locked, unlocked and closed by people."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from desktop.domain.accounts import LockReason
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import DeliveryState, PortalAccountState
from desktop.domain.operation import JobName
from desktop.models.case import Case, Message
from desktop.models.operation import Heartbeat
from desktop.models.registration import AccountEvent, RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.operation.heartbeats import Heart
from desktop.services.operation.jobs import codes_pass
from desktop.services.registration.use_cases import (
    CloseAccount,
    LockAccount,
    MarkReturned,
    RequestCode,
    RevokeCode,
    UnlockAccount,
    close_portal_account,
    code_options,
    expire_codes,
    lock_portal_account,
    mark_returned,
    request_code,
    revoke_code,
    unlock_portal_account,
)
from tests.support.clock import FixedClock
from tests.support.codes import (
    Newcomer,
    add_newcomers,
    code,
    codes,
    deliveries,
    issue,
    refusal,
    told,
    wish,
)
from tests.support.factories import Household, add_household
from tests.support.schemas import problems


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def marga(context: ServiceContext, home: Household) -> Newcomer:
    return add_newcomers(context, home, "Marga")[0]


def _account(context: ServiceContext, who: Newcomer) -> PortalAccount:
    with context.database.read() as session:
        return session.scalars(
            select(PortalAccount).where(PortalAccount.tenancy_id == who.tenancy_id)
        ).one()


def _known_to_portal(context: ServiceContext, who: Newcomer) -> None:
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.tenancy_id == who.tenancy_id)
            .values(external_id="acc-marga", state=PortalAccountState.ACTIVATED)
        )


def _lock(who: Newcomer, reason: LockReason = LockReason.SUSPICION) -> LockAccount:
    return LockAccount(
        tenancy_id=who.tenancy_id, tenant_id=who.tenant_id, reason=reason, note="Anruf"
    )


def test_a_person_revokes_with_a_reason(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    with refusal("codes.reason_missing"):
        revoke_code(context, home.clerk, RevokeCode(code_id=first.code_id, reason="  "))
    with refusal("access.denied"):
        revoke_code(context, home.auditor, RevokeCode(code_id=first.code_id, reason="x"))
    revoke_code(context, home.clerk, RevokeCode(code_id=first.code_id, reason=" verloren "))
    row = code(context, first.code_id)
    assert (row.state, row.end_reason, row.end_note) == (
        CodeState.REVOKED,
        RevocationReason.BY_PERSON,
        "verloren",
    )
    assert told(context)[-1][1]["reason"] == "by_person"
    with refusal("codes.already_ended"):
        revoke_code(context, home.clerk, RevokeCode(code_id=first.code_id, reason="again"))


def test_a_letter_that_nobody_printed_is_withdrawn_without_a_word(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    revoke_code(context, home.clerk, RevokeCode(code_id=made.code_id))
    assert [one.state for one in deliveries(context)] == [DeliveryState.CANCELLED]
    assert told(context) == []


def test_codes_expire_after_their_last_day(
    context: ServiceContext, home: Household, marga: Newcomer, clock: FixedClock
) -> None:
    first = issue(context, home.clerk, marga)
    clock.set_berlin(first.expires_on)
    assert expire_codes(context) == 0
    clock.set_berlin(first.expires_on + timedelta(days=1))
    heart = Heart(context, "window")
    assert codes_pass(context, heart, is_cancelled=lambda: False) == 1
    assert code(context, first.code_id).state is CodeState.EXPIRED
    assert len(told(context)) == 1
    assert expire_codes(context) == 0
    with context.database.read() as session:
        assert session.scalars(select(Heartbeat.job)).all() == [JobName.CODES]


def test_a_letter_that_came_back_ends_its_code_and_asks_for_the_address(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    made = request_code(context, home.clerk, wish(marga))
    with refusal("codes.not_printed"):
        mark_returned(context, home.clerk, MarkReturned(code_id=made.code_id))
    first = issue(context, home.clerk, marga)
    back = mark_returned(
        context, home.clerk, MarkReturned(code_id=first.code_id, note="unbekannt verzogen")
    )
    assert back.has_ended
    row = code(context, first.code_id)
    assert (row.state, row.end_note) == (CodeState.RETURNED, "unbekannt verzogen")
    assert told(context)[-1][1]["reason"] == "returned"
    with context.database.read() as session:
        case = session.get_one(Case, back.case_id)
        assert (case.category.code, case.channel) == ("contact_data", Channel.LETTER)
        text = session.scalars(select(Message.text).where(Message.case_id == case.id)).one()
    assert "Probeweg 12" in text
    assert "unbekannt verzogen" in text
    with refusal("codes.already_returned"):
        mark_returned(context, home.clerk, MarkReturned(code_id=first.code_id))
    [options] = code_options(context, home.clerk, marga.tenancy_id).parties
    assert [one.returned_on for one in options.addresses] == [date(2026, 11, 23), None]
    with refusal("codes.address_returned"):
        request_code(context, home.clerk, wish(marga))
    confirmed = RequestCode(
        tenancy_id=marga.tenancy_id,
        tenant_id=marga.tenant_id,
        address=options.addresses[0].choice,
        address_confirmed=True,
    )
    request_code(context, home.clerk, confirmed)


def test_an_old_letter_that_came_back_changes_no_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    second = issue(context, home.clerk, marga)
    back = mark_returned(context, home.clerk, MarkReturned(code_id=first.code_id, note="verzogen"))
    assert not back.has_ended
    assert code(context, first.code_id).end_reason is RevocationReason.NEWER_LETTER
    assert code(context, second.code_id).state is CodeState.ISSUED
    with context.database.write() as unit:
        unit.session.execute(
            update(RegistrationCode)
            .where(RegistrationCode.id == second.code_id)
            .values(state=CodeState.REDEEMED)
        )
    with refusal("codes.redeemed"):
        mark_returned(context, home.clerk, MarkReturned(code_id=second.code_id))


def test_an_open_account_is_locked_and_unlocked(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    issue(context, home.clerk, marga)
    _known_to_portal(context, marga)
    with refusal("codes.not_locked"):
        unlock_portal_account(
            context,
            home.clerk,
            UnlockAccount(tenancy_id=marga.tenancy_id, tenant_id=marga.tenant_id),
        )
    lock_portal_account(context, home.clerk, _lock(marga))
    account = _account(context, marga)
    assert (account.state, account.state_before_lock, account.locked_at) == (
        PortalAccountState.LOCKED,
        PortalAccountState.ACTIVATED,
        context.clock.now(),
    )
    with refusal("codes.already_locked"):
        lock_portal_account(context, home.clerk, _lock(marga))
    unlock_portal_account(
        context,
        home.second_clerk,
        UnlockAccount(tenancy_id=marga.tenancy_id, tenant_id=marga.tenant_id),
    )
    assert _account(context, marga).state is PortalAccountState.ACTIVATED
    events = [(kind, data["reason"]) for kind, data in told(context)[-2:]]
    assert events == [("account.locked", "suspicion"), ("account.unlocked", "by_person")]
    with context.database.read() as session:
        steps = session.execute(
            select(AccountEvent.kind, AccountEvent.reason).order_by(AccountEvent.id)
        ).all()
    assert [tuple(step) for step in steps] == [("locked", "Anruf"), ("unlocked", "")]
    for one in deliveries(context):
        if one.type.startswith("de.mieterdesk.account"):
            event = {
                "specversion": "1.0",
                "id": one.event_id,
                "source": "/mieterdesk/thor",
                "type": one.type,
                "time": "2026-11-23T08:42:00Z",
                "datacontenttype": "application/json",
                "data": one.data,
            }
            assert problems(f"to-portal/{one.type.removeprefix('de.mieterdesk.')}", event) == []


def test_an_account_the_portal_does_not_know_loses_its_code(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    first = issue(context, home.clerk, marga)
    waiting = request_code(context, home.clerk, wish(marga))
    lock_portal_account(context, home.clerk, _lock(marga))
    assert {row.state for row in codes(context)} == {CodeState.REVOKED}
    assert code(context, waiting.code_id).end_reason is RevocationReason.BY_PERSON
    assert [kind for kind, _ in told(context)] == [
        "registration_code.issued",
        "registration_code.revoked",
    ]
    assert code(context, first.code_id).ended_at == context.clock.now()
    with refusal("codes.account_locked"):
        request_code(context, home.clerk, wish(marga))


def test_a_closed_account_opens_by_a_new_code_only(
    context: ServiceContext, home: Household, marga: Newcomer
) -> None:
    issue(context, home.clerk, marga)
    close = CloseAccount(tenancy_id=marga.tenancy_id, tenant_id=marga.tenant_id, note="")
    with refusal("codes.reason_missing"):
        close_portal_account(context, home.clerk, close)
    close = CloseAccount(tenancy_id=marga.tenancy_id, tenant_id=marga.tenant_id, note="Wunsch")
    close_portal_account(context, home.clerk, close)
    assert _account(context, marga).state is PortalAccountState.CLOSED
    assert codes(context)[0].end_reason is RevocationReason.ACCOUNT_CLOSED
    with refusal("codes.account_closed"):
        lock_portal_account(context, home.clerk, _lock(marga))
    issue(context, home.clerk, marga)
