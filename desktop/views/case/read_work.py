"""Opening a case is reading it, after a second; a key makes it unread again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import UserError
from desktop.services.cases.page import CasePageView
from desktop.services.inbox import reads
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane

READ_AFTER_MS = 1_000


class ReadWork(QObject):
    """Marks what was on show for a second; what came in meanwhile begins its own second.

    ``foretold`` carries a case and whether it is unread from now on, as soon as that is known.
    """

    foretold = Signal(int, bool)

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._kept_unread = False
        self.timer = QTimer(self, singleShot=True, interval=READ_AFTER_MS)
        self.timer.timeout.connect(self._on_timer_timeout)
        pane.case_read.connect(self._on_pane_case_read)
        pane.case_left.connect(self._on_pane_case_left)
        pane.emptied.connect(self._on_pane_emptied)
        self._workplace.actions.connect_handler(ActionId.TOGGLE_READ, self.toggle)

    def toggle(self) -> None:
        """Gelesen / ungelesen; what is made unread here stays so until it is opened again."""
        if self._pane.case_id is None:
            return
        self.timer.stop()
        self._workplace.ask(reads.toggle_read, self._pane.case_id, done=self._on_toggled)

    def _on_toggled(self, is_unread: bool) -> None:
        self._kept_unread = is_unread
        if self._pane.case_id is not None:
            self.foretold.emit(self._pane.case_id, is_unread)

    def _on_pane_case_read(self, _page: CasePageView) -> None:
        self._workplace.actions.set_possible(ActionId.TOGGLE_READ)
        if not self._kept_unread and self._pane.isVisible():
            self.timer.start()

    def _on_pane_case_left(self) -> None:
        self._kept_unread = False
        self.timer.stop()

    def _on_pane_emptied(self) -> None:
        reason = tr("kein Vorgang geöffnet")
        self._workplace.actions.set_possible(ActionId.TOGGLE_READ, reason)

    def _on_timer_timeout(self) -> None:
        view = self._pane.view
        if view is not None and self._pane.isVisible():
            header = view.case.header
            self._workplace.ask(
                reads.mark_read,
                header.case_id,
                header.version,
                done=partial(self._on_marked, header.case_id),
                failed=self._on_failed,
                scope="case.read",
            )

    def _on_marked(self, case_id: int, news: bool) -> None:
        if news:
            self.foretold.emit(case_id, False)

    @staticmethod
    def _on_failed(_error: UserError) -> None:
        """A mark that could not be set is set the next time; the lists say what is the matter."""
