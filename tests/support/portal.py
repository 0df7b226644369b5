"""The portal's side of the exchange folder: makes events and leaves them as the contract says."""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from desktop.domain.portal_event import PortalEventType
from tests.support.factories import NEW_IBAN

HAS_PIPES = hasattr(os, "mkfifo")
"""Windows has no pipes in folders."""
TAKES_ANY_BYTES = sys.platform == "linux"
"""Other systems refuse names that are no Unicode, or that hold a line break or a backslash."""
SOURCE = "/portal/thor"
SUBMITTED_AT = "2026-11-20T23:59:59+01:00"
BANK_FIELDS: Mapping[str, Any] = {
    "iban": "DE02 1203 0000 0000 2020 51",
    "account_holder": "Aylin Musterbach",
    "holder_address": {
        "street": "Musterkehre",
        "house_number": "12",
        "postcode": "22041",
        "town": "Hamburg",
        "country": "DE",
    },
    "mandate": {"granted": True, "signed_on": "2026-11-20", "text_version": "2025-04"},
}
assert str(BANK_FIELDS["iban"]).replace(" ", "") == NEW_IBAN


def request(event_id: str = "event-1", **data: Any) -> dict[str, Any]:
    """An application for new bank details; ``data`` replaces keys of ``data``."""
    return _event(
        PortalEventType.REQUEST_SUBMITTED,
        event_id,
        {
            "category": "bank_details",
            "case_reference": None,
            "in_reply_to": None,
            "subject": "Neue Bankverbindung",
            "text": "Bitte ab sofort hiervon abbuchen.",
            "fields": deepcopy(dict(BANK_FIELDS)),
            "attachments": [],
            **data,
        },
    )


def message(reference: str | None, event_id: str = "event-2", **data: Any) -> dict[str, Any]:
    """A message in a case; ``data`` replaces keys of ``data``."""
    return _event(
        PortalEventType.MESSAGE_SENT,
        event_id,
        {
            "case_reference": reference,
            "in_reply_to": "event-1",
            "subject": "Noch etwas",
            "text": "Hier ist die Adresse.",
            **data,
        },
    )


def other(event_type: PortalEventType, event_id: str = "event-3") -> dict[str, Any]:
    """An event of a type that is in the contract and not handled yet."""
    return _event(event_type, event_id, {})


def attachment(file: str, content: bytes, **changes: Any) -> dict[str, Any]:
    """How an event names a file."""
    return {
        "file": file,
        "name": f"Name von {file}",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "media_type": "application/pdf",
        **changes,
    }


def without(event: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """The event without the key at ``path``."""
    return _changed(event, path, remove=True)


def with_value(event: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The event with another value at ``path``."""
    return _changed(event, path, value=value)


def _changed(
    event: Mapping[str, Any], path: tuple[str, ...], *, value: Any = None, remove: bool = False
) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(event))
    place = copy
    for key in path[:-1]:
        place = place[key]
    if remove:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy


def _event(event_type: PortalEventType, event_id: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": event_type.full_name,
        "time": SUBMITTED_AT,
        "datacontenttype": "application/json",
        "data": {
            "company": "thor",
            "contract_number": "10.4417.0302",
            "portal_account": None,
            "channel": "app",
            **data,
        },
    }


def make_pipe(path: Path) -> None:
    """Makes a named pipe: whoever opens it waits. Where there are none, it is a folder."""
    if HAS_PIPES:
        os.mkfifo(path)
    else:
        path.mkdir()


class Portal:
    """Leaves folders in an exchange folder."""

    def __init__(self, exchange: Path) -> None:
        self.exchange = exchange
        self.root = exchange / "to-desktop"
        (self.root / "new").mkdir(parents=True, exist_ok=True)

    def leave(
        self,
        event: Mapping[str, Any] | bytes,
        folder: str | bytes | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Path:
        """Leaves an event with its files, under the event's id or the name given."""
        raw = event if isinstance(event, bytes) else json.dumps(event).encode()
        if folder is None:
            assert not isinstance(event, bytes)
            folder = str(event["id"])
        target = self.root / "new" / os.fsdecode(folder)
        target.mkdir()
        (target / "event.json").write_bytes(raw)
        for name, content in (files or {}).items():
            (target / name).write_bytes(content)
        return target

    def names(self, place: str) -> list[str]:
        """Names of what lies in ``new``, ``cur``, ``done`` or ``quarantine``."""
        folder = self.root / place
        return sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
