"""The inbox: which list is shown, what is in it, and the case that is open beside it."""

from __future__ import annotations

from array import array
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QWidget

from desktop.domain.changes import Change
from desktop.domain.errors import UserError
from desktop.services.inbox.ahead import LISTED
from desktop.services.inbox.filters import CaseFilter
from desktop.services.inbox.listing import Listing, ListOpening
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxSort
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.actions import ActionId
from desktop.views.case.case_desk import CaseDesk
from desktop.views.inbox.case_list import CaseListPanel
from desktop.views.inbox.foretelling import Foretelling
from desktop.views.inbox.list_loader import ListLoader
from desktop.views.inbox.list_source import ListSource
from desktop.views.inbox.view_texts import empty_text, list_key
from desktop.views.inbox.workplace_source import WorkplaceSource
from desktop.views.soon import Soon
from desktop.views.workplace import Workplace

WIDEST_PILL_ROW = 216
"""Pixels at 100 % that a row with the widest pill needs."""
REFRESH_AFTER_MS = 120


class After(Enum):
    """What the list that arrives next is for. A refresh may overtake what was asked first."""

    OPENING = "opening"
    NARROWING = "narrowing"
    """The same list by a filter: what is open stays open, in the list or not."""
    REFRESH = "refresh"
    MOVING_ON = "moving_on"
    WANTED_CASE = "wanted_case"
    """A case that somebody asked for by itself: it is open, whether this list has it or not."""


