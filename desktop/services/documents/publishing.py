"""Documents get into accounts: events and letters in the transaction of what causes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.document_retention import retention_class_of
from desktop.domain.document_ways import IN_PORTAL, ON_PAPER
from desktop.domain.documents import DocumentState, RecallReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.document import Document, DocumentRecipient
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, contract_delivery
from desktop.services.delivery.tenancy_events import tenancy_letter
from desktop.services.documents.checks import Checked, checked, surroundings_of
from desktop.services.documents.commands import NewDocument
from desktop.services.documents.events import account_address, published_data
from desktop.services.documents.letters import cover_letter, envelopes
from desktop.services.documents.recalling import lock_deliveries, recall_in, recipients_of
from desktop.services.documents.ways import KnownParty, contracts_of
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules


def publish_in(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, new: NewDocument
) -> Document:
    """Publish a document in the caller's transaction, as ``publish_many_in`` does many."""
    return publish_many_in(unit, context, actor, [new])[0]


def publish_many_in(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, wanted: Sequence[NewDocument]
) -> list[Document]:
    """Publish documents in the caller's transaction; all of them, or the first refusal is raised.

    Each party gets it the way it agreed to: an event for its account, or a letter on the pile.
    Nothing leaves before the company's undo time is over. The version that is replaced is recalled.

    Raises:
        UserError: ``access.denied``, ``account.not_found``, ``documents.wrong_case``; as
            ``checks.checked``.
    """
    session = unit.session
    require(actor, Permission.WORK_CASES)
    lock_contracts(session, [one.tenancy_id for one in wanted])
    contracts = contracts_of(session, (one.tenancy_id for one in wanted))
    for one in wanted:
        contract = contracts.get(one.tenancy_id)
        if contract is None:
            raise UserError("account.not_found")
        require(actor, Permission.WORK_CASES, contract.tenancy.company_id)
    companies = {one.tenancy.company_id for one in contracts.values()}
    around = surroundings_of(session, companies, [one.sha256 for one in wanted])
    now = context.clock.now()
    cases = _case_references(session, wanted)
    _lock_replaced(session, wanted)
    made = [
        _make(session, actor, checked(one, contracts[one.tenancy_id], around, now), now)
        for one in wanted
    ]
    session.add_all(each.document for each in made)
    session.flush()
    for each in made:
        each.letters = _letters(context, actor, each)
        each.events = _events(context, each, cases.get(each.document.case_id or 0))
    session.add_all(row for each in made for row in (*each.events.values(), *each.letters.values()))
    session.flush()
    session.add_all(row for each in made for row in _recipients(each))
    record_all(unit, context, actor, [_entry(each) for each in made])
    for each in made:
        _say_changed(unit, each)
        if each.before is not None and each.before.state is DocumentState.PUBLISHED:
            recall_in(unit, context, actor, each.before, RecallReason.REPLACED)
            _name_only_what_left(session, each, each.before)
    return [each.document for each in made]


@dataclass(slots=True)
class _Made:
    """A document on its way: its deliveries are known by the person that gets them."""

    checked: Checked
    document: Document
    before: Document | None
    events: dict[int, Delivery]
    letters: dict[int, Delivery]


def lock_contracts(session: Session, tenancy_ids: Sequence[int]) -> None:
    """Let two people who publish for the same contract at once come one after the other."""
    for ids in portions(sorted(set(tenancy_ids))):
        session.execute(
            select(Tenancy.id)
            .where(Tenancy.id.in_(ids))
            .order_by(Tenancy.id)
            .with_for_update(key_share=True)
        )


def _lock_replaced(session: Session, wanted: Sequence[NewDocument]) -> None:
    """Lock the versions that are replaced, then their deliveries: before the audit log is written.

    Only then is it known that they are called off; who delivers comes to the log through them.
    """
    replaced = sorted({one.replaces_id for one in wanted if one.replaces_id is not None})
    if not replaced:
        return
    session.execute(
        select(Document.id).where(Document.id.in_(replaced)).order_by(Document.id).with_for_update()
    )
    lock_deliveries(session, replaced)


def _case_references(session: Session, wanted: Sequence[NewDocument]) -> dict[int, str]:
    """The references of the cases that documents belong to.

    Raises:
        UserError: ``documents.wrong_case`` for a case of another contract.
    """
    asked = {one.case_id: one.tenancy_id for one in wanted if one.case_id is not None}
    if not asked:
        return {}
    rows = session.execute(
        select(Case.id, Case.reference, Case.tenancy_id).where(Case.id.in_(asked))
    ).all()
    found = {row.id: row for row in rows}
    for one in wanted:
        if one.case_id is None:
            continue
        case = found.get(one.case_id)
        if case is None or case.tenancy_id != one.tenancy_id:
            raise UserError("documents.wrong_case")
    return {row.id: row.reference for row in rows}


