"""From the release to the two places it goes to: the portal and the ERP."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.portal_fields import MandateFields
from desktop.models.bank import BankDetails, Mandate
from desktop.models.exchange import UndoEntry
from desktop.services.cases.undo import undo
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.delivery.use_cases import DeliveryCounts, deliver_due
from desktop.services.hand_over.use_cases import export_run, list_waiting
from tests.services.exchange_support import RecordingOutbox
from tests.support.bank_cases import FULL_ADDRESS, change_of, fields, released, sent
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, Household, add_household
from tests.support.schemas import problems

UNDO = timedelta(seconds=10)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter=";"))


def _kinds(outbox: RecordingOutbox) -> list[str]:
    return [event["type"].removeprefix("de.mieterdesk.") for event in outbox.events]


def test_a_release_reaches_portal_and_erp_after_its_undo_time(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    assert _kinds(outbox) == ["request.received.v1", "case.status_changed.v1"]
    assert outbox.events[1]["data"]["status"] == "in_progress"
    assert export_run(context, home.clerk).number is None
    clock.advance(UNDO)
    assert deliver_due(context, outbox) == DeliveryCounts(3, 0, 0)
    assert _kinds(outbox)[2:4] == ["message.sent.v1", "bank_details.changed.v1"]
    for event in outbox.events:
        schema = "to-portal/" + event["type"].removeprefix("de.mieterdesk.")
        assert problems(schema, event) == []
    (row,) = _rows(export_run(context, home.clerk).content)
    confirmed = outbox.events[3]["data"]
    assert row["mandate_reference"] == confirmed["mandate_reference"]
    assert (row["iban"], row["valid_from"]) == (NEW_IBAN, confirmed["first_collection_on"])
    assert outbox.events[4]["data"]["status"] == "closed"
    assert change_of(context, case_id).exported_at == clock.now()


def test_an_undone_release_leaves_neither_event_nor_row(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    deliver_due(context, RecordingOutbox())
    with context.database.read() as session:
        entry = session.scalars(
            select(UndoEntry.id).where(UndoEntry.case_id == case_id).order_by(UndoEntry.id.desc())
        ).first()
    assert entry is not None
    undo(context, home.second_clerk, entry)
    clock.advance(timedelta(hours=1))
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    # What was told with the proposal stays told: it is under review.
    assert set(_kinds(outbox)) <= {"case.status_changed.v1"}
    assert all(event["data"].get("status") != "closed" for event in outbox.events)
    assert export_run(context, home.clerk).number is None
    assert list_waiting(context, home.clerk).waiting_count == 0


def test_a_missed_run_is_told_to_tenant_and_holder(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    bank = fields(account_holder="Rolf Musterbach", holder_address=FULL_ADDRESS)
    case_id = released(context, home, bank)
    clock.set_berlin(date(2026, 11, 30), time(10))
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    (row,) = _rows(export_run(context, home.clerk).content)
    assert row["valid_from"] == "2027-01-04"
    later = RecordingOutbox()
    assert deliver_due(context, later) == DeliveryCounts(2, 0, 0)
    message, changed = later.events
    assert "04.01.2027" in message["data"]["text"]
    assert changed["type"] == OutgoingEvent.BANK_DETAILS_CHANGED.value
    assert changed["data"]["first_collection_on"] == "2027-01-04"
    assert problems("to-portal/bank_details.changed.v1", changed) == []
    (letter,) = [one for one in sent(context, case_id) if one.type.startswith("letter")]
    assert letter.data["first_collection_on"] == "2027-01-04"
    assert letter.data["valid_from"] == "2027-01-04"
    with context.database.read() as session:
        change_id = change_of(context, case_id).id
        for kind in (BankDetails.valid_from, Mandate.valid_from):
            of_change = kind.class_.bank_change_id == change_id
            assert session.scalars(select(kind).where(of_change)).all() == [date(2027, 1, 4)]


def test_a_late_revocation_is_told_in_words_only(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    bank = fields(
        iban=None,
        account_holder=None,
        mandate=MandateFields(granted=False, revoked_on=date(2026, 11, 18)),
    )
    released(context, home, bank)
    clock.set_berlin(date(2026, 12, 1))
    deliver_due(context, RecordingOutbox())
    (row,) = _rows(export_run(context, home.clerk).content)
    assert (row["kind"], row["iban"], row["valid_from"]) == ("revocation", "", "2027-01-04")
    assert row["mandate_reference"] == "THOR-004417-01"
    later = RecordingOutbox()
    deliver_due(context, later)
    assert _kinds(later) == ["message.sent.v1"]
    assert "04.01.2027" in later.events[0]["data"]["text"]
