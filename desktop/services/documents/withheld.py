"""What of recalled documents must not leave any more, in whatever message or letter it lies.

A document whose publication was undone is recalled in this sense: it must not leave either.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import DocumentState
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.document import Document, DocumentRecipient
from desktop.models.exchange import Delivery
from desktop.services.delivery.outbox import LetterKind, OutgoingEvent
from desktop.services.registration.portions import portions

_SPEAKS_OF_DOCUMENT = frozenset({OutgoingEvent.DOCUMENT_PUBLISHED.value, LetterKind.DOCUMENT.value})
"""Calling the document itself off is ``documents.recalling``; one that holds may look the same."""
_TAKEN_AWAY = (DocumentState.RECALLED, DocumentState.UNDONE)


def recalled_contents(session: Session, tenancy_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the contents of recalled documents by contract; one that still holds is none."""
    taken_away: dict[int, set[str]] = {}
    holding: dict[int, set[str]] = {}
    wanted = set(tenancy_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Document.tenancy_id, Document.sha256, Document.state).where(
            Document.tenancy_id.in_(wanted),
            Document.state.in_((DocumentState.PUBLISHED, *_TAKEN_AWAY)),
        )
    ).tuples()
    for tenancy_id, sha256, state in rows:
        found = taken_away if state in _TAKEN_AWAY else holding
        found.setdefault(tenancy_id, set()).add(sha256)
    return {
        tenancy_id: frozenset(contents - holding.get(tenancy_id, set()))
        for tenancy_id, contents in taken_away.items()
    }


def without_recalled(
    session: Session, rows: Sequence[Delivery]
) -> dict[Delivery, list[Mapping[str, Any]]]:
    """Return what may leave of the attachments of messages and letters that have some."""
    enclosing = [one for one in rows if _attachments(one) and one.type not in _SPEAKS_OF_DOCUMENT]
    tenancies = _tenancies(session, enclosing)
    recalled = recalled_contents(session, tenancies.values())
    return {
        one: [
            entry
            for entry in _attachments(one)
            if entry["sha256"] not in recalled.get(tenancies.get(one.id, 0), frozenset())
        ]
        for one in enclosing
    }


def waiting_with(session: Session, document: Document) -> Sequence[Delivery]:
    """Return the messages and letters of the contract that wait with a document's content."""
    rows = session.scalars(
        select(Delivery)
        .outerjoin(Case, Case.id == Delivery.case_id)
        .where(
            or_(Delivery.tenancy_id == document.tenancy_id, Case.tenancy_id == document.tenancy_id),
            Delivery.state == DeliveryState.WAITING,
            Delivery.type.not_in(_SPEAKS_OF_DOCUMENT),
        )
        .order_by(Delivery.id)
    )
    return [one for one in rows if any(e["sha256"] == document.sha256 for e in _attachments(one))]


def recalled_publications(session: Session, rows: Iterable[Delivery]) -> frozenset[int]:
    """Return which of some events publish a document that was recalled before they left."""
    ids = [one.id for one in rows if one.type == OutgoingEvent.DOCUMENT_PUBLISHED]
    if not ids:
        return frozenset()
    found = session.scalars(
        select(DocumentRecipient.delivery_id)
        .join(Document, Document.id == DocumentRecipient.document_id)
        .where(DocumentRecipient.delivery_id.in_(ids), Document.state.in_(_TAKEN_AWAY))
    )
    return frozenset(one for one in found if one is not None)


def withheld_letters(session: Session, delivery_ids: Iterable[int]) -> dict[int, Document]:
    """Return the recalled documents that lie behind cover letters, by the letters' ids."""
    found: dict[int, Document] = {}
    for some in portions(sorted(set(delivery_ids))):
        rows = session.execute(
            select(DocumentRecipient.letter_id, Document)
            .join(Document, Document.id == DocumentRecipient.document_id)
            .where(DocumentRecipient.letter_id.in_(some), Document.state.in_(_TAKEN_AWAY))
        ).tuples()
        found |= {letter_id: document for letter_id, document in rows if letter_id is not None}
    return found


def call_off_letters(unit: UnitOfWork, letters: Sequence[Delivery]) -> None:
    """Cancel letters that wait with a recalled document, and what tells their readers of a recall.

    The rows have to be locked. A letter about the recall that stands in a batch stays: it may be
    on paper.
    """
    withheld = withheld_letters(unit.session, [one.id for one in letters])
    for letter in letters:
        if letter.id not in withheld:
            continue
        letter.state = DeliveryState.CANCELLED
        told = unit.session.scalars(
            select(Delivery)
            .where(
                Delivery.tenancy_id == letter.tenancy_id,
                Delivery.type == LetterKind.DOCUMENT_RECALLED.value,
                Delivery.recipient == letter.recipient,
                Delivery.state == DeliveryState.WAITING,
                Delivery.attempts == 0,
            )
            .order_by(Delivery.id)
            .with_for_update()
        )
        for row in told:
            if row.data.get("document_id") == withheld[letter.id].public_id:
                row.state = DeliveryState.CANCELLED
                unit.changed(ChangeKind.DELIVERY, row.id)


def call_off(unit: UnitOfWork, publication: Delivery) -> None:
    """Cancel an event that publishes a recalled document, and the recall that nobody needs now."""
    publication.state, publication.last_error = DeliveryState.CANCELLED, ""
    recalls = unit.session.scalars(
        select(Delivery)
        .join(DocumentRecipient, DocumentRecipient.recall_delivery_id == Delivery.id)
        .where(
            DocumentRecipient.delivery_id == publication.id,
            Delivery.state == DeliveryState.WAITING,
        )
        .with_for_update(of=Delivery)
    )
    for recall in recalls:
        recall.state = DeliveryState.CANCELLED


def _attachments(row: Delivery) -> list[Mapping[str, Any]]:
    return list(row.data.get("attachments") or ())


def _tenancies(session: Session, rows: Sequence[Delivery]) -> dict[int, int]:
    of_cases = {one.case_id for one in rows if one.case_id is not None}
    cases: dict[int, int | None] = {}
    if of_cases:
        query = select(Case.id, Case.tenancy_id).where(Case.id.in_(of_cases))
        cases = dict(session.execute(query).tuples().all())
    found = {one.id: one.tenancy_id or cases.get(one.case_id or 0) for one in rows}
    return {row_id: tenancy_id for row_id, tenancy_id in found.items() if tenancy_id is not None}
