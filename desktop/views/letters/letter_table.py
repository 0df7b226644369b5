"""The letters that wait to be printed, as a table model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from desktop.services.letters.view import LetterRow
from desktop.texts import tr
from desktop.texts.dates import near_date
from desktop.views import theme
from desktop.views.theme_tokens import Role

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
NAME_COLUMN, SUBJECT_COLUMN, CASE_COLUMN, DUE_COLUMN, STATE_COLUMN = range(5)

Index = QModelIndex | QPersistentModelIndex


def state_text(row: LetterRow) -> str:
    """Whether the letter can be printed now."""
    if row.batch is not None:
        return tr("in Stapel {number}", number=row.batch)
    return tr("zurückgehalten") if row.is_held_back else tr("bereit")


def _belongs_to(row: LetterRow) -> str:
    """The case of a letter; one without a case belongs to a contract."""
    return f"{row.company_tag} · {row.case_reference or row.contract_number}"


class LetterTableModel(QAbstractTableModel):
    """One letter a row, in the order of the service."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[LetterRow, ...] = ()
        self._cells: list[tuple[str, ...]] = []

    @property
    def rows(self) -> tuple[LetterRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: tuple[LetterRow, ...]) -> bool:
        """Show other rows; returns False, and changes nothing, where they are the same."""
        if rows == self._rows:
            return False
        self.beginResetModel()
        self._rows = rows
        self._cells = [
            (
                row.name,
                row.subject,
                _belongs_to(row),
                "" if row.due_on is None else near_date(row.due_on),
                state_text(row),
            )
            for row in rows
        ]
        self.endResetModel()
        return True

    def headings(self) -> tuple[str, ...]:
        """Titles of the columns."""
        return (tr("Empfänger"), tr("Brief"), tr("Vorgang, Vertrag"), tr("Frist"), tr("Zustand"))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headings())

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        cell = self._cells[index.row()][index.column()]
        if role == _DISPLAY:
            return cell
        if role == _TOOLTIP:
            return cell
        if role == _ACCESSIBLE:
            return f"{self.headings()[index.column()]}: {cell}"
        if role == _FOREGROUND and index.column() == STATE_COLUMN:
            return self._state_brush(self._rows[index.row()])
        return None

    @staticmethod
    def _state_brush(row: LetterRow) -> QBrush | None:
        if row.is_printable:
            return None
        return QBrush(theme.current().color(Role.WARNING_TEXT))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.headings()[section]
        return str(section + 1)
