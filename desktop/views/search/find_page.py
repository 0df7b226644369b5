"""Results of the search: as they are typed for, by kind, the newest or the most fitting first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.search.view import SearchOrder, SearchPage, SearchQuery, SearchScope
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.palette.entries import CaseTarget, DocumentTarget, Section, TenancyTarget
from desktop.views.palette.entry_list import EntryList
from desktop.views.palette.hit_entries import hit_sections
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.widgets.skeleton import SkeletonRows
from desktop.views.workplace import Workplace

Find = Callable[[ServiceContext, Actor, SearchQuery], SearchPage]
OF_EACH = 8
"""Rows of a chapter where all chapters are shown."""
OF_ONE = 50
_SCOPE = "search"
_NEAR_THE_END = 400
"""So many pixels above the end of the list its next part is asked for."""


def scope_title(scope: SearchScope) -> str:
    """Name of a kind of hits."""
    names = {
        SearchScope.ALL: tr("Alles"),
        SearchScope.CASES: tr("Vorgänge"),
        SearchScope.MESSAGES: tr("Nachrichten"),
        SearchScope.TENANTS: tr("Mieter"),
        SearchScope.CONTRACTS: tr("Verträge"),
        SearchScope.DOCUMENTS: tr("Dokumente"),
    }
    return names[scope]


class FindPage(QWidget):
    """A field, what kinds are wanted, and the hits.

    ``case_requested`` carries a case to be opened, ``tenancy_requested`` a tenancy whose account is
    to be opened and what was found of it, ``document_requested`` one and the document at which it
    is opened. ``left`` fires on Esc in the empty field. The hits stay
    as they are while the page is not on show.
    """

    case_requested = Signal(int)
    tenancy_requested = Signal(int, str)
    document_requested = Signal(int, int)
    left = Signal()

    def __init__(self, workplace: Workplace, find: Find, parent: QWidget | None = None) -> None:
        """Start empty; ``find`` is the search."""
        super().__init__(parent)
        self._workplace = workplace
        self._find = find
        self._companies: frozenset[int] = frozenset()
        self._asked: SearchQuery | None = None
        self._shown_for: SearchQuery | None = None
        self._page = SearchPage(())
        self._build()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.field)
        self._show_state()

    def _build(self) -> None:
        self.title = TextLabel(tr("Suche"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.field = FilterField(
            tr("Name, Nummer, Adresse, IBAN-Ende oder Wort aus einer Nachricht"),
            icon_name="search",
            shortcut="",
        )
        self.field.setMaxLength(200)
        self.kinds = SegmentedButtons(
            [(scope.value, scope_title(scope)) for scope in SearchScope], tr("Art der Treffer")
        )
        self.order = SegmentedButtons(
            [
                (SearchOrder.NEWEST.value, tr("Neueste zuerst")),
                (SearchOrder.RELEVANCE.value, tr("Passendste zuerst")),
            ],
            tr("Reihenfolge"),
        )
        self.message = InPlaceMessage(MessageKind.INFO, "")
        self.message.hide()
        self.list = EntryList(tr("Treffer"))
        self.list.installEventFilter(self)
        self.empty = EmptyState("", icon_name="search", tone=Tone.SECONDARY)
        self.everything = self.empty.add_button(tr("In allem suchen"))
        self.skeleton = SkeletonRows()

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        choices = QHBoxLayout()
        choices.addWidget(self.kinds)
        choices.addStretch(1)
        choices.addWidget(self.order)
        self._views = QStackedWidget()
        for view in (self.list, self.empty, self.skeleton):
            self._views.addWidget(view)
        column = QVBoxLayout(self)
        margin = now.space(4)
        column.setContentsMargins(margin, margin, margin, 0)
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.field)
        column.addLayout(choices)
        column.addWidget(self.message)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        # Every key asks at once. Of those typed during an answer only the last is asked for: the
        # lane passes over what a later question of the scope has overtaken.
        self.field.textChanged.connect(lambda _: self._ask())
        self.field.left_empty.connect(self.left)
        self.field.returnPressed.connect(self._open_current)
        self.field.installEventFilter(self)
        self.kinds.chosen.connect(lambda _: self._ask())
        self.order.chosen.connect(lambda _: self._ask())
        self.list.clicked.connect(self._on_list_clicked)
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self._ask_for_more())
        self.everything.clicked.connect(self._on_everything_clicked)
        self.skeleton.cancel_requested.connect(self._on_skeleton_cancel_requested)

    def open_with(self, companies: frozenset[int], text: str | None = None) -> None:
        """Come back to the hits as they were, read anew; with a ``text`` seek that."""
        self._companies = companies
        is_new = text is not None and text != self.field.text()
        if text is not None:
            # Another text asks by itself.
            self.field.setText(text)
            self.field.selectAll()
        if not is_new:
            self._ask()

    def refresh(self) -> None:
        """Ask again; what is current stays current."""
        self._ask()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens, ↓ leads from the field into the hits, ↑ at their top and Esc back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.field:
                return self._on_key_in_field(event)
            if watched is self.list:
                return self._on_key_in_list(event)
        return super().eventFilter(watched, event)

    def _on_key_in_field(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down and self.list.current_entry() is not None:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def _on_key_in_list(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        elif key == Qt.Key.Key_Escape or (
            key == Qt.Key.Key_Up and self.list.currentIndex().row() == self.list.rows.first()
        ):
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.list.page(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            return False
        return True

    def _query(self) -> SearchQuery:
        scope = SearchScope(self.kinds.current_key())
        return SearchQuery(
            text=self.field.text(),
            scope=scope,
            order=SearchOrder(self.order.current_key()),
            companies=self._companies,
            limit=OF_EACH if scope is SearchScope.ALL else OF_ONE,
        )

    def _ask(self) -> None:
        query = self._query()
        if not query.text.strip():
            self._asked = None
            self._page = SearchPage(())
            self._show_state()
            return
        if not self._page.hits:
            self._views.setCurrentWidget(self.skeleton)
            self.skeleton.start()
        self._send(query, self._on_found)

    def _send(self, query: SearchQuery, done: Callable[[SearchQuery, SearchPage], None]) -> None:
        self._asked = query
        self._workplace.ask(
            self._find,
            query,
            done=lambda page: done(query, page) if query == self._asked else None,
            failed=self._on_not_found,
            scope=_SCOPE,
            lane=Lane.SEARCH,
            stale=Stale.SKIP,
        )

    def _on_found(self, query: SearchQuery, page: SearchPage) -> None:
        before, self._shown_for = self._shown_for, query
        self._page = page
        self.message.hide()
        self._show_hits(from_the_top=before != query)
        self._show_state()

    def _ask_for_more(self) -> None:
        """The next part of one kind, shortly before its end is reached."""
        bar = self.list.verticalScrollBar()
        query = self._asked
        if (
            query is None
            or query.scope is SearchScope.ALL
            or query.after is not None
            or self._page.next is None
            or bar.value() < bar.maximum() - _NEAR_THE_END
        ):
            return
        self._send(replace(query, after=self._page.next), self._on_more_found)

    def _on_more_found(self, query: SearchQuery, page: SearchPage) -> None:
        self._asked = replace(query, after=None)
        self._page = SearchPage((*self._page.hits, *page.hits), page.next, page.built)
        self._show_hits(from_the_top=False)
        self._show_state()

    def _on_not_found(self, error: UserError) -> None:
        self._asked = None
        self._page = SearchPage(())
        self._show_hits(from_the_top=True)
        self._show_state()
        self.empty.show_text(tr("Die Suche ist nicht gelungen"), error_sentence(error))

    def _show_hits(self, *, from_the_top: bool) -> None:
        self.list.show_sections(self._sections(), from_the_top=from_the_top)

    def _sections(self) -> tuple[Section, ...]:
        return tuple(section for section in hit_sections(self._page) if section.entries)

    def _show_state(self) -> None:
        self.skeleton.stop()
        found = len(self._page.hits)
        more = self._page.next is not None
        self._show_building()
        self._views.setCurrentWidget(self.list if found else self.empty)
        text = ""
        if found:
            text = ntr("{n} Treffer", "{n} Treffer", found)
            text = tr("{count}, weitere folgen", count=text) if more else text
        self.summary.setText(text)
        self.list.setAccessibleDescription(text)
        if found:
            return
        sought = self.field.text().strip()
        narrowed = self.kinds.current_key() != SearchScope.ALL.value
        self.everything.setVisible(bool(sought) and narrowed)
        if sought:
            self.empty.show_text(
                tr("Nichts passt zu „{text}“", text=sought),
                tr(
                    "Gefunden wird, worin jedes Wort vorkommt oder so beginnt, in Ihren "
                    "Gesellschaften. Oft genügt ein Wort weniger."
                ),
            )
        else:
            self.empty.show_text(
                tr("Was suchen Sie?"),
                tr(
                    "Namen, E-Mail-Adressen, Teile von Vertragsnummern, Straße und Hausnummer, die "
                    "letzten Ziffern einer IBAN, Wörter aus Nachrichten und Dokumenten. Auch "
                    "Abgeschlossenes wird gefunden."
                ),
            )

    def _show_building(self) -> None:
        built = self._page.built
        self.message.setVisible(built is not None)
        if built is not None:
            self.message.show_message(
                MessageKind.INFO,
                tr("Index wird aufgebaut: {percent} %", percent=built),
                tr("Bis dahin können ältere Treffer fehlen. Was gezeigt wird, stimmt."),
            )

    def _on_list_clicked(self, _index: QModelIndex) -> None:
        self._open_current()

    def _open_current(self) -> None:
        if self._asked is None or replace(self._asked, after=None) != self._shown_for:
            # The hits are of what was typed before.
            return
        entry = self.list.current_entry()
        match entry.target if entry is not None else None:
            case CaseTarget(case_id):
                self.case_requested.emit(case_id)
            case TenancyTarget(tenancy_id, title):
                self.tenancy_requested.emit(tenancy_id, title)
            case DocumentTarget(tenancy_id, document_id):
                self.document_requested.emit(tenancy_id, document_id)
            case _:
                return

    def _on_everything_clicked(self) -> None:
        self.kinds.choose(SearchScope.ALL.value)
        self._ask()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_skeleton_cancel_requested(self) -> None:
        self._asked = None
        self._show_state()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
