"""A data folder in which nobody has begun: the person is asked, and it is made, whole or not.

A command that came first has made a database in it, which is kept: the beginning goes into that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import QEventLoop

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.first_folder import (
    begin_in_aside,
    demo_folder,
    has_demo,
    kept_key,
    made_aside,
    move_in,
    move_to_demo,
)
from desktop.folder_lock import hold_window
from desktop.master_key import KEY_FILE_VARIABLE, KeyChain
from desktop.opening import OpenFolder
from desktop.second_start import SecondStarts
from desktop.services.context import ServiceContext
from desktop.services.first_start.begun import has_begun
from desktop.services.intake.ports import PortalInbox
from desktop.services.ports import Clock
from desktop.settings import DataFolder, is_untouched, peek_settings, save_settings
from desktop.tasks import Lane, Task, Tasks
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.letters.paper import Paper, print_on
from desktop.views.widgets.messages import MessageKind
from desktop.views.window_group import bring_forward

if TYPE_CHECKING:
    from desktop.services.first_start.beginning import Beginning
    from desktop.views.first_start.steps import Step

DEMO_CASES = 1_500
"""Enough for every screen, and made while one waits."""
_GIVEN_UP = "start.given_up"


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the composition root lends: how a folder is opened, and the computer's clock."""

    build_context: Callable[..., ServiceContext]
    build_portal_inbox: Callable[[DataFolder], PortalInbox]
    clock: Clock
    keys: KeyChain
    paper: Paper


@dataclass(frozen=True, slots=True)
class Chosen:
    """The folder to open; ``imports``: after the sign-in master data are to be imported."""

    folder: DataFolder
    imports: bool = False


def first_start(folder: DataFolder, wiring: Wiring) -> Chosen | None:
    """Return the folder to open; where nobody has begun in it, what the person chose.

    None where the person left: nothing was written then. A folder that another window holds, or
    that cannot be used, comes back as it is: opening it says so.
    """
    if not is_untouched(folder):
        return Chosen(folder)
    try:
        lock = hold_window(folder)
    except UserError:
        return Chosen(folder)
    try:
        # Another start may have made it in the meantime.
        return _FirstStart(folder, wiring).run() if is_untouched(folder) else Chosen(folder)
    finally:
        lock.unlock()


def opened_folder(
    folder: DataFolder,
    wiring: Wiring,
    open_it: Callable[[DataFolder], OpenFolder],
    put_front_away: Callable[[], object] = lambda: None,
) -> tuple[OpenFolder, Chosen] | None:
    """Open a folder, or what the person chose in its place where nobody has begun in it.

    Nobody has where ``first_start`` says so, or where the database is there without a company or a
    person. A server's database is left to those who run it. None where the person left.
    ``put_front_away`` hides a window that stands there, before anything is asked.

    Raises:
        UserError: what ``open_it`` raises.
    """
    chosen = first_start(folder, wiring)
    if chosen is None:
        return None
    opened = open_it(chosen.folder)
    if opened.settings.database_url is not None or has_begun(opened.context):
        return opened, chosen
    opened.context.close()
    put_front_away()
    try:
        begun = _FirstStart(chosen.folder, wiring, with_database=True).run()
    finally:
        opened.lock.unlock()
    return None if begun is None else (open_it(begun.folder), begun)


