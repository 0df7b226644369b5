"""The letters that wait to be printed, as a table model."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush

from desktop.services.letters.view import LetterRow
from desktop.texts import tr
from desktop.texts.dates import near_date
from desktop.views import theme
from desktop.views.theme_tokens import Role
from desktop.views.widgets.line_table_model import Index, LineTableModel

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
NAME_COLUMN, SUBJECT_COLUMN, CASE_COLUMN, DUE_COLUMN, STATE_COLUMN = range(5)


def state_text(row: LetterRow) -> str:
    """Whether the letter can be printed now."""
    if row.batch is not None:
        return tr("in Stapel {number}", number=row.batch)
    return tr("zurückgehalten") if row.is_held_back else tr("bereit")


def _belongs_to(row: LetterRow) -> str:
    """The case of a letter; one without a case belongs to a contract."""
    return f"{row.company_tag} · {row.case_reference or row.contract_number}"


def headings() -> tuple[str, ...]:
    """Titles of the columns."""
    return (tr("Empfänger"), tr("Brief"), tr("Vorgang, Vertrag"), tr("Frist"), tr("Zustand"))


def _row_cells(row: LetterRow) -> tuple[str, ...]:
    return (
        row.name,
        row.subject,
        _belongs_to(row),
        "" if row.due_on is None else near_date(row.due_on),
        state_text(row),
    )


class LetterTableModel(LineTableModel[LetterRow]):
    """One letter a row, in the order of the service."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(headings(), _row_cells, parent)

    def show_rows(self, rows: tuple[LetterRow, ...]) -> bool:
        """Show other rows; returns False, and changes nothing, where they are the same."""
        if rows == self.lines:
            return False
        self.show_others(rows)
        return True

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if index.isValid() and role == _FOREGROUND and index.column() == STATE_COLUMN:
            return self._state_brush(self._lines[index.row()])
        return super().data(index, role)

    @staticmethod
    def _state_brush(row: LetterRow) -> QBrush | None:
        if row.is_printable:
            return None
        return QBrush(theme.current().color(Role.WARNING_TEXT))
