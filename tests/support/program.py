"""The whole program in one process: the real window on a real database, driven by a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget

from desktop.adapters.chosen_files import LocalFiles
from desktop.adapters.erp_files import write_whole
from desktop.adapters.letters import LetterPress
from desktop.adapters.pdf_reader.reader import PdfReaders
from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.adapters.update_folder import names_in
from desktop.adapters.upload_files import UploadFolder
from desktop.services.context import ServiceContext
from desktop.settings import AppSettings
from desktop.tasks import Tasks
from desktop.texts import Language, set_language
from desktop.views.case.case_pane import CasePane
from desktop.views.letters.paper import Paper, Printers
from desktop.views.main_window import MainWindow
from desktop.views.qt_texts import speak_qt_texts
from desktop.views.theme_controller import ARGUMENTS, Scheme, ThemeController
from desktop.views.window_group import Program, WindowGroup
from desktop.views.workplace import Backend
from desktop.views.workspace import Workspace
from tests.support.places import make_places
from tests.support.printers import NoPrinters

PATIENCE_MS = 60_000
REFRESH_MS = 250
"""Timers up to here bundle refreshes; longer ones store drafts and count minutes."""
CALM_ROUNDS = 3


def application() -> QApplication:
    """The one application object of the process."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(list(ARGUMENTS))
    made.setQuitOnLastWindowClosed(False)
    return made


def theme_controller(scheme: Scheme = Scheme.LIGHT) -> ThemeController:
    """The theme of the process, set to a scheme."""
    app = application()
    found = app.findChild(ThemeController) or ThemeController(app, scheme)
    found.set_scheme(scheme)
    found.set_percent(100)
    return found


