"""Everything a signed-in person works in: top bar, sidebar, the areas, status line."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.bank_register import register_version
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.inbox.ahead import PageAhead
from desktop.services.inbox.rows import InboxCounts, InboxQuery, InboxView
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.texts.job_troubles import job_trouble
from desktop.views import sidebar_entries as entries
from desktop.views.account.accounts_link import AccountsLink
from desktop.views.actions import OPEN_VIEWS, ActionId
from desktop.views.administration.who_gets_note import WhoGetsWork
from desktop.views.area_pages import AreaPages
from desktop.views.area_stops import step_on
from desktop.views.bulk.bulk_link import BulkLink
from desktop.views.documents.documents_link import DocumentsLink
from desktop.views.inbox.inbox_page import InboxPage
from desktop.views.inbox.list_filter import ListFilter
from desktop.views.inbox.view_texts import view_title
from desktop.views.keys.keyboard_link import KeyboardLink
from desktop.views.letters.letters_link import LettersLink
from desktop.views.notices.notices_link import NoticesLink
from desktop.views.recording.recording_link import RecordingLink
from desktop.views.saved_views.saved_views_link import SavedViewsLink, saved_id
from desktop.views.search.search_link import SearchLink
from desktop.views.side_numbers import SideNumbers
from desktop.views.sidebar import Sidebar
from desktop.views.sidebar_entries import LETTERS, OPERATION, QUARANTINE
from desktop.views.soon import Soon
from desktop.views.status_line import StatusLine
from desktop.views.top_bar import TopBar
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.services.context import ServiceContext
    from desktop.services.search.view import SearchPage, SearchQuery
    from desktop.services.staff.access import Actor

COUNT_AFTER_MS = 120
MINUTE_MS = 60_000
AGAIN_MS = 5_000
"""Pause before an unreachable database is tried again."""


def _search(context: ServiceContext, actor: Actor, query: SearchQuery) -> SearchPage:
    """Search as the palette does. It is loaded by who asks, off the window's thread."""
    from desktop.services.search.use_cases import search

    return search(context, actor, query)


