"""The lines of the audit log as a table, newest first, that asks for more at its end."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.services.audit_trail.looking import TrailLine
from desktop.texts import tr
from desktop.texts.audit import action_text, details_text, thing_text
from desktop.texts.dates import full_moment
from desktop.texts.foreign import shown

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
DETAILS_COLUMN = 5

Index = QModelIndex | QPersistentModelIndex


def headings() -> tuple[str, ...]:
    """Titles of the columns."""
    return (
        tr("Zeit"),
        tr("Person"),
        tr("Was"),
        tr("Woran"),
        tr("Gesellschaft"),
        tr("Einzelheiten"),
    )


def person_text(line: TrailLine) -> str:
    """Who it was: by name where the name is known, always as signed in."""
    return f"{line.name} ({line.login})" if line.name else line.login


def line_cells(line: TrailLine) -> tuple[str, ...]:
    """The cells of a line."""
    texts = (
        full_moment(line.at),
        person_text(line),
        action_text(line.action),
        thing_text(line.entity, line.entity_id, line.reference),
        line.company,
        details_text(line.details),
    )
    return tuple(map(shown, texts))


def line_sentence(line: TrailLine) -> str:
    """What was done to what, for a file."""
    thing = thing_text(line.entity, line.entity_id, line.reference)
    return f"{action_text(line.action)} ({thing})"


class TrailTableModel(QAbstractTableModel):
    """Lines in the order they were read. ``more_wanted`` fires when a view comes near the end."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._lines: list[TrailLine] = []
        self._cells: list[tuple[str, ...]] = []
        self._headings = headings()
        self._has_more = False

    @property
    def lines(self) -> tuple[TrailLine, ...]:
        """What was read so far."""
        return tuple(self._lines)

    @property
    def has_more(self) -> bool:
        """Whether lines follow that were not read yet."""
        return self._has_more

    def line(self, row: int) -> TrailLine | None:
        """The line of a row; None where there is none."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def begin(self, lines: Iterable[TrailLine], *, has_more: bool) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self._cells = [line_cells(line) for line in self._lines]
        self._has_more = has_more
        self.endResetModel()

    def add(self, lines: Iterable[TrailLine], *, has_more: bool) -> None:
        """Show further lines."""
        fresh = list(lines)
        self._has_more = has_more
        if not fresh:
            return
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
        self._lines += fresh
        self._cells += [line_cells(line) for line in fresh]
        self.endInsertRows()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid() and self._has_more:
            self.more_wanted.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        cell = self._cells[index.row()][index.column()]
        if role == _DISPLAY:
            return cell
        if role == _ACCESSIBLE:
            return f"{self._headings[index.column()]}: {cell}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._headings[section]
        return str(section + 1)
