"""The audit log: one function writes it, in the same transaction as what it tells of.

Every line holds the hash of the line before it, so that a changed or removed line is found. On
SQLite the chain is made here, on PostgreSQL by a trigger from the same text.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.audit_trail import NO_HASH
from desktop.models.exchange import AuditEvent
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor

DetailValue = str | int | bool | None | Sequence[str] | Sequence[int]
_SEPARATOR = "\x1f"
# Rows without entities: a bulk of them takes half the time.
_TABLE = cast(Table, AuditEvent.__table__)
_NOTHING: Mapping[str, DetailValue] = {}
# Malta's are the longest in use here; a hexadecimal id of 32 digits is none.
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,27}")
_NOT_IN_IBAN = re.compile(r"[^A-Z0-9]")


class AuditAction(StrEnum):
    """What can have happened. Values are stored for years: add members, never change one.

    Each needs its words in ``desktop.texts.audit``: auditors read them.
    """

    SIGN_IN_SUCCEEDED = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_LOCKED = "sign_in.locked"
    SIGN_IN_REFUSED = "sign_in.refused"
    SIGN_OUT = "sign_in.ended"
    SESSION_LOCKED = "session.locked"
    SESSION_UNLOCKED = "session.unlocked"
    CASE_CREATED = "case.created"
    CASE_LINKED = "case.linked"
    CASE_ASSIGNED = "case.assigned"
    CASE_UNLINKED = "case.unlinked"
    CASE_PRIORITISED = "case.prioritised"
    SUGGESTION_DISMISSED = "case.suggestion_dismissed"
    CASE_RECATEGORISED = "case.category_changed"
    CASE_TAGGED = "case.tagged"
    CASE_UNTAGGED = "case.untagged"
    CASE_SPLIT = "case.split"
    CASE_MERGED = "case.merged"
    CASE_UNMERGED = "case.unmerged"
    CASE_WAITING = "case.waiting"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    CASE_RECALCULATED = "case.recalculated"
    CASE_PRINTED = "case.printed"
    CASE_EXPORTED = "case.exported"
    ORDER_WRITTEN = "order.written"
    ORDER_CHANGED = "order.changed"
    ORDER_ON_PAPER = "order.on_paper"
    ORDER_SENT = "order.sent"
    ORDER_DONE = "order.done"
    ORDER_CANCELLED = "order.cancelled"
    CASE_GROUPED = "case.grouped"
    CASE_UNGROUPED = "case.ungrouped"
    CONTACT_RECORDED = "contact.recorded"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_SENT = "message.sent"
    MESSAGE_WITHDRAWN = "message.withdrawn"
    NOTE_ADDED = "note.added"
    TENANCY_NOTED = "tenancy.noted"
    DRAFT_VIEWED = "draft.viewed"
    IBAN_VIEWED = "iban.viewed"
    IBAN_REVEALED = "iban.revealed"
    IBAN_COPIED = "iban.copied"
    APPLICATION_COMPLETED = "bank_change.completed"
    APPLICATION_EDITED = "bank_change.edited"
    FIELDS_EDITED = "case.fields_edited"
    FIELDS_COMPLETED = "case.fields_completed"
    CHECK_TICKED = "case.check_ticked"
    CHECK_UNTICKED = "case.check_unticked"
    ADDRESS_REQUESTED = "bank_change.address_requested"
    FINDING_ACKNOWLEDGED = "finding.acknowledged"
    BANK_CHANGE_CREATED = "bank_change.created"
    BANK_CHANGE_PROPOSED = "bank_change.proposed"
    BANK_CHANGE_RETURNED = "bank_change.returned"
    BANK_CHANGE_RELEASED = "bank_change.released"
    BANK_CHANGE_REJECTED = "bank_change.rejected"
    BANK_CHANGE_REVERSED = "bank_change.reversed"
    CORRECTION_PROPOSED = "bank_change.correction_proposed"
    CORRECTION_RETURNED = "bank_change.correction_returned"
    BANK_CHANGE_CORRECTED = "bank_change.corrected"
    BANK_DETAILS_CREATED = "bank_details.created"
    MANDATE_CREATED = "mandate.created"
    UNDONE = "act.undone"
    BULK_ENDED = "bulk.ended"
    BULK_UNDONE = "bulk.undone"
    ERP_EXPORTED = "erp.exported"
    ERP_REPEATED = "erp.repeated"
    ECHO_NOTED = "erp.echo_noted"
    ECHO_SETTLED = "erp.echo_settled"
    CONTACT_DATA_TAKEN = "case.contact_data_taken"
    CONTACT_CHANGED = "contact.changed"
    CONTACT_REFUSED = "contact.refused"
    CONTACT_CHANGE_UNDONE = "contact.change_undone"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_FAILED = "delivery.failed"
    LETTERS_BATCHED = "letters.batched"
    LETTERS_PRINTED = "letters.printed"
    LETTERS_REPEATED = "letters.repeated"
    LETTERS_TAKEN_BACK = "letters.taken_back"
    LETTERS_POSTED = "letters.posted"
    LETTER_ADDRESS_CORRECTED = "letter.address_corrected"
    LETTER_TEMPLATE_SAVED = "letter_template.saved"
    DELIVERY_RETRIED = "delivery.retried"
    INTAKE_QUARANTINED = "intake.quarantined"
    QUARANTINE_VIEWED = "quarantine.viewed"
    QUARANTINE_REPROCESSED = "quarantine.reprocessed"
    QUARANTINE_DISCARDED = "quarantine.discarded"
    ATTACHMENT_VIEWED = "attachment.viewed"
    SAVED_VIEW_CREATED = "saved_view.created"
    SAVED_VIEW_CHANGED = "saved_view.changed"
    SAVED_VIEW_DELETED = "saved_view.deleted"
    SAVED_VIEW_RESTORED = "saved_view.restored"
    REPLY_CREATED = "reply.created"
    REPLY_CHANGED = "reply.changed"
    REPLY_RETIRED = "reply.retired"
    REPLY_RESTORED = "reply.restored"
    CODE_REQUESTED = "code.requested"
    CODE_RELEASED = "code.released"
    CODE_ISSUED = "code.issued"
    CODE_POSTED = "code.posted"
    CODE_REDEEMED = "code.redeemed"
    CODE_REVOKED = "code.revoked"
    CODE_EXPIRED = "code.expired"
    CODE_RETURNED = "code.returned"
    CODE_LOCKED = "code.locked"
    CODE_IMPORTED = "code.imported"
    CODE_REPRINTED = "code.reprinted"
    ACCOUNT_REPORTED = "account.reported"
    ACCOUNT_LOCKED = "account.locked"
    ACCOUNT_UNLOCKED = "account.unlocked"
    ACCOUNT_CLOSED = "account.closed"
    BACKUP_MADE = "backup.made"
    BACKUP_PROVED = "backup.proved"
    BACKUP_RESTORED = "backup.restored"
    RESTORE_ORDERED = "backup.restore_ordered"
    WORKPLACE_CHANGED = "workplace.changed"
    STAFF_CREATED = "staff.created"
    STAFF_CHANGED = "staff.changed"
    STAFF_ACTIVATED = "staff.activated"
    STAFF_DEACTIVATED = "staff.deactivated"
    STAFF_PASSWORD_RESET = "staff.password_reset"  # noqa: S105 - what was done, no password
    STAFF_PASSWORD_CHOSEN = "staff.password_chosen"  # noqa: S105 - likewise
    TEAM_CREATED = "team.created"
    TEAM_CHANGED = "team.changed"
    RULE_SAVED = "routing_rule.saved"
    RULE_REMOVED = "routing_rule.removed"
    CATEGORY_CREATED = "category.created"
    CATEGORY_CHANGED = "category.changed"
    CATEGORY_MOVED = "category.moved"
    CONFIGURATION_EXPORTED = "configuration.exported"
    CONFIGURATION_IMPORTED = "configuration.imported"
    COMPANY_CREATED = "company.created"
    COMPANY_CHANGED = "company.changed"
    COMPANY_RECALCULATED = "company.recalculated"
    MASTER_DATA_BEGUN = "master_data.begun"
    MASTER_DATA_DONE = "master_data.done"
    MASTER_DATA_STOPPED = "master_data.stopped"
    MASTER_DATA_TAKEN_BACK = "master_data.taken_back"
    DOCUMENT_PUBLISHED = "document.published"
    DOCUMENT_UNDONE = "document.undone"
    DOCUMENT_RECALLED = "document.recalled"
    DOCUMENT_RECALL_UNDONE = "document.recall_undone"
    DOCUMENT_READ = "document.read"
    DOCUMENT_READ_UNKNOWN = "document.read_unknown"
    DOCUMENT_VIEWED = "document.viewed"
    UPLOAD_MADE = "upload.made"
    UPLOAD_CHANGED = "upload.changed"
    UPLOAD_FILES_ADDED = "upload.files_added"
    UPLOAD_READ = "upload.read"
    UPLOAD_ROW_DECIDED = "upload.row_decided"
    UPLOAD_ROW_REMOVED = "upload.row_removed"
    UPLOAD_ROW_RETURNED = "upload.row_returned"
    UPLOAD_ROW_SPLIT = "upload.row_split"
    UPLOAD_ROW_JOINED = "upload.row_joined"
    UPLOAD_WAY_CHOSEN = "upload.way_chosen"
    UPLOAD_PUBLISHING = "upload.publishing"
    UPLOAD_PUBLISHED = "upload.published"
    UPLOAD_DISCARDED = "upload.discarded"
    UPLOAD_TAKEN_BACK = "upload.taken_back"
    ARCHIVE_ASKED = "archive_request.asked"
    ARCHIVE_ENDED = "archive_request.ended"
    LEGAL_HOLD_SET = "legal_hold.set"
    LEGAL_HOLD_LIFTED = "legal_hold.lifted"
    CONSUMPTION_BEGUN = "consumption.begun"
    CONSUMPTION_DONE = "consumption.done"
    CONSUMPTION_STOPPED = "consumption.stopped"
    CONSUMPTION_TAKEN_BACK = "consumption.taken_back"
    CONSUMPTION_ACCEPTED = "consumption.accepted"
    CONSUMPTION_REFUSED = "consumption.refused"
    CONSUMPTION_CORRECTED = "consumption.corrected"
    CONSUMPTION_PUBLISHED = "consumption.published"
    CERTIFICATE_PREPARED = "certificate.prepared"
    CERTIFICATE_CHANGED = "certificate.changed"
    CERTIFICATE_ISSUED = "certificate.issued"
    CERTIFICATE_UNDONE = "certificate.undone"
    CERTIFICATE_CANCELLED = "certificate.cancelled"
    CERTIFICATE_RESTORED = "certificate.restored"
    FORM_UPLOADED = "form.uploaded"
    FORM_CHANGED = "form.changed"
    FORM_PUBLISHED = "form.published"
    FORM_WITHDRAWN = "form.withdrawn"
    DEMO_DATA_CREATED = "demo_data.created"
    AUDIT_VIEWED = "audit.viewed"
    AUDIT_EXPORTED = "audit.exported"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line to write. ``details`` hold ids and masked values only."""

    action: AuditAction
    entity: str
    entity_id: int
    company_id: int | None
    details: Mapping[str, DetailValue]
    at: datetime | None = None
    """The instant of the act where it was not now (demo data); otherwise ``None``."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the log in the form that is hashed."""

    id: int
    at: datetime
    actor: str
    company_id: int | None
    action: str
    entity: str
    entity_id: int
    details: str


