"""Envelope, time, data and attachments of an event; and the schemas that say the same."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import Channel
from desktop.domain.holder import Address
from desktop.domain.portal_event import (
    PortalEventType,
    event_time,
    is_bad_file_name,
    read_event,
    read_head,
)
from desktop.domain.portal_fields import (
    BANK_DETAILS,
    has_bank_fields,
    read_bank_fields,
)
from desktop.domain.portal_json import QuarantineReason, RefusedEventError
from tests.support.portal import attachment, message, other, request, with_value, without
from tests.support.schemas import problems

NOW = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
DATA_KEYS = ("company", "contract_number", "channel", "category")
OPTIONAL_TEXTS = ("portal_account", "case_reference", "in_reply_to", "subject", "text")


def reason_of(event: object) -> QuarantineReason | None:
    """Why the event is refused; None if it is not."""
    try:
        read = read_event(event, NOW)
        if read.category == BANK_DETAILS:
            read_bank_fields(read.fields)
    except RefusedEventError as refused:
        return refused.reason
    return None


def schema_objects(event: Mapping[str, Any]) -> bool:
    """Whether the published schema has anything against an application or message."""
    name = str(event.get("type", "")).removeprefix("de.mieterdesk.")
    known = name in {"request.submitted.v1", "message.sent.v1"}
    return bool(problems(f"to-desktop/{name if known else 'request.submitted.v1'}", event))


def test_an_application_is_read() -> None:
    content = b"%PDF"
    event = read_event(
        request(attachments=[attachment("anlage-1.pdf", content)], portal_account="acc"), NOW
    )
    assert event.type is PortalEventType.REQUEST_SUBMITTED
    assert event.time == datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)
    assert event.channel is Channel.APP
    assert (event.company, event.contract_number) == ("thor", "10.4417.0302")
    assert (event.category, event.portal_account) == ("bank_details", "acc")
    assert event.attachments[0].size == 4


@pytest.mark.parametrize("key", ["specversion", "id", "source", "type", "time", "data"])
@pytest.mark.parametrize("way", ["absent", "null", "number", "empty", "list"])
def test_the_envelope_is_required(key: str, way: str) -> None:
    values: dict[str, object] = {"null": None, "number": 7, "empty": "", "list": []}
    value = values.get(way)
    event = without(request(), key) if way == "absent" else with_value(request(), (key,), value)
    # An empty type is a text, though none of the contract.
    unknown = (key, way) == ("type", "empty")
    expected = QuarantineReason.UNKNOWN_TYPE if unknown else QuarantineReason.SCHEMA
    assert reason_of(event) is expected
    assert schema_objects(event)


@pytest.mark.parametrize("key", DATA_KEYS)
@pytest.mark.parametrize("way", ["absent", "null", "number", "object"])
def test_the_data_are_required(key: str, way: str) -> None:
    values: dict[str, object] = {"null": None, "number": 7, "object": {}}
    value = values.get(way)
    path = ("data", key)
    event = without(request(), *path) if way == "absent" else with_value(request(), path, value)
    assert reason_of(event) is QuarantineReason.SCHEMA
    assert schema_objects(event)


@pytest.mark.parametrize("key", ["company", "contract_number", "channel"])
def test_every_type_needs_its_address(key: str) -> None:
    for event_type in PortalEventType:
        event = without(other(event_type), "data", key)
        assert reason_of(event) is QuarantineReason.SCHEMA


@pytest.mark.parametrize("key", OPTIONAL_TEXTS)
def test_all_else_may_be_absent_or_null(key: str) -> None:
    path = ("data", key)
    for event in (
        without(with_value(request(), path, "x"), *path),
        with_value(request(), path, None),
    ):
        assert reason_of(event) is None
        assert not schema_objects(event)
    others: tuple[object, ...] = (7, [], {}, True)
    for value in others:
        event = with_value(request(), path, value)
        assert reason_of(event) is QuarantineReason.SCHEMA
        assert schema_objects(event)


def test_unknown_further_keys_are_left_alone() -> None:
    event = with_value(request(), ("datacontenttype",), None)
    event["x"] = {"y": [1]}
    event["data"]["z"] = 1
    event["data"]["fields"]["mandate"]["reference"] = 5
    assert reason_of(event) is None


@pytest.mark.parametrize("channel", ["email", "telephone", "letter", "fax", "", "APP", "Portal"])
def test_only_portal_and_app_come_by_the_folder(channel: str) -> None:
    assert reason_of(request(channel=channel)) is QuarantineReason.SCHEMA
    assert schema_objects(request(channel=channel))
    assert reason_of(request(channel="portal")) is None


@pytest.mark.parametrize(
    "name",
    [
        "de.mieterdesk.request.received.v1",
        "de.mieterdesk.case.status_changed.v1",
        "de.mieterdesk.bank_details.changed.v1",
        "de.mieterdesk.account.locked.v1",
        "de.mieterdesk.request.submitted.v2",
        "de.mieterdesk.request.submitted",
        "request.submitted",
        "DE.MIETERDESK.REQUEST.SUBMITTED.V1",
        "de.mieterdesk.request.submitted.v1 ",
    ],
)
def test_types_that_are_not_for_us(name: str) -> None:
    event = with_value(request(), ("type",), name)
    assert reason_of(event) is QuarantineReason.UNKNOWN_TYPE
    # Whatever the other direction's data look like.
    assert reason_of({**event, "data": {"status": "closed"}}) is QuarantineReason.UNKNOWN_TYPE


@pytest.mark.parametrize("value", [None, [], "x", 5, True])
def test_no_object_at_the_top(value: object) -> None:
    assert reason_of(value) is QuarantineReason.SCHEMA


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-20T23:59:59+01:00", datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)),
        ("2026-11-20T23:30:00Z", datetime(2026, 11, 20, 23, 30, tzinfo=UTC)),
        ("2026-11-20t23:30:00z", datetime(2026, 11, 20, 23, 30, tzinfo=UTC)),
        ("2026-11-20 23:30", datetime(2026, 11, 20, 22, 30, tzinfo=UTC)),
        ("2026-11-20T23:59:59", datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)),
        ("2026-07-01T12:00:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-03-29T02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-11-20T12:00:00.123456789Z", datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2000-01-01T00:00:00+01:00", datetime(1999, 12, 31, 23, tzinfo=UTC)),
        ("2026-11-24T08:42:00Z", datetime(2026, 11, 24, 8, 42, tzinfo=UTC)),
    ],
)
def test_times(written: str, instant: datetime) -> None:
    event = with_value(request(), ("time",), written)
    assert read_event(event, NOW).time == instant
    assert event_time(event) == instant
    assert not schema_objects(event)


@pytest.mark.parametrize(
    "written",
    [
        "1999-12-31T23:59:59Z",
        "1999-12-31T23:59:59+01:00",
        "2026-11-24T08:42:01Z",
        "2026-11-24T09:42:01",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+14:00",
        "2026-11-20",
        "20.11.2026 12:00",
        "2026-11-31T00:00:00Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T12:00:61Z",
        "2026-11-20T12:00:00+25:00",
        "2026-W47-5T12:00",
        "20261120T120000Z",
        "1795212000",
        "٢٠٢٦-١١-٢٠T12:00:00Z",
        " 2026-11-20T12:00:00Z",
        "gestern",
    ],
)
def test_times_that_are_none(written: str) -> None:
    assert reason_of(with_value(request(), ("time",), written)) is QuarantineReason.SCHEMA


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a/b",
        "/etc/passwd",
        "..\\x",
        "a\\b",
        "a\nb",
        "a\tb",
        "\x7f",
        "\x85",
        "x" * 256,
        "ä" * 128,
    ],
)
def test_bad_file_names(name: str) -> None:
    assert is_bad_file_name(name)
    event = request(attachments=[attachment(name, b"x")])
    assert reason_of(event) is QuarantineReason.BAD_FILE_NAME


@pytest.mark.parametrize(
    "name",
    ["x" * 255, "ä" * 127, "...", "a b.pdf", ".hidden", "CON", "a:b", "\u202egnp.exe", "ñ?*"],
)
def test_odd_names_of_plain_files(name: str) -> None:
    assert not is_bad_file_name(name)
    assert reason_of(request(attachments=[attachment(name, b"x")])) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"attachments": "x"},
        {"attachments": {}},
        {"attachments": [None]},
        {"attachments": ["x.pdf"]},
        {"attachments": [without(attachment("x", b""), "sha256")]},
        {"attachments": [without(attachment("x", b""), "file")]},
        {"attachments": [attachment("x", b"", sha256=None)]},
        {"attachments": [attachment("x", b"", sha256=7)]},
        {"attachments": [{**attachment("x", b""), "file": None}]},
        {"attachments": [attachment("x", b"", size="3")]},
        {"attachments": [attachment("x", b"", size=True)]},
        {"attachments": [attachment("x", b"", size=1.5)]},
        {"attachments": [attachment("x", b"", name=5)]},
        {"attachments": [attachment("x", b"", media_type=[])]},
    ],
)
def test_lists_of_attachments(broken: dict[str, Any]) -> None:
    event = request(**broken)
    expected = QuarantineReason.SCHEMA if broken else None
    assert reason_of(event) is expected
    assert schema_objects(event) is bool(broken)


def test_attachments_may_tell_little() -> None:
    entry = attachment("x.pdf", b"")
    for key in ("name", "size", "media_type"):
        entry[key] = None
    entry["sha256"] = str(entry["sha256"]).upper()
    (read,) = read_event(request(attachments=[entry]), NOW).attachments
    assert (read.name, read.size, read.media_type) == ("x.pdf", None, "application/octet-stream")
    assert read.sha256.islower()
    assert read_event(request(attachments=None), NOW).attachments == ()


def test_a_head_is_read_from_anything() -> None:
    assert read_head(request()).event_id == "event-1"
    assert read_head(request()).company == "thor"
    assert read_head([]).source is None
    assert read_head({"id": 5, "source": "\ud800", "type": "x" * 2000}).source is None
    assert read_head({"id": "a", "data": []}).event_id == "a"


def test_a_key_is_no_longer_than_an_index_holds() -> None:
    assert reason_of(with_value(request(), ("id",), "x" * 1000)) is None
    assert reason_of(with_value(request(), ("id",), "ä" * 501)) is QuarantineReason.SCHEMA
    assert reason_of(with_value(request(), ("source",), "x" * 1001)) is QuarantineReason.SCHEMA


# --- fields of bank details -----------------------------------------------------------------------


@pytest.mark.parametrize("fields", [None, {}, {"iban": None}, {"mandate": None}, {"mandate": {}}])
def test_nothing_is_given(fields: dict[str, Any] | None) -> None:
    read = read_bank_fields(fields)
    assert not has_bank_fields(read)
    assert read.variant is BankChangeVariant.NEW_ACCOUNT
    assert not schema_objects(request(fields=fields))


@pytest.mark.parametrize(
    ("fields", "variant"),
    [
        ({"iban": "DE89"}, BankChangeVariant.NEW_ACCOUNT),
        ({"iban": "DE89", "mandate": {"granted": False}}, BankChangeVariant.NEW_ACCOUNT),
        ({"iban": "", "mandate": {"granted": True}}, BankChangeVariant.NEW_ACCOUNT),
        ({"mandate": {"granted": True}}, BankChangeVariant.MANDATE_ONLY),
        ({"iban": None, "mandate": {"granted": True}}, BankChangeVariant.MANDATE_ONLY),
        (
            {"mandate": {"granted": False, "revoked_on": "2026-11-20"}},
            BankChangeVariant.REVOCATION,
        ),
        ({"mandate": {"text_version": "1"}}, BankChangeVariant.NEW_ACCOUNT),
    ],
)
def test_variants(fields: dict[str, Any], variant: BankChangeVariant) -> None:
    assert read_bank_fields(fields).variant is variant


def test_all_fields() -> None:
    read = read_bank_fields(
        {
            "iban": " x ",
            "holder_address": {"street": "A", "house_number": None},
            "mandate": {"granted": True, "signed_on": "2026-11-20", "revoked_on": ""},
            "account_type": 7,
        }
    )
    assert read.iban == " x "
    assert read.holder_address == Address(street="A")
    assert read.mandate is not None
    assert (read.mandate.signed_on, read.mandate.revoked_on) == (date(2026, 11, 20), None)


@pytest.mark.parametrize(
    "fields",
    [
        {"iban": 5},
        {"iban": ["DE89"]},
        {"account_holder": {}},
        {"holder_address": "Musterkehre 12"},
        {"holder_address": []},
        {"holder_address": {"house_number": 12}},
        {"holder_address": {"country": False}},
        {"mandate": True},
        {"mandate": []},
        {"mandate": {"granted": "true"}},
        {"mandate": {"granted": 1}},
        {"mandate": {"signed_on": 20261120}},
        {"mandate": {"signed_on": "20.11.2026"}},
        {"mandate": {"signed_on": "2026-11-20T10:00:00Z"}},
        {"mandate": {"revoked_on": {}}},
        {"mandate": {"text_version": 1}},
    ],
)
def test_another_type_is_no_bank_field(fields: dict[str, Any]) -> None:
    assert reason_of(request(fields=fields)) is QuarantineReason.SCHEMA
    assert schema_objects(request(fields=fields))
    # Other categories take any object.
    assert reason_of(request(fields=fields, category="damage")) is None
    assert not schema_objects(request(fields=fields, category="damage"))


def test_a_date_that_is_none() -> None:
    event = request(fields={"mandate": {"signed_on": "2026-02-30"}})
    assert reason_of(event) is QuarantineReason.SCHEMA


@pytest.mark.parametrize("fields", [[], "x", 5, False])
def test_fields_are_an_object(fields: object) -> None:
    for category in ("bank_details", "damage"):
        event = request(fields=fields, category=category)
        assert reason_of(event) is QuarantineReason.SCHEMA
        assert schema_objects(event)


_ODD = st.sampled_from([None, "", "x", 0, -1, 1.5, True, [], {}, [None], {"a": 1}, "2026-11-20"])
_PATHS = st.sampled_from(
    [
        ("specversion",),
        ("id",),
        ("source",),
        ("data",),
        *((("data", key)) for key in (*DATA_KEYS, *OPTIONAL_TEXTS, "fields", "attachments")),
        *(
            ("data", "fields", key)
            for key in ("iban", "account_holder", "holder_address", "mandate")
        ),
        *(("data", "fields", "mandate", key) for key in ("granted", "signed_on", "text_version")),
        *(("data", "fields", "holder_address", key) for key in ("street", "country")),
    ]
)


@given(_PATHS, _ODD, st.booleans())
def test_schemas_and_program_agree(path: tuple[str, ...], value: object, is_request: bool) -> None:
    event = request(case_reference="V-2026-100001") if is_request else message("V-2026-100001")
    event["data"].setdefault("category", "general")
    event["data"].setdefault("fields", {"mandate": {}, "holder_address": {}})
    mutated = with_value(event, path, value)
    refused = reason_of(mutated) is not None
    # Which categories there are, only the database knows; an empty one is surely none.
    refused = refused or (is_request and path == ("data", "category") and value == "")
    assert schema_objects(mutated) is refused
