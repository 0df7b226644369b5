"""What stands in the sidebar: sections of entries, each with a key, an icon and a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)

Index = QModelIndex | QPersistentModelIndex


class CountTone(Enum):
    """How loud a count is when it is not zero."""

    PLAIN = "plain"
    DANGER = "danger"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SidebarEntry:
    """One line that opens something.

    ``key`` comes back with ``Sidebar.chosen``; ``count`` None: shows no number; ``hint`` is added
    to the tooltip (a shortcut).
    """

    key: str
    title: str
    icon: str
    count: int | None = None
    tone: CountTone = CountTone.PLAIN
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SidebarSection:
    """A titled group of entries."""

    title: str
    entries: tuple[SidebarEntry, ...]


class SidebarModel(QAbstractListModel):
    """Sections and entries as one flat list; section titles cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[str | SidebarEntry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ENTRY_ROLE:
            return item
        if isinstance(item, str):
            return item if role in (_DISPLAY, _ACCESSIBLE) else None
        if role == _DISPLAY:
            return item.title
        if role == _ACCESSIBLE:
            return item.title if item.count is None else f"{item.title}, {item.count}"
        if role == _TOOLTIP:
            parts = [item.title, "" if item.count is None else str(item.count), item.hint]
            return " · ".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._items[index.row()], str):
            return Qt.ItemFlag.ItemNeverHasChildren
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def show_sections(self, sections: Sequence[SidebarSection]) -> None:
        """Replace everything; unchanged keys in unchanged places only change their counts."""
        items: list[str | SidebarEntry] = []
        for section in sections:
            items.append(section.title)
            items.extend(section.entries)
        if [_identity(item) for item in items] == [_identity(item) for item in self._items]:
            for row, item in enumerate(items):
                if self._items[row] != item:
                    self._items[row] = item
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """Row of an entry; -1 where there is none."""
        for row, item in enumerate(self._items):
            if isinstance(item, SidebarEntry) and item.key == key:
                return row
        return -1

    def key_at(self, row: int) -> str:
        """Key of the entry in a row; "" for a section title."""
        item = self._items[row] if 0 <= row < len(self._items) else ""
        return item.key if isinstance(item, SidebarEntry) else ""


def _identity(item: str | SidebarEntry) -> str:
    return item.key if isinstance(item, SidebarEntry) else f"# {item}"
