"""From an open data folder until its last window is closed, and once more after a restore.

A backup that is restored in the window takes the place of a database that nobody has open: the
windows are gone by then and the context is closed, the claim on the folder is still held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from desktop.domain.errors import UserError
from desktop.domain.restore import Restored
from desktop.first_start import Chosen
from desktop.last_run import RunMark
from desktop.leaving import Ending
from desktop.memory import leave_lasting_alone
from desktop.opening import CAME_FORWARD, OpenFolder
from desktop.second_start import SecondStarts
from desktop.services.operation.ports import Places
from desktop.settings import DataFolder
from desktop.tasks import Tasks
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.main_window import MainWindow
from desktop.views.widgets.messages import MessageKind
from desktop.views.window_group import Program

if TYPE_CHECKING:
    from desktop.services.operation.restore_order import RestoreOrder
    from desktop.services.operation.restoring import ChosenBackup, RestoreTarget

Outcome = Restored | UserError
"""What came of a restore, or why nothing did."""


@dataclass(frozen=True, slots=True)
class House:
    """What the composition root lends.

    ``open_folder`` gives the folder that is open, with what the person chose; None where that
    person left. It is told which window stands there and waits, if one does.
    """

    open_folder: Callable[[DataFolder, MainWindow | None], tuple[OpenFolder, Chosen] | None]
    build_program: Callable[[OpenFolder, DataFolder, Tasks], Program]
    build_places: Callable[[DataFolder], Places]
    build_restore: Callable[[DataFolder, Path], tuple[RestoreTarget, ChosenBackup]]


def sit(
    application: QGuiApplication, folder: DataFolder, house: House, front: MainWindow | None
) -> int:
    """Show the window of a data folder until it is closed for good; returns the exit status.

    ``front`` stands there already, without a program; None where one is to be made.

    Raises:
        UserError: what kept it from opening, when the person gave up.
    """
    ending = Ending(application)
    outcome: Outcome | None = None
    while True:
        try:
            begun = house.open_folder(folder, front)
        except UserError as error:
            if error.code == CAME_FORWARD:
                return 0
            raise
        if begun is None:
            return 0
        opened, chosen = begun
        folder = chosen.folder
        try:
            sitting = _Sitting(application, opened, chosen, house, front)
            if outcome is not None:
                sitting.tell(outcome)
            order = sitting.until_closed(ending)
            if order is None:
                return sitting.status
            front = None
            outcome = _restored(folder, house, order)
        finally:
            opened.lock.unlock()


class _Sitting:
    """The window, and what there is once beside it."""

    def __init__(
        self,
        application: QGuiApplication,
        opened: OpenFolder,
        chosen: Chosen,
        house: House,
        front: MainWindow | None,
    ) -> None:
        self._application = application
        self._opened = opened
        self._folder = chosen.folder
        self._house = house
        self.status = 0
        context = opened.context
        tasks = Tasks(context.database)
        tasks.watch_others(context.database)
        self._mark = RunMark(self._folder.path)
        last_run = self._mark.begin()
        self._window = front or MainWindow(opened.settings.demo_password)
        if last_run is not None:
            self._window.show_last_run(last_run)
        if chosen.imports:
            self._window.open_after_sign_in(ActionId.OPEN_MASTER_DATA)
        self._window.equip(house.build_program(opened, self._folder, tasks))

    def tell(self, outcome: Outcome) -> None:
        """A backup was to be restored: say what came of it to whoever signs in."""
        from desktop.texts.restore import restored_lines

        page = self._window.sign_in
        if isinstance(outcome, UserError):
            page.show_error(error_sentence(outcome))
            return
        kind = MessageKind.WARNING if outcome.missing else MessageKind.OK
        page.say(kind, tr("Die Sicherung ist zurückgespielt."), "\n".join(restored_lines(outcome)))

    def until_closed(self, ending: Ending) -> RestoreOrder | None:
        """Show the window until the last one is closed; returns what is to be restored then."""
        window, context = self._window, self._opened.context
        window.show()
        second_starts = SecondStarts(self._folder, window.group.come_forward)
        leave_lasting_alone()
        try:
            self.status = self._application.exec()
            self._mark.end()
            order = window.group.restore_order
            if order is None:
                ending.leave(context, self._house.build_places(self._folder))
            # A backup made now could push out the one that is wanted; what is there is kept aside.
            return order
        finally:
            second_starts.stop()
            context.close()


def _restored(folder: DataFolder, house: House, order: RestoreOrder) -> Outcome:
    from desktop.services.operation.restoring import restore_backup
    from desktop.views.restoring import restored_or_why_not

    tasks = Tasks()
    try:
        return restored_or_why_not(
            tasks,
            lambda report, is_cancelled: restore_backup(
                *house.build_restore(folder, order.file),
                ordered_by=order.ordered_by,
                on_progress=report,
                is_cancelled=is_cancelled,
            ),
        )
    finally:
        tasks.stop()
        tasks.deleteLater()
