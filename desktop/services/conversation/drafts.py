"""What a person is writing: a draft of each kind for a person, a case and a window.

Drafts survive the program, a change of owner and a conflict; only sending or the person's own wish
removes one. A window replaces a stored text only if it has seen it; otherwise its own is kept
beside. Whoever has a case now can read what others left unsent in it, and goes on with a copy.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import is_blank
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile
from desktop.models.case import Case, Draft, Message
from desktop.models.company import Staff
from desktop.services.audit import AuditAction, record
from desktop.services.cases.draft_commands import UNSEEN, DiscardDraft, DraftSeen, SaveDraft
from desktop.services.cases.family import goes_on_in
from desktop.services.cases.loading import load_case
from desktop.services.cases.merged import with_merged
from desktop.services.cases.view import ColleagueDraft, DraftView, PersonRef
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, allows

_TEXTS = (DraftKind.REPLY, DraftKind.NOTE, DraftKind.REJECTION)
"""What a colleague can go on with; corrected fields are only their author's."""

# Put together once: every page asks both.
_OF_CASE = Draft.case_id.in_(with_merged(bindparam("case", type_=Integer)))
_OWN = (
    select(Draft)
    .where(_OF_CASE, Draft.staff_id == bindparam("person"))
    .order_by(Draft.updated_at, Draft.id)
)
_OF_OTHERS = (
    select(Draft.id, Draft.kind, Draft.updated_at, Draft.staff_id, Staff.name, Staff.initials)
    .join(Staff, Staff.id == Draft.staff_id)
    .where(_OF_CASE, Draft.staff_id != bindparam("person"), Draft.kind.in_(_TEXTS))
    .order_by(Draft.updated_at, Draft.id)
)


def save_draft(context: ServiceContext, actor: Actor, command: SaveDraft) -> DraftView | None:
    """Keep what the person is writing; a blank text and subject discard the draft.

    What is written in a merged case is kept in the one in which it goes on. What another window has
    stored since this one looked is never replaced: this text is kept
    beside it then.

    Returns:
        The draft as kept; None if there is nothing to keep.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.write() as unit:
        load_case(unit.session, actor, Permission.WORK_CASES, command.case_id)
        case_id = goes_on_in(unit.session, command.case_id)
        # Locked, so that two windows that begin at the same moment come one after the other.
        unit.session.get(Case, case_id, with_for_update={"key_share": True})
        if is_blank(command.text) and is_blank(command.subject) and not command.files:
            remove_draft(unit, actor, case_id, command.kind, command.draft)
            return None
        row = _own(unit.session, actor, case_id, command.kind, command.draft)
        if row is None:
            row = Draft(case_id=case_id, staff_id=actor.person_id, kind=command.kind, revision=0)
            unit.session.add(row)
        # One of a case that was merged goes with what is written on now.
        row.case_id = case_id
        row.writer = command.draft.writer
        row.revision += 1
        row.subject = command.subject[:200]
        row.text = command.text
        row.data = _data(command.template_code, command.base_version, command.files)
        row.updated_at = context.clock.now()
        unit.changed(ChangeKind.DRAFT, case_id)
        unit.session.flush()
        return _view(row)


def discard_draft(context: ServiceContext, actor: Actor, command: DiscardDraft) -> None:
    """Throw a draft away, on the person's own wish.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.write() as unit:
        load_case(unit.session, actor, Permission.WORK_CASES, command.case_id)
        case_id = goes_on_in(unit.session, command.case_id)
        remove_draft(unit, actor, case_id, command.kind, command.draft)


def remove_draft(
    unit: UnitOfWork, actor: Actor, case_id: int, kind: DraftKind, seen: DraftSeen = UNSEEN
) -> None:
    """Remove the window's draft in the transaction of the act that used it up; others stay."""
    for row in _matching(unit.session, actor, case_id, kind, seen):
        unit.session.delete(row)
    unit.session.flush()
    unit.changed(ChangeKind.DRAFT, case_id)