class InboxPage(QWidget):
    """List and case side by side. ``list_shown`` carries the query whenever another list opens.

    ``place_shown`` carries place and number of cases whenever one of them changes; ``unreadable``
    fires when the list could not be read, so that somebody looks whether it can be again.
    ``sorts`` are the orders that a person has chosen, by the key of a list; ``sort_kept`` carries
    key and order whenever one of them is chosen.
    """

    list_shown = Signal(object)
    place_shown = Signal(int, int)
    unreadable = Signal()
    sort_kept = Signal(str, object)

    def __init__(
        self,
        workplace: Workplace,
        source: ListSource | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Start with all open cases; ``open_list`` loads. Without a ``source``: the services."""
        super().__init__(parent)
        self._workplace = workplace
        self.query = InboxQuery()
        self.title = ""
        self._key = ""
        self._wanted: int | None = None
        self._after = After.OPENING
        self._first_wanted = False
        self.sorts: dict[str, InboxSort] = {}
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.panel = CaseListPanel(workplace.actor.staff_id, self.splitter)
        self.loader = ListLoader(source or WorkplaceSource(workplace), self)
        self.desk = CaseDesk(workplace, self.splitter)
        self.pane = self.desk.pane
        self.foretelling = Foretelling(self.panel.model, self.pane, workplace)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.panel)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self._soon = Soon(REFRESH_AFTER_MS, workplace.courtesy, self)
        self._connect()
        self.reset_splitter()

    def _connect(self) -> None:
        self._soon.due.connect(self.refresh)
        self.panel.list.scrolled.connect(self._workplace.courtesy.note)
        self._workplace.changed.connect(self._on_workplace_changed)
        self._connect_loader()
        self.panel.filter_changed.connect(self._on_panel_filter_changed)
        self.panel.filter_entered.connect(self._on_panel_filter_entered)
        self.panel.cancelled.connect(self._on_panel_cancelled)
        self.panel.retried.connect(self._on_panel_retried)
        self.panel.current_changed.connect(self._on_panel_current_changed)
        self.panel.opened.connect(self._on_panel_opened)
        self.panel.take_requested.connect(self.foretelling.take)
        self.panel.sort_chosen.connect(self._on_panel_sort_chosen)
        self.panel.refresh_requested.connect(self._on_panel_refresh_requested)
        self.pane.moved_on.connect(self._on_pane_moved_on)
        self.pane.case_requested.connect(self.open_case)
        self.desk.read_work.foretold.connect(self.foretelling.read)
        self.pane.came_back.connect(self.open_and_keep)
        actions = self._workplace.actions
        actions.connect_handler(ActionId.NEXT_CASE, lambda: self._step(1))
        actions.connect_handler(ActionId.PREVIOUS_CASE, lambda: self._step(-1))
        actions.connect_handler(ActionId.FILTER, self.focus_filter)

    def _connect_loader(self) -> None:
        self.loader.opened.connect(self._on_opened)
        self.loader.grew.connect(self._on_grew)
        self.loader.completed.connect(self._on_completed)
        self.loader.refreshed.connect(self._on_refreshed)
        self.loader.again.connect(self._soon.ask)
        self.loader.failed.connect(self._on_list_failed)
        self.loader.rows_read.connect(self._on_rows_read)
        self.loader.rows_failed.connect(self._on_rows_failed)
        self.panel.rows_wanted.connect(self.loader.read_rows)

    def reset_splitter(self) -> None:
        """The default widths of list and case."""
        self._default_width = self._list_width()
        self.splitter.setSizes([self._default_width, 10_000])

    def _list_width(self) -> int:
        """Wide enough for the widest pill; of large letters the case gets more than the list."""
        now = theme.current()
        return max(now.tokens.layout["caseList"], now.px(WIDEST_PILL_ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nothing in the case had a use for leads back to the list; fields keep text."""
        if event.key() == Qt.Key.Key_Escape and self.pane.isAncestorOf(self.focusWidget()):
            self.panel.take_focus()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need a wider list; a width that somebody chose is only ever raised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_default_width"):
            now = self.splitter.sizes()[0]
            if now == self._default_width or now < self._list_width():
                self.reset_splitter()

    def open_list(self, query: InboxQuery, title: str, saved: str = "") -> None:
        """Show another list; the open case stays open while the list loads.

        Words of the query's own go into the filter field; else what stands there holds on.
        ``saved`` is the key of a saved view, whose words are the query's also where there are none.
        """
        self._key = saved or list_key(query)
        self.query = replace(query, sort=self.sorts.get(self._key, query.sort), needle="")
        self.title = title
        if query.needle or saved:
            blocked = self.panel.filter.blockSignals(True)
            self.panel.filter.setText(query.needle)
            self.panel.filter.blockSignals(blocked)
        self.panel.show_title(title, empty_text(query))
        self.panel.head.show_sort(self.query.sort)
        self.panel.show_filtered(filtered=not query.filter.is_empty)
        self.list_shown.emit(self.query)
        self._open(After.OPENING)

    def choose_companies(self, companies: frozenset[int]) -> None:
        """The same list, of other companies; what narrows it holds on."""
        self.query = replace(self.query, companies=companies)
        self.panel.show_title(self.title, empty_text(self.query))
        self.list_shown.emit(self.query)
        self._open(After.OPENING)

    def narrow(self, wanted: CaseFilter) -> None:
        """The same list by another filter."""
        self.query = replace(self.query, filter=wanted)
        self.panel.show_title(self.title, empty_text(self.query))
        self.panel.show_filtered(filtered=not wanted.is_empty)
        self._open(After.NARROWING)

    def _open(self, after: After) -> None:
        """Read the list from its beginning."""
        self._after = after
        if after is After.NARROWING:
            self.panel.start_narrowing()
        else:
            self.panel.start_loading()
        self.loader.open(self._narrowed_query())

    def refresh(self) -> None:
        """Read the list again; nothing moves while somebody is in it."""
        self.loader.refresh(self._narrowed_query(), self.panel.model.ids)

    def shown_query(self) -> InboxQuery:
        """The list on show with the words it is narrowed by."""
        return self._narrowed_query()

    def _narrowed_query(self) -> InboxQuery:
        return replace(self.query, needle=self.panel.filter.text().strip())

    def open_case(self, case_id: int) -> None:
        """Open a case, in the list or not."""
        if not self.panel.select(case_id):
            self.panel.select_nothing()
        self._show_case(case_id)

    def open_and_keep(self, case_id: int) -> None:
        """Open a case that stays open when the list arrives, and is selected where it is in it."""
        self._wanted = case_id
        self._after = After.WANTED_CASE
        self.open_case(case_id)
        self.refresh()

    def focus_list(self) -> None:
        """Give the list the focus, as soon as it is there."""
        self.panel.take_focus()

    def focus_filter(self) -> None:
        """Strg+F."""
        self.panel.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.panel.filter.selectAll()

    def _on_opened(self, opening: ListOpening) -> None:
        needle = self._narrowed_query().needle
        self.panel.show_opening(opening, keep=self._kept(), narrowed=needle)
        self._settle()
        if self._first_wanted:
            self._on_panel_filter_entered()

    def _on_grew(self, ids: array[int]) -> None:
        self.panel.extend(ids)
        self._settle()

    def _on_completed(self) -> None:
        self.panel.settle()
        self._settle()

    def _on_refreshed(self, listing: Listing) -> None:
        if self._after is After.REFRESH:
            self.panel.refresh_listing(listing)
            self._show_place()
            return
        self.panel.show_listing(listing, keep=self._kept())
        self._settle()

    def _kept(self) -> int | None:
        """The case that shall be selected in the list that arrives."""
        if self._after in (After.MOVING_ON, After.WANTED_CASE):
            return self._wanted
        return self.pane.case_id

    def _settle(self) -> None:
        """Decide what is open, as soon as it is known what the list holds."""
        after, keep = self._after, self._kept()
        if after is not After.REFRESH:
            there = keep is not None and self.panel.select(keep)
            if keep is not None and not there and not self.panel.model.is_complete:
                # The keys of the list still arrive: the case may be among them.
                self._show_place()
                return
            self._after = After.REFRESH
            if after in (After.OPENING, After.MOVING_ON):
                self._settle_case(after, keep if there else None)
        self._show_place()

    def _settle_case(self, after: After, keep: int | None) -> None:
        if keep is None:
            self._open_first()
        elif after is After.MOVING_ON:
            self._show_case(keep)
        if QApplication.focusWidget() is None:
            self.panel.take_focus()

    def _on_list_failed(self, error: UserError) -> None:
        """A list that is there stays, old as it is; an empty one would look as if all was done."""
        if self._after is not After.REFRESH:
            self.panel.show_unreadable(error_sentence(error))
        self.unreadable.emit()
        self._workplace.say(error)

    def _on_rows_read(self, rows: tuple[CaseRow, ...], asked: array[int]) -> None:
        self.panel.take_rows(rows, asked)

    def _on_rows_failed(self, error: UserError) -> None:
        self.unreadable.emit()
        self._workplace.say(error)

    def _open_first(self) -> None:
        first = self.panel.model.first_case()
        if first is None:
            self.pane.show_nothing()
        else:
            self.panel.select(first)
            # The list does not wait for the case: reading and filling the page would come before.
            self.panel.list.viewport().repaint()
            self._show_case(first)

    def _show_case(self, case_id: int) -> None:
        self.pane.open_case(case_id)
        self._show_place()

    def _show_place(self) -> None:
        case_id = self.pane.case_id
        model = self.panel.model
        place = model.place(case_id) if case_id is not None else 0
        self.pane.show_place(place, model.total)
        self.place_shown.emit(place, model.total)
        actions = self._workplace.actions
        for action_id, step in ((ActionId.NEXT_CASE, 1), (ActionId.PREVIOUS_CASE, -1)):
            there = case_id is not None and model.neighbour(case_id, step) is not None
            actions.set_possible(action_id, "" if there else tr("kein weiterer Vorgang"))

    def _step(self, step: int) -> None:
        if self.pane.case_id is None:
            return
        case_id = self.panel.model.neighbour(self.pane.case_id, step)
        if case_id is not None:
            self.open_case(case_id)

    def _on_panel_current_changed(self, case_id: int) -> None:
        if case_id != self.pane.case_id:
            self._show_case(case_id)

    def _on_panel_opened(self, case_id: int) -> None:
        self.open_case(case_id)
        self.pane.take_focus()

    def _on_panel_sort_chosen(self, sort: InboxSort) -> None:
        self.sorts[self._key] = sort
        self.sort_kept.emit(self._key, sort)
        self.query = replace(self.query, sort=sort)
        self.panel.head.show_sort(sort)
        self.list_shown.emit(self.query)
        self._open(After.OPENING)

    def _on_panel_filter_changed(self) -> None:
        self._first_wanted = False
        self._open(After.NARROWING)

    def _on_panel_filter_entered(self) -> None:
        """Enter in the filter: its first case, as soon as it is known which one that is."""
        self._first_wanted = self.loader.is_opening
        first = None if self._first_wanted else self.panel.model.first_case()
        if first is not None:
            self.panel.select(first)
            self.panel.list.setFocus()
            self._show_case(first)

    def _on_panel_cancelled(self) -> None:
        self.loader.cancel()
        self.panel.show_cancelled()

    def _on_panel_retried(self) -> None:
        self._open(After.OPENING)

    def _on_panel_refresh_requested(self) -> None:
        """New cases take their places; the open one stays open, also where no list has it."""
        self._wanted = self.pane.case_id
        self._after = After.OPENING if self._wanted is None else After.WANTED_CASE
        self.refresh()

    def _on_pane_moved_on(self, case_id: int) -> None:
        """A case was finished here: the next one of the list opens with the next refresh."""
        model = self.panel.model
        # The button that was pressed may vanish: without this the focus would land anywhere.
        self.panel.list.setFocus()
        self._wanted = model.neighbour(case_id, 1) or model.neighbour(case_id, -1)
        self._after = After.MOVING_ON
        self.refresh()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if any(change.kind in LISTED for change in changes):
            self._soon.ask()
