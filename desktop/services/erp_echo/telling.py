"""Say in the case what the ERP brought back instead of what was released there."""

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.kinds import NoteKind
from desktop.models.case import Note
from desktop.services.context import ServiceContext
from desktop.texts import tr


def tell_case(
    unit: UnitOfWork, context: ServiceContext, case_id: int | None, *, is_newer: bool
) -> None:
    """Put an internal note into the case of a value that the ERP contradicts."""
    if case_id is None:
        return
    text = (
        tr(
            "Das ERP hat nach der Übergabe einen anderen, neueren Wert zurückgebracht. Er gilt "
            "jetzt; bitte prüfen."
        )
        if is_newer
        else tr(
            "Das ERP hat nach der Übergabe einen anderen Wert zurückgebracht. Hier gilt weiter, "
            "was freigegeben wurde; bitte prüfen."
        )
    )
    unit.session.add(
        Note(
            case_id=case_id,
            kind=NoteKind.SYSTEM,
            staff_id=None,
            text=text,
            at=context.clock.now(),
        )
    )
