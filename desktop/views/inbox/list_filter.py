"""The filter of the list on show: its panel, its key, and what a saved view would keep of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from desktop.domain.errors import UserError
from desktop.services.cases.acting_view import TagRef, TeamRef
from desktop.services.cases.assignment import list_teams
from desktop.services.cases.tags import list_tags
from desktop.services.inbox.rows import CategoryCount, InboxQuery, InboxView
from desktop.services.staff.colleagues import Colleague, list_colleagues
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.inbox.filter_choices import FilterMenu
from desktop.views.inbox.filter_texts import FilterNames, filter_sentence
from desktop.views.inbox.inbox_page import InboxPage
from desktop.views.inbox.list_head import sort_text
from desktop.views.late_part import LatePart
from desktop.views.widgets.buttons import IconButton
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.views.inbox.filter_panel import FilterPanel


class ListFilter(QObject):
    """Serves the inbox page: the panel stands above its list, and follows what list is shown."""

    def __init__(self, workplace: Workplace, inbox: InboxPage) -> None:
        """Put the button into its place."""
        super().__init__(inbox)
        self._workplace = workplace
        self._inbox = inbox
        self._names = FilterNames({}, {})
        self.button = IconButton("sliders-horizontal", tr("Filter wählen"), shortcut="Ctrl+Shift+G")
        self.button.setCheckable(True)
        self.button.clicked.connect(self.toggle)
        inbox.panel.add_filter_button(self.button)
        inbox.panel.filter_cleared.connect(self._on_filter_cleared)
        inbox.list_shown.connect(self._on_inbox_list_shown)
        actions = workplace.actions
        actions.connect_handler(ActionId.FILTER_PANEL, self.toggle)
        self._ask_for_names()

    @LatePart
    def panel(self) -> FilterPanel:
        """What narrows the list beside words."""
        from desktop.views.inbox.filter_panel import FilterPanel

        panel = FilterPanel(self._inbox.panel)
        panel.set_names(self._names)
        panel.changed.connect(self._inbox.narrow)
        self._inbox.panel.add_filter(panel)
        return panel

    @property
    def is_open(self) -> bool:
        """Whether the buttons of the panel are shown."""
        panel = ListFilter.panel.of(self)
        return panel is not None and panel.is_open

    def toggle(self) -> None:
        """Show the buttons and go there, or put them away."""
        opened = not self.is_open
        self.set_open(shown=opened)
        if opened:
            # Tags are made while people work.
            self._ask_for_names()
            self.panel.menus[FilterMenu.CATEGORY].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._inbox.focus_list()

    def set_open(self, *, shown: bool) -> None:
        """Show the buttons or put them away."""
        if shown or ListFilter.panel.is_made(self):
            self.panel.set_open(shown=shown)
        self.button.setChecked(shown)

    def show_categories(self, categories: tuple[CategoryCount, ...]) -> None:
        """Offer the categories there are."""
        named = {entry.code: entry.name for entry in categories}
        self._show_names(replace(self._names, categories=named))

    def query(self) -> InboxQuery:
        """The list on show with everything that narrows it."""
        return replace(self._inbox.query, needle=self._inbox.panel.filter.text().strip())

    def sentence(self) -> str:
        """What would be kept, in words."""
        query = self.query()
        parts = [self._inbox.title]
        if wanted := filter_sentence(query.filter, self._names):
            parts.append(wanted)
        if query.needle:
            parts.append(f"„{query.needle}“")
        parts.append(tr("Sortierung: {sort}", sort=sort_text(query.sort)))
        return " · ".join(parts)

    def _ask_for_names(self) -> None:
        """Without names a filter still works: its chips say less, and nobody is told of it."""

        def quiet(_error: UserError) -> None:
            return None

        ask = self._workplace.ask
        ask(list_colleagues, done=self._on_colleagues, failed=quiet, scope="people")
        ask(list_teams, done=self._on_teams, failed=quiet, scope="teams")
        ask(list_tags, done=self._on_tags, failed=quiet, scope="tags")

    def _show_names(self, names: FilterNames) -> None:
        self._names = names
        if panel := ListFilter.panel.of(self):
            panel.set_names(names)

    def _on_colleagues(self, found: tuple[Colleague, ...]) -> None:
        people = {one.staff_id: one.name for one in found}
        self._show_names(replace(self._names, people=people))

    def _on_teams(self, found: tuple[TeamRef, ...]) -> None:
        self._show_names(replace(self._names, teams={one.team_id: one.name for one in found}))

    def _on_tags(self, found: tuple[TagRef, ...]) -> None:
        self._show_names(replace(self._names, tags={one.tag_id: one.name for one in found}))

    def _on_filter_cleared(self) -> None:
        if panel := ListFilter.panel.of(self):
            panel.clear()

    def _on_inbox_list_shown(self, query: InboxQuery) -> None:
        # Closed cases, and those of one tenancy, are told apart by nothing but words.
        fixed = query.view is InboxView.CLOSED or query.tenancy_id is not None
        reason = tr("nur bei offenen Vorgängen") if fixed else ""
        for action_id in (ActionId.FILTER_PANEL, ActionId.SAVE_VIEW):
            self._workplace.actions.set_possible(action_id, reason)
        self.button.set_blocked(reason)
        if not query.filter.is_empty or ListFilter.panel.is_made(self):
            self.panel.show_filter(query.filter)
            self.panel.setHidden(fixed or (not self.panel.is_open and query.filter.is_empty))
