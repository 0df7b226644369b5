"""The rows that wait for one debit run, as a table model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.bank_change import BankChangeVariant
from desktop.services.hand_over.view import WaitingRow
from desktop.texts import tr
from desktop.texts.dates import full_date, plain_time

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
CASE_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Index = QModelIndex | QPersistentModelIndex


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


class RunTableModel(QAbstractTableModel):
    """Rows of one run in the order they were released."""

    def __init__(self, rows: tuple[WaitingRow, ...], parent: QObject | None = None) -> None:
        """Show ``rows``; the model is replaced when they change."""
        super().__init__(parent)
        self._rows = rows
        self._cells = [
            (
                row.case_reference,
                row.tenant_name,
                row.contract_number,
                row.account_holder,
                row.iban_masked,
                kind_text(row),
                full_date(row.valid_from),
                state_text(row),
            )
            for row in rows
        ]

    def headings(self) -> tuple[str, ...]:
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

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headings())

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        if role == _DISPLAY:
            return self._cells[index.row()][index.column()]
        if role == _ACCESSIBLE:
            cell = self._cells[index.row()][index.column()]
            return f"{self.headings()[index.column()]}: {cell}"
        if role == CASE_ROLE:
            return self._rows[index.row()].case_id
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.headings()[section]
        return str(section + 1)