def restore_draft(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    *,
    message: Message,
    kind: DraftKind,
    template_code: str,
) -> None:
    """Give a taken-back message back as a draft, beside whatever the person has begun since."""
    unit.session.add(
        Draft(
            case_id=message.case_id,
            staff_id=actor.person_id,
            kind=kind,
            writer=f"message-{message.id}",
            revision=1,
            subject=message.subject[:200],
            text=message.text,
            data=_data(template_code, 0, _files_of(message)),
            updated_at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.DRAFT, message.case_id)


def own_drafts(context: ServiceContext, actor: Actor, case_id: int) -> tuple[DraftView, ...]:
    """Return what this person left unsent in the case, as it is now.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        load_case(session, actor, Permission.READ_CASES, case_id)
        return drafts_of(session, actor, case_id)


def drafts_of(session: Session, actor: Actor, case_id: int) -> tuple[DraftView, ...]:
    """Return what this person left unsent in the case or in one merged into it, oldest first."""
    rows = session.scalars(_OWN, {"case": case_id, "person": actor.staff_id})
    return tuple(_view(row) for row in rows)


def colleague_drafts(session: Session, actor: Actor, case: Case) -> tuple[ColleagueDraft, ...]:
    """Return what others left unsent, for the person who has the case now; others see nothing."""
    if not _may_read_drafts(actor, case):
        return ()
    rows = session.execute(_OF_OTHERS, {"case": case.id, "person": actor.staff_id})
    return tuple(
        ColleagueDraft(
            draft_id=row.id,
            kind=row.kind,
            author=PersonRef(row.staff_id, row.name, row.initials),
            updated_at=row.updated_at,
        )
        for row in rows
    )


def read_colleague_draft(context: ServiceContext, actor: Actor, draft_id: int) -> DraftView:
    """Return a copy of what somebody else left unsent; the author's draft stays his. Logged.

    Raises:
        UserError: ``draft.gone`` (sent or discarded meanwhile), ``access.denied`` (the case is not
            this person's).
    """
    with context.database.write() as unit:
        row = unit.session.get(Draft, draft_id)
        if row is None or row.kind not in _TEXTS:
            raise UserError("draft.gone")
        case = load_case(unit.session, actor, Permission.WORK_CASES, _leading(unit, row.case_id))
        if not _may_read_drafts(actor, case):
            raise UserError("access.denied")
        record(
            unit,
            context,
            actor,
            AuditAction.DRAFT_VIEWED,
            "drafts",
            row.id,
            case.company_id,
            {"case": case.reference, "author": row.staff_id},
        )
        copy = _view(row)
    return DraftView(
        kind=copy.kind,
        subject=copy.subject,
        text=copy.text,
        template_code=copy.template_code,
        updated_at=copy.updated_at,
        files=copy.files,
    )


def _leading(unit: UnitOfWork, case_id: int) -> int:
    """The case that goes on where this one was merged into another."""
    seen = {case_id}
    while True:
        goes_on = unit.session.scalar(select(Case.merged_into_id).where(Case.id == case_id))
        if goes_on is None or goes_on in seen:
            return case_id
        seen.add(goes_on)
        case_id = goes_on


def _may_read_drafts(actor: Actor, case: Case) -> bool:
    return (
        actor.staff_id is not None
        and case.assignee_id == actor.staff_id
        and allows(actor, Permission.WORK_CASES)
    )


def _own(
    session: Session, actor: Actor, case_id: int, kind: DraftKind, seen: DraftSeen
) -> Draft | None:
    """The row this window may write into: its own, else the one it began with, as it was then."""
    rows = _matching(session, actor, case_id, kind, seen)
    return next((row for row in rows if row.writer == seen.writer), rows[0] if rows else None)


def _matching(
    session: Session, actor: Actor, case_id: int, kind: DraftKind, seen: DraftSeen
) -> list[Draft]:
    """The rows of a person whose text this window has seen: written by it, or read by it."""
    known: ColumnElement[bool] = Draft.writer == seen.writer
    if seen.draft_id is not None:
        known = or_(known, and_(Draft.id == seen.draft_id, Draft.revision == seen.revision))
    rows = session.scalars(
        select(Draft)
        .where(
            Draft.case_id.in_(with_merged(case_id)),
            Draft.staff_id == actor.staff_id,
            Draft.kind == kind,
            known,
        )
        .order_by(Draft.id)
    )
    return list(rows)


def _data(
    template_code: str, base_version: int, files: tuple[OutgoingFile, ...] = ()
) -> dict[str, Any]:
    from desktop.services.conversation.outgoing_files import kept_files

    data: dict[str, Any] = {"template_code": template_code, "base_version": base_version}
    return {**data, "files": kept_files(files)} if files else data


def _files_of(message: Message) -> tuple[OutgoingFile, ...]:
    return tuple(
        OutgoingFile(name=one.name, media_type=one.media_type, size=one.size, sha256=one.sha256)
        for one in message.attachments
    )


def _view(row: Draft) -> DraftView:
    from desktop.services.conversation.outgoing_files import read_files

    data = row.data or {}
    return DraftView(
        kind=row.kind,
        subject=row.subject,
        text=row.text,
        template_code=str(data.get("template_code", "")),
        updated_at=row.updated_at,
        draft_id=row.id,
        revision=row.revision,
        writer=row.writer,
        base_version=int(data.get("base_version", 0)),
        files=read_files(data.get("files")),
    )
