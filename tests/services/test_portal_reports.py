"""What the portal reports changes accounts and codes; what does not fit comes before a person."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.accounts import ConsentKind, LockReason
from desktop.domain.case_status import CaseState
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import DeliveryState, IntakeOutcome, PortalAccountState
from desktop.domain.portal_event import PortalEventType
from desktop.domain.portal_json import content_hash
from desktop.domain.work import Priority
from desktop.models.case import Case, Message
from desktop.models.exchange import IntakeRecord
from desktop.models.registration import (
    AccountEvent,
    Consent,
    RegistrationAttempt,
    RegistrationCode,
)
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.accounts.contract_event import queue_contract_updated
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.services.registration.use_cases import (
    CloseAccount,
    LockAccount,
    UnlockAccount,
    close_portal_account,
    lock_portal_account,
    request_code,
    unlock_portal_account,
)
from tests.services.intake_support import count, household, inbox, portal, record_of
from tests.support.clock import FixedClock
from tests.support.codes import (
    Newcomer,
    add_newcomers,
    code,
    codes,
    deliveries,
    issue,
    told,
    wish,
)
from tests.support.factories import Household
from tests.support.portal import Portal, other

__all__ = ["household", "inbox", "portal"]

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def marga(context: ServiceContext, household: Household) -> Newcomer:
    return add_newcomers(context, household, "Marga")[0]


def _report(
    event_type: PortalEventType,
    who: Newcomer,
    event_id: str,
    *,
    at: datetime = AT,
    **data: Any,
) -> dict[str, Any]:
    event = other(event_type, event_id)
    event["time"] = at.isoformat()
    event["data"].update({"contract_number": who.contract_number, **data})
    return event


def _account(context: ServiceContext, who: Newcomer) -> PortalAccount:
    with context.database.read() as session:
        return session.scalars(
            select(PortalAccount).where(
                PortalAccount.tenancy_id == who.tenancy_id,
                PortalAccount.tenant_id == who.tenant_id,
            )
        ).one()


def _texts(session: Session, case: Case) -> list[str]:
    query = select(Message.text).where(Message.case_id == case.id).order_by(Message.id)
    return list(session.scalars(query))


def _completed(context: ServiceContext, who: Newcomer, code_id: int, **more: Any) -> dict[str, Any]:
    return _report(
        PortalEventType.REGISTRATION_COMPLETED,
        who,
        more.pop("event_id", "completed"),
        code_id=code(context, code_id).public_id,
        portal_account=more.pop("portal_account", "acc-marga"),
        channel="app",
        email="marga@example.org",
        consents=[{"kind": kind.value, "text_version": "2026-01"} for kind in ConsentKind],
        **more,
    )


def test_from_the_letter_to_the_open_account(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    waiting = request_code(context, household.clerk, wish(marga))
    portal.leave(_completed(context, marga, first.code_id))
    portal.leave(
        _report(
            PortalEventType.ACCOUNT_ACTIVATED,
            marga,
            "activated",
            at=AT + timedelta(minutes=5),
            portal_account="acc-marga",
        )
    )
    assert take_in(context, inbox) == IntakeCounts(accepted=2)
    account = _account(context, marga)
    assert (account.state, account.external_id) == (PortalAccountState.ACTIVATED, "acc-marga")
    assert (account.email, account.channel) == ("marga@example.org", "app")
    assert (account.registered_at, account.activated_at) == (AT, AT + timedelta(minutes=5))
    assert code(context, first.code_id).state is CodeState.REDEEMED
    assert code(context, waiting.code_id).end_reason is RevocationReason.REGISTERED
    assert record_of(context, "completed").outcome is IntakeOutcome.APPLIED
    assert count(context, Case) == 0
    with context.database.read() as session:
        given = session.scalars(select(Consent)).all()
        steps = session.scalars(select(AccountEvent.kind).order_by(AccountEvent.id)).all()
    assert {one.kind for one in given} == set(ConsentKind)
    assert all(one.given_at == AT and one.text_version == "2026-01" for one in given)
    assert steps == ["registered", "activated"]
    assert told(context)[-1][0] == "contract.updated"
    portal.leave(_completed(context, marga, first.code_id), "again")
    assert take_in(context, inbox) == IntakeCounts(duplicate=1)


def test_the_activation_may_come_first(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    public = code(context, first.code_id).public_id
    portal.leave(_report(PortalEventType.ACCOUNT_ACTIVATED, marga, "activated", code_id=public))
    take_in(context, inbox)
    portal.leave(_completed(context, marga, first.code_id))
    take_in(context, inbox)
    account = _account(context, marga)
    assert (account.state, account.registered_at) == (PortalAccountState.ACTIVATED, AT)
    assert code(context, first.code_id).state is CodeState.REDEEMED


def test_a_portal_that_names_no_code_means_the_only_one(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    portal.leave(_report(PortalEventType.REGISTRATION_COMPLETED, marga, "completed"))
    portal.leave(
        _report(PortalEventType.ACCOUNT_ACTIVATED, marga, "on", at=AT + timedelta(minutes=1))
    )
    take_in(context, inbox)
    assert code(context, first.code_id).state is CodeState.REDEEMED
    assert _account(context, marga).state is PortalAccountState.ACTIVATED
    assert count(context, Case) == 0


def test_of_two_codes_nobody_guesses(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    jonte, fenja = add_newcomers(context, household, "Jonte", "Fenja")
    for who in (jonte, fenja):
        issue(context, household.clerk, who)
    portal.leave(_report(PortalEventType.REGISTRATION_COMPLETED, jonte, "completed"))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert [row.state for row in codes(context)] == [CodeState.ISSUED, CodeState.ISSUED]
    assert count(context, Case) == 1


def test_a_dead_code_that_was_taken_comes_before_a_person(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    issue(context, household.clerk, marga)
    portal.leave(_completed(context, marga, first.code_id, at=AT + timedelta(hours=3)))
    take_in(context, inbox)
    assert [row.state for row in codes(context)] == [CodeState.REVOKED, CodeState.ISSUED]
    record = record_of(context, "completed")
    assert record.outcome is IntakeOutcome.CASE
    with context.database.read() as session:
        case = session.get_one(Case, record.case_id)
        assert (case.category.code, case.priority) == ("registration", Priority.HIGH)
        assert (case.subject, case.portal_account_id) == ("Registrierung prüfen", None)
        assert "Marga Beispielsen" in _texts(session, case)[0]
    # What the portal says of the account is so, whatever it thinks of the code.
    assert _account(context, marga).state is PortalAccountState.REGISTERED


def test_a_use_we_heard_of_late_counts(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    issue(context, household.clerk, marga)
    portal.leave(_completed(context, marga, first.code_id, at=AT - timedelta(days=2)))
    take_in(context, inbox)
    assert [row.state for row in codes(context)] == [CodeState.REDEEMED, CodeState.REVOKED]
    assert told(context)[-2][1]["reason"] == "registered"
    assert told(context)[-2][1]["in_reply_to"] == "completed"
    assert count(context, Case) == 0


def test_five_wrong_tries_lock_the_code(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    public = code(context, first.code_id).public_id
    portal.leave(_report(PortalEventType.REGISTRATION_CODE_LOCKED, marga, "locked", code_id=public))
    take_in(context, inbox)
    assert code(context, first.code_id).state is CodeState.LOCKED
    assert _account(context, marga).state is PortalAccountState.INVITED


def test_a_closed_account_has_no_code(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.tenancy_id == marga.tenancy_id)
            .values(external_id="acc-marga", state=PortalAccountState.LOCKED)
        )
    portal.leave(
        _report(PortalEventType.ACCOUNT_CLOSED, marga, "closed", portal_account="acc-marga")
    )
    take_in(context, inbox)
    account = _account(context, marga)
    assert (account.state, account.closed_at) == (PortalAccountState.CLOSED, AT)
    assert code(context, first.code_id).end_reason is RevocationReason.ACCOUNT_CLOSED


def test_consents_are_withdrawn_and_kept(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    portal.leave(_completed(context, marga, first.code_id))
    for number in range(2):
        portal.leave(
            _report(
                PortalEventType.CONSENT_WITHDRAWN,
                marga,
                f"withdrawn-{number}",
                at=AT + timedelta(hours=number + 1),
                portal_account="acc-marga",
                kind="electronic_delivery",
            )
        )
    take_in(context, inbox)
    with context.database.read() as session:
        rows = session.scalars(
            select(Consent)
            .where(Consent.kind == ConsentKind.ELECTRONIC_DELIVERY)
            .order_by(Consent.id)
        ).all()
    assert [(row.given_at, row.withdrawn_at) for row in rows] == [
        (AT, AT + timedelta(hours=1)),
        (None, AT + timedelta(hours=2)),
    ]


def test_several_attempts_within_a_day_are_one_case(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    issue(context, household.clerk, marga)
    for number, at in enumerate((AT - timedelta(days=2), AT - timedelta(hours=20), AT)):
        portal.leave(
            _report(
                PortalEventType.REGISTRATION_ATTEMPTED,
                marga,
                f"attempt-{number}",
                at=at,
                reason="code_revoked",
                masked_input="ABCD-EFGH-JKK7",
            )
        )
    assert take_in(context, inbox) == IntakeCounts(accepted=3)
    assert count(context, Case) == 2
    with context.database.read() as session:
        attempts = session.scalars(
            select(RegistrationAttempt).order_by(RegistrationAttempt.id)
        ).all()
        case = session.get_one(Case, attempts[2].case_id)
        first, second = _texts(session, case)
        assert case.subject == "Registrierung fehlgeschlagen"
        assert "Code ist widerrufen" in first
        assert "ABCD" not in first + second
    assert [one.case_id for one in attempts] == [
        attempts[0].case_id,
        attempts[2].case_id,
        attempts[2].case_id,
    ]
    assert {one.masked_input for one in attempts} == {"••••-••••-••K7"}


def test_reports_that_were_long_under_way_neither_close_nor_open_an_account_again(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
    clock: FixedClock,
) -> None:
    first = issue(context, household.clerk, marga)
    with context.database.write() as unit:
        # The letter is of some days ago, so that it can have been used before all that follows.
        row = unit.session.get_one(RegistrationCode, first.code_id)
        row.issued_at = row.requested_at = AT - timedelta(days=9)
    close_portal_account(
        context,
        household.clerk,
        CloseAccount(tenancy_id=marga.tenancy_id, tenant_id=marga.tenant_id, note="Wunsch"),
    )
    clock.advance(timedelta(minutes=1))
    second = issue(context, household.clerk, marga)
    # Of before our closing: the account stays closed, the letter of after it stays good.
    portal.leave(_completed(context, marga, first.code_id, at=AT - timedelta(days=2)))
    take_in(context, inbox)
    assert _account(context, marga).state is PortalAccountState.CLOSED
    assert code(context, first.code_id).state is CodeState.REDEEMED
    assert code(context, second.code_id).state is CodeState.ISSUED
    later = context.clock.now() + timedelta(minutes=5)
    portal.leave(
        _completed(context, marga, second.code_id, event_id="anew", at=later),
    )
    take_in(context, inbox)
    account = _account(context, marga)
    assert (account.state, account.registered_at) == (PortalAccountState.REGISTERED, later)
    portal.leave(
        _report(
            PortalEventType.ACCOUNT_CLOSED,
            marga,
            "late",
            at=AT - timedelta(days=1),
            portal_account="acc-marga",
        )
    )
    take_in(context, inbox)
    assert _account(context, marga).state is PortalAccountState.REGISTERED
    assert record_of(context, "late").outcome is IntakeOutcome.APPLIED
    assert count(context, Case) == 0


def test_a_flood_of_attempts_is_counted_and_nothing_is_dropped(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    issue(context, household.clerk, marga)

    def attempt(number: int, reason: str = "code_unknown") -> None:
        at = AT + timedelta(seconds=number)
        portal.leave(
            _report(
                PortalEventType.REGISTRATION_ATTEMPTED,
                marga,
                f"attempt-{number}",
                at=at,
                reason=reason,
            )
        )

    for number in range(23):
        attempt(number, "surname_other" if number == 17 else "code_unknown")
    assert take_in(context, inbox) == IntakeCounts(accepted=23)
    with context.database.read() as session:
        case = session.scalars(select(Case)).one()
        first, tenth, other_reason = _texts(session, case)
        assert "10. Versuch" not in first
        assert "Das ist der 10. Versuch an diesem Tag." in tenth
        assert "Nachname" in other_reason
    assert count(context, RegistrationAttempt) == 23
    counted = record_of(context, "attempt-5")
    assert (counted.outcome, counted.case_id) == (IntakeOutcome.APPLIED, case.id)
    assert counted.message_id is None
    # A case that is closed is woken by the next one, and by no other.
    with context.database.write() as unit:
        unit.session.execute(
            update(Case).values(state=CaseState.CLOSED, is_open=False, closed_at=AT)
        )
    attempt(30)
    attempt(31)
    take_in(context, inbox)
    with context.database.read() as session:
        assert session.scalars(select(Case.state)).one() is CaseState.IN_REVIEW
        assert len(_texts(session, case)) == 4


def test_a_report_of_an_unknown_account_is_not_dropped(
    context: ServiceContext, marga: Newcomer, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(_report(PortalEventType.ACCOUNT_CLOSED, marga, "closed", portal_account="who"))
    portal.leave(other(PortalEventType.ACCOUNT_CLOSED, "nowhere") | {"data": _nowhere()})
    counts = take_in(context, inbox)
    assert (counts.accepted, counts.quarantined) == (1, 1)
    assert record_of(context, "closed").outcome is IntakeOutcome.CASE
    assert record_of(context, "nowhere").reason == "unknown_contract"


def _nowhere() -> dict[str, Any]:
    return {"company": "thor", "contract_number": "no such", "channel": "portal"}


def test_what_lay_raw_is_interpreted_in_the_order_of_its_time(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    late = _completed(context, marga, first.code_id)
    early = _report(
        PortalEventType.REGISTRATION_ATTEMPTED,
        marga,
        "attempt",
        at=AT - timedelta(days=1),
        reason="code_unknown",
    )
    broken = _report(PortalEventType.CONSENT_WITHDRAWN, marga, "broken", kind="terms")
    _lie_raw(context, late, early, broken)
    assert take_in(context, inbox) == IntakeCounts()
    assert record_of(context, "completed").outcome is IntakeOutcome.APPLIED
    assert record_of(context, "attempt").outcome is IntakeOutcome.CASE
    left = record_of(context, "broken")
    assert (left.outcome, left.reason) == (IntakeOutcome.UNSUPPORTED, "schema")
    assert _account(context, marga).state is PortalAccountState.REGISTERED
    # Nothing is left to do, so nothing is done again.
    before = [row.version for row in codes(context)]
    assert take_in(context, inbox) == IntakeCounts()
    assert [row.version for row in codes(context)] == before
    portal.leave(early, "told again")
    assert record_of(context, "attempt").content_hash is not None


def _lie_raw(context: ServiceContext, *events: dict[str, Any]) -> None:
    """Leave records as a version kept them that did not know these types."""
    with context.database.write() as unit:
        for event in events:
            unit.session.add(
                IntakeRecord(
                    folder=event["id"],
                    source=event["source"],
                    event_id=event["id"],
                    event_type=event["type"],
                    arrived_at=context.clock.now(),
                    raw=json.dumps(event).encode(),
                    content_hash=content_hash(event, ()),
                    outcome=IntakeOutcome.UNSUPPORTED,
                    detail="",
                    resolve_reason="",
                )
            )


def test_a_lock_of_ours_outlasts_what_the_portal_reports(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    with context.database.write() as unit:
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.tenancy_id == marga.tenancy_id)
            .values(state=PortalAccountState.LOCKED, state_before_lock=PortalAccountState.INVITED)
        )
    portal.leave(_completed(context, marga, first.code_id))
    take_in(context, inbox)
    account = _account(context, marga)
    assert (account.state, account.state_before_lock) == (
        PortalAccountState.LOCKED,
        PortalAccountState.REGISTERED,
    )
    assert first.expires_on > date(2026, 11, 23)


def test_a_dead_code_takes_no_open_account_over(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    portal.leave(_completed(context, marga, first.code_id))
    take_in(context, inbox)
    before, heard = _account(context, marga), len(told(context))
    stranger = _completed(
        context, marga, first.code_id, event_id="again", at=AT + timedelta(hours=3)
    )
    stranger["data"].update({"portal_account": "acc-stranger", "email": "stranger@example.org"})
    activated = _report(
        PortalEventType.ACCOUNT_ACTIVATED,
        marga,
        "activated",
        at=AT + timedelta(hours=4),
        code_id=code(context, first.code_id).public_id,
        portal_account="acc-stranger",
    )
    for event in (stranger, activated):
        portal.leave(event)
    take_in(context, inbox)
    after = _account(context, marga)
    assert (after.external_id, after.email) == ("acc-marga", "marga@example.org")
    assert after.registered_at == before.registered_at
    assert [kind for kind, _ in told(context)[heard:]] == ["request.received"]
    assert count(context, Consent) == len(ConsentKind)
    assert record_of(context, "again").outcome is IntakeOutcome.CASE


def test_who_has_registered_with_a_dead_code_hears_nothing_of_the_contract(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    issue(context, household.clerk, marga)
    portal.leave(_completed(context, marga, first.code_id, at=AT + timedelta(hours=3)))
    take_in(context, inbox)
    # Somebody has to be able to lock it, so the name is known.
    assert _account(context, marga).external_id == "acc-marga"
    assert "contract.updated" not in [kind for kind, _ in told(context)]


def test_an_account_that_came_by_a_dead_code_is_told_nothing_until_a_person_has_decided(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    issue(context, household.clerk, marga)
    portal.leave(_completed(context, marga, first.code_id, at=AT + timedelta(hours=3)))
    activated = _report(
        PortalEventType.ACCOUNT_ACTIVATED,
        marga,
        "activated",
        at=AT + timedelta(hours=4),
        portal_account="acc-marga",
    )
    portal.leave(activated)
    take_in(context, inbox)
    assert _account(context, marga).state is PortalAccountState.ACTIVATED

    def change_rent() -> list[str]:
        """An import brings another rent; what the portal was told of the contract since."""
        with context.database.write() as unit:
            contract = unit.session.get_one(Tenancy, marga.tenancy_id)
            contract.rent_cold = (contract.rent_cold or Decimal(0)) + 1
            queue_contract_updated(unit, context, marga.tenancy_id)
        return [kind for kind, _ in told(context) if kind == "contract.updated"]

    assert change_rent() == []
    tenancy_id, tenant_id = marga.tenancy_id, marga.tenant_id
    lock = LockAccount(tenancy_id=tenancy_id, tenant_id=tenant_id, reason=LockReason.SUSPICION)
    lock_portal_account(context, household.clerk, lock)
    assert change_rent() == []
    unlock = UnlockAccount(tenancy_id=tenancy_id, tenant_id=tenant_id)
    unlock_portal_account(context, household.clerk, unlock)
    [(_, data)] = [one for one in told(context) if one[0] == "contract.updated"]
    assert data["contract"]["rent_cold"] is not None
    assert len(change_rent()) == 2
    assert _steps(context) == ["doubted", "activated", "locked", "unlocked"]


def test_what_waits_to_be_told_of_a_contract_does_not_leave_once_somebody_is_in_doubt(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    jonte, fenja = add_newcomers(context, household, "Jonte", "Fenja")
    own = issue(context, household.clerk, jonte)
    portal.leave(_completed(context, jonte, own.code_id, event_id="own", portal_account="acc-jo"))
    take_in(context, inbox)
    waiting = [one for one in deliveries(context) if "contract.updated" in one.type]
    assert [one.state for one in waiting] == [DeliveryState.WAITING]
    dead = issue(context, household.clerk, fenja)
    issue(context, household.clerk, fenja)
    portal.leave(_completed(context, fenja, dead.code_id, at=AT + timedelta(hours=3)))
    take_in(context, inbox)
    held = [one for one in deliveries(context) if "contract.updated" in one.type]
    assert [one.state for one in held] == [DeliveryState.CANCELLED]
    # Whoever decides tells the contract: Jonte is still to hear of it.
    note = "Fenja hat den Code nicht eingegeben"
    close_portal_account(
        context,
        household.clerk,
        CloseAccount(tenancy_id=fenja.tenancy_id, tenant_id=fenja.tenant_id, note=note),
    )
    since = [one for one in deliveries(context) if "contract.updated" in one.type]
    assert [one.state for one in since] == [DeliveryState.CANCELLED, DeliveryState.WAITING]


def _steps(context: ServiceContext) -> list[str]:
    with context.database.read() as session:
        return list(session.scalars(select(AccountEvent.kind).order_by(AccountEvent.id)))


def test_a_lock_that_came_before_the_report_reaches_the_portal_with_it(
    context: ServiceContext,
    household: Household,
    marga: Newcomer,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    first = issue(context, household.clerk, marga)
    event = _completed(context, marga, first.code_id, at=AT - timedelta(days=2))
    lock_portal_account(
        context,
        household.clerk,
        LockAccount(
            tenancy_id=marga.tenancy_id, tenant_id=marga.tenant_id, reason=LockReason.SUSPICION
        ),
    )
    assert "account.locked" not in [kind for kind, _ in told(context)]
    portal.leave(event)
    take_in(context, inbox)
    [locked] = [data for kind, data in told(context) if kind == "account.locked"]
    assert locked["portal_account"] == "acc-marga"
