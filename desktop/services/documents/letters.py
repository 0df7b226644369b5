"""Letters with documents: one for all parties at one address, on the pile like any other letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.documents import RecallReason
from desktop.models.document import Document
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.delivery.outbox import LetterKind
from desktop.services.delivery.tenancy_events import TenancyLetter
from desktop.services.letters.code_letters import salutation_of
from desktop.services.registration.people import letter_addresses

_MOST_NAMES = 3
"""The window takes six lines: three names, an addition, street and town."""
COVER = "document_cover"
NEW_VERSION = "document_new_version"
RECALLED = "document_recalled"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter: its address field, its greeting, and the persons that get it."""

    recipient: str
    salutation: str
    tenant_ids: tuple[int, ...]


def envelopes(parties: Sequence[TenancyParty], today: date) -> tuple[Envelope, ...]:
    """Return the letters to parties: who lives at the same address gets one together.

    A party without an address gets a letter with the name alone; the pile holds it back until a
    person has completed it.
    """
    found: dict[tuple[str, ...], list[Tenant]] = {}
    for party in parties:
        addresses = letter_addresses(party, today)
        place = addresses[0].lines[1:] if addresses else (f"#{party.tenant_id}",)
        together = found.setdefault(place, [])
        if len(together) == _MOST_NAMES:
            together = found.setdefault((*place, f"#{party.tenant_id}"), [])
        together.append(party.tenant)
    return tuple(_envelope(place, people) for place, people in found.items())


def _envelope(place: tuple[str, ...], people: Sequence[Tenant]) -> Envelope:
    lines = (*(one.full_name for one in people), *(line for line in place if line[:1] != "#"))
    first, *others = (salutation_of(one, one.surname) for one in people)
    greeting = ", ".join((first, *(f"{other[:1].lower()}{other[1:]}" for other in others)))
    return Envelope("\n".join(lines), greeting, tuple(one.id for one in people))


def cover_letter(document: Document, envelope: Envelope, staff: str) -> TenancyLetter:
    """Return the cover letter of a document; its pages are printed behind it."""
    data = {
        "template": COVER if document.replaces_id is None else NEW_VERSION,
        "attachments": [{"name": document.file_name, "sha256": document.sha256}],
        "visible_from": document.visible_from.isoformat(),
    }
    return _letter(document, envelope.recipient, LetterKind.DOCUMENT, data | _said(envelope, staff))


def recall_letter(
    document: Document, recipient: str, salutation: str, reason: RecallReason, staff: str
) -> TenancyLetter:
    """Return the letter that says of a paper in somebody's hands that it does not hold."""
    data = {"template": RECALLED, "reason": reason.value}
    return _letter(
        document,
        recipient,
        LetterKind.DOCUMENT_RECALLED,
        {**data, "salutation": salutation, "staff": staff},
    )


def _said(envelope: Envelope, staff: str) -> dict[str, Any]:
    return {"salutation": envelope.salutation, "staff": staff}


def _letter(
    document: Document, recipient: str, kind: LetterKind, data: dict[str, Any]
) -> TenancyLetter:
    return TenancyLetter(
        company_id=document.company_id,
        tenancy_id=document.tenancy_id,
        case_id=document.case_id,
        recipient=recipient,
        kind=kind,
        data={**data, "document_id": document.public_id, "title": document.title},
    )


def parties_by_id(parties: Iterable[TenancyParty]) -> dict[int, TenancyParty]:
    """Return parties by person; who came back counts with the later stay."""
    return {one.tenant_id: one for one in parties}
