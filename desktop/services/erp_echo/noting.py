"""Note at values that wait what an import brought back, in the import's transaction."""

from collections.abc import Iterable

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import EchoState
from desktop.domain.changes import ChangeKind
from desktop.domain.erp_echo import EchoVerdict
from desktop.models.bank import ErpRow
from desktop.models.contact import ContactRow
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import EchoNote, EchoSource
from desktop.services.erp_echo.notes import brought_text
from desktop.services.erp_echo.settling import belongs_to
from desktop.services.erp_echo.telling import tell_case
from desktop.services.staff.access import Actor

_STATES = {
    EchoVerdict.CONFIRMED: EchoState.CONFIRMED,
    EchoVerdict.CONTRADICTED: EchoState.CONTRADICTED,
    EchoVerdict.NEWER: EchoState.CONTRADICTED,
}


def note_echoes(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, notes: Iterable[EchoNote]
) -> None:
    """Note what an import brought; the same again changes nothing.

    A case whose value is contradicted gets an internal note.
    """
    entries = []
    for note in notes:
        row = _row(unit, note)
        state, brought = _STATES[note.verdict], brought_text(note)
        if row.echo is state and row.echo_note == brought:
            continue
        row.echo, row.echo_note, row.echo_at = state, brought, context.clock.now()
        case_id, tenancy_id = belongs_to(unit, row)
        entries.append(
            AuditEntry(
                AuditAction.ECHO_NOTED,
                note.source.value,
                row.id,
                row.company_id,
                {"echo": state.value, "case_id": case_id, "tenancy_id": tenancy_id},
            )
        )
        if state is EchoState.CONTRADICTED:
            tell_case(unit, context, case_id, is_newer=note.verdict is EchoVerdict.NEWER)
        unit.case_changed(case_id)
        if tenancy_id is not None:
            unit.changed(ChangeKind.TENANCY, tenancy_id)
    record_all(unit, context, actor, entries)


def _row(unit: UnitOfWork, note: EchoNote) -> ErpRow | ContactRow:
    if note.source is EchoSource.BANK:
        return unit.session.get_one(ErpRow, note.row_id, with_for_update=True)
    return unit.session.get_one(ContactRow, note.row_id, with_for_update=True)
