"""What we send is what the schemas promise to the portal, and the schemas refuse what is not."""

import json
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from desktop.domain.case_status import Channel
from desktop.domain.kinds import Direction
from desktop.models.case import Attachment, Case, Message
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, answers_by_portal
from desktop.services.delivery.outgoing_events import (
    ConfirmedBankDetails,
    PortalStatus,
    queue_bank_details_changed,
    queue_message_sent,
    queue_request_received,
    queue_status_changed,
)
from desktop.services.delivery.use_cases import deliver_due
from tests.services.exchange_support import RecordingOutbox, make_case
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, Household, add_household
from tests.support.schemas import problems, schema_files

FIRST = date(2026, 12, 1)
OF_CASES = {
    OutgoingEvent.REQUEST_RECEIVED.value,
    OutgoingEvent.MESSAGE_SENT.value,
    OutgoingEvent.CASE_STATUS_CHANGED.value,
    OutgoingEvent.BANK_DETAILS_CHANGED.value,
}
"""What is told of a case; the tests of contracts and of codes have their own events."""


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _schema_of(event: dict[str, Any]) -> str:
    name = event["type"].removeprefix("de.mieterdesk.")
    return f"to-portal/{name}"


def _sent(context: ServiceContext) -> list[dict[str, Any]]:
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox).failed == 0
    return outbox.events


def _all_events(context: ServiceContext, home: Household) -> list[dict[str, Any]]:
    """One event of each kind, as they really leave."""
    stored = context.documents.put([b"%PDF"])
    made = make_case(context, home, subject=f"Neu: {NEW_IBAN} bitte")
    now = context.clock.now()
    with context.database.write() as unit:
        case = unit.session.get_one(Case, made.case_id)
        question = _message(case, Direction.INCOMING, "question-7")
        answer = _message(case, Direction.OUTGOING, None)
        answer.attachments = [
            Attachment(
                name="Mandat Köln.PDF",
                media_type="application/pdf",
                size=stored.size,
                sha256=stored.sha256,
            )
        ]
        unit.session.add_all([question, answer])
        unit.session.flush()
        queue_request_received(unit, context, case=case)
        queue_message_sent(
            unit,
            context,
            case=case,
            message=answer,
            portal_account=home.portal_account,
            not_before=now,
        )
        for status in PortalStatus:
            queue_status_changed(unit, context, case=case, status=status, not_before=now)
        for confirmed in (
            ConfirmedBankDetails(NEW_IBAN, "Aylin Musterbach", "T-1", "DE98ZZZ09999999999", FIRST),
            ConfirmedBankDetails(None, None, "T-1", "DE98ZZZ09999999999", FIRST),
            ConfirmedBankDetails(NEW_IBAN, "Aylin Musterbach", None, None, None),
        ):
            queue_bank_details_changed(
                unit, context, case=case, confirmed=confirmed, not_before=now
            )
    return _sent(context)


def _message(case: Case, direction: Direction, event_id: str | None) -> Message:
    return Message(
        case_id=case.id,
        direction=direction,
        channel=Channel.PORTAL,
        correspondent="Aylin Musterbach",
        subject="Ihre Bankverbindung",
        text="Guten Tag",
        at=case.received_at,
        event_id=event_id,
    )


def test_every_event_fits_its_schema(context: ServiceContext, home: Household) -> None:
    events = _all_events(context, home)
    assert {event["type"] for event in events} == OF_CASES
    assert [problems(_schema_of(event), event) for event in events] == [[]] * len(events)


def test_no_event_carries_an_iban_in_full(context: ServiceContext, home: Household) -> None:
    text = str(_all_events(context, home))
    assert NEW_IBAN not in text
    assert "Neu: DE02 •••• 2051 bitte" in text


def test_an_event_names_what_caused_it(context: ServiceContext, home: Household) -> None:
    causes = {
        event["type"].split(".", 2)[2]: event["data"]["in_reply_to"]
        for event in _all_events(context, home)
    }
    assert causes == {
        "request.received.v1": "request-1",
        "message.sent.v1": "question-7",
        "case.status_changed.v1": None,
        "bank_details.changed.v1": "request-1",
    }


def test_attachments_have_plain_names_in_the_folder(
    context: ServiceContext, home: Household
) -> None:
    (message,) = [
        event
        for event in _all_events(context, home)
        if event["type"] == OutgoingEvent.MESSAGE_SENT.value
    ]
    (attachment,) = message["data"]["attachments"]
    assert (attachment["file"], attachment["name"]) == ("anlage-1.pdf", "Mandat Köln.PDF")


