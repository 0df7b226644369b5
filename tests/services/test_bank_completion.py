"""What a message adds to an application, and what it never overwrites."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.findings import FindingCode
from desktop.domain.holder import Address
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import Reject
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import WaitUntil
from desktop.services.cases.creation import IncomingMessage
from desktop.services.cases.view import TimelineKind
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.delivery.outgoing_events import AT_ONCE
from tests.support.bank_cases import (
    FULL_ADDRESS,
    add_application,
    change_of,
    codes,
    fields,
    propose,
    released,
    sent,
)
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, THIRD_IBAN, Household, add_household

ANSWERED = datetime(2026, 11, 24, 9, tzinfo=UTC)
WITHOUT_NUMBER = Address(street="Beispielstieg", postcode="20535", town="Hamburg", country="DE")


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _answer(context: ServiceContext, case_id: int, bank: BankFields | None) -> None:
    with context.database.write() as unit:
        case = unit.session.get_one(Case, case_id)
        receive_message(
            unit,
            context,
            IncomingMessage(
                channel=case.channel,
                at=ANSWERED,
                correspondent="Aylin Musterbach",
                subject="Antwort",
                text="Hier die Angaben.",
                source="/portal/thor",
                event_id="answer-1",
                fields=None,
            ),
            case_id=case_id,
            bank=bank,
        )


def _notes(context: ServiceContext, home: Household, case_id: int) -> list[str]:
    view = cases.case_view(context, home.clerk, case_id)
    return [entry.text for entry in view.timeline if entry.kind is TimelineKind.SYSTEM_NOTE]


def test_the_missing_part_of_the_address_completes(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    bank = fields(account_holder="Rolf Musterbach", holder_address=WITHOUT_NUMBER)
    case_id = add_application(context, home, bank)
    header = cases.case_view(context, home.clerk, case_id).header
    assert header.completed_at is None
    cases.wait_until(
        context,
        home.clerk,
        WaitUntil(case_id, date(2026, 11, 26), "Hausnummer", header.version),
    )
    _answer(context, case_id, BankFields(holder_address=Address(house_number="7")))
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.case.header.state is CaseState.IN_REVIEW
    assert view.case.header.waiting_until is None
    assert view.case.header.completed_at == ANSWERED
    assert FindingCode.HOLDER_ADDRESS_INCOMPLETE not in {row.code for row in view.findings}
    assert [part.value for part in view.mandate.holder_address][:2] == ["Beispielstieg", "7"]
    assert _notes(context, home, case_id) == ["Die Nachricht ergänzt den Antrag: Hausnummer."]
    told = sent(context, case_id)[-1]
    assert (told.data["status"], told.data["in_reply_to"]) == ("in_progress", "answer-1")


def test_given_values_are_never_overwritten(context: ServiceContext, home: Household) -> None:
    bank = fields(account_holder="Rolf Musterbach", holder_address=FULL_ADDRESS)
    case_id = add_application(context, home, bank)
    _answer(
        context,
        case_id,
        BankFields(
            iban=THIRD_IBAN,
            account_holder="Rolf Andere",
            holder_address=Address(street="Andere Straße", house_number="7"),
            mandate=MandateFields(granted=False),
        ),
    )
    change = change_of(context, case_id)
    assert (change.iban, change.account_holder) == (NEW_IBAN, "Rolf Musterbach")
    assert change.mandate_granted is True
    (note,) = _notes(context, home, case_id)
    assert "IBAN: bisher DE02 •••• 2051, in der Nachricht DE02 •••• 5030" in note
    assert "Kontoinhaber: bisher Rolf Musterbach, in der Nachricht Rolf Andere" in note
    assert "Straße: bisher Beispielstieg" in note
    assert "SEPA-Mandat: bisher erteilt, in der Nachricht widerrufen" in note
    assert "Hausnummer" not in note


def test_the_same_values_again_say_nothing(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    _answer(context, case_id, BankFields(iban="de02 1203 0000 0000 2020 51"))
    assert _notes(context, home, case_id) == []


def test_a_missing_iban_and_mandate_can_follow(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, BankFields(account_holder="Aylin Musterbach"))
    assert FindingCode.IBAN_MISSING in codes(context, home.clerk, case_id)
    _answer(
        context,
        case_id,
        BankFields(iban=NEW_IBAN, mandate=MandateFields(granted=True, text_version="3.2")),
    )
    change = change_of(context, case_id)
    assert change.iban == NEW_IBAN
    assert change.mandate_signed_on == date(2026, 11, 24)
    assert change.mandate_reference
    assert change.mandate_proof is not None
    assert change.mandate_proof["event_id"] == "answer-1"
    assert change.open_blockers == 0 or change.mandate_signed_on > context.clock.today()


def test_a_message_alone_leaves_a_proposal(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    _answer(context, case_id, BankFields(iban=THIRD_IBAN))
    assert change_of(context, case_id).state is BankChangeState.PROPOSED
    assert cases.case_view(context, home.clerk, case_id).header.state is CaseState.PROPOSED


def test_what_is_added_to_a_proposal_sends_it_back(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    _answer(context, case_id, BankFields(holder_address=FULL_ADDRESS))
    change = change_of(context, case_id)
    assert change.state is BankChangeState.OPEN
    assert (change.proposed_by_id, change.proposed_at) == (None, None)
    assert cases.case_view(context, home.clerk, case_id).header.state is CaseState.IN_REVIEW
    assert any("Vorschlag" in note for note in _notes(context, home, case_id))


def test_a_released_change_stays_as_it_is(context: ServiceContext, home: Household) -> None:
    case_id = released(context, home)
    _answer(context, case_id, BankFields(iban=THIRD_IBAN, holder_address=FULL_ADDRESS))
    change = change_of(context, case_id)
    assert (change.state, change.iban) == (BankChangeState.RELEASED, NEW_IBAN)
    assert change.holder_address is None
    header = cases.case_view(context, home.clerk, case_id).header
    assert (header.state, header.is_open) == (CaseState.IN_REVIEW, True)
    (note,) = _notes(context, home, case_id)
    assert "Hausnummer: bisher –, in der Nachricht 7" in note


def test_a_message_to_a_rejected_application_counts_anew_what_is_open(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    clock.set_berlin(date(2026, 11, 19))
    case_id = add_application(context, home)
    view = bank_changes.view(context, home.clerk, case_id)
    module = bank_changes.rejection_modules(context, home.clerk, case_id)[0]
    bank_changes.reject(
        context,
        home.clerk,
        Reject(
            case_id=case_id,
            reason_code=module.code,
            way=view.case.reply_ways[0].key,
            subject=module.subject,
            text=module.text,
            expected_version=view.case.header.version,
        ),
    )
    before = change_of(context, case_id)
    assert (before.state, before.open_warnings) == (BankChangeState.REJECTED, 0)
    # The run is near by now, and nobody has looked at the case since.
    clock.set_berlin(date(2026, 11, 27))
    _answer(context, case_id, bank=None)
    change = change_of(context, case_id)
    assert (change.state, change.open_warnings) == (BankChangeState.OPEN, 1)
    assert change.checked_at == clock.now()
    told = sent(context, case_id)[-1]
    assert (told.data["status"], told.data["in_reply_to"]) == ("in_progress", "answer-1")
    assert told.not_before == AT_ONCE
    with context.database.read() as session:
        lines = session.execute(
            select(AuditEvent.action, AuditEvent.actor).order_by(AuditEvent.id.desc()).limit(2)
        ).all()
    assert [tuple(line) for line in lines] == [
        (AuditAction.CASE_REOPENED, "system"),
        (AuditAction.MESSAGE_RECEIVED, "system"),
    ]


def test_the_cut_off_can_look_at_the_completion(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    with context.database.write() as unit:
        unit.session.get_one(Company, home.company_id).settings = {"cutoff_basis": "completed"}
    bank = fields(account_holder="Rolf Musterbach", holder_address=WITHOUT_NUMBER)
    case_id = add_application(context, home, bank)
    _answer(context, case_id, BankFields(holder_address=Address(house_number="7")))
    change = change_of(context, case_id)
    assert change.effective_month == date(2026, 12, 1)
    assert change.collection_on == date(2027, 1, 4)
    assert change.due_on == date(2026, 12, 2)
