"""What a person has begun to record: kept at least every second, until it is a case.

Drafts belong to the person, not to a window or a case, and survive both. What was recorded leaves
its key behind, so that a late draft or a second key press never begins it anew.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.models.recording import Recording
from desktop.services.context import ServiceContext
from desktop.services.recording.commands import RecordingDraft, SaveRecording
from desktop.services.recording.form import read_form, stored_form
from desktop.services.staff.access import Actor, Permission, require


def open_recordings(context: ServiceContext, actor: Actor) -> tuple[RecordingDraft, ...]:
    """Return what the person has begun and not stored, the latest first.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        rows = session.scalars(
            select(Recording)
            .where(Recording.staff_id == actor.person_id, Recording.recorded_at.is_(None))
            .order_by(Recording.updated_at.desc(), Recording.id.desc())
        ).all()
        forms = [(row, read_form(row.form)) for row in rows]
        return tuple(
            RecordingDraft(row.key, form, row.updated_at) for row, form in forms if form is not None
        )


def save_recording(
    context: ServiceContext, actor: Actor, command: SaveRecording
) -> RecordingDraft | None:
    """Keep what stands in the form; a blank one is not kept.

    Returns:
        The draft as kept; None if there is nothing to keep, or if it is a case by now.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.write() as unit:
        if command.form.is_blank:
            _remove(unit, actor, command.key)
            return None
        row = claim(unit, context, actor, command.key)
        if row.recorded_at is not None:
            return None
        row.form = stored_form(command.form)
        row.updated_at = context.clock.now()
        unit.changed(ChangeKind.DRAFT)
        return RecordingDraft(row.key, command.form, row.updated_at)


def discard_recording(context: ServiceContext, actor: Actor, key: str) -> None:
    """Throw away what was begun, on the person's own wish.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.write() as unit:
        _remove(unit, actor, key)


def claim(unit: UnitOfWork, context: ServiceContext, actor: Actor, key: str) -> Recording:
    """Return the recording of this key, made if need be and locked until the commit.

    Whoever comes second with the same key waits here and sees what the first one did.

    Raises:
        UserError: ``access.denied`` for somebody else's.
    """
    unit.session.execute(
        insert_with_conflict(unit.session, Recording)
        .values(key=key, staff_id=actor.person_id, updated_at=context.clock.now())
        .on_conflict_do_nothing(index_elements=[Recording.key])
    )
    row = _find(unit.session, key)
    if row.staff_id != actor.person_id:
        raise UserError("access.denied")
    return row


def _find(session: Session, key: str) -> Recording:
    return session.scalars(select(Recording).where(Recording.key == key).with_for_update()).one()


def _remove(unit: UnitOfWork, actor: Actor, key: str) -> None:
    unit.session.execute(
        delete(Recording).where(
            Recording.key == key,
            Recording.staff_id == actor.staff_id,
            Recording.recorded_at.is_(None),
        )
    )
    unit.changed(ChangeKind.DRAFT)