class _FirstStart:
    """The assistant, and the making behind it."""

    def __init__(self, folder: DataFolder, wiring: Wiring, *, with_database: bool = False) -> None:
        """``with_database``: there is one, as it shall be; whether it is encrypted is decided."""
        from desktop.views.first_start.assistant import Assistant

        self._folder = folder
        self._wiring = wiring
        self._with_database = with_database
        self._tasks = Tasks()
        self._loop = QEventLoop()
        self._is_left = False
        self._is_making = False
        self._give_up = Event()
        self._chosen: Chosen | None = None
        self._window = Assistant(
            with_demo=has_demo(folder),
            with_key=with_database or KEY_FILE_VARIABLE in os.environ,
        )
        self._window.encryption.wanted.connect(self._on_encryption_wanted)
        self._window.encryption.print_requested.connect(self._on_print_requested)
        self._window.work_requested.connect(self._on_work_requested)
        self._window.demo_requested.connect(self._on_demo_requested)
        self._window.cancel_requested.connect(self._on_cancel_requested)
        self._window.left.connect(self._on_left)

    def run(self) -> Chosen | None:
        """Until it is made, or the person left."""
        second_starts = SecondStarts(self._folder, self._came_forward)
        try:
            self._window.show()
            self._loop.exec()
        finally:
            second_starts.stop()
            self._tasks.stop()
            self._tasks.deleteLater()
            self._window.left.disconnect(self._on_left)
            self._window.close()
            self._window.deleteLater()
        return self._chosen

    def _came_forward(self) -> bool:
        bring_forward(self._window)
        return not self._is_left

    def _on_work_requested(self, beginning: Beginning) -> None:
        imports = self._window.last.imports.isChecked()
        key = self._window.encryption.key
        self._window.show_making(tr("Ihr Datenordner wird angelegt …"))

        def begin_in(folder: DataFolder) -> None:
            from desktop.services.first_start.beginning import begin_with

            with closing(self._wiring.build_context(folder)) as context:
                begin_with(context, beginning)

        def make(task: Task) -> Chosen:
            if self._with_database:
                self._go_on(task)
                begin_in(self._folder)
                return Chosen(self._folder, imports)
            with kept_key(self._wiring.keys, key), made_aside(self._folder) as aside:
                begin_in_aside(aside, key, begin_in)
                self._go_on(task)
                move_in(aside, self._folder)
            return Chosen(self._folder, imports)

        self._make(make, self._window.last)

    def _on_encryption_wanted(self) -> None:
        step = self._window.encryption
        self._tasks.run(
            self._wiring.keys.ring.check,
            on_done=lambda _: step.say(
                MessageKind.INFO,
                tr(
                    "Der Schlüssel kommt auch in den Schlüsselbund dieses Rechners; dann fragt "
                    "Mieterdesk beim Start nicht nach ihm."
                ),
            ),
            on_error=lambda error: step.say(MessageKind.WARNING, error_sentence(error)),
            lane=Lane.FILES,
            scope="key ring",
        )

    def _on_print_requested(self, key: MasterKey) -> None:
        from desktop.services.first_start.recovery_sheet import recovery_sheet

        step = self._window.encryption
        paper = self._wiring.paper
        printer = paper.printers.choose(self._window) if paper.printers.has_any() else None
        if printer is None:
            step.say(MessageKind.WARNING, error_sentence(UserError("first_start.not_printed")))
            return
        sheet = recovery_sheet(key, self._wiring.clock.today(), str(self._folder.path))

        def put_on_paper() -> None:
            try:
                print_on(paper.painter, printer, "Mieterdesk", (sheet,))
            except OSError as error:
                raise UserError("first_start.not_printed") from error

        self._tasks.run(
            put_on_paper,
            on_done=lambda _: step.say(MessageKind.OK, tr("Der Schlüssel ist gedruckt.")),
            on_error=lambda error: step.say(MessageKind.WARNING, error_sentence(error)),
            lane=Lane.FILES,
        )

    def _on_demo_requested(self) -> None:
        if has_demo(self._folder):
            self._on_made(Chosen(demo_folder(self._folder)))
            return
        self._window.show_making(tr("Erfundene Mieter und Vorgänge werden angelegt …"))

        def make(task: Task) -> Chosen:
            with made_aside(self._folder) as aside:
                self._fill_demo(aside, task)
                self._go_on(task)
                return Chosen(move_to_demo(aside, self._folder))

        self._make(make, self._window.way)

    def _fill_demo(self, aside: DataFolder, task: Task) -> None:
        from desktop.services.demo.create import DEMO_PASSWORD, create_demo_data
        from desktop.services.demo.stepping_clock import SteppingClock
        from desktop.views.first_start.assistant import Making

        machine = self._wiring.clock
        clock = SteppingClock(berlin_instant(machine.today()), machine)

        def report(done: int, total: int) -> None:
            self._go_on(task)
            task.report(Making(done, total))

        with closing(self._wiring.build_context(aside, clock=clock)) as context:
            inbox = self._wiring.build_portal_inbox(aside)
            create_demo_data(
                context, clock, inbox, aside.exchange, cases=DEMO_CASES, on_progress=report
            )
        looks = peek_settings(self._folder)
        save_settings(aside, structs.replace(looks, demo_password=DEMO_PASSWORD))

    def _make(self, make: Callable[[Task], Chosen], place: Step) -> None:
        # Not the task's own wish to end: with that nobody would hear when it has ended.
        self._give_up = Event()
        self._is_making = True
        task = Task()
        self._tasks.run(
            lambda: make(task),
            on_done=self._on_made,
            on_error=lambda error: self._on_failed(error, place),
            on_progress=self._window.show_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _go_on(self, task: Task) -> None:
        """Between two steps of the making, in its thread.

        Raises:
            UserError: ``start.given_up``.
        """
        if self._give_up.is_set() or task.is_cancelled():
            raise UserError(_GIVEN_UP)

    def _on_made(self, chosen: Chosen) -> None:
        self._chosen = None if self._is_left else chosen
        self._loop.quit()

    def _on_failed(self, error: UserError, place: Step) -> None:
        self._is_making = False
        if self._is_left:
            self._loop.quit()
        elif error.code == _GIVEN_UP:
            self._window.show_cancelled(place)
        else:
            self._window.show_failure(place, error)

    def _on_cancel_requested(self) -> None:
        self._give_up.set()
        self._window.show_cancelling()

    def _on_left(self) -> None:
        self._is_left = True
        self._give_up.set()
        if not self._is_making:
            self._loop.quit()
