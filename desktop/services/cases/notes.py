"""Internal notes as services write them; what a note says never leaves the house."""

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.kinds import NoteKind
from desktop.models.case import Case, Note
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor


def put_note(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, text: str
) -> Note:
    """Add a note in the name of who acts; the program's own are *system* notes.

    ``text`` holds IBANs only masked.
    """
    note = Note(
        case_id=case.id,
        kind=NoteKind.SYSTEM if actor.staff_id is None else NoteKind.PERSON,
        staff_id=actor.staff_id,
        text=text,
        at=context.clock.now(),
    )
    unit.session.add(note)
    unit.session.flush()
    unit.changed(ChangeKind.CASE, case.id)
    return note