class Workspace(QWidget):
    """The window's content for one person. ``ready`` fires after the first counts were shown."""

    ready = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Open with all open cases."""
        super().__init__(parent)
        self.workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._begun = False
        self.numbers = SideNumbers(workplace, self)
        self._key = entries.view_key(InboxView.ALL_OPEN)
        self._list_key = self._key
        # Each part is made where it will stand: a tree of parts that is moved is styled anew.
        self.top_bar = TopBar(workplace, self)
        self.sidebar = Sidebar(self)
        self.areas = QStackedWidget(self)
        self.inbox = InboxPage(workplace, parent=self.areas)
        self.areas.addWidget(self.inbox)
        self.pages = AreaPages(workplace, self.areas)
        self.recording = RecordingLink(self)
        self.notices = NoticesLink(workplace, self.top_bar.bell, self.open_case, self)
        self.list_filter = ListFilter(workplace, self.inbox)
        self.saved = SavedViewsLink(workplace, self.sidebar, self.list_filter, self.inbox)
        self.bulk = BulkLink(workplace, self.inbox)
        self._letters_link = LettersLink(workplace, self.areas, self.inbox.pane, self.pages)
        self.status = StatusLine(self)
        self.status.show_register(tr("Bankverzeichnis: {version}", version=register_version()))
        self._lay_out()
        self.keys = KeyboardLink(self, _search)
        self.who_gets = WhoGetsWork(self.inbox.pane)
        self.search = SearchLink(self)
        self.inbox.panel.search_requested.connect(self.search.open)
        self.accounts = AccountsLink(self)
        self.documents = DocumentsLink(self)
        self._count_soon = Soon(COUNT_AFTER_MS, workplace.courtesy, self)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._connect()
        self.top_bar.show_date(workplace.today())

    @property
    def key(self) -> str:
        """The key of what is open."""
        return self._key

    def begin_with(self, key: str) -> None:
        """Open this entry at the start, if it can be one; before ``start``."""
        if key in self.pages or saved_id(key) is not None or entries.is_list(key):
            self._key = key

    def start(self, ahead: PageAhead | None = None) -> None:
        """Load the counts and the first list, whose first page may have been read ``ahead``."""
        self.inbox.loader.ahead = ahead
        self.notices.refresh()
        self.saved.load()
        if saved_id(self._key) is None:
            self.open_key(self._key)
        else:
            self.saved.open_when_read(self._key)
        self.inbox.loader.ahead = None
        self.count()
        self.bulk.start()
        self._minute.start()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        middle.addWidget(self.areas, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        workplace = self.workplace
        self._count_soon.due.connect(self.count)
        self._again.timeout.connect(self.count)
        self._minute.timeout.connect(self._on_minute_timeout)
        workplace.changed.connect(self._on_workplace_changed)
        workplace.failed.connect(self.status.show_message)
        workplace.recovered.connect(self.status.forget)
        self.numbers.changed.connect(self._show_sections)
        self.numbers.counted.connect(self._on_numbers_counted)
        self.numbers.failed.connect(self._on_numbers_failed)
        self.numbers.felt.connect(lambda felt: self.status.show_trouble(job_trouble(felt)))
        self.sidebar.chosen.connect(self.open_key)
        self.saved.shown.connect(self._show_sections)
        self.saved.opened.connect(self.open_area)
        self.saved.gone.connect(self._on_saved_gone)
        self.inbox.unreadable.connect(self._again.start)
        self.inbox.place_shown.connect(self._on_inbox_place_shown)
        self.top_bar.companies_chosen.connect(self._on_top_bar_companies_chosen)
        self.pages.case_requested.connect(self.open_case)
        self.pages.when_made(OPERATION, self._join_operation)
        self.status.trouble_opened.connect(lambda: self.open_area(OPERATION))
        self._letters_link.letters_requested.connect(self._on_letters_requested)
        actions = workplace.actions
        actions.connect_handler(ActionId.REFRESH, self.refresh)
        actions.connect_handler(ActionId.NEXT_AREA, lambda: self._next_area(1))
        actions.connect_handler(ActionId.PREVIOUS_AREA, lambda: self._next_area(-1))
        for action_id, view in zip(OPEN_VIEWS, InboxView, strict=False):
            actions.connect_handler(
                action_id, partial(self._open_from_action, entries.view_key(view))
            )

    def _join_operation(self) -> None:
        self.pages.operation.quarantine_requested.connect(lambda: self.open_area(QUARANTINE))

    def open_key(self, key: str) -> None:
        """Open what an entry of the sidebar stands for."""
        self._key = key
        if key in self.pages:
            page = self.pages.page(key)
            self.status.show_place("")
            self.areas.setCurrentWidget(page)
            page.open_with(self._companies)
            return
        self._list_key = key
        if self.saved.opens(key, self._companies):
            self.areas.setCurrentWidget(self.inbox)
            return
        query = entries.query_of(key, self._companies)
        named = None if query.category is None else self.numbers.category_name(query.category)
        self._open_list(query, view_title(query.view) if named is None else named)

    def refresh(self) -> None:
        """F5: lists, counts and the open case."""
        self.count()
        self.inbox.refresh()
        self.inbox.pane.reload()
        self.pages.refresh()

    def count(self) -> None:
        """Read all counts again; the old ones stay until then."""
        self.numbers.read(self._companies)
        self.saved.count(self._companies)

    def has_unsaved(self) -> bool:
        """Whether a text could not be stored yet."""
        return self.inbox.desk.writing.has_unsaved() or (
            self.pages.is_made(entries.ACCOUNTS) and self.pages.accounts.notes.has_unsaved()
        )

    def warn_of_unsaved(self, sentence: str, detail: str) -> None:
        """Say where such a text stands what becomes of it."""
        if self.inbox.desk.writing.has_unsaved():
            self.inbox.pane.warn(sentence, detail)
            return
        if not self.pages.is_on_show(entries.ACCOUNTS):
            self.open_area(entries.ACCOUNTS)
        self.pages.accounts.warn(sentence, detail)

    def leave(self) -> None:
        """The person goes: what is being written is stored."""
        self._minute.stop()
        self._again.stop()
        self.bulk.leave()
        self.recording.leave()
        self.inbox.desk.writing.leave()
        if self.pages.is_made(entries.ACCOUNTS):
            self.pages.accounts.leave()

    def changeEvent(self, event: QEvent) -> None:
        """Icons only with very large letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "sidebar"):
            self.sidebar.fit_window(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Icons only in a narrow window."""
        super().resizeEvent(event)
        self.sidebar.fit_window(self.width())

    def show_apart(self, page: QWidget) -> None:
        """Show what is no entry of the sidebar: none is marked, and each leads away from it."""
        self.status.show_place("")
        self.sidebar.choose("")
        self.areas.setCurrentWidget(page)

    def _is_apart(self) -> bool:
        return self.recording.is_on_show() or self.search.is_on_show()

    def show_inbox(self) -> None:
        """Back to the list that was open last, and its entry is marked again."""
        self._key = self._list_key
        self.sidebar.choose(self._key)
        self.areas.setCurrentWidget(self.inbox)

    def _open_list(self, query: InboxQuery, title: str) -> None:
        self.areas.setCurrentWidget(self.inbox)
        self.inbox.open_list(query, title)

    def open_found(self, query: InboxQuery, title: str) -> None:
        """A list that no entry of the sidebar stands for: none is marked."""
        self.sidebar.choose("")
        self._open_list(query, title)
        self.inbox.focus_list()

    def _open_from_action(self, key: str) -> None:
        self.sidebar.choose(key)
        self.open_key(key)
        self.inbox.focus_list()

    def open_area(self, key: str) -> None:
        """Open an entry of the sidebar and mark it there."""
        self.sidebar.choose(key)
        self.open_key(key)

    def _on_numbers_counted(self, counts: InboxCounts) -> None:
        self.status.show_fresh(self.workplace.now())
        if self._again.isActive():
            self._on_came_back()
        if not self._begun:
            self._begun = True
            self.ready.emit()
            named = entries.category_of(self._key)
            if named is not None and named not in {entry.code for entry in counts.categories}:
                # It was open when somebody left, and is not there any more.
                self.open_area(entries.view_key(InboxView.ALL_OPEN))

    def _on_numbers_failed(self, error: UserError) -> None:
        """The database cannot be reached: say so, and look every few seconds whether it can."""
        self.status.show_unreachable(error_sentence(error))
        self._again.start()

    def _on_came_back(self) -> None:
        """Work goes on: all that is shown is read again."""
        self._again.stop()
        self.inbox.refresh()
        self.inbox.pane.reload()

    def _show_sections(self) -> None:
        numbers, counts = self.numbers, self.numbers.lists
        if counts is None:
            return
        self.list_filter.show_categories(counts.categories)
        self.sidebar.show_sections(
            entries.sections(
                counts,
                self.saved.entries(),
                numbers.areas,
                numbers.troubles,
                administers=self.pages.administers,
                reads_teams=self.pages.reads_teams,
                reads_audit=self.pages.reads_audit,
            )
        )
        if not self.sidebar.current_key() and not self._is_apart():
            self.sidebar.choose(self._key)

    def _on_saved_gone(self, key: str) -> None:
        """A view that was open is not there any more: back to all there is."""
        if key == self._key:
            self.open_area(entries.view_key(InboxView.ALL_OPEN))

    def _on_top_bar_companies_chosen(self, companies: frozenset[int]) -> None:
        self._companies = companies
        self.count()
        if self._is_apart():
            # Who is typing stays there; the list is read when it is shown again.
            self.inbox.query = replace(self.inbox.query, companies=companies)
            return
        if self.areas.currentWidget() is self.inbox:
            self.inbox.choose_companies(companies)
            return
        self.open_key(self._key)

    def _on_inbox_place_shown(self, place: int, total: int) -> None:
        shown = place and self.areas.currentWidget() is self.inbox
        text = tr("Vorgang {n} von {total}", n=place, total=total) if shown else ""
        self.status.show_place(text)

    def go_back(self) -> None:
        """Back to where one was; what was typed is a draft."""
        self.open_area(self._key)
        if self.areas.currentWidget() is self.inbox:
            self.inbox.focus_list()

    def case_on_show(self) -> int | None:
        """Return which case a person looks at; None where it is none, or another page."""
        inbox = self.inbox
        return inbox.pane.case_id if self.areas.currentWidget() is inbox else None

    def open_case(self, case_id: int) -> None:
        """Open a case in the inbox, from wherever one is, and go there."""
        self.show_inbox()
        self.inbox.open_case(case_id)
        self.inbox.pane.take_focus()

    def _on_letters_requested(self, delivery_ids: frozenset[int]) -> None:
        self._key = LETTERS
        self.sidebar.choose(LETTERS)
        self.status.show_place("")
        letters = self.pages.letters
        self.areas.setCurrentWidget(letters)
        letters.open_with(self._companies, delivery_ids)
        letters.list.setFocus()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        kinds = {change.kind for change in changes}
        if kinds - {ChangeKind.DRAFT}:
            self._count_soon.ask()

    def catch_up(self) -> None:
        """The computer slept or its clock was set: show everything as of now, at once."""
        self.top_bar.show_date(self.workplace.today())
        self.inbox.pane.recount_undo()
        self.refresh()

    def _on_minute_timeout(self) -> None:
        """What is shown is always that of now: run moments pass, days change."""
        self.top_bar.show_date(self.workplace.today())
        self.count()
        self.inbox.refresh()
        if self.pages.is_on_show(entries.HAND_OVER):
            self.pages.hand_over.refresh()

    def _next_area(self, step: int) -> None:
        stops: list[QWidget] = [self.top_bar.filter, self.sidebar.list]
        if self.areas.currentWidget() is self.inbox:
            pane = self.inbox.pane
            stops += [self.inbox.panel.list, pane.page.strip, pane.action_bar.take]
        elif self.recording.is_on_show():
            stops.append(self.recording.page.form_view.stamp)
        elif (area := self.areas.currentWidget()) is not None:
            stops.append(area)
        step_on(stops, step)
