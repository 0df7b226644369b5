"""The middle column: title and count, order, filter, the list, and what it says when empty."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.services.inbox.listing import Listing, ListOpening
from desktop.services.inbox.rows import CaseRow
from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.inbox.case_list_model import CaseListModel, GroupRow
from desktop.views.inbox.case_list_view import Anchor, CaseListView
from desktop.views.inbox.empty_list import EmptyList
from desktop.views.inbox.list_head import ListHead
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.theme_tokens import Role
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import Tone
from desktop.views.widgets.skeleton import PATIENCE_MS, SkeletonRows

_AHEAD = 60
"""Rows that are read above and below those that are seen."""


class CaseListPanel(QWidget):
    """Everything of the middle column.

    ``current_changed`` carries the case the selection went to; ``opened`` one that was opened with
    Enter; ``take_requested`` one whose dashed circle was clicked; ``sort_chosen`` an order;
    ``refresh_requested`` asks for the list with new cases in their places; ``rows_wanted`` for the
    rows of cases (an array of their keys). ``filter_changed`` carries what the list shall be
    narrowed by, ``filter_entered`` that somebody wants its first case, ``filter_cleared`` that it
    shall not be narrowed; ``cancelled`` and ``retried`` are about a list that takes its time.
    ``search_requested`` carries what shall be sought everywhere. ``marks_changed`` fires when other
    cases are chosen together, or others are in the list of which all are.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    take_requested = Signal(int)
    sort_chosen = Signal(object)
    refresh_requested = Signal()
    rows_wanted = Signal(object)
    filter_changed = Signal(str)
    filter_entered = Signal()
    filter_cleared = Signal()
    cancelled = Signal()
    retried = Signal()
    search_requested = Signal(str)
    marks_changed = Signal()

    def __init__(self, own_staff_id: int | None, parent: QWidget | None = None) -> None:
        """Start empty, ordered by urgency."""
        super().__init__(parent)
        self.model = CaseListModel(self)
        self.list = CaseListView(self.model)
        self.delegate = self.list.delegate
        self.delegate.set_own_staff_id(own_staff_id)
        self.head = ListHead()
        self.filter = FilterField(tr("Filtern: Name, Vertrag, IBAN-Ende"))
        self.newer = ActionButton(
            "", variant=Variant.SECONDARY, icon_name="arrow-up", size=ButtonSize.SMALL
        )
        self.newer.hide()
        self.skeleton = SkeletonRows()
        self._empty_text = (tr("Keine Vorgänge"), "")
        self._whole = 0
        self._narrowed = ""
        self._filtered = False
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        now = theme.current()
        top = QVBoxLayout()
        top.setContentsMargins(now.space(3), now.px(9), now.space(3), now.px(9))
        top.setSpacing(now.space(2))
        top.addWidget(self.head)
        self._filter_row = QHBoxLayout()
        self._filter_row.setSpacing(now.px(4))
        self._filter_row.addWidget(self.filter, 1)
        top.addLayout(self._filter_row)
        self._filter_place = QVBoxLayout()
        top.addLayout(self._filter_place)
        self._bar_place = QVBoxLayout()
        top.addLayout(self._bar_place)
        top.addWidget(self.newer)
        self._pages = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(self._pages, 1)
        # After it has its place: the first page is shown at once, and would be a window.
        for widget in (self.list, self.skeleton):
            self._pages.addWidget(widget)
        self.setMinimumWidth(now.tokens.layout["caseListMin"])

    def _connect(self) -> None:
        self.head.sort_chosen.connect(self.sort_chosen)
        self.filter.textChanged.connect(self.filter_changed)
        self.filter.left_empty.connect(self.take_focus)
        self.filter.returnPressed.connect(self.filter_entered)
        self.skeleton.cancel_requested.connect(self.cancelled)
        self.newer.clicked.connect(self.refresh_requested)
        self.delegate.take_requested.connect(self.take_requested)
        self.list.opened.connect(self.opened)
        self.list.clicked.connect(self._on_list_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.marking.changed.connect(self.marks_changed)
        self.model.modelReset.connect(self.marks_changed)
        self.model.rows_missing.connect(self._look_soon.start)
        self._look_soon.timeout.connect(self._on_look)
        self._patience.timeout.connect(self._on_patience_timeout)

    @LatePart
    def empty(self) -> EmptyList:
        """What stands here instead of a list without cases."""
        empty = EmptyList(self)
        empty.clear_filter.clicked.connect(self.filter.clear)
        empty.clear_filter.clicked.connect(self.filter_cleared)
        empty.retry.clicked.connect(self.retried)
        empty.search_all.clicked.connect(lambda: self.search_requested.emit(self._narrowed))
        self._pages.addWidget(empty)
        follow_in_tab_order(self.list, empty)
        return empty

    def add_filter_button(self, button: QWidget) -> None:
        """Give the button that shows what narrows the list beside words its place, for Tab, too."""
        self._filter_row.addWidget(button)
        follow_in_tab_order(self.filter, button)
        self._last_of_filter = button

    def add_filter(self, panel: QWidget) -> None:
        """Give what narrows the list beside words its place, for Tab behind the button."""
        self._filter_place.addWidget(panel)
        follow_in_tab_order(self._last_of_filter, panel)
        self._last_of_filter = panel

    def add_bar(self, bar: QWidget) -> None:
        """Give what can be done with the chosen cases its place above them."""
        self._bar_place.addWidget(bar)
        follow_in_tab_order(self._last_of_filter, bar)

    def show_title(self, title: str, empty_title: str, empty_detail: str = "") -> None:
        """Name the list and what it says when there is nothing in it."""
        self.head.show_title(title)
        # How many it has without words is another list's number.
        self._whole = 0
        self._empty_text = (empty_title, empty_detail)

    def show_filtered(self, *, filtered: bool) -> None:
        """Whether a filter besides words narrows the list, which an empty one has to say."""
        self._filtered = filtered

    def start_loading(self) -> None:
        """Another list was asked for; grey bars appear if it takes longer.

        Until then the former one stays on show, though nobody can do anything with it: to empty
        the column for a hundredth of a second would flicker, and takes longer than to read a list.
        """
        if self._pages.currentWidget() is self.list and self.model.total:
            self.list.hold(held=True)
            self._patience.start()
        else:
            self._cover()

    def _cover(self) -> None:
        focused = self.window().focusWidget() is self.list
        self._patience.stop()
        self._pages.setCurrentWidget(self.skeleton)
        self.skeleton.start()
        if focused:
            self.skeleton.setFocus()

    def _on_patience_timeout(self) -> None:
        """It takes longer."""
        self._cover()
        self.skeleton.show_bars()

    def start_narrowing(self) -> None:
        """The same list is narrowed: what is on show stays unless that takes longer."""
        self._patience.start()

    def take_focus(self) -> None:
        """Give the focus to the list, while it loads to what stands in its place.

        A hidden list cannot have it: the focus would land on the first button of the window.
        """
        for page in (self.list, self.skeleton):
            if page is self._pages.currentWidget():
                page.setFocus()
                return
        self.filter.setFocus()

    def show_opening(self, opening: ListOpening, *, keep: int | None, narrowed: str) -> None:
        """Show the first page of a list, and ``keep`` selected at its height where it is in it."""
        offset = self._offset_of(keep)
        waiting = self._stop_waiting()
        self._narrowed = narrowed
        self.model.open(opening)
        self.newer.hide()
        self.list.verticalScrollBar().setValue(0)
        self._show_page()
        if waiting:
            self.take_focus()
        if keep is not None:
            self.select(keep, offset)

    def extend(self, ids: array[int]) -> None:
        """The keys of the list that was opened go on."""
        self.model.extend(ids)
        self.list.viewport().update()

    def settle(self) -> None:
        """All keys of the list are here."""
        if len(self.model.ids) != self.model.total:
            current, anchor = self.current_case(), self.list.anchor()
            self.model.settle()
            self._put_back(current, anchor)
            self._show_page()

    def show_listing(self, listing: Listing, *, keep: int | None) -> None:
        """Show a list that was read again, ``keep`` selected and what is seen where it is."""
        anchor = self.list.anchor()
        waiting = self._stop_waiting()
        self.model.show(listing)
        self.newer.hide()
        self._show_page()
        if waiting:
            self.take_focus()
        self._put_back(keep, anchor)
        self._look_soon.start()

    def refresh_listing(self, listing: Listing) -> None:
        """Take over a refresh; while somebody is in the list nothing moves."""
        current = self.current_case()
        if not self.list.is_in_use():
            self.show_listing(listing, keep=current)
            return
        anchor = self.list.anchor()
        new = self.model.refresh(listing)
        self._put_back(current, anchor)
        self.newer.setText(ntr("{n} neuen Vorgang anzeigen", "{n} neue Vorgänge anzeigen", new))
        self.newer.setVisible(new > 0)
        self._show_page()
        self._look_soon.start()

    def take_rows(self, rows: Iterable[CaseRow], asked: Iterable[int]) -> None:
        """Rows that were wanted have come."""
        self.model.take_rows(rows, asked)
        self.list.viewport().update()
        self._look_soon.start()

    def show_unreadable(self, sentence: str) -> None:
        """The list that was asked for could not be read, and no other may stand in its place."""
        self._show_nothing(tr("Die Liste konnte nicht gelesen werden"), sentence)
        self.empty.icon.show_icon("triangle-alert", Tone.WARNING)

    def show_cancelled(self) -> None:
        """Somebody did not want to wait for the list."""
        self._show_nothing(tr("Das Laden wurde abgebrochen"), "")
        self.empty.icon.show_icon("refresh-cw", Tone.MUTED)
        self.empty.retry.show()

    def _show_nothing(self, title: str, detail: str) -> None:
        waiting = self._stop_waiting()
        self.model.show(Listing(array("q"), (), ()))
        self.newer.hide()
        self.head.count.setText("")
        self._offer_ways(narrowed=False)
        self.empty.show_text(title, detail)
        self._pages.setCurrentWidget(self.empty)
        if waiting:
            self.take_focus()

    def _stop_waiting(self) -> bool:
        """Whether somebody was waiting where the list will be."""
        waiting = self.window().focusWidget() in (self.skeleton, self.list)
        self.list.hold(held=False)
        self._patience.stop()
        self.skeleton.stop()
        return waiting

    def _put_back(self, case_id: int | None, anchor: Anchor) -> None:
        """After a change: the same case is selected, and what was seen is where it was."""
        if case_id is not None:
            self._set_current(case_id)
        self.list.restore(anchor)

    def _on_look(self) -> None:
        first, last = self.list.seen()
        wanted = self.model.wanted(first, last)
        if wanted:
            # As one has to ask, a little more: the next turn of the wheel is there already.
            wanted = self.model.wanted(first - _AHEAD, last + _AHEAD)
            self.rows_wanted.emit(array("q", wanted))

    def select(self, case_id: int, offset: int | None = None) -> bool:
        """Select a case without opening it; False when it is not in the list."""
        if not self._set_current(case_id):
            return False
        if offset is not None:
            self.list.restore([(case_id, offset)])
        else:
            self.list.scrollTo(self.list.currentIndex())
        return True

    def select_nothing(self) -> None:
        """No case of this list is open; the keys go on from where they were."""
        selection = self.list.selectionModel()
        blocked = selection.blockSignals(True)
        selection.clearSelection()
        selection.blockSignals(blocked)
        self.list.viewport().update()

    def _set_current(self, case_id: int) -> bool:
        position = self.model.position_of(case_id)
        if position < 0:
            return False
        selection = self.list.selectionModel()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        blocked = selection.blockSignals(True)
        selection.setCurrentIndex(self.model.index(position), flags)
        selection.blockSignals(blocked)
        self.list.viewport().update()
        return True

    def current_case(self) -> int | None:
        """The selected case."""
        return self.model.case_at(self.list.currentIndex().row())

    def _offset_of(self, case_id: int | None) -> int | None:
        if case_id is None or (position := self.model.position_of(case_id)) < 0:
            return None
        return self.list.rowViewportPosition(position)

    def _show_page(self) -> None:
        matching = self.model.total
        if not self._narrowed:
            self._whole = matching
        self.head.count.setText(
            tr("{n} von {total}", n=matching, total=self._whole)
            if self._narrowed and self._whole >= max(matching, 1)
            else str(matching)
        )
        if matching:
            self._pages.setCurrentWidget(self.list)
            return
        if self._narrowed:
            self.empty.icon.show_icon("search", Tone.MUTED)
            self.empty.show_text(tr("Kein Vorgang passt zu „{text}“", text=self._narrowed))
        else:
            self.empty.icon.show_icon("circle-check", Tone.OK)
            self.empty.show_text(*self._empty_text)
        self._offer_ways(narrowed=bool(self._narrowed))
        self._pages.setCurrentWidget(self.empty)

    def _offer_ways(self, *, narrowed: bool) -> None:
        """Buttons of the empty state: a filter that finds nothing has two ways on."""
        self.empty.clear_filter.setVisible(narrowed or self._filtered)
        self.empty.search_all.setVisible(narrowed)
        self.empty.retry.hide()

    def _on_list_clicked(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if isinstance(entry, GroupRow):
            current, bar = self.current_case(), self.list.verticalScrollBar()
            height = bar.value()
            self.model.toggle_group(entry.urgency)
            if current is not None:
                self._set_current(current)
            bar.setValue(height)
            return
        self._tell_current(index.row())

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self.list.marking.is_moving:
            return
        self._tell_current(current.row())

    def _tell_current(self, row: int) -> None:
        case_id = self.model.case_at(row)
        if case_id is not None:
            self.current_changed.emit(case_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), now.color(Role.BORDER_DEFAULT))
        painter.end()