@dataclass
class RunningProgram:
    """A window with everything behind it; ``close`` ends it."""

    context: ServiceContext
    exchange: Path
    settings: AppSettings = field(default_factory=lambda: AppSettings(lock_minutes=0))
    scheme: Scheme = Scheme.LIGHT
    printers: Printers = field(default_factory=NoPrinters)
    window: MainWindow = field(init=False)

    def __post_init__(self) -> None:
        set_language(self.settings.language)
        speak_qt_texts(application(), self.settings.language)
        theme = theme_controller(self.scheme)
        self.tasks = Tasks(self.context.database)
        self.kept: list[AppSettings] = []
        program = Program(
            backend=Backend(
                self.context,
                self.tasks,
                FolderInbox(self.exchange),
                write_whole,
                make_places(self.exchange.parent),
                LocalFiles(),
                Paper(LetterPress(), self.printers),
                PdfReaders(),
                SpreadsheetFiles(),
                UploadFolder(),
            ),
            tasks=self.tasks,
            settings=self.settings,
            save_settings=self.kept.append,
            jobs=(),
            theme=theme,
            update_names=names_in,
        )
        self.group = WindowGroup(program)
        self.window = MainWindow.on(program, self.group)
        self.window.resize(1440, 900)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        self._activate()

    def close(self) -> None:
        """Close every window as a person would, and forget the first."""
        self.group.close_all()
        self.window.deleteLater()
        settle(50)
        set_language(Language.GERMAN)

    @property
    def workspace(self) -> Workspace:
        """What the signed-in person works in."""
        found = self.window.workspace
        assert found is not None, "nobody is signed in"
        return found

    @property
    def pane(self) -> CasePane:
        """The open case."""
        return self.workspace.inbox.pane

    def button(self, name: str) -> QAbstractButton:
        """The one visible button that a screen reader calls ``name``."""
        root = QApplication.activeModalWidget() or self.window
        found = [
            button
            for button in root.findChildren(QAbstractButton)
            if button.accessibleName() == name and button.isVisible()
        ]
        assert len(found) == 1, f"{len(found)} buttons are called {name!r}"
        return found[0]

    def dialog(self) -> QDialog:
        """The question that is asked right now."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog), "no dialog is open"
        return found

    def choose_from_menu(self, button: QWidget, text: str) -> None:
        """Open the menu of a button and click an entry of it."""
        self.click(button)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu opened"
        action = next(action for action in menu.actions() if action.text() == text)
        place = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        self.wait()
        self._activate()

    def _activate(self) -> None:
        """Without a window manager nobody gives the focus back when a menu closes."""
        # A window that the test has closed never comes to the front: it is not waited for.
        if not self.window.isVisible():
            return
        if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
            self.window.activateWindow()
            QTest.qWaitForWindowActive(self.window)

    def switch_user(self, login: str, password: str) -> None:
        """Benutzer wechseln by the menu at the top right; then the other person signs in."""
        self.choose_from_menu(self.workspace.top_bar.person, "Benutzer wechseln")
        self.sign_in(login, password)

    def open_view(self, title: str) -> None:
        """Click an entry of the sidebar."""
        view = self.workspace.sidebar.list
        model = view.model()
        index = next(
            index
            for index in (model.index(row, 0) for row in range(model.rowCount()))
            if index.data() == title
        )
        self.click_at(view.viewport(), view.visualRect(index).center())

    def click_at(self, widget: QWidget, place: QPoint) -> None:
        """Click a place of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.wait()

    @contextmanager
    def at(self, window: MainWindow) -> Iterator[None]:
        """What is done in the block is done at another window of this program."""
        mine, self.window = self.window, window
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window), "the other window does not come to the front"
        self.wait()
        try:
            yield
        finally:
            self.window = mine
            if mine in self.group.windows:
                mine.activateWindow()
                assert QTest.qWaitForWindowActive(mine), "the window does not come back"
            self.wait()

    @contextmanager
    def unaware(self) -> Iterator[None]:
        """What happens in the block happens on another computer: this window is not told."""
        changed, workplace = self.tasks.changed, self.workspace.workplace
        changed.disconnect(workplace.changed)
        try:
            yield
        finally:
            changed.connect(workplace.changed)

    def wait(self) -> None:
        """Until every task is done, every refresh that follows is shown, and nothing is due."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        calm = 0
        while calm < CALM_ROUNDS:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            busy = self.tasks.is_busy() or self._refresh_is_due() or self._key_is_down()
            calm = 0 if busy else calm + 1
            if busy:
                QTest.qWait(10)
            assert not deadline.hasExpired(), "the program does not come to rest"
        self._activate()

    def _refresh_is_due(self) -> bool:
        return any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= REFRESH_MS
            for timer in self.window.findChildren(QTimer)
        )

    def _key_is_down(self) -> bool:
        """Buttons that are pressed by a key stay down for a moment before they act."""
        root = QApplication.activeModalWidget() or self.window
        return any(button.isDown() for button in root.findChildren(QAbstractButton))

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Until something has come about."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not true():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            assert not deadline.hasExpired(), "it never came about"

    def sign_in(self, login: str, password: str) -> None:
        """Type name and password, press Enter."""
        page = self.window.sign_in
        page.login.clear()
        QTest.keyClicks(page.login, login)
        QTest.keyClicks(page.password, password)
        QTest.keyClick(page.password, Qt.Key.Key_Return)
        self.wait_until(lambda: self.window.workspace is not None)
        self.wait()

    def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press a key combination where the focus is, such as "Ctrl+Return"."""
        self._activate()
        target = widget or QApplication.focusWidget() or self.window
        QTest.keySequence(target, QKeySequence(keys))
        self.wait()

    def type(self, text: str, widget: QWidget | None = None) -> None:
        """Type where the focus is."""
        target = widget or QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        for character in text:
            if character.isascii():
                QTest.keyClicks(target, character)
            else:
                # QTest knows no key for it; a German keyboard has one.
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                    QApplication.sendEvent(target, event)

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget that can be seen."""
        assert widget.isVisible(), f"{widget.accessibleName()} is not visible"
        assert widget.isEnabled(), f"{widget.accessibleName()} cannot be used"
        self._activate()
        centre = QPoint(widget.width() // 2, widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=centre)
        self.wait()


def settle(milliseconds: int) -> None:
    """Let events run for a while."""
    QTest.qWait(milliseconds)
