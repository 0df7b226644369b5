"""Whether anything worth a backup has changed since the last one, told without reading it all.

Nearly every act writes a line of the audit log, so its last line stands for all of them. What is
not an act on the data leaves no trace here: who signed in and out, locked the window or looked at
the log, and backups themselves. Besides that the mark covers what is kept without a line: texts
that are being written, and raw events. Reading marks and the layout of windows are not worth a copy
of the whole database.
"""

import hashlib
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.models.case import Draft
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.models.recording import Recording
from desktop.models.registration import TenancyNoteDraft
from desktop.services.audit import AuditAction

NO_CHANGE = (
    AuditAction.SIGN_IN_SUCCEEDED,
    AuditAction.SIGN_IN_FAILED,
    AuditAction.SIGN_IN_LOCKED,
    AuditAction.SIGN_IN_REFUSED,
    AuditAction.SIGN_OUT,
    AuditAction.SESSION_LOCKED,
    AuditAction.SESSION_UNLOCKED,
    AuditAction.AUDIT_VIEWED,
    AuditAction.AUDIT_EXPORTED,
    AuditAction.BACKUP_MADE,
    AuditAction.BACKUP_PROVED,
)
"""Acts that change nothing a backup would be needed for."""


def change_mark(session: Session) -> str:
    """Return a text that is the same as long as nothing worth a backup has changed."""
    told = "|".join(str(tuple(session.execute(query).tuples().all())) for query in _questions())
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _questions() -> tuple[Select[Any], ...]:
    return (
        select(AuditEvent.id, AuditEvent.hash)
        .where(AuditEvent.action.not_in([action.value for action in NO_CHANGE]))
        .order_by(AuditEvent.id.desc())
        .limit(1),
        select(func.max(IntakeRecord.id)),
        select(func.count(), func.max(Draft.id), func.max(Draft.updated_at)).select_from(Draft),
        select(func.count(), func.max(Recording.id), func.max(Recording.updated_at)).select_from(
            Recording
        ),
        select(func.count(), func.max(TenancyNoteDraft.updated_at)).select_from(TenancyNoteDraft),
    )