def _make(session: Session, actor: Actor, ready: Checked, now: datetime) -> _Made:
    new, tenancy = ready.new, ready.contract.tenancy
    before = _version_before(session, new)
    undo = timedelta(seconds=load_rules(session, tenancy.company_id).undo_seconds)
    document = Document(
        public_id=str(uuid4()),
        company_id=tenancy.company_id,
        tenancy_id=tenancy.id,
        kind=new.kind,
        title=ready.title,
        period_from=None if new.period is None else new.period.first,
        period_to=None if new.period is None else new.period.last,
        visible_from=ready.visible_from,
        state=DocumentState.PUBLISHED,
        origin=new.origin,
        sha256=new.sha256,
        file_name=ready.file_name,
        edition=1 if before is None else before.edition + 1,
        replaces_id=new.replaces_id,
        case_id=new.case_id,
        upload_id=new.upload_id,
        published_at=now,
        published_by_id=actor.staff_id,
        undo_until=now + undo,
        recall_note="",
        retention_class=retention_class_of(new.kind),
        late_accepted=ready.is_late,
    )
    return _Made(ready, document, before, {}, {})


def _version_before(session: Session, new: NewDocument) -> Document | None:
    """The version that is replaced.

    Raises:
        UserError: ``documents.version_gone`` where it is none of the contract, or has a newer one.
    """
    if new.replaces_id is None:
        return None
    before = session.get(Document, new.replaces_id, with_for_update=True)
    newer = session.scalar(select(Document.id).where(Document.replaces_id == new.replaces_id))
    if before is None or before.tenancy_id != new.tenancy_id or newer is not None:
        raise UserError("documents.version_gone")
    return before


def _events(
    context: ServiceContext, made: _Made, case_reference: str | None
) -> dict[int, Delivery]:
    document, contract = made.document, made.checked.contract
    replaced = None if made.before is None else made.before.public_id
    data = published_data(document, made.checked.content, replaced)
    found: dict[int, Delivery] = {}
    for one in made.checked.ways:
        account = _party(made, one.tenant_id).account
        if one.way not in IN_PORTAL or account is None:
            continue
        found[one.tenant_id] = contract_delivery(
            context,
            address=account_address(contract, account, document, case_reference),
            event_type=OutgoingEvent.DOCUMENT_PUBLISHED,
            data=data,
            not_before=_not_before(document),
            in_reply_to=made.checked.new.in_reply_to,
        )
    return found


def _letters(context: ServiceContext, actor: Actor, made: _Made) -> dict[int, Delivery]:
    on_paper = [one.tenant_id for one in made.checked.ways if one.way in ON_PAPER]
    rows = [_party(made, tenant_id).row for tenant_id in on_paper]
    found: dict[int, Delivery] = {}
    for envelope in envelopes(rows, context.clock.today()):
        letter = tenancy_letter(
            context,
            cover_letter(made.document, envelope, actor.name if actor.staff_id else ""),
            not_before=_not_before(made.document),
        )
        found |= dict.fromkeys(envelope.tenant_ids, letter)
    return found


def _party(made: _Made, tenant_id: int) -> KnownParty:
    """A person's part in the contract; of who came back the last one."""
    rows = [one for one in made.checked.contract.parties if one.row.tenant_id == tenant_id]
    return rows[-1]


def _not_before(document: Document) -> datetime:
    return document.undo_until or document.published_at


def _recipients(made: _Made) -> list[DocumentRecipient]:
    rows = []
    for one in made.checked.ways:
        event, letter = made.events.get(one.tenant_id), made.letters.get(one.tenant_id)
        account = _party(made, one.tenant_id).account
        rows.append(
            DocumentRecipient(
                document_id=made.document.id,
                tenant_id=one.tenant_id,
                way=one.way,
                way_reason=one.reason,
                way_note=one.note,
                portal_account_id=None if event is None or account is None else account.id,
                delivery_id=None if event is None else event.id,
                letter_id=None if letter is None else letter.id,
            )
        )
    return rows


def _entry(made: _Made) -> AuditEntry:
    document = made.document
    return AuditEntry(
        AuditAction.DOCUMENT_PUBLISHED,
        "documents",
        document.id,
        document.company_id,
        {
            "contract": made.checked.contract.tenancy.contract_number,
            "kind": document.kind.value,
            "version": document.edition,
            "case_id": document.case_id,
            "upload_id": document.upload_id,
            "in_portal": sorted(made.events),
            "on_paper": sorted(made.letters),
            "late_accepted": document.late_accepted,
        },
    )


def _name_only_what_left(session: Session, made: _Made, before: Document) -> None:
    """A version that never left is replaced in nobody's account."""
    for row in recipients_of(session, before.id):
        event = made.events.get(row.tenant_id)
        if event is None or row.delivery_id is None:
            continue
        if session.get_one(Delivery, row.delivery_id).state is DeliveryState.CANCELLED:
            event.data = {**event.data, "replaces": None}


def _say_changed(unit: UnitOfWork, made: _Made) -> None:
    unit.changed(ChangeKind.TENANCY, made.document.tenancy_id)
    unit.case_changed(made.document.case_id)
    for letter in made.letters.values():
        unit.changed(ChangeKind.DELIVERY, letter.id)