def test_a_receipt_leaves_with_the_next_delivery_whatever_the_clock_says(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    with context.database.write() as unit:
        queue_request_received(unit, context, case=unit.session.get_one(Case, made.case_id))
    clock.advance(timedelta(days=-400))
    assert len(_sent(context)) == 1


@pytest.mark.parametrize(
    "channel", [Channel.EMAIL, Channel.TELEPHONE, Channel.LETTER, Channel.COUNTER]
)
def test_the_portal_hears_nothing_of_other_channels(
    context: ServiceContext, home: Household, channel: Channel
) -> None:
    made = make_case(context, home, channel=channel)
    now = context.clock.now()
    with context.database.write() as unit:
        case = unit.session.get_one(Case, made.case_id)
        assert not answers_by_portal(case)
        assert queue_request_received(unit, context, case=case) is None
        closed = PortalStatus.CLOSED
        assert queue_status_changed(unit, context, case=case, status=closed, not_before=now) == []
    assert _sent(context) == []


def test_a_case_without_known_account_still_gets_its_receipt(
    context: ServiceContext, home: Household
) -> None:
    made = make_case(context, home, portal_account_id=None)
    with context.database.write() as unit:
        case = unit.session.get_one(Case, made.case_id)
        queue_request_received(unit, context, case=case)
        assert not answers_by_portal(case)
    (event,) = _sent(context)
    assert event["data"]["portal_account"] is None
    assert problems(_schema_of(event), event) == []


MUST = {
    "request.received": ["category", "subject", "received_on", "due_on"],
    "message.sent": ["subject", "text", "attachments"],
    "case.status_changed": ["status"],
    "bank_details.changed": [
        "iban_masked",
        "account_holder",
        "mandate_reference",
        "creditor_id",
        "first_collection_on",
    ],
}
COMMON = ["company", "contract_number", "portal_account", "case_reference", "in_reply_to"]


def test_the_schemas_refuse_what_lacks_a_key(context: ServiceContext, home: Household) -> None:
    for event in _all_events(context, home):
        schema = _schema_of(event)
        name = schema.removeprefix("to-portal/").removesuffix(".v1")
        for key in [*COMMON, *MUST[name]]:
            broken = deepcopy(event)
            del broken["data"][key]
            assert problems(schema, broken), (name, key)
        for key in ["specversion", "id", "source", "type", "time", "datacontenttype", "data"]:
            broken = deepcopy(event)
            del broken[key]
            assert problems(schema, broken), (name, key)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("source",), "/portal/thor"),
        (("time",), "2026-11-23T09:42:00+01:00"),
        (("type",), "de.mieterdesk.request.submitted.v1"),
        (("data", "company"), ""),
        (("data", "case_reference"), None),
    ],
)
def test_the_schemas_refuse_wrong_values(
    context: ServiceContext, home: Household, path: tuple[str, ...], value: object
) -> None:
    for event in _all_events(context, home):
        broken = deepcopy(event)
        target = broken if len(path) == 1 else broken[path[0]]
        target[path[-1]] = value
        assert problems(_schema_of(event), broken)


def test_an_iban_in_full_is_no_masked_one(context: ServiceContext, home: Household) -> None:
    confirmed = [
        event
        for event in _all_events(context, home)
        if event["type"] == OutgoingEvent.BANK_DETAILS_CHANGED.value
    ]
    for event in confirmed:
        event["data"]["iban_masked"] = NEW_IBAN
        assert problems(_schema_of(event), event)


def test_unknown_keys_are_no_mistake(context: ServiceContext, home: Household) -> None:
    for event in _all_events(context, home):
        event["traceparent"] = "00-1"
        event["data"]["later"] = {"key": 1}
        assert problems(_schema_of(event), event) == []


def test_every_event_has_its_schema() -> None:
    names = {path.stem for path in schema_files() if path.parent.name == "to-portal"}
    assert {kind.value.removeprefix("de.mieterdesk.") for kind in OutgoingEvent} <= names


def test_the_schemas_themselves_are_right() -> None:
    identifiers = []
    for path in schema_files():
        schema = json.loads(path.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        identifiers.append(schema["$id"])
    assert len(set(identifiers)) == len(identifiers)