def record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    entity: str,
    entity_id: int,
    company_id: int | None,
    details: Mapping[str, DetailValue] = _NOTHING,
) -> None:
    """Write that ``actor`` did ``action`` to the thing ``entity`` / ``entity_id``, now.

    ``entity`` is the table's name. ``details`` hold ids and masked values only; an IBAN in full
    raises ``ValueError``.
    """
    record_all(unit, context, actor, [AuditEntry(action, entity, entity_id, company_id, details)])


def record_all(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entries: Sequence[AuditEntry]
) -> None:
    """Write many lines at once, in this order; as ``record`` otherwise."""
    if not entries:
        return
    session = unit.session
    session.flush()
    now = context.clock.now()
    chained = session.get_bind().dialect.name != "postgresql"
    last_id, last_hash = _tail(session) if chained else (0, "")
    rows = []
    for number, entry in enumerate(entries, start=last_id + 1):
        line = AuditLine(
            id=number,
            at=(entry.at or now).astimezone(UTC),
            actor=actor.login,
            company_id=entry.company_id,
            action=entry.action.value,
            entity=entry.entity,
            entity_id=entry.entity_id,
            details=canonical_details(entry.details),
        )
        previous = last_hash
        if chained:
            last_hash = line_hash(previous, line)
        rows.append(_row(line, previous, last_hash))
    # PostgreSQL's trigger sets number and hashes itself, whatever is handed in.
    session.execute(insert(_TABLE), rows)


