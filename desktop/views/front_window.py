"""A window as it stands before the program behind it is loaded: it can be typed into at once.

Nothing here and nothing it imports knows of services: loading those takes longer than anybody waits
for a window. Who signs in before they are there is kept waiting, and heard as soon as they are.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from desktop.texts import tr
from desktop.views.icons import application_icon
from desktop.views.sign_in.sign_in_page import DEMO_LOGINS, SignInPage

MIN_SIZE = (1180, 720)
FIRST_SIZE = (1440, 900)


class FrontWindow(QMainWindow):
    """The sign-in page in its window.

    ``painted`` fires after the first time that the window was painted, ``left`` when it is closed
    while there is no program behind it.
    """

    painted = Signal()
    left = Signal()

    def __init__(self, demo_password: str | None = None) -> None:
        """Show the sign-in page; with everybody's password if this is a demonstration."""
        super().__init__()
        self._was_painted = False
        self._has_program = False
        self._waiting: tuple[str, str] | None = None
        self.setWindowTitle("Mieterdesk")
        self.setMinimumSize(*MIN_SIZE)
        self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        self.pages = QStackedWidget()
        self.setCentralWidget(self.pages)
        self._first_page = SignInPage(self.pages)
        if demo_password:
            self._first_page.show_demo_hint(DEMO_LOGINS, demo_password)
        self._first_page.sign_in_requested.connect(self._keep_waiting)
        self.pages.addWidget(self._first_page)
        self._first_page.reset()

    def _keep_waiting(self, login: str, password: str) -> None:
        self._waiting = login, password
        self._first_page.set_busy(busy=True)
        self._first_page.subtitle.setText(tr("Die Daten werden geöffnet …"))

    def _hand_over(self) -> SignInPage:
        """Return the page to the program, which answers it from now on."""
        self._has_program = True
        self._first_page.sign_in_requested.disconnect(self._keep_waiting)
        return self._first_page

    def stop_waiting(self) -> None:
        """Let who signed in too early do it anew: there is something to be read first."""
        if self._waiting is not None:
            login, _password = self._waiting
            self._waiting = None
            self._first_page.reset(login)

    def _hear_who_waits(self) -> None:
        """Let who signed in too early do it now; the password is kept no longer."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._first_page.sign_in_requested.emit(*waiting)

    def event(self, event: QEvent) -> bool:
        """Notice the first painting."""
        done = super().event(event)
        if not self._was_painted and event.type() == QEvent.Type.Paint:
            self._was_painted = True
            # What is painted comes on the screen after this event. It waits for no icon of the
            # task bar, which is drawn in seven sizes.
            QTimer.singleShot(0, self, lambda: self.setWindowIcon(application_icon()))
            self.painted.emit()
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        """Who leaves before the program is there waits for nothing."""
        super().closeEvent(event)
        self._waiting = None
        if not self._has_program:
            self.left.emit()
