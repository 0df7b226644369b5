"""Release and undo: one transaction, nothing leaves before the undo time, nothing is deleted."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain import release as rule_book
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.iban import check_iban
from desktop.domain.kinds import DecisionKind, PaymentMethod, VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.portal_fields import MandateFields
from desktop.domain.release import Refusal
from desktop.models.bank import BankDetails, Decision, ErpRow, Mandate
from desktop.models.case import Case, Message
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import Tenancy
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import Release
from desktop.services.cases.undo import undo
from desktop.services.context import ServiceContext
from desktop.services.hand_over.use_cases import export_run
from desktop.services.staff.access import Actor
from tests.support.bank_cases import (
    FULL_ADDRESS,
    acknowledge_all,
    add_application,
    change_of,
    fields,
    propose,
    release,
    released,
    sent,
    version_of,
)
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, OLD_IBAN, THIRD_IBAN, Household, add_household

UNDO = timedelta(seconds=10)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def test_a_release_makes_everything_in_one_go(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)

    change = change_of(context, case_id)
    assert result.state is CaseState.CLOSED
    assert change.state is BankChangeState.RELEASED
    assert change.first_collection_on == date(2026, 12, 1)
    with context.database.read() as session:
        details = session.scalars(select(BankDetails).order_by(BankDetails.number)).all()
        mandates = session.scalars(select(Mandate).order_by(Mandate.id)).all()
        row = session.scalars(select(ErpRow)).one()
        decisions = session.scalars(select(Decision).order_by(Decision.id)).all()
        assert verify_chain(session).is_intact
    assert [(one.number, one.state, one.iban, one.valid_from) for one in details] == [
        (1, VersionState.SUPERSEDED, OLD_IBAN, date(2023, 3, 1)),
        (2, VersionState.CURRENT, NEW_IBAN, date(2026, 12, 1)),
    ]
    assert [one.state for one in mandates] == [MandateStatus.SUPERSEDED, MandateStatus.NEW]
    assert mandates[1].signed_on == date(2026, 11, 18)
    assert " " not in mandates[1].reference
    assert (row.iban, row.mandate_reference) == (NEW_IBAN, mandates[1].reference)
    assert row.not_before == context.clock.now() + UNDO
    assert [one.kind for one in decisions] == [DecisionKind.PROPOSED, DecisionKind.RELEASED]


def test_the_tenant_is_told_by_portal_after_the_undo_time(
    context: ServiceContext, home: Household
) -> None:
    case_id = released(context, home)
    queued = [one for one in sent(context, case_id) if one.not_before > context.clock.now()]
    kinds = [one.type.removeprefix("de.mieterdesk.") for one in queued]
    assert kinds == ["message.sent.v1", "bank_details.changed.v1", "case.status_changed.v1"]
    changed = queued[1].data
    assert changed["first_collection_on"] == "2026-12-01"
    assert changed["creditor_id"] == "DE98ZZZ09999999999"
    assert changed["mandate_reference"] == change_of(context, case_id).mandate_reference
    assert NEW_IBAN not in str([one.data for one in queued])
    assert "01.12.2026" in queued[0].data["text"]
    assert {one.not_before for one in queued} == {context.clock.now() + UNDO}


def test_a_different_holder_gets_a_letter(context: ServiceContext, home: Household) -> None:
    bank = fields(account_holder="Rolf Musterbach", holder_address=FULL_ADDRESS)
    case_id = released(context, home, bank)
    letters = [one for one in sent(context, case_id) if one.type.startswith("letter")]
    assert [one.recipient for one in letters] == ["Rolf Musterbach\nBeispielstieg 7\n20535 Hamburg"]
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.mandate.holder_differs


def test_nobody_releases_what_they_proposed(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.actions.release.reason == "release.own_proposal"
    with pytest.raises(UserError) as caught:
        release(context, home.clerk, case_id)
    assert caught.value.code == "release.own_proposal"
    assert change_of(context, case_id).state is BankChangeState.PROPOSED


def test_the_rule_book_decides_on_proposal_and_release(
    context: ServiceContext, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = add_application(context, home)
    acknowledge_all(context, home.clerk, case_id)
    with monkeypatch.context() as other_rule:
        other_rule.setattr(rule_book, "why_not_proposed", lambda *_: Refusal.BLOCKER_OPEN)
        refused = bank_changes.view(context, home.clerk, case_id).actions.propose
    assert refused.reason == "release.blocker"
    propose(context, home.clerk, case_id)
    with monkeypatch.context() as other_rule:
        other_rule.setattr(rule_book, "why_not_released", lambda *_, **__: Refusal.OWN_PROPOSAL)
        with pytest.raises(UserError) as caught:
            release(context, home.second_clerk, case_id)
    assert caught.value.code == "release.own_proposal"
    assert release(context, home.second_clerk, case_id).state is CaseState.CLOSED


def test_without_four_eyes_one_person_is_enough(context: ServiceContext, home: Household) -> None:
    with context.database.write() as unit:
        unit.session.get_one(Company, home.company_id).settings = {"four_eyes": "never"}
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    assert release(context, home.clerk, case_id).state is CaseState.CLOSED


def test_an_auditor_may_not_release(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    with pytest.raises(UserError) as caught:
        release(context, home.auditor, case_id)
    assert caught.value.code == "access.denied"


def test_another_company_s_case_is_closed_to_a_person(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    stranger = replace(home.clerk, company_ids=frozenset({home.company_id + 1}))
    for attempt in (
        lambda: bank_changes.view(context, stranger, case_id),
        lambda: bank_changes.release(context, stranger, Release(case_id, 1)),
    ):
        with pytest.raises(UserError) as caught:
            attempt()
        assert caught.value.code == "access.denied"


def test_an_open_blocker_stops_the_release(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    with context.database.write() as unit:
        row = unit.session.scalars(select(Mandate)).one()
        change = change_of(context, case_id)
        assert change.mandate_reference is not None
        row.reference_key = change.mandate_reference.upper()
    with pytest.raises(UserError) as caught:
        release(context, home.second_clerk, case_id)
    assert caught.value.code == "release.blocker"
    assert caught.value.params["codes"] == ("mandate.reference_taken",)


def test_a_warning_that_came_later_refuses_the_release(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    clock.set_berlin(date(2026, 11, 19))
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    clock.set_berlin(date(2026, 11, 30))
    with pytest.raises(UserError) as caught:
        release(context, home.second_clerk, case_id)
    assert caught.value.code == "release.changed"
    assert caught.value.params["codes"] == ("run.at_risk",)
    acknowledge_all(context, home.second_clerk, case_id)
    assert release(context, home.second_clerk, case_id).state is CaseState.CLOSED


def test_a_changed_application_refuses_the_release(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    with context.database.write() as unit:
        change = unit.session.merge(change_of(context, case_id))
        change.account_holder = "Deniz Musterbach-Aylin"
    view = bank_changes.view(context, home.second_clerk, case_id)
    assert not view.actions.release.possible
    with pytest.raises(UserError) as caught:
        release(context, home.second_clerk, case_id)
    assert caught.value.code in ("release.changed", "release.blocker")


def test_an_old_version_is_a_conflict_with_name_and_time(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    seen = version_of(context, home.second_clerk, case_id)
    propose(context, home.clerk, case_id)
    with pytest.raises(UserError) as caught:
        bank_changes.release(context, home.second_clerk, Release(case_id, seen))
    assert caught.value.code == "conflict.changed"
    assert caught.value.params["by"] == home.clerk.name
    assert caught.value.params["at"] == context.clock.now()


def test_undo_leaves_no_delivery_and_no_row(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    assert result.undo is not None
    clock.advance(timedelta(seconds=9))
    undone = undo(context, home.second_clerk, result.undo.undo_id)

    assert undone.state is CaseState.PROPOSED
    change = change_of(context, case_id)
    assert change.state is BankChangeState.PROPOSED
    assert change.first_collection_on is None
    waiting = [one for one in sent(context, case_id) if one.state == "waiting"]
    assert [one.type for one in waiting if one.not_before > clock.now()] == []
    with context.database.read() as session:
        details = session.scalars(select(BankDetails).order_by(BankDetails.number)).all()
        mandates = session.scalars(select(Mandate).order_by(Mandate.id)).all()
        row = session.scalars(select(ErpRow)).one()
        decisions = session.scalars(select(Decision).order_by(Decision.id)).all()
        message = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert [one.state for one in details] == [VersionState.CURRENT, VersionState.WITHDRAWN]
    assert [one.state for one in mandates] == [MandateStatus.ACTIVE, MandateStatus.WITHDRAWN]
    assert row.cancelled_at == clock.now()
    assert decisions[-1].kind is DecisionKind.REVERSED
    assert decisions[-1].reverses_id == decisions[-2].id
    assert message is not None
    assert message.withdrawn_at == clock.now()


def test_after_an_undo_the_same_change_can_be_released_again(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    assert result.undo is not None
    undo(context, home.second_clerk, result.undo.undo_id)
    release(context, home.second_clerk, case_id)
    with context.database.read() as session:
        details = session.scalars(select(BankDetails).order_by(BankDetails.number)).all()
        mandates = session.scalars(select(Mandate).order_by(Mandate.id)).all()
    assert [one.state for one in details] == [
        VersionState.SUPERSEDED,
        VersionState.WITHDRAWN,
        VersionState.CURRENT,
    ]
    assert mandates[1].reference == mandates[2].reference
    assert (mandates[1].number, mandates[2].number) == (1, 2)


def test_what_another_release_built_upon_is_not_undone(
    context: ServiceContext, home: Household
) -> None:
    first = add_application(context, home)
    propose(context, home.clerk, first)
    result = release(context, home.second_clerk, first)
    second = add_application(context, home, fields(iban=THIRD_IBAN))
    propose(context, home.clerk, second)
    later = release(context, home.second_clerk, second)
    assert result.undo is not None
    assert later.undo is not None
    with pytest.raises(UserError) as caught:
        undo(context, home.second_clerk, result.undo.undo_id)
    assert caught.value.code == "undo.too_late"
    assert _states(context) == [
        VersionState.SUPERSEDED,
        VersionState.SUPERSEDED,
        VersionState.CURRENT,
    ]
    # One after the other, the latest first, both can be taken back.
    undo(context, home.second_clerk, later.undo.undo_id)
    undo(context, home.second_clerk, result.undo.undo_id)
    assert _states(context) == [
        VersionState.CURRENT,
        VersionState.WITHDRAWN,
        VersionState.WITHDRAWN,
    ]


def _states(context: ServiceContext) -> list[VersionState]:
    with context.database.read() as session:
        return list(session.scalars(select(BankDetails.state).order_by(BankDetails.number)))


def test_a_missed_run_leaves_what_an_undone_release_had_made(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    assert result.undo is not None
    undo(context, home.second_clerk, result.undo.undo_id)
    release(context, home.second_clerk, case_id)
    clock.set_berlin(date(2026, 12, 2))
    export_run(context, home.clerk)
    with context.database.read() as session:
        details = session.scalars(select(BankDetails).order_by(BankDetails.number)).all()
        mandates = session.scalars(select(Mandate).order_by(Mandate.id)).all()
    promised, moved = date(2026, 12, 1), date(2027, 1, 4)
    assert [one.valid_from for one in details[1:]] == [promised, moved]
    assert [one.valid_from for one in mandates[1:]] == [promised, moved]


def test_undo_is_too_late_when_its_time_is_over(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    assert result.undo is not None
    clock.advance(UNDO)
    with pytest.raises(UserError) as caught:
        undo(context, home.second_clerk, result.undo.undo_id)
    assert caught.value.code == "undo.too_late"
    assert change_of(context, case_id).state is BankChangeState.RELEASED


def test_only_the_person_who_released_can_undo(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    assert result.undo is not None
    with pytest.raises(UserError) as caught:
        undo(context, home.clerk, result.undo.undo_id)
    assert caught.value.code == "undo.not_yours"


def test_same_bank_and_holder_amends_the_mandate(context: ServiceContext, home: Household) -> None:
    # Another account with the bank the mandate was signed for.
    iban = next(
        candidate
        for check in range(2, 99)
        if check_iban(candidate := f"DE{check:02d}370400440532013026").valid
    )
    case_id = released(context, home, fields(iban=iban, mandate=None))
    with context.database.read() as session:
        mandates = session.scalars(select(Mandate).order_by(Mandate.id)).all()
        row = session.scalars(select(ErpRow)).one()
    assert [(one.reference, one.number, one.state) for one in mandates] == [
        ("THOR-004417-01", 1, MandateStatus.SUPERSEDED),
        ("THOR-004417-01", 2, MandateStatus.AMENDED),
    ]
    assert mandates[1].iban == iban
    assert row.mandate_reference == "THOR-004417-01"
    assert change_of(context, case_id).state is BankChangeState.RELEASED


def test_a_mandate_alone_uses_the_known_account(context: ServiceContext, home: Household) -> None:
    case_id = released(context, home, fields(iban=None, account_holder=None))
    with context.database.read() as session:
        details = session.scalars(select(BankDetails)).all()
        mandate = session.scalars(select(Mandate).order_by(Mandate.id.desc())).first()
        row = session.scalars(select(ErpRow)).one()
    assert [one.state for one in details] == [VersionState.CURRENT]
    assert mandate is not None
    assert (mandate.iban, mandate.state) == (OLD_IBAN, MandateStatus.NEW)
    assert (row.kind, row.iban, row.account_holder) == (
        "mandate_only",
        OLD_IBAN,
        "Aylin Musterbach",
    )
    assert change_of(context, case_id).iban is None


def test_a_revocation_ends_the_direct_debit_and_undo_brings_it_back(
    context: ServiceContext, home: Household
) -> None:
    revoked = MandateFields(granted=False, revoked_on=date(2026, 11, 18))
    case_id = add_application(
        context, home, fields(iban=None, account_holder=None, mandate=revoked)
    )
    acknowledge_all(context, home.clerk, case_id)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)

    def methods() -> tuple[PaymentMethod, MandateStatus]:
        with context.database.read() as session:
            tenancy = session.get_one(Tenancy, home.tenancy_id)
            usable = session.scalars(
                select(Mandate)
                .where(Mandate.state.not_in((MandateStatus.SUPERSEDED, MandateStatus.WITHDRAWN)))
                .order_by(Mandate.id.desc())
            ).one()
            return tenancy.payment_method, usable.state

    assert methods() == (PaymentMethod.TRANSFER, MandateStatus.REVOKED)
    with context.database.read() as session:
        row = session.scalars(select(ErpRow)).one()
        assert len(session.scalars(select(BankDetails)).all()) == 1
    assert (row.kind, row.iban, row.mandate_reference) == ("revocation", "", "THOR-004417-01")
    changed = next(one for one in sent(context, case_id) if "bank_details" in one.type)
    assert changed.data["iban_masked"] is None
    assert changed.data["first_collection_on"] is None
    assert result.undo is not None
    undo(context, home.second_clerk, result.undo.undo_id)
    assert methods() == (PaymentMethod.DIRECT_DEBIT, MandateStatus.ACTIVE)


def test_a_run_that_is_missed_moves_the_first_collection(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    clock.set_berlin(date(2026, 12, 1))
    acknowledge_all(context, home.clerk, case_id)
    propose(context, home.clerk, case_id)
    release(context, home.second_clerk, case_id)
    with context.database.read() as session:
        row = session.scalars(select(ErpRow)).one()
        case = session.get_one(Case, case_id)
    assert row.valid_from == date(2027, 1, 4)
    assert change_of(context, case_id).collection_on == date(2026, 12, 1)
    assert case.close_reason == "Freigegeben"


def test_the_log_names_the_release_and_no_iban(context: ServiceContext, home: Household) -> None:
    released(context, home)
    with context.database.read() as session:
        events = session.execute(select(AuditEvent.action, AuditEvent.details)).all()
    actions = [event.action for event in events]
    for expected in (
        "bank_change.proposed",
        "bank_change.released",
        "bank_details.created",
        "mandate.created",
    ):
        assert expected in actions
    assert not any(NEW_IBAN in event.details or OLD_IBAN in event.details for event in events)


def test_a_released_page_shows_what_was_replaced(context: ServiceContext, home: Household) -> None:
    case_id = released(context, home)
    view = bank_changes.view(context, home.clerk, case_id)
    iban = view.comparison[0]
    assert (iban.old, iban.changed) == ("DE89 •••• 3000", True)
    assert iban.new == "DE02 1203 0000 0000 2020 51"
    assert not any(row.action.value != "none" for row in view.findings)
    assert view.actions.release.reason == "release.not_proposed"


def test_two_releases_at_once_are_one_release(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    version = version_of(context, home.second_clerk, case_id)
    together = threading.Barrier(2)

    def attempt(actor: Actor) -> str:
        together.wait(timeout=30)
        try:
            bank_changes.release(context, actor, Release(case_id, version))
        except UserError as error:
            return error.code
        return "released"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, (home.second_clerk, home.lead)))
    assert outcomes == ["conflict.changed", "released"]
    with context.database.read() as session:
        assert len(session.scalars(select(ErpRow)).all()) == 1
        assert len(session.scalars(select(BankDetails)).all()) == 2
