"""What happened to a case besides the conversation: audited acts, and facts that were changed."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from desktop.domain.case_facts import Fact, FactChange
from desktop.domain.case_status import CaseState
from desktop.models.bank import BankChange
from desktop.models.case import CaseChange
from desktop.models.company import Staff
from desktop.models.document import ArchiveRequest, Document
from desktop.models.exchange import AuditEvent, UndoEntry
from desktop.models.work import ContractorOrder
from desktop.services.audit import AuditAction
from desktop.services.cases.view import TimelineEntry, TimelineKind
from desktop.services.staff.access import SYSTEM

FACTS_CHANGED = "facts.changed"
WAITING_ENDED = "waiting.ended"
RELEASED_TO_NOBODY = "case.unassigned"
GIVEN_TO_SOMEBODY = "case.given"
_DETAILS = {
    AuditAction.CASE_WAITING.value: "until",
    AuditAction.UNDONE.value: "kind",
    AuditAction.CASE_ASSIGNED.value: "receiver",
    AuditAction.CASE_PRIORITISED.value: "priority",
    AuditAction.CASE_RECATEGORISED.value: "name",
    AuditAction.CASE_TAGGED.value: "tag",
    AuditAction.CASE_UNTAGGED.value: "tag",
    AuditAction.CASE_LINKED.value: "other",
    AuditAction.CASE_UNLINKED.value: "other",
    AuditAction.CASE_SPLIT.value: "into",
    AuditAction.CASE_MERGED.value: "other",
    AuditAction.CASE_UNMERGED.value: "other",
    AuditAction.FINDING_ACKNOWLEDGED.value: "code",
    AuditAction.CONTACT_DATA_TAKEN.value: "kinds",
    AuditAction.ORDER_WRITTEN.value: "number",
    AuditAction.ORDER_CHANGED.value: "number",
    AuditAction.ORDER_ON_PAPER.value: "number",
    AuditAction.ORDER_SENT.value: "number",
    AuditAction.ORDER_DONE.value: "number",
    AuditAction.ORDER_CANCELLED.value: "number",
    AuditAction.DOCUMENT_PUBLISHED.value: "kind",
    AuditAction.DOCUMENT_UNDONE.value: "kind",
    AuditAction.DOCUMENT_RECALLED.value: "kind",
    AuditAction.DOCUMENT_RECALL_UNDONE.value: "kind",
    AuditAction.DOCUMENT_READ.value: "kind",
    AuditAction.ARCHIVE_ASKED.value: "kind",
    AuditAction.ARCHIVE_ENDED.value: "state",
}
"""The detail of an act that a sentence about it names."""
SHOWN_ACTS = (
    AuditAction.CASE_CREATED,
    AuditAction.CASE_LINKED,
    AuditAction.CASE_UNLINKED,
    AuditAction.CASE_ASSIGNED,
    AuditAction.CASE_PRIORITISED,
    AuditAction.SUGGESTION_DISMISSED,
    AuditAction.CASE_RECATEGORISED,
    AuditAction.CASE_TAGGED,
    AuditAction.CASE_UNTAGGED,
    AuditAction.CASE_SPLIT,
    AuditAction.CASE_MERGED,
    AuditAction.CASE_UNMERGED,
    AuditAction.CASE_WAITING,
    AuditAction.CASE_CLOSED,
    AuditAction.CASE_REOPENED,
    AuditAction.CASE_PRINTED,
    AuditAction.CASE_EXPORTED,
    AuditAction.CONTACT_RECORDED,
    AuditAction.CHECK_TICKED,
    AuditAction.CHECK_UNTICKED,
    AuditAction.ADDRESS_REQUESTED,
    AuditAction.FINDING_ACKNOWLEDGED,
    AuditAction.BANK_CHANGE_PROPOSED,
    AuditAction.BANK_CHANGE_RETURNED,
    AuditAction.BANK_CHANGE_RELEASED,
    AuditAction.BANK_CHANGE_REJECTED,
    AuditAction.BANK_CHANGE_REVERSED,
    AuditAction.CORRECTION_PROPOSED,
    AuditAction.CORRECTION_RETURNED,
    AuditAction.BANK_CHANGE_CORRECTED,
    AuditAction.CONTACT_DATA_TAKEN,
    AuditAction.ORDER_WRITTEN,
    AuditAction.ORDER_CHANGED,
    AuditAction.ORDER_ON_PAPER,
    AuditAction.ORDER_SENT,
    AuditAction.ORDER_DONE,
    AuditAction.ORDER_CANCELLED,
    AuditAction.CASE_GROUPED,
    AuditAction.CASE_UNGROUPED,
    AuditAction.DOCUMENT_PUBLISHED,
    AuditAction.DOCUMENT_UNDONE,
    AuditAction.DOCUMENT_RECALLED,
    AuditAction.DOCUMENT_RECALL_UNDONE,
    AuditAction.DOCUMENT_READ,
    AuditAction.ARCHIVE_ASKED,
    AuditAction.ARCHIVE_ENDED,
    AuditAction.UNDONE,
)
"""Who looked at what is for auditors and would add a line with every opening; so it is left out."""


def acts_of(session: Session, case_id: int) -> list[TimelineEntry]:
    """Return what was done to the case, in no order; details are masked as in the log."""
    return [*_audited(session, case_id), *_changed(session, case_id)]


def _audited(session: Session, case_id: int) -> list[TimelineEntry]:
    rows = session.execute(_AUDITED, {"case": case_id})
    return [
        TimelineEntry(
            kind=TimelineKind.ACT,
            entry_id=row.id,
            at=row.at,
            author="" if row.actor == SYSTEM.login else row.name or row.actor,
            initials=row.initials or "",
            channel=None,
            subject="",
            text=_detail(row.action, details),
            event_code=_code(row.action, details),
        )
        for row in rows
        for details in (json.loads(row.details),)
    ]


def _of_case() -> ColumnElement[bool]:
    """Lines about the case itself, what belongs to it, and what was taken back."""
    case = bindparam("case", type_=Integer)
    changes = select(BankChange.id).where(BankChange.case_id == case)
    orders = select(ContractorOrder.id).where(ContractorOrder.case_id == case)
    documents = select(Document.id).where(Document.case_id == case)
    requests = select(ArchiveRequest.id).where(ArchiveRequest.case_id == case)
    undone = select(UndoEntry.id).where(UndoEntry.case_id == case)
    return or_(
        and_(AuditEvent.entity == "cases", AuditEvent.entity_id == case),
        and_(AuditEvent.entity == "bank_changes", AuditEvent.entity_id.in_(changes)),
        and_(AuditEvent.entity == "contractor_orders", AuditEvent.entity_id.in_(orders)),
        and_(AuditEvent.entity == "documents", AuditEvent.entity_id.in_(documents)),
        and_(AuditEvent.entity == "archive_requests", AuditEvent.entity_id.in_(requests)),
        and_(AuditEvent.entity == "undo_entries", AuditEvent.entity_id.in_(undone)),
    )


# Put together once: they name many columns, and every page asks.
_AUDITED = (
    select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.actor,
        AuditEvent.action,
        AuditEvent.details,
        Staff.name,
        Staff.initials,
    )
    .outerjoin(Staff, Staff.login == AuditEvent.actor)
    .where(_of_case(), AuditEvent.action.in_([act.value for act in SHOWN_ACTS]))
)
_CHANGED = (
    select(CaseChange.id, CaseChange.at, CaseChange.facts, Staff.name, Staff.initials)
    .outerjoin(Staff, Staff.id == CaseChange.staff_id)
    .where(CaseChange.case_id == bindparam("case"))
)


def _code(action: str, details: Mapping[str, Any]) -> str:
    if action != AuditAction.CASE_ASSIGNED:
        return action
    if details.get("receiver"):
        return GIVEN_TO_SOMEBODY
    return action if details.get("assignee") else RELEASED_TO_NOBODY


def _detail(action: str, details: Mapping[str, Any]) -> str:
    return str(details.get(_DETAILS.get(action, ""), ""))


def _changed(session: Session, case_id: int) -> list[TimelineEntry]:
    """Changed fields, and the end of a waiting time, of which the log has no line of its own."""
    rows = session.execute(_CHANGED, {"case": case_id})
    entries = []
    for row in rows:
        facts = [FactChange(*fact) for fact in row.facts]
        fields = tuple(fact for fact in facts if fact.fact.partition(".")[0] == Fact.APPLICATION)
        if not fields and not _ends_waiting(facts):
            continue
        entries.append(
            TimelineEntry(
                kind=TimelineKind.CHANGE,
                entry_id=row.id,
                at=row.at,
                author=row.name or "",
                initials=row.initials or "",
                channel=None,
                subject="",
                text="",
                event_code=FACTS_CHANGED if fields else WAITING_ENDED,
                facts=fields,
            )
        )
    return entries


def _ends_waiting(facts: list[FactChange]) -> bool:
    ended = FactChange(Fact.STATE, CaseState.WAITING.value, CaseState.IN_REVIEW.value)
    return ended in facts
