"""Plays the portal: leaves events with their files in the folder that both sides can reach."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.domain.berlin_time import BERLIN
from desktop.domain.case_status import Channel
from desktop.services.demo.contracts import Contract, Person

_REQUEST = "de.mieterdesk.request.submitted.v1"
_MESSAGE = "de.mieterdesk.message.sent.v1"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file that a tenant attached."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a tenant sends by portal or app. With ``case_reference`` it is a message in a case."""

    event_id: str
    at: datetime
    contract: Contract
    person: Person
    channel: Channel
    category: str
    subject: str
    text: str
    fields: dict[str, Any]
    files: tuple[DemoFile, ...] = ()
    case_reference: str | None = None
    in_reply_to: str | None = None


class DemoPortal:
    """Writes into ``tmp`` and renames into ``new``, as the contract says."""

    def __init__(self, exchange: Path) -> None:
        self._writing = exchange / "to-desktop" / "tmp"
        self._ready = exchange / "to-desktop" / "new"
        self._writing.mkdir(parents=True, exist_ok=True)
        self._ready.mkdir(parents=True, exist_ok=True)

    def submit(self, submission: Submission) -> None:
        """Leave one event with its files."""
        folder = self._writing / submission.event_id
        folder.mkdir()
        for number, file in enumerate(submission.files, start=1):
            (folder / _file_name(number, file)).write_bytes(file.content)
        event = _event(submission)
        (folder / "event.json").write_text(
            json.dumps(event, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        folder.rename(self._ready / submission.event_id)


def source_of(contract: Contract) -> str:
    """Return the name under which the company's portal sends."""
    return f"/portal/{contract.house.code}"


def _event(submission: Submission) -> dict[str, Any]:
    is_message = submission.case_reference is not None
    data: dict[str, Any] = {
        "company": submission.contract.house.code,
        "contract_number": submission.contract.number,
        "portal_account": submission.person.external_id,
        "channel": submission.channel.value,
        "category": submission.category,
        "case_reference": submission.case_reference,
        "in_reply_to": submission.in_reply_to,
        "subject": submission.subject,
        "text": submission.text,
        "fields": submission.fields,
        "attachments": [
            {
                "file": _file_name(number, file),
                "name": file.name,
                "size": len(file.content),
                "sha256": hashlib.sha256(file.content).hexdigest(),
                "media_type": file.media_type,
            }
            for number, file in enumerate(submission.files, start=1)
        ],
    }
    if is_message:
        del data["category"]
    return {
        "specversion": "1.0",
        "id": submission.event_id,
        "source": source_of(submission.contract),
        "type": _MESSAGE if is_message else _REQUEST,
        "time": submission.at.astimezone(BERLIN).isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }


def _file_name(number: int, file: DemoFile) -> str:
    return f"anlage-{number}.{file.name.rpartition('.')[2]}"
