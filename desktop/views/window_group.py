"""The windows of one program run: what they share, and when the last one ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.memory import leave_lasting_alone
from desktop.services.staff.access import Actor
from desktop.settings import AppSettings
from desktop.tasks import Lane, Tasks
from desktop.texts import Language, set_language
from desktop.views.background_work import BackgroundWork, Job
from desktop.views.idle_watch import IdleWatch
from desktop.views.qt_texts import speak_qt_texts
from desktop.views.theme_controller import ThemeController
from desktop.views.update_watch import Names, UpdateWatch, no_names
from desktop.views.workplace import Backend

if TYPE_CHECKING:
    from desktop.services.operation.restore_order import RestoreOrder
    from desktop.views.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Program:
    """What the windows are given by ``desktop.app``: services, lanes, settings, jobs."""

    backend: Backend
    tasks: Tasks
    settings: AppSettings
    save_settings: Callable[[AppSettings], None]
    jobs: tuple[Job, ...]
    theme: ThemeController
    update_names: Names = no_names


class WindowGroup(QObject):
    """Settings and background work are there once, however many windows are open.

    Each window has its own sign-in; closing one leaves the others, closing the last ends the
    lanes.
    """

    def __init__(self, program: Program) -> None:
        """Start the jobs in the background; windows add themselves."""
        super().__init__()
        self.program = program
        self.settings = program.settings
        # While the name is typed and the password is checked, which lets other threads compute.
        program.tasks.run(
            program.backend.load_screens,
            on_done=lambda _loaded: leave_lasting_alone(),
            lane=Lane.FILES,
        )
        courtesy = program.backend.courtesy
        self.background = BackgroundWork(program.tasks, program.jobs, self, courtesy=courtesy)
        self.windows: list[MainWindow] = []
        self.restore_order: RestoreOrder | None = None
        """What is to be restored now that the last window has closed; None for nothing."""
        clock = program.backend.context.clock
        self.idle = IdleWatch(program.settings.lock_minutes, clock.now, self)
        self.idle.idle.connect(self.lock_all)
        folder = program.settings.update_dir
        self.updates = UpdateWatch(program.tasks, program.update_names, folder, self)

    def add(self, window: MainWindow) -> None:
        """A window opens."""
        self.windows.append(window)

    def remove(self, window: MainWindow) -> None:
        """A window has closed; with the last one all work ends, after what a person did is kept."""
        if window not in self.windows:
            return
        self.windows.remove(window)
        if not self.windows:
            self.background.stop()
            self.idle.stop()
            self.updates.stop()
            self.program.backend.pdf_readers.end()
            self.program.backend.speller.end()
            self.program.tasks.stop()

    def keep(self, settings: AppSettings) -> None:
        """Let changed settings of this workplace hold from now on, in every window.

        Raises:
            UserError: ``settings.not_writable``; they hold until the program ends.
        """
        self.settings = settings
        self.idle.minutes = settings.lock_minutes
        self.updates.look_into(settings.update_dir)
        self.program.save_settings(settings)

    def front(self) -> MainWindow | None:
        """The window a person looks at; the youngest where none has the focus."""
        active = next((one for one in self.windows if one.isActiveWindow()), None)
        return active or (self.windows[-1] if self.windows else None)

    def come_forward(self) -> bool:
        """The program was started once more: show the window in front to whoever did that.

        Returns whether there is one: after the last was closed, a new start is to wait for the end.
        """
        window = self.front()
        if window is not None:
            bring_forward(window)
        return window is not None

    def lock_all(self) -> None:
        """Who leaves the desk leaves every window."""
        for window in tuple(self.windows):
            window.lock()

    def unlock_all_of(self, actor: Actor) -> None:
        """The person is back: every window that waits for this one goes on."""
        for window in tuple(self.windows):
            window.unlock_for(actor)

    def let_somebody_in(self, locked: MainWindow) -> None:
        """Somebody else comes to a locked window: that one stays, another asks who it is."""
        free = next((one for one in self.windows if one.is_free), None)
        bring_forward(locked.open_empty() if free is None else free)

    def tells_of_crashes(self) -> MainWindow | None:
        """The window that already tells of an error, else the one in front: one dialog for all."""
        telling = (one for one in self.windows if one.crash_desk.dialog is not None)
        return next(telling, None) or self.front()

    def close_all(self) -> None:
        """Beenden: close every window, as far as each lets itself be closed."""
        for window in tuple(self.windows):
            window.close()

    def order_restore(self, order: RestoreOrder) -> None:
        """Close every window, so that the backup can take the place of the database.

        Where one stays open because a text in it is not stored, nothing is restored.
        """
        # Not from within the answer of a lane, which ends with the last window.
        QTimer.singleShot(0, self, partial(self._close_for, order))

    def _close_for(self, order: RestoreOrder) -> None:
        self.restore_order = order
        self.close_all()
        if self.windows:
            self.restore_order = None
            front = self.front()
            if front is not None:
                bring_forward(front)

    def speak(self, chosen: Language) -> None:
        """Texts are built into widgets: every window is made again in the other language."""
        set_language(chosen)
        speak_qt_texts(QApplication.instance(), chosen)
        for window in tuple(self.windows):
            window.build_again()


def bring_forward(window: QWidget) -> None:
    """Show a window to somebody who started the program once more."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    # Where the desktop lets nobody take the focus, it marks the window instead.
    QApplication.alert(window)
