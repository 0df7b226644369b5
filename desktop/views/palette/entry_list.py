"""The list of chapters and entries, as the palette and the overview of keys show it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop.views.palette.entries import Entry, Section
from desktop.views.palette.entry_delegate import ROW_ROLE, EntryDelegate

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class EntryModel(QAbstractListModel):
    """Headings and entries in one list. Headings cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: list[Entry | Section] = []

    def show(self, sections: Sequence[Section]) -> bool:
        """Show these chapters; empty ones are left out. False where nothing is different."""
        rows: list[Entry | Section] = []
        for section in sections:
            if section.entries:
                rows.append(section)
                rows.extend(section.entries)
        if rows == self._rows:
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Headings count too."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The entry itself for the delegate; its sentence for everybody else."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken() if isinstance(row, Entry) else row.title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is passed over. A blocked entry is reached: its reason is to be read."""
        if index.isValid() and isinstance(self._rows[index.row()], Entry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def entry(self, row: int) -> Entry | None:
        """The entry of a row; None for a heading and outside of the list."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Entry) else None

    def row_of(self, key: str) -> int:
        """Row of an entry, -1 where it is not in the list."""
        rows = enumerate(self._rows)
        return next((n for n, row in rows if isinstance(row, Entry) and row.key == key), -1)

    def next_entry(self, row: int, step: int) -> int:
        """The next row that is an entry, from ``row`` on in steps; ``row`` where there is none."""
        there = row + step
        while 0 <= there < len(self._rows):
            if isinstance(self._rows[there], Entry):
                return there
            there += 1 if step > 0 else -1
        return row

    def first(self) -> int:
        """The first entry's row, -1 where there is none."""
        return self.next_entry(-1, 1)

    def last(self) -> int:
        """The last entry's row, -1 where there is none."""
        there = self.next_entry(len(self._rows), -1)
        return there if there < len(self._rows) else -1


class EntryList(QListView):
    """Shows an ``EntryModel``. What is current stays current, and where it is, when rows come."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.rows = EntryModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(EntryDelegate(self))

    def current_entry(self) -> Entry | None:
        """The entry that Enter would mean."""
        return self.rows.entry(self.currentIndex().row())

    def show_sections(self, sections: Sequence[Section], *, from_the_top: bool) -> None:
        """Show other rows; the current one stays unless one begins ``from_the_top`` again."""
        before = self.current_entry()
        height = self.visualRect(self.currentIndex()).top() if before else 0
        self.rows.show(sections)
        row = self.rows.row_of(before.key) if before and not from_the_top else -1
        if row < 0:
            self.go_to(self.rows.first())
            self.scrollToTop()
            return
        self.go_to(row)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.visualRect(self.currentIndex()).top() - height)

    def go_to(self, row: int) -> None:
        """Make a row the current one and bring it into sight; none for a negative ``row``."""
        if row < 0:
            self.setCurrentIndex(QModelIndex())
            return
        # The heading of the first entry belongs to what is seen at the top.
        heading = row == self.rows.first()
        self.setCurrentIndex(self.rows.index(row))
        self.scrollTo(self.rows.index(0 if heading else row))

    def step(self, step: int) -> None:
        """Go on by so many rows, over headings."""
        self.go_to(self.rows.next_entry(self.currentIndex().row(), step))

    def page(self, step: int) -> None:
        """Go on by what is in sight; at an end to the very first or last."""
        height = max(1, self.visualRect(self.currentIndex()).height())
        far = max(1, self.viewport().height() // height - 1)
        here = self.currentIndex().row()
        there = self.rows.next_entry(here, step * far)
        if there == here:
            there = self.rows.last() if step > 0 else self.rows.first()
        self.go_to(there)
