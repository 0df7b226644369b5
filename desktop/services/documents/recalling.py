"""A document is taken away from its parties, or never left: the record and the file stay.

What still waits is called off, what is in the portal is recalled by an event of its own, and who
holds the paper is told by letter that it does not hold.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import DocumentState, RecallReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.document import Document, DocumentRecipient
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.cases.notes import put_note
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import (
    LetterKind,
    OutgoingEvent,
    cancel_deliveries,
    queue_contract_event,
)
from desktop.services.delivery.tenancy_events import queue_tenancy_letter
from desktop.services.documents.events import account_address, recalled_data
from desktop.services.documents.letters import recall_letter
from desktop.services.documents.ways import Contract, contracts_of
from desktop.services.documents.withheld import waiting_with
from desktop.services.registration.portions import portions
from desktop.services.staff.access import SYSTEM, Actor, Permission, require
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment
from desktop.texts import tr


def recall_in(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    document: Document,
    reason: RecallReason,
    note: str = "",
) -> None:
    """Recall a document in the caller's transaction; its row has to be locked.

    Raises:
        UserError: ``access.denied``, ``documents.not_published``.
    """
    require(actor, Permission.WORK_CASES, document.company_id)
    if document.state is not DocumentState.PUBLISHED:
        raise UserError("documents.not_published")
    session = unit.session
    lock_deliveries(session, [document.id])
    contract = contracts_of(session, [document.tenancy_id])[document.tenancy_id]
    now = context.clock.now()
    not_before = now + timedelta(seconds=load_rules(session, document.company_id).undo_seconds)
    rows = recipients_of(session, document.id)
    _say_what_goes_without(
        unit,
        context,
        document,
        tr(
            "Das Dokument „{title}“ wurde zurückgerufen. Eine Nachricht, der es beiliegt, wartet "
            "noch: Sie geht ohne dieses Dokument hinaus. Bitte prüfen Sie, ob ihr Text noch passt.",
            title=document.title,
        ),
    )
    _call_portal(unit, context, contract, document, rows, reason, not_before)
    _call_paper(unit, context, actor, document, rows, reason, not_before)
    document.state = DocumentState.RECALLED
    document.recalled_at, document.recalled_by_id = now, actor.staff_id
    document.recall_reason, document.recall_note = reason, note.strip()
    record_act(unit, context, actor, AuditAction.DOCUMENT_RECALLED, document, reason=reason.value)


def undo_publication_in(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, document: Document
) -> None:
    """Take a publication back within its undo time; the version before it holds again.

    Raises:
        UserError: ``access.denied``, ``undo.too_late``, ``documents.not_published``.
    """
    require(actor, Permission.WORK_CASES, document.company_id)
    if document.state is not DocumentState.PUBLISHED:
        raise UserError("documents.not_published")
    until, session = document.undo_until, unit.session
    if until is None or Moment.of(context.clock).is_over(until):
        raise UserError("undo.too_late")
    before_id = document.replaces_id
    lock_deliveries(session, [document.id, *([] if before_id is None else [before_id])])
    ids = [
        one
        for row in recipients_of(session, document.id)
        for one in (row.delivery_id, row.letter_id)
        if one is not None
    ]
    if not cancel_deliveries(unit, ids):
        raise UserError("undo.too_late")
    _say_what_goes_without(
        unit,
        context,
        document,
        tr(
            "Die Veröffentlichung von „{title}“ wurde rückgängig gemacht. Eine Nachricht, der das "
            "Dokument beiliegt, wartet noch: Sie geht ohne es hinaus. Bitte prüfen Sie, ob ihr "
            "Text noch passt.",
            title=document.title,
        ),
    )
    document.state = DocumentState.UNDONE
    document.replaces_id = None
    session.flush()
    record_act(unit, context, actor, AuditAction.DOCUMENT_UNDONE, document, replaced_id=before_id)
    if before_id is not None:
        before = session.get_one(Document, before_id, with_for_update=True)
        if before.recall_reason is RecallReason.REPLACED:
            undo_recall_in(unit, context, actor, before)


def undo_recall_in(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, document: Document
) -> None:
    """Take a recall back within the company's undo time; letters lie on the pile again.

    Raises:
        UserError: ``access.denied``, ``undo.too_late``, ``documents.not_recalled``.
    """
    require(actor, Permission.WORK_CASES, document.company_id)
    session = unit.session
    if document.state is not DocumentState.RECALLED or document.recalled_at is None:
        raise UserError("documents.not_recalled")
    undo = timedelta(seconds=load_rules(session, document.company_id).undo_seconds)
    if Moment.of(context.clock).is_over(document.recalled_at + undo):
        raise UserError("undo.too_late")
    lock_deliveries(session, [document.id])
    rows = recipients_of(session, document.id)
    events = [row.recall_delivery_id for row in rows if row.recall_delivery_id is not None]
    if not cancel_deliveries(unit, [*events, *_recall_letters(session, document)]):
        raise UserError("undo.too_late")
    for row in rows:
        row.recall_delivery_id = None
    _restore(unit, [one for row in rows for one in (row.delivery_id, row.letter_id) if one])
    document.state = DocumentState.PUBLISHED
    document.recalled_at = document.recalled_by_id = document.recall_reason = None
    document.recall_note = ""
    record_act(unit, context, actor, AuditAction.DOCUMENT_RECALL_UNDONE, document)


def lock_deliveries(session: Session, document_ids: Collection[int]) -> None:
    """Lock the events and letters of documents, whose rows have to be locked, in one order.

    Whoever delivers locks these before it writes the audit log. An act on documents that writes it
    first and comes to them later would wait in a circle with it.
    """
    for some in portions(sorted(set(document_ids))):
        ways = select(
            DocumentRecipient.delivery_id,
            DocumentRecipient.letter_id,
            DocumentRecipient.recall_delivery_id,
        ).where(DocumentRecipient.document_id.in_(some))
        found = {one for row in session.execute(ways) for one in row if one is not None}
        session.execute(
            select(Delivery.id)
            .where(Delivery.id.in_(found))
            .order_by(Delivery.id)
            .with_for_update()
        )


def recipients_of(session: Session, document_id: int) -> Sequence[DocumentRecipient]:
    """Return how a document reaches its parties, in the order of the persons."""
    return session.scalars(
        select(DocumentRecipient)
        .where(DocumentRecipient.document_id == document_id)
        .order_by(DocumentRecipient.tenant_id)
    ).all()


def record_act(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    document: Document,
    **details: DetailValue,
) -> None:
    """Note an act on a document in the audit log and tell the screens that show it."""
    record(
        unit,
        context,
        actor,
        action,
        "documents",
        document.id,
        document.company_id,
        {"kind": document.kind.value, "tenancy_id": document.tenancy_id, **details},
    )
    unit.changed(ChangeKind.TENANCY, document.tenancy_id)
    unit.case_changed(document.case_id)


def _call_portal(
    unit: UnitOfWork,
    context: ServiceContext,
    contract: Contract,
    document: Document,
    rows: Sequence[DocumentRecipient],
    reason: RecallReason,
    not_before: datetime,
) -> None:
    """An event that has not left never does; one that may be there is followed by its recall."""
    reference = unit.session.scalar(select(Case.reference).where(Case.id == document.case_id))
    for row in rows:
        if row.delivery_id is None or row.portal_account_id is None:
            continue
        if cancel_deliveries(unit, [row.delivery_id]):
            continue
        account = unit.session.get_one(PortalAccount, row.portal_account_id)
        row.recall_delivery_id = queue_contract_event(
            unit,
            context,
            address=account_address(contract, account, document, reference),
            event_type=OutgoingEvent.DOCUMENT_RECALLED,
            data=recalled_data(document, reason),
            not_before=not_before,
        ).id


def _call_paper(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    document: Document,
    rows: Sequence[DocumentRecipient],
    reason: RecallReason,
    not_before: datetime,
) -> None:
    """Letters on the pile are taken off it; who has the paper is told.

    A new version brings its own letter, which says that it takes the place of the former.
    """
    for letter_id in sorted({row.letter_id for row in rows if row.letter_id is not None}):
        if cancel_deliveries(unit, [letter_id]):
            unit.changed(ChangeKind.DELIVERY, letter_id)
            continue
        if reason is RecallReason.REPLACED:
            continue
        letter = unit.session.get_one(Delivery, letter_id)
        told = recall_letter(
            document,
            letter.recipient,
            str(letter.data.get("salutation", "")),
            reason,
            actor.name if actor.staff_id else "",
        )
        queue_tenancy_letter(unit, context, told, not_before=not_before)


def _recall_letters(session: Session, document: Document) -> list[int]:
    """The letters of the recall that holds; those of an earlier one that was undone are over."""
    rows = session.scalars(
        select(Delivery).where(
            Delivery.tenancy_id == document.tenancy_id,
            Delivery.type == LetterKind.DOCUMENT_RECALLED.value,
            Delivery.state != DeliveryState.CANCELLED,
        )
    )
    return [row.id for row in rows if row.data.get("document_id") == document.public_id]


def _restore(unit: UnitOfWork, delivery_ids: Sequence[int]) -> None:
    for row in unit.session.scalars(
        select(Delivery).where(
            Delivery.id.in_(delivery_ids), Delivery.state == DeliveryState.CANCELLED
        )
    ):
        row.state = DeliveryState.WAITING
        unit.changed(ChangeKind.DELIVERY, row.id)


def _say_what_goes_without(
    unit: UnitOfWork, context: ServiceContext, document: Document, text: str
) -> None:
    """Tell the cases whose answers wait with the document: they leave without it."""
    for row in waiting_with(unit.session, document):
        if row.case_id is None:
            continue
        case = unit.session.get_one(Case, row.case_id)
        put_note(unit, context, SYSTEM, case, text)
