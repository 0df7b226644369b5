"""What a locked window shows: whose work waits, and the way back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.views.sign_in.sign_in_page import SignInPage
from desktop.views.widgets.buttons import ActionButton


class LockPage(SignInPage):
    """Asks for the password of the person who works here; somebody else gets another window.

    ``sign_in_requested`` carries that person's login and what was typed, ``switch_requested`` that
    somebody else has come.
    """

    switch_requested = Signal()

    def __init__(self, login: str, name: str, parent: QWidget | None = None) -> None:
        """Wait for ``name``, who signs in as ``login``."""
        super().__init__(parent)
        self.setAccessibleName(tr("Gesperrt"))
        self.login.setText(login)
        self.login.setReadOnly(True)
        self.submit.setText(tr("Entsperren"))
        self.submit.setAccessibleName(tr("Entsperren"))
        self.subtitle.setText(
            tr("Gesperrt. {name}: Ihre Arbeit ist so, wie Sie sie verlassen haben.", name=name)
        )
        self.switch = ActionButton(tr("Benutzer wechseln"), icon_name="users")
        self.switch.clicked.connect(self.switch_requested)
        self._card.body.insertWidget(self._card.body.indexOf(self.submit) + 1, self.switch)
        self.setFocusProxy(self.password)
