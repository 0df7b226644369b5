"""The rows that wait for one debit run, as a table model."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from desktop.domain.bank_change import BankChangeVariant
from desktop.services.hand_over.view import WaitingRow
from desktop.texts import tr
from desktop.texts.dates import full_date, plain_time
from desktop.views.widgets.line_table_model import Index, LineTableModel

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CASE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


def kind_text(row: WaitingRow) -> str:
    """What the row tells the ERP; one that takes a release back says so."""
    names = {
        BankChangeVariant.NEW_ACCOUNT: tr("neues Konto"),
        BankChangeVariant.MANDATE_ONLY: tr("nur Mandat"),
        BankChangeVariant.REVOCATION: tr("Widerruf"),
    }
    kind = names[row.kind]
    return tr("Rücknahme: {kind}", kind=kind) if row.is_correction else kind


def state_text(row: WaitingRow) -> str:
    """Whether the row can leave now."""
    if not row.ready:
        return tr("rücknehmbar bis {time}", time=plain_time(row.undo_until))
    return tr("Lauf verpasst") if row.run_missed else tr("bereit")


def headings() -> tuple[str, ...]:
    """Titles of the columns."""
    return (
        tr("Vorgang"),
        tr("Mieter"),
        tr("Vertrag"),
        tr("Kontoinhaber"),
        tr("IBAN"),
        tr("Art"),
        tr("gilt ab"),
        tr("Zustand"),
    )


def _row_cells(row: WaitingRow) -> tuple[str, ...]:
    return (
        row.case_reference,
        row.tenant_name,
        row.contract_number,
        row.account_holder,
        row.iban_masked,
        kind_text(row),
        full_date(row.valid_from),
        state_text(row),
    )


class RunTableModel(LineTableModel[WaitingRow]):
    """Rows of one run in the order they were released."""

    def __init__(self, rows: tuple[WaitingRow, ...], parent: QObject | None = None) -> None:
        """Show ``rows``; the model is replaced when they change."""
        super().__init__(headings(), _row_cells, parent)
        self.show_others(rows)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if index.isValid() and role == CASE_ROLE:
            return self._lines[index.row()].case_id
        return super().data(index, role)
