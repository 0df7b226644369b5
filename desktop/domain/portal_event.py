"""Events of the tenant portal: what has to be in them and what it means (rules of arrival).

Unknown further keys are kept with the raw record and never refused. The JSON Schemas in
``resources/schemas/to-desktop`` say the same to the portal's makers; a test holds both together.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desktop.domain.case_status import Channel
from desktop.domain.portal_json import (
    QuarantineReason,
    RefusedEventError,
    check_values,
    is_storable,
)
from desktop.domain.portal_time import parse_time

EVENT_FILE = "event.json"
TYPE_PREFIX = "de.mieterdesk."
PORTAL_CHANNELS = frozenset({Channel.PORTAL, Channel.APP})
"""What can come through the folder: the web page and the app."""
MAX_KEY_BYTES = 1000
"""Longest ``source`` and ``id`` (UTF-8): an index of PostgreSQL holds no more of both together."""
MAX_FILE_NAME_BYTES = 255
_LATEST = timedelta(days=1)


class PortalEventType(StrEnum):
    """Every type of event that the contract sends to the desktop, without prefix and version."""

    REQUEST_SUBMITTED = "request.submitted"
    MESSAGE_SENT = "message.sent"
    REGISTRATION_ATTEMPTED = "registration.attempted"
    REGISTRATION_CODE_LOCKED = "registration_code.locked"
    REGISTRATION_COMPLETED = "registration.completed"
    ACCOUNT_ACTIVATED = "account.activated"
    ACCOUNT_CLOSED = "account.closed"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONTACT_CHANGED = "contact.changed"
    DOCUMENT_READ = "document.read"
    CERTIFICATE_REQUESTED = "certificate.requested"

    @property
    def full_name(self) -> str:
        """The value of ``type`` in the envelope."""
        return f"{TYPE_PREFIX}{self.value}.v1"


WRITTEN_TYPES = frozenset({PortalEventType.REQUEST_SUBMITTED, PortalEventType.MESSAGE_SENT})
"""What a tenant has written: it becomes a case, or a message in one."""
REPORTS = frozenset(
    {
        PortalEventType.REGISTRATION_ATTEMPTED,
        PortalEventType.REGISTRATION_CODE_LOCKED,
        PortalEventType.REGISTRATION_COMPLETED,
        PortalEventType.ACCOUNT_ACTIVATED,
        PortalEventType.ACCOUNT_CLOSED,
        PortalEventType.CONSENT_WITHDRAWN,
        PortalEventType.CONTACT_CHANGED,
        PortalEventType.DOCUMENT_READ,
        PortalEventType.CERTIFICATE_REQUESTED,
    }
)
"""What the portal reports of an account; it is applied and usually makes no case."""
HANDLED_TYPES = WRITTEN_TYPES | REPORTS
"""What is interpreted already; the others are kept raw as *noch nicht unterstützt*."""
_BY_FULL_NAME = {event_type.full_name: event_type for event_type in PortalEventType}


@dataclass(frozen=True, slots=True)
class EventKey:
    """What makes an event the same event: it is taken in once."""

    source: str
    event_id: str


@dataclass(frozen=True, slots=True)
class EventHead:
    """What can be told of an event even if the rest of it is refused."""

    source: str | None = None
    event_id: str | None = None
    event_type: str | None = None
    company: str | None = None


NO_HEAD = EventHead()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentEntry:
    """A file as the event names it. ``sha256`` is lower-case; ``size`` is None where not told."""

    file: str
    name: str
    size: int | None
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalEvent:
    """An event that keeps the contract. ``time`` is UTC; a text that is absent or null is None.

    ``data`` is what it says beyond that, for the types that have values of their own.
    """

    key: EventKey
    type: PortalEventType
    time: datetime
    company: str
    contract_number: str
    channel: Channel
    category: str | None
    portal_account: str | None
    case_reference: str | None
    in_reply_to: str | None
    subject: str | None
    text: str | None
    fields: Mapping[str, Any] | None
    attachments: tuple[AttachmentEntry, ...]
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)


def read_head(document: object) -> EventHead:
    """Return what a list can show of an event, be the rest as broken as it likes."""
    if not isinstance(document, dict):
        return NO_HEAD
    data = document.get("data")
    company = data.get("company") if isinstance(data, dict) else None
    return EventHead(
        source=_showable(document.get("source")),
        event_id=_showable(document.get("id")),
        event_type=_showable(document.get("type")),
        company=_showable(company),
    )


def event_time(document: object) -> datetime | None:
    """Return the instant (UTC) by which folders are put in order; None where it is unreadable."""
    if not isinstance(document, dict):
        return None
    try:
        return parse_time(document.get("time"), "time")
    except RefusedEventError:
        return None


def read_event(document: object, now: datetime) -> PortalEvent:
    """Check a parsed event against the contract and return what it says.

    Order of the checks: values that cannot be kept, envelope, type, time, data. ``now`` (aware)
    decides whether ``time`` lies more than a day ahead.

    Raises:
        RefusedEventError: ``schema``, ``unknown_type`` or ``bad_file_name``.
    """
    if not isinstance(document, dict):
        raise _schema("object")
    check_values(document)
    if document.get("specversion") != "1.0":
        raise _schema("specversion")
    key = EventKey(_key_part(document, "source"), _key_part(document, "id"))
    event_type = _event_type(document)
    time = parse_time(document.get("time"), "time")
    if time > now + _LATEST:
        raise _schema("time")
    data = document.get("data")
    if not isinstance(data, dict):
        raise _schema("data")
    return _read_data(data, key, event_type, time)


def is_bad_file_name(name: str) -> bool:
    r"""Tell whether a name is anything but that of a plain file in the event's own folder.

    Bad are: empty, ``.``, ``..``, ``/``, ``\``, control characters, over 255 bytes of UTF-8.
    """
    if name in {"", ".", ".."} or "/" in name or "\\" in name:
        return True
    if any(unicodedata.category(character) == "Cc" for character in name):
        return True
    return len(name.encode("utf-8", "surrogatepass")) > MAX_FILE_NAME_BYTES


def _read_data(
    data: dict[str, Any], key: EventKey, event_type: PortalEventType, time: datetime
) -> PortalEvent:
    is_request = event_type is PortalEventType.REQUEST_SUBMITTED
    is_written = event_type in WRITTEN_TYPES
    channel = _required_text(data, "channel")
    if channel not in PORTAL_CHANNELS:
        raise _schema("data.channel")
    return PortalEvent(
        key=key,
        type=event_type,
        time=time,
        company=_required_text(data, "company"),
        contract_number=_required_text(data, "contract_number"),
        channel=Channel(channel),
        category=_required_text(data, "category") if is_request else None,
        portal_account=_optional_text(data, "portal_account"),
        case_reference=_optional_text(data, "case_reference"),
        in_reply_to=_optional_text(data, "in_reply_to"),
        subject=_optional_text(data, "subject") if is_written else None,
        text=_optional_text(data, "text") if is_written else None,
        fields=_fields(data) if is_written else None,
        attachments=_attachments(data),
        data=data,
    )


def _schema(place: str) -> RefusedEventError:
    return RefusedEventError(QuarantineReason.SCHEMA, place)


def _showable(value: object) -> str | None:
    if not isinstance(value, str) or not value or not is_storable(value):
        return None
    return value if len(value.encode("utf-8")) <= MAX_KEY_BYTES else None


def _key_part(document: dict[str, Any], name: str) -> str:
    value = _showable(document.get(name))
    if value is None:
        raise _schema(name)
    return value


def _event_type(document: dict[str, Any]) -> PortalEventType:
    name = document.get("type")
    if not isinstance(name, str):
        raise _schema("type")
    event_type = _BY_FULL_NAME.get(name)
    if event_type is None:
        raise RefusedEventError(QuarantineReason.UNKNOWN_TYPE, "type")
    return event_type


def _required_text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise _schema(f"data.{name}")
    return value


def _optional_text(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise _schema(f"data.{name}")
    return value


def _fields(data: dict[str, Any]) -> Mapping[str, Any] | None:
    value = data.get("fields")
    if value is not None and not isinstance(value, dict):
        raise _schema("data.fields")
    return value


def _attachments(data: dict[str, Any]) -> tuple[AttachmentEntry, ...]:
    entries = data.get("attachments")
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise _schema("data.attachments")
    read = tuple(_attachment(entry) for entry in entries)
    if any(is_bad_file_name(entry.file) for entry in read):
        raise RefusedEventError(QuarantineReason.BAD_FILE_NAME, "data.attachments")
    return read


def _attachment(entry: object) -> AttachmentEntry:
    if not isinstance(entry, dict):
        raise _schema("data.attachments")
    size = entry.get("size")
    if isinstance(size, float) and size.is_integer():
        # To a schema 48211.0 is an integer too.
        size = int(size)
    if size is not None and (isinstance(size, bool) or not isinstance(size, int)):
        raise _schema("data.attachments.size")
    file, sha256 = entry.get("file"), entry.get("sha256")
    name, media_type = entry.get("name"), entry.get("media_type")
    if not isinstance(file, str):
        raise _schema("data.attachments.file")
    if not isinstance(sha256, str):
        raise _schema("data.attachments.sha256")
    for text in (name, media_type):
        if text is not None and not isinstance(text, str):
            raise _schema("data.attachments")
    return AttachmentEntry(
        file=file,
        name=name or file,
        size=size,
        sha256=sha256.lower(),
        media_type=media_type or "application/octet-stream",
    )
