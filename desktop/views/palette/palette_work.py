"""Fills the palette: actions at once, what the search finds as soon as it is there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.services.search.view import SearchPage, SearchQuery, SearchScope
from desktop.tasks import Lane, Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.action_spec import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.palette.action_entries import ActionEntries
from desktop.views.palette.entries import (
    ActionTarget,
    CaseTarget,
    DocumentTarget,
    Entry,
    SearchTarget,
    Section,
    TenancyTarget,
    settled,
)
from desktop.views.palette.hit_entries import (
    CASES,
    CONTRACTS,
    DOCUMENTS,
    MESSAGES,
    TENANTS,
    hit_sections,
    still_fitting,
)
from desktop.views.palette.palette_link import Find
from desktop.views.palette.recent_cases import RecentCases
from desktop.views.palette.scope_chips import PaletteScope

if TYPE_CHECKING:
    from desktop.views.palette.palette_dialog import PaletteDialog

OF_EACH = 5
"""Rows of a chapter where all chapters are shown, and actions that stand above them."""
OF_ONE = 50
_SCOPE = "palette"
_EVERYTHING = "everything"
"""The chapter with the way to the page of results; it is no hit."""
_SEARCHES = {
    PaletteScope.ALL: SearchScope.ALL,
    PaletteScope.CASES: SearchScope.CASES,
    PaletteScope.TENANTS: SearchScope.TENANTS,
    PaletteScope.CONTRACTS: SearchScope.CONTRACTS,
}
_IN_ORDER = (CASES, TENANTS, CONTRACTS, MESSAGES, DOCUMENTS)
_CHAPTER_OF = {
    PaletteScope.CASES: CASES,
    PaletteScope.TENANTS: TENANTS,
    PaletteScope.CONTRACTS: CONTRACTS,
}


@dataclass(slots=True)
class _Shown:
    """What stands in the palette now; ``hits`` are of the last answer.

    ``answered`` tells whether that was the answer to what is typed now.
    """

    text: str = ""
    scope: PaletteScope = PaletteScope.ALL
    hits: dict[str, Section] = field(default_factory=dict)
    answered: bool = False


class PaletteWork(QObject):
    """Opens the palette and does what is chosen in it.

    ``case_requested`` and ``apart_requested`` carry a case that shall be opened here or in a window
    of its own; ``tenancy_requested`` carries a tenancy and what was found of it,
    ``document_requested`` a tenancy and the document of its account;
    ``search_requested`` carries what shall be sought on the page of results.
    """

    case_requested = Signal(int)
    apart_requested = Signal(int)
    tenancy_requested = Signal(int, str)
    document_requested = Signal(int, int)
    search_requested = Signal(str)

    def __init__(self, pane: CasePane, find: Find, recent: RecentCases) -> None:
        """``find`` is the search; ``pane`` shows the case that actions are about."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._recent = recent
        self._find = find
        self._actions = ActionEntries(self._workplace.actions, self._workplace.actor)
        self.companies: frozenset[int] = frozenset()
        self.dialog: PaletteDialog | None = None
        self._shown = _Shown()

    def open(self) -> None:
        """Strg+K: the palette, empty, with the cases that were open last."""
        from desktop.views.palette.palette_dialog import PaletteDialog

        if self.dialog is not None:
            self.dialog.field.setFocus()
            return
        self._shown = _Shown()
        dialog = self.dialog = PaletteDialog(self._pane)
        dialog.text_changed.connect(self._on_text_changed)
        dialog.scope_changed.connect(self._on_scope_changed)
        dialog.chosen.connect(self._on_chosen)
        dialog.chosen_apart.connect(self._on_chosen_apart)
        dialog.finished.connect(self._on_finished)
        self._show(from_the_top=True)
        open_over_scrim(dialog)

    def _on_finished(self, _result: int) -> None:
        """However it ended: what had the focus has it again."""
        self.dialog = None
        window = self._pane.window()
        window.activateWindow()
        came_from = window.focusWidget()
        if came_from is not None:
            came_from.setFocus()

    def _on_text_changed(self, text: str) -> None:
        self._shown.text = text.strip()
        self._shown.answered = False
        self._narrow()
        self._show(from_the_top=True)
        self._ask()

    def _on_scope_changed(self, scope: PaletteScope) -> None:
        self._shown.scope = scope
        self._shown.answered = False
        self._show(from_the_top=True)
        self._ask()

    def _narrow(self) -> None:
        """Until the answer is there, what was found before stays as far as it fits."""
        hits = self._shown.hits
        for key, section in hits.items():
            entries = still_fitting(section.entries, self._shown.text) if self._shown.text else ()
            hits[key] = replace(section, entries=entries)

    def _ask(self) -> None:
        """Ask at once; of the keys that come during an answer only the last is asked for."""
        shown = self._shown
        scope = _SEARCHES.get(shown.scope)
        if self.dialog is None or not shown.text or scope is None:
            return
        limit = OF_EACH if scope is SearchScope.ALL else OF_ONE
        query = SearchQuery(text=shown.text, scope=scope, companies=self.companies, limit=limit)
        self._workplace.ask(
            self._find,
            query,
            done=lambda page: self._on_found(query, page),
            failed=self._on_not_found,
            scope=_SCOPE,
            lane=Lane.SEARCH,
            stale=Stale.SKIP,
        )

    def _on_found(self, query: SearchQuery, page: SearchPage) -> None:
        shown = self._shown
        if self.dialog is None or (query.text, query.scope) != (
            shown.text,
            _SEARCHES.get(shown.scope),
        ):
            return
        shown.answered = True
        only = _CHAPTER_OF.get(shown.scope)
        for section in hit_sections(page):
            if only in (None, section.key):
                shown.hits[section.key] = settled(shown.hits.get(section.key), section)
        self._show(from_the_top=False)
        self.dialog.show_message(self._missing(page))

    def _missing(self, page: SearchPage) -> str:
        if page.built is not None:
            return tr(
                "Die Suche wird noch aufgebaut ({percent} %). Es können Treffer fehlen.",
                percent=page.built,
            )
        return "" if self._sections() else self._nothing()

    def _nothing(self) -> str:
        return tr("Nichts passt zu „{text}“.", text=self._shown.text)

    def _on_not_found(self, error: UserError) -> None:
        if self.dialog is not None:
            self.dialog.show_message(error_sentence(error))

    def _show(self, *, from_the_top: bool) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        sections = self._sections()
        dialog.show_sections(sections, from_the_top=from_the_top)
        dialog.show_counts(self._counts())
        found = sum(len(part.entries) for part in sections if part.key != _EVERYTHING)
        complete = all(section.complete for section in sections)
        dialog.show_found(found if self._is_known() else None, complete=complete)
        if sections:
            dialog.show_message("")
        elif self._shown.scope is PaletteScope.ACTIONS:
            dialog.show_message(self._nothing())
        elif not self._shown.text:
            dialog.show_message(tr("Bitte geben Sie einen Namen, eine Nummer oder ein Wort ein."))

    def _sections(self) -> tuple[Section, ...]:
        """Actions first: they are there at once, and what comes later moves none of them."""
        shown = self._shown
        actions = self._actions.matching(shown.text, self._reference())
        if shown.scope is PaletteScope.ACTIONS:
            return _with_entries(Section("actions", tr("Aktionen"), actions))
        if shown.scope is not PaletteScope.ALL:
            hits = shown.hits.get(_CHAPTER_OF[shown.scope])
            return _with_entries(hits) if hits is not None else ()
        if not shown.text:
            recent = Section("recent", tr("Zuletzt geöffnet"), self._recent.entries())
            return _with_entries(recent, Section("actions", tr("Aktionen"), actions))
        first = _cut(Section("actions", tr("Aktionen"), actions))
        hits_in_order = [shown.hits.get(key) for key in _IN_ORDER]
        found = [_cut(section) for section in hits_in_order if section is not None]
        last = self._for_the_open_case(found, first)
        return _with_entries(first, *found, last, self._everything(found))

    def _everything(self, found: list[Section]) -> Section:
        """The way to the page of results, where there is more than stands here."""
        text = self._shown.text
        if all(section.complete for section in found):
            return Section(_EVERYTHING, "", ())
        title = tr("Alle Treffer zu „{text}“ zeigen", text=text)
        entry = Entry(_EVERYTHING, title, "search", target=SearchTarget(text))
        return Section(_EVERYTHING, tr("Suche"), (entry,), complete=False)

    def _reference(self) -> str:
        view = self._pane.view
        return view.case.header.reference if view is not None else ""

    def _for_the_open_case(self, found: list[Section], first: Section) -> Section:
        """What can be done with the open case, where it is among the hits."""
        view = self._pane.view
        targets = [entry.target for section in found for entry in section.entries]
        if view is None or CaseTarget(view.case.header.case_id) not in targets:
            return Section("open", "", ())
        header = view.case.header
        title = tr("Aktionen für {name}", name=header.tenant_name or header.reference)
        named = {entry.key for entry in first.entries}
        entries = self._actions.of_open_case(header.reference)
        return Section("open", title, tuple(e for e in entries if e.key not in named)[:OF_EACH])

    def _is_known(self) -> bool:
        """Whether what is shown is all that will come for what is typed."""
        of_actions = self._shown.scope is PaletteScope.ACTIONS
        return bool(self._shown.text) and (self._shown.answered or of_actions)

    def _counts(self) -> dict[PaletteScope, int]:
        shown = self._shown
        if not shown.text:
            return {}
        counts = {
            scope: len(shown.hits[key].entries)
            for scope, key in _CHAPTER_OF.items()
            if key in shown.hits and shown.hits[key].complete
        }
        counts[PaletteScope.ACTIONS] = len(self._actions.matching(shown.text))
        return counts

    def _on_chosen(self, entry: Entry) -> None:
        self._close()
        match entry.target:
            case ActionTarget(action_id):
                self._run(action_id)
            case CaseTarget(case_id):
                self.case_requested.emit(case_id)
            case TenancyTarget(tenancy_id, title):
                self.tenancy_requested.emit(tenancy_id, title)
            case DocumentTarget(tenancy_id, document_id):
                self.document_requested.emit(tenancy_id, document_id)
            case SearchTarget(text):
                self.search_requested.emit(text)

    def _on_chosen_apart(self, entry: Entry) -> None:
        """Only a case has a window of its own; the rest is done here."""
        if not isinstance(entry.target, CaseTarget):
            self._on_chosen(entry)
            return
        self._close()
        self.apart_requested.emit(entry.target.case_id)

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()

    def _run(self, action_id: ActionId) -> None:
        self._workplace.actions[action_id].trigger()


def _with_entries(*sections: Section) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.entries)


def _cut(section: Section) -> Section:
    """As much of a chapter as stands beside the others."""
    if len(section.entries) <= OF_EACH:
        return section
    return replace(section, entries=section.entries[:OF_EACH], complete=False)
