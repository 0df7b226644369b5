"""Note at values that wait what an import brought back, in the import's transaction."""

import json
from collections.abc import Iterable, Mapping

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import EchoState
from desktop.domain.changes import ChangeKind
from desktop.domain.erp_echo import EchoVerdict
from desktop.domain.iban import mask_iban
from desktop.models.bank import BankChange, ErpRow
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import EchoNote, EchoSource
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
        case_id, tenancy_id = _belongs_to(unit, row)
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


def brought_text(note: EchoNote) -> str:
    """Return what the ERP brought as it is kept: JSON; an IBAN is masked, nobody needs it whole."""
    if note.verdict is EchoVerdict.CONFIRMED:
        return ""
    values = {
        name: mask_iban(value) if name == "iban" and value else value
        for name, value in sorted(note.values.items())
    }
    newer = note.verdict is EchoVerdict.NEWER
    return json.dumps({"values": values, "newer": newer}, ensure_ascii=False)


def brought_values(echo_note: str) -> tuple[Mapping[str, str], bool]:
    """Return what ``brought_text`` kept, and whether the ERP's value was newer and counts."""
    if not echo_note.startswith("{"):
        return {}, False
    kept = json.loads(echo_note)
    return kept.get("values", {}), bool(kept.get("newer"))


def _row(unit: UnitOfWork, note: EchoNote) -> ErpRow | ContactRow:
    if note.source is EchoSource.BANK:
        return unit.session.get_one(ErpRow, note.row_id, with_for_update=True)
    return unit.session.get_one(ContactRow, note.row_id, with_for_update=True)


def _belongs_to(unit: UnitOfWork, row: ErpRow | ContactRow) -> tuple[int | None, int | None]:
    """Case and contract of a value that waits."""
    if isinstance(row, ErpRow):
        change = unit.session.get_one(BankChange, row.bank_change_id)
        return change.case_id, change.tenancy_id
    contact = unit.session.get_one(ContactDataChange, row.contact_change_id)
    return contact.case_id, contact.tenancy_id
