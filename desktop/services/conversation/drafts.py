"""What a person is writing: one draft of each kind for a person and a case.

Drafts survive the program, a change of owner and a conflict; only sending or the person's own wish
removes one.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import is_blank
from desktop.domain.kinds import DraftKind
from desktop.models.case import Draft
from desktop.services.cases.commands import DiscardDraft, SaveDraft
from desktop.services.cases.loading import load_case
from desktop.services.cases.view import DraftView
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission


def save_draft(context: ServiceContext, actor: Actor, command: SaveDraft) -> DraftView | None:
    """Keep what the person is writing; a blank text and subject discard the draft.

    Returns:
        The draft as kept; None if there is nothing to keep.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.write() as unit:
        load_case(unit.session, actor, Permission.WORK_CASES, command.case_id)
        if is_blank(command.text) and is_blank(command.subject):
            remove_draft(unit, actor, command.case_id, command.kind)
            return None
        row = _find(unit.session, actor, command.case_id, command.kind)
        if row is None:
            row = Draft(case_id=command.case_id, staff_id=actor.person_id, kind=command.kind)
            unit.session.add(row)
        row.subject = command.subject[:200]
        row.text = command.text
        row.data = {"template_code": command.template_code}
        row.updated_at = context.clock.now()
        unit.changed(ChangeKind.DRAFT, command.case_id)
        unit.session.flush()
        return _view(row)


def discard_draft(context: ServiceContext, actor: Actor, command: DiscardDraft) -> None:
    """Throw a draft away, on the person's own wish.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.write() as unit:
        load_case(unit.session, actor, Permission.WORK_CASES, command.case_id)
        remove_draft(unit, actor, command.case_id, command.kind)


def remove_draft(unit: UnitOfWork, actor: Actor, case_id: int, kind: DraftKind) -> None:
    """Remove the person's draft in the transaction of the act that used it up."""
    unit.session.execute(
        delete(Draft).where(
            Draft.case_id == case_id, Draft.staff_id == actor.staff_id, Draft.kind == kind
        )
    )
    unit.changed(ChangeKind.DRAFT, case_id)


def restore_draft(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    *,
    case_id: int,
    kind: DraftKind,
    subject: str,
    text: str,
    template_code: str,
) -> None:
    """Give a taken-back text back as a draft, unless the person has begun another one."""
    if _find(unit.session, actor, case_id, kind) is not None:
        return
    unit.session.add(
        Draft(
            case_id=case_id,
            staff_id=actor.person_id,
            kind=kind,
            subject=subject[:200],
            text=text,
            data={"template_code": template_code},
            updated_at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.DRAFT, case_id)


def drafts_of(session: Session, actor: Actor, case_id: int) -> tuple[DraftView, ...]:
    """Return what this person left unsent in the case."""
    rows = session.scalars(
        select(Draft)
        .where(Draft.case_id == case_id, Draft.staff_id == actor.staff_id)
        .order_by(Draft.kind)
    )
    return tuple(_view(row) for row in rows)


def _find(session: Session, actor: Actor, case_id: int, kind: DraftKind) -> Draft | None:
    return session.scalar(
        select(Draft).where(
            Draft.case_id == case_id, Draft.staff_id == actor.staff_id, Draft.kind == kind
        )
    )


def _view(row: Draft) -> DraftView:
    return DraftView(
        kind=row.kind,
        subject=row.subject,
        text=row.text,
        template_code=str((row.data or {}).get("template_code", "")),
        updated_at=row.updated_at,
    )
