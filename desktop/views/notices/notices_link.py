"""The bell, the list under it and the cases it leads to: wired once for a person's window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.services.notices import use_cases as bell
from desktop.services.notices.view import NoticeList
from desktop.tasks import Stale
from desktop.views.actions import ActionId
from desktop.views.late_part import LatePart
from desktop.views.notices.bell import Bell
from desktop.views.soon import Soon
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.views.notices.notice_panel import NoticePanel

AFTER_MS = 120


class NoticesLink:
    """Reads the number when something of this person's changed, the list while it is open."""

    def __init__(
        self,
        workplace: Workplace,
        button: Bell,
        open_case: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        """Lay the panel over ``parent``; ``open_case`` opens one by its id."""
        self._workplace = workplace
        self._bell = button
        self._open_case = open_case
        self._parent = parent
        self._soon = Soon(AFTER_MS, workplace.courtesy, parent)
        self._soon.due.connect(self.refresh)
        workplace.changed.connect(self._on_workplace_changed)
        workplace.actions.connect_handler(ActionId.NOTICES, self.toggle)

    @LatePart
    def panel(self) -> NoticePanel:
        """The list under the bell."""
        from desktop.views.notices.notice_panel import NoticePanel

        panel = NoticePanel(self._parent)
        panel.opened.connect(self._on_panel_opened)
        panel.all_read.connect(self._on_panel_all_read)
        panel.muted.connect(self._on_panel_muted)
        return panel

    def _is_open(self) -> bool:
        panel = NoticesLink.panel.of(self)
        return panel is not None and panel.isVisible()

    def refresh(self) -> None:
        """Read again; the old number stays until then, and one that cannot be read stays too."""
        if self._is_open():
            self._read()
            return
        self._workplace.ask(
            bell.count_unread,
            done=self._bell.show_unread,
            failed=lambda _error: None,
            scope="notices.count",
            stale=Stale.SKIP,
        )

    def toggle(self) -> None:
        """Open the list, or close it."""
        if self._is_open():
            self.panel.leave()
            return
        self.panel.open_beside(self._bell)
        self._read()

    def _read(self) -> None:
        self._workplace.ask(
            bell.notices, done=self._on_read, scope="notices.list", stale=Stale.SKIP
        )

    def _on_read(self, found: NoticeList) -> None:
        self._bell.show_unread(found.unread)
        self.panel.show_list(found)

    def _on_panel_opened(self, notice_id: int, case_id: int) -> None:
        self._workplace.ask(bell.read_notice, notice_id, done=lambda _none: None)
        self._open_case(case_id)

    def _on_panel_all_read(self, newest: int) -> None:
        self._workplace.ask(bell.read_all, newest, done=lambda _none: None)

    def _on_panel_muted(self, kinds: object) -> None:
        self._workplace.ask(bell.mute, kinds, done=lambda _none: None)

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        # Another program's changes come without an id: anybody may be meant.
        own = (None, self._workplace.actor.staff_id)
        if any(change.kind is ChangeKind.NOTICE and change.id in own for change in changes):
            self._soon.ask()
