"""The list of letters to print: uniform rows, several can be chosen, with the keyboard too."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.services.letters.view import LetterRow
from desktop.texts import tr
from desktop.views import theme
from desktop.views.letters.letter_table import (
    CASE_COLUMN,
    DUE_COLUMN,
    NAME_COLUMN,
    STATE_COLUMN,
    SUBJECT_COLUMN,
    LetterTableModel,
)
from desktop.views.theme_tokens import Row
from desktop.views.widgets.row_focus import RowFocusDelegate

_SELECT_ROW = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_NAME_SHARE = 0.31
_CASE_SHARE = 0.38
"""At most so much of what date and state leave; the subject gets the rest."""
_NAME_SHARE_OF_TWO = 0.55
_NARROWEST, _MOST_OF_ROOM = 60, 0.7
"""What a person may draw the name to: pixels at 100 %, and a share of what date and state leave."""
_LEAST_FOR_THREE = 330
"""Pixels at 100 %: with less the case has no column; the preview and Enter lead to it."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LetterList(QTableView):
    """Letters that wait; what is looked at and what is chosen are two things.

    ``looked_at`` carries the row the focus is on (or None), ``chosen_changed`` comes with another
    selection, ``case_requested`` with Enter or a double click, ``account_requested`` (a contract)
    where there is no case. Esc chooses none.
    """

    looked_at = Signal(object)
    chosen_changed = Signal()
    case_requested = Signal(int)
    account_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.letters = LetterTableModel(self)
        self.setModel(self.letters)
        self.setItemDelegate(RowFocusDelegate(self))
        self.setAccessibleName(tr("Briefe zu drucken"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME_COLUMN, QHeaderView.ResizeMode.Interactive)
        header.sectionResized.connect(self._on_header_section_resized)
        self._drawn = 0
        self._is_sharing = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._measure()
        selection = self.selectionModel()
        selection.currentRowChanged.connect(lambda *_: self.looked_at.emit(self.current()))
        selection.selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.doubleClicked.connect(lambda _: self._open_case())

    def show_letters(self, rows: tuple[LetterRow, ...]) -> None:
        """Show these letters; what was chosen and looked at stays so where it is still there."""
        current, chosen = self.current(), {row.delivery_id for row in self.chosen()}
        if not self.letters.show_rows(rows):
            return
        self._share_room()
        self.choose(chosen)
        wanted = None if current is None else self._place(current.delivery_id)
        if rows and wanted is None:
            # The next one moves up to where the last one was.
            wanted = 0
        if wanted is not None:
            self.selectionModel().setCurrentIndex(
                self.letters.index(wanted, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        else:
            self.looked_at.emit(None)
        self.chosen_changed.emit()

    def drawn_widths(self) -> tuple[int, ...]:
        """The widths in pixels that a person has drawn columns to; empty where nobody has."""
        return (self._drawn,) if self._drawn else ()

    def draw_widths(self, widths: tuple[int, ...]) -> None:
        """Give columns the widths that a person has drawn before; what cannot be one is ignored."""
        if len(widths) == 1 and widths[0] >= _NARROWEST:
            self._drawn = widths[0]
            self._share_room()

    def choose(self, delivery_ids: Iterable[int]) -> None:
        """Choose these letters and no others."""
        wanted = set(delivery_ids)
        selection = self.selectionModel()
        selection.clearSelection()
        for place, row in enumerate(self.letters.lines):
            if row.delivery_id in wanted:
                selection.select(self.letters.index(place, 0), _SELECT_ROW)

    def look_at(self, delivery_id: int) -> None:
        """Bring one letter into view; the choice stays."""
        place = self._place(delivery_id)
        if place is not None:
            index = self.letters.index(place, 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    def current(self) -> LetterRow | None:
        """The letter that is looked at."""
        place = self.currentIndex().row()
        return self.letters.line(place)

    def chosen(self) -> tuple[LetterRow, ...]:
        """The chosen letters in the order of the list."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        letters = self.letters.lines
        return tuple(letters[place] for place in places)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the case, or else the account; Esc chooses none."""
        if event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._open_case()
        elif event.key() == Qt.Key.Key_Escape and self.chosen():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "letters"):
            self._measure()

    def _open_case(self) -> None:
        row = self.current()
        if row is not None and row.case_id is not None:
            self.case_requested.emit(row.case_id)
        elif row is not None and row.tenancy_id is not None:
            self.account_requested.emit(row.tenancy_id)

    def _place(self, delivery_id: int) -> int | None:
        places = (n for n, row in enumerate(self.letters.lines) if row.delivery_id == delivery_id)
        return next(places, None)

    def _measure(self) -> None:
        now = theme.current()
        self.verticalHeader().setDefaultSectionSize(now.row_height(Row.TABLE))
        self.horizontalHeader().setFixedHeight(now.row_height(Row.TABLE_HEADER))
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _on_header_section_resized(self, column: int, _before: int, width: int) -> None:
        if column == NAME_COLUMN and not self._is_sharing:
            self._drawn = max(width, theme.current().px(_NARROWEST))
            self._share_room()

    def _share_room(self) -> None:
        self._is_sharing = True
        try:
            self._give_widths()
        finally:
            self._is_sharing = False

    def _give_widths(self) -> None:
        """Date and state are shown in full, the rest gets what is left: no column out of sight."""
        header = self.horizontalHeader()
        wanted = [
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(header.count())
        ]
        room = max(0, self.viewport().width() - wanted[DUE_COLUMN] - wanted[STATE_COLUMN])
        is_narrow = room < theme.current().px(_LEAST_FOR_THREE)
        shares = {NAME_COLUMN: _NAME_SHARE, CASE_COLUMN: _CASE_SHARE}
        if is_narrow:
            shares = {NAME_COLUMN: _NAME_SHARE_OF_TWO}
        shared = {
            column: min(wanted[column], round(room * share)) for column, share in shares.items()
        }
        if self._drawn:
            shared[NAME_COLUMN] = min(self._drawn, round(room * _MOST_OF_ROOM))
            rest = room - shared[NAME_COLUMN]
            if CASE_COLUMN in shared:
                shared[CASE_COLUMN] = min(shared[CASE_COLUMN], rest // 2)
        shared[SUBJECT_COLUMN] = room - sum(shared.values())
        self.setColumnHidden(CASE_COLUMN, is_narrow)
        for column, width in enumerate(wanted):
            self.setColumnWidth(column, shared.get(column, width))