def line_hash(previous_hash: str, line: AuditLine) -> str:
    """Return the SHA-256 (hex) of a line; PostgreSQL's trigger computes the same."""
    parts = (
        previous_hash,
        str(line.id),
        line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        line.actor,
        "" if line.company_id is None else str(line.company_id),
        line.action,
        line.entity,
        str(line.entity_id),
        line.details,
    )
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()


def canonical_details(details: Mapping[str, DetailValue]) -> str:
    """Return details as JSON with sorted keys and no blanks; refuses an IBAN in full."""
    text = json.dumps(
        dict(details), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    if any(_holds_iban(value) for value in details.values()):
        raise ValueError("audit details look like an IBAN in full")
    return text


def was_recorded(
    session: Session,
    actor: Actor,
    action: AuditAction,
    entity: str,
    entity_id: int,
    *,
    since: datetime,
    until: datetime,
) -> bool:
    """Whether this actor did this to that thing between the two moments (an index answers).

    What was done in the future, before a clock was set back, does not count.
    """
    query = select(AuditEvent.id).where(
        AuditEvent.entity == entity,
        AuditEvent.entity_id == entity_id,
        AuditEvent.action == action.value,
        AuditEvent.actor == actor.login,
        AuditEvent.at >= since,
        AuditEvent.at <= until,
    )
    return session.scalars(query.limit(1)).first() is not None


def _holds_iban(value: DetailValue) -> bool:
    if isinstance(value, str):
        text = value.upper()
        return any(_is_iban(part) for part in (_NOT_IN_IBAN.sub("", text), *text.split()))
    if isinstance(value, Sequence):
        return any(_holds_iban(part) for part in value)
    return False


def _is_iban(text: str) -> bool:
    if _IBAN.fullmatch(text) is None:
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _tail(session: Session) -> tuple[int, str]:
    last = session.execute(
        select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    ).one_or_none()
    return (0, NO_HASH) if last is None else (last.id, last.hash)


def _row(line: AuditLine, previous_hash: str, own_hash: str) -> dict[str, object]:
    return {
        **{name: getattr(line, name) for name in AuditLine.__slots__},
        "previous_hash": previous_hash,
        "hash": own_hash,
    }
