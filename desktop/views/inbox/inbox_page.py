"""The inbox: which list is shown, what is in it, and the case that is open beside it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.inbox import use_cases as inbox
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxSort, InboxView
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.actions import ActionId
from desktop.views.case.case_desk import CaseDesk
from desktop.views.inbox.case_list import CaseListPanel
from desktop.views.workplace import Workplace

_LIST = "inbox.list"
WIDEST_PILL_ROW = 216
"""Pixels at 100 % that a row with the widest pill needs."""
REFRESH_AFTER_MS = 120


def view_title(view: InboxView) -> str:
    """Name of a view."""
    names = {
        InboxView.ALL_OPEN: tr("Alle offenen"),
        InboxView.MINE: tr("Meine Vorgänge"),
        InboxView.UNASSIGNED: tr("Nicht zugewiesen"),
        InboxView.DUE_TODAY: tr("Heute fällig"),
        InboxView.RUN_AT_RISK: tr("Lauf gefährdet"),
        InboxView.RELEASES: tr("Freigaben"),
        InboxView.WAITING: tr("Wiedervorlage"),
        InboxView.LETTERS: tr("Brief zu drucken"),
        InboxView.HAND_OVER: tr("Wartet auf Übergabe"),
        InboxView.CLOSED: tr("Geschlossene Vorgänge"),
    }
    return names[view]


def empty_title(view: InboxView) -> str:
    """Why a view is empty."""
    names = {
        InboxView.ALL_OPEN: tr("Alles erledigt: kein offener Vorgang"),
        InboxView.MINE: tr("Ihnen ist kein Vorgang zugewiesen"),
        InboxView.UNASSIGNED: tr("Jeder offene Vorgang ist zugewiesen"),
        InboxView.DUE_TODAY: tr("Heute ist nichts fällig"),
        InboxView.RUN_AT_RISK: tr("Kein Lauf ist gefährdet"),
        InboxView.RELEASES: tr("Keine Freigabe steht aus"),
        InboxView.WAITING: tr("Kein Vorgang wartet"),
        InboxView.LETTERS: tr("Kein Brief ist zu drucken"),
        InboxView.HAND_OVER: tr("Nichts wartet auf die Übergabe an das ERP"),
        InboxView.CLOSED: tr("Noch kein Vorgang ist geschlossen"),
    }
    return names[view]


class After(Enum):
    """What the next rows that arrive are for. A refresh may overtake what was asked first."""

    OPENING = "opening"
    REFRESH = "refresh"
    MOVING_ON = "moving_on"
    WANTED_CASE = "wanted_case"
    """A case that somebody asked for by itself: it is open, whether this list has it or not."""


class InboxPage(QWidget):
    """List and case side by side. ``list_shown`` carries the query whenever another list opens.

    ``place_shown`` carries place and number of cases whenever one of them changes; ``unreadable``
    fires when the list could not be read, so that somebody looks whether it can be again.
    """

    list_shown = Signal(object)
    place_shown = Signal(int, int)
    unreadable = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with all open cases; ``open_list`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self.query = InboxQuery()
        self._title = ""
        self._wanted: int | None = None
        self._after = After.OPENING
        self.panel = CaseListPanel(workplace.actor.staff_id)
        self.desk = CaseDesk(workplace)
        self.pane = self.desk.pane
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.panel)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._connect()
        self.reset_splitter()

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self._workplace.changed.connect(self._on_workplace_changed)
        self.panel.current_changed.connect(self._on_panel_current_changed)
        self.panel.opened.connect(self._on_panel_opened)
        self.panel.take_requested.connect(self._on_panel_take_requested)
        self.panel.sort_chosen.connect(self._on_panel_sort_chosen)
        self.panel.refresh_requested.connect(self._on_panel_refresh_requested)
        self.pane.moved_on.connect(self._on_pane_moved_on)
        self.pane.case_requested.connect(self.open_case)
        self.pane.came_back.connect(self._on_pane_came_back)
        actions = self._workplace.actions
        actions.connect_handler(ActionId.NEXT_CASE, lambda: self._step(1))
        actions.connect_handler(ActionId.PREVIOUS_CASE, lambda: self._step(-1))
        actions.connect_handler(ActionId.FILTER, self.focus_filter)

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

    def open_list(self, query: InboxQuery, title: str) -> None:
        """Show another list; the open case stays open while the list loads."""
        self.query = query
        self._title = title
        empty = empty_title(query.view) if query.category is None else tr("Keine offenen Vorgänge")
        self.panel.show_title(title, empty)
        self.panel.show_sort(query.sort)
        self.panel.start_loading()
        self.list_shown.emit(query)
        self._after = After.OPENING
        self.refresh()

    def refresh(self) -> None:
        """Read the list again; nothing moves while somebody is in it."""
        self._workplace.ask(
            inbox.rows,
            self.query,
            done=self._on_rows,
            failed=self._on_list_failed,
            scope=_LIST,
            stale=Stale.SKIP,
        )

    def open_case(self, case_id: int) -> None:
        """Open a case, in the list or not."""
        self.panel.select(case_id)
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

    def _on_rows(self, rows: tuple[CaseRow, ...]) -> None:
        after, self._after = self._after, After.REFRESH
        if after is After.WANTED_CASE:
            self.panel.show_rows(rows, grouped=self._grouped, keep=self._wanted)
        elif after is After.REFRESH:
            self.panel.refresh_rows(rows, grouped=self._grouped)
        else:
            keep = self._wanted if after is After.MOVING_ON else self.pane.case_id
            self.panel.show_rows(rows, grouped=self._grouped, keep=keep)
            if keep is None or self.panel.model.position_of(keep) < 0:
                self._open_first()
            elif after is After.MOVING_ON:
                self._show_case(keep)
            if QApplication.focusWidget() is None:
                self.panel.take_focus()
        self._show_place()

    def _on_list_failed(self, error: UserError) -> None:
        """A list that is there stays, old as it is; an empty one would look as if all was done."""
        if self._after is not After.REFRESH:
            self.panel.show_unreadable(error_sentence(error))
        self.unreadable.emit()
        self._workplace.say(error)

    @property
    def _grouped(self) -> bool:
        return self.query.sort is InboxSort.URGENCY

    def _open_first(self) -> None:
        ids = self.panel.model.case_ids()
        if ids:
            self.panel.select(ids[0])
            self._show_case(ids[0])
        else:
            self.pane.show_nothing()

    def _show_case(self, case_id: int) -> None:
        self.pane.open_case(case_id)
        self._show_place()

    def _show_place(self) -> None:
        case_id = self.pane.case_id
        model = self.panel.model
        place = model.place(case_id) if case_id is not None else 0
        self.pane.show_place(place, model.matching())
        self.place_shown.emit(place, model.matching())
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

    def _on_panel_take_requested(self, case_id: int) -> None:
        entry = self.panel.model.entry(self.panel.model.position_of(case_id))
        if isinstance(entry, CaseRow):
            self.desk.work.take_from_list(case_id, entry.version)

    def _on_panel_sort_chosen(self, sort: InboxSort) -> None:
        query = InboxQuery(self.query.view, self.query.category, self.query.companies, sort)
        self.open_list(query, self._title)

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

    def _on_pane_came_back(self, case_id: int) -> None:
        """An own act was undone: its case stands in the list again, at once."""
        self._wanted = case_id
        self._after = After.MOVING_ON
        self.open_case(case_id)
        self.refresh()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        kinds = {change.kind for change in changes}
        if kinds & {ChangeKind.CASE, ChangeKind.BANK_CHANGE}:
            self._soon.start()
