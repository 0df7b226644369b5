"""The first window of a run stands before the program behind it is loaded.

Nearly all of the time that a start takes goes into loading modules and opening the database. The
sign-in page needs neither: it is shown at once, and while somebody types, the rest comes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop.data_folder import DataFolder
from desktop.domain.errors import UserError
from desktop.folder_lock import hold_window, is_claimed
from desktop.looks import peek_looks
from desktop.memory import rarely_collecting_garbage
from desktop.texts import set_language
from desktop.views.garbage import collected_by_this_thread
from desktop.views.main_window import MainWindow
from desktop.views.qt_texts import speak_qt_texts
from desktop.views.theme_controller import ARGUMENTS, Scheme, ThemeController

UNSEEN_MS = 1_000
"""A window that nobody sees, as one that starts minimised, is never painted: go on without."""


class Rest(Protocol):
    """What is loaded behind the window: ``desktop.app``."""

    def run_window(
        self, folder: DataFolder, theme: ThemeController, front: MainWindow | None
    ) -> int:
        """Open the folder, give the window its program, and run until it is closed."""


def open_window(data_dir: Path, load: Callable[[], Rest]) -> int:
    """Show the window on a data folder until it is closed; returns the exit status.

    ``load`` brings the program; it is called off the window's thread where a window stands already.
    None does where something is to be asked or said first: nobody has begun in the folder, another
    window is open on it, or it cannot be used.

    Raises:
        UserError: as ``desktop.app.run_window``.
    """
    folder = DataFolder(data_dir)
    # What is made until the window has its program stays to the end.
    with rarely_collecting_garbage():
        theme, front = _shown(folder)
        rest = load() if front is None else _Loading(load).behind(front)
    if rest is None:
        return 0
    with collected_by_this_thread():
        return rest.run_window(folder, theme, front)


def _shown(folder: DataFolder) -> tuple[ThemeController, MainWindow | None]:
    """Return the theme, and the window, which is on show; None where it has to wait."""
    looks = peek_looks(folder)
    set_language(looks.language)
    application = QApplication.instance() or QApplication(list(ARGUMENTS))
    assert isinstance(application, QApplication)
    application.setApplicationName("Mieterdesk")
    speak_qt_texts(application, looks.language)
    theme = ThemeController(application, Scheme(looks.theme.value), looks.font_percent)
    if not _opens_as_it_is(folder):
        return theme, None
    front = MainWindow(looks.demo_password)
    front.show()
    return theme, front


def _opens_as_it_is(folder: DataFolder) -> bool:
    """Whether nothing is to be asked, as far as a glance tells."""
    if not folder.has_traces():
        # A server may be named in its place: only the whole settings tell.
        from desktop.settings import is_untouched

        if is_untouched(folder):
            return False
    if not is_claimed(folder):
        return True
    try:
        hold_window(folder).unlock()
    except UserError:
        return False
    return True


class _Loading(QObject):
    """Loads in a thread of its own from the first painting on."""

    _ended = Signal()

    def __init__(self, load: Callable[[], Rest]) -> None:
        super().__init__()
        self._load = load
        self._thread = threading.Thread(target=self._run, name="loading")
        self._loop = QEventLoop()
        self._begin = QTimer(self, singleShot=True, interval=UNSEEN_MS)
        self._begin.timeout.connect(self._on_begin_timeout)
        self._ended.connect(self._loop.quit, Qt.ConnectionType.QueuedConnection)
        self._is_left = False
        self._rest: Rest | None = None
        self._error: Exception | None = None

    def behind(self, front: MainWindow) -> Rest | None:
        """Return what was loaded; None where the person left meanwhile."""
        self._begin.start()
        # What was painted is on the screen with the next turn.
        front.painted.connect(lambda: self._begin.start(0))
        front.left.connect(self._on_left)
        self._loop.exec()
        front.left.disconnect(self._on_left)
        if self._thread.ident is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error
        return None if self._is_left else self._rest

    def _run(self) -> None:
        try:
            self._rest = self._load()
        except Exception as error:  # noqa: BLE001 - raised again on the window's thread
            self._error = error
        finally:
            self._ended.emit()

    def _on_begin_timeout(self) -> None:
        # A window that is painted late, as one that started minimised, comes here twice.
        if self._thread.ident is None:
            self._thread.start()

    def _on_left(self) -> None:
        self._is_left = True
        self._begin.stop()
        self._loop.quit()
