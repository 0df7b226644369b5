"""One window locked: its content unseen and unreachable, and then exactly as it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.services.staff import sign_in
from desktop.services.staff.access import Actor
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId, Actions
from desktop.views.curtain import Curtain
from desktop.views.sign_in.lock_page import LockPage
from desktop.views.workplace import Backend

_AWAKE = (
    ActionId.LARGER,
    ActionId.SMALLER,
    ActionId.NORMAL_SIZE,
    ActionId.SWITCH_USER,
    ActionId.QUIT,
)
"""What a locked window still does: nothing of it shows anything."""


class WindowLock(QObject):
    """The lock of a window whose screens lie in ``pages``; ``page`` is what it shows while on.

    ``opened`` carries the actor whose password fitted, as that person may work now.
    ``switch_requested`` fires when somebody else wants to sign in.
    """

    opened = Signal(object)
    switch_requested = Signal()

    def __init__(
        self, window: QWidget, pages: QStackedWidget, actions: Actions, backend: Backend
    ) -> None:
        """Begin unlocked."""
        super().__init__(window)
        self._pages = pages
        self._actions = actions
        self._backend = backend
        self._curtain = Curtain(window)
        self._actor: Actor | None = None
        self._behind: QWidget | None = None
        self.page: LockPage | None = None

    def lock(self, actor: Actor, demo: tuple[tuple[str, ...], str] | None) -> None:
        """Hide the work of ``actor``, and note it on the audit log."""
        self.cover(actor, demo)
        context = self._backend.context
        self._backend.tasks.run(
            lambda: sign_in.lock_session(context, actor), on_error=self._on_failed
        )

    def cover(self, actor: Actor, demo: tuple[tuple[str, ...], str] | None) -> None:
        """Hide the work of ``actor``; ``demo`` are names and password that everybody is told."""
        self._curtain.fall()
        self._actions.rest_but(_AWAKE)
        self._actor = actor
        self._behind = self._pages.currentWidget()
        page = self.page = LockPage(actor.login, actor.name)
        if demo is not None:
            page.show_demo_hint(*demo)
        page.sign_in_requested.connect(self._on_page_sign_in_requested)
        page.switch_requested.connect(self.switch_requested)
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.setFocus()

    def _on_page_sign_in_requested(self, _login: str, password: str) -> None:
        context, actor = self._backend.context, self._actor
        if self.page is None or actor is None:
            return
        self.page.set_busy(busy=True)
        self._backend.tasks.run(
            lambda: sign_in.unlock_session(context, actor, password),
            on_done=self.opened.emit,
            on_error=self._on_failed,
        )

    def _on_failed(self, error: UserError) -> None:
        self.say(error_sentence(error))

    def say(self, sentence: str) -> None:
        """Say something on the page, where the window is locked."""
        if self.page is not None:
            self.page.show_error(sentence)

    def lift(self) -> None:
        """The person is back: everything is as it was."""
        if self.page is None:
            return
        if self._behind is not None:
            self._pages.setCurrentWidget(self._behind)
        self._remove_page()
        self._curtain.rise()

    def end(self) -> None:
        """The work behind it ends, and with it what was put away."""
        if self.page is not None:
            self._remove_page()
            self._curtain.drop()

    def _remove_page(self) -> None:
        page, self.page = self.page, None
        self._behind = None
        self._actions.rest_none()
        if page is not None:
            self._pages.removeWidget(page)
            page.deleteLater()
