"""What an act works with in the process that is going to be killed, and how it acknowledges.

The wiring is the program's own (``desktop.app``) and so are its commands; only the clock is set,
and every line on the pipe was written after the call it speaks of had returned.
"""

import contextlib
import io
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from desktop import app, commands, crash
from desktop.adapters.anchor_file import AnchorFile
from desktop.adapters.letters import LetterPress
from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.domain.changes import Change
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.demo.statements.ports import DemoPapers
from desktop.services.hand_over.ports import ErpFiles
from desktop.services.operation.doctor import Patient
from desktop.services.operation.ports import Places
from desktop.services.operation.restoring import ChosenBackup, RestoreTarget
from desktop.services.ports import Clock
from desktop.services.uploads.ports import UploadFiles
from desktop.settings import DataFolder
from desktop.texts.errors import error_sentence
from tests.support.clock import MONDAY, FixedClock

Ack = tuple[str, str]
"""What was acknowledged: a kind, and what it was done to."""


class Uncaught(Exception):  # noqa: N818 - a verdict, not an error of the harness
    """Something ended in a way that nobody would call known."""


@dataclass
class Desk:
    """One process at work on one data folder."""

    folder: DataFolder
    pipe: int
    clock: FixedClock = field(default_factory=FixedClock)
    listener: Callable[["Desk", frozenset[Change]], None] | None = None
    restarted: bool = False
    """Whether this is the program that was started again after the kill."""
    acknowledged: list[Ack] = field(default_factory=list)

    def say(self, **line: Any) -> None:
        """Write one line; the parent reads it even if this process is killed right after."""
        os.write(self.pipe, json.dumps(line).encode() + b"\n")

    def acknowledge(self, kind: str, what: object) -> None:
        """Say that something is done: from here on it must never be lost."""
        self.acknowledged.append((kind, str(what)))
        self.say(ack=[kind, str(what)])

    def told(self, error: UserError) -> None:
        """Say which known error stopped the work; its sentence has to exist."""
        assert error_sentence(error).strip()
        self.say(told=error.code)

    @contextlib.contextmanager
    def open(self) -> Iterator[ServiceContext]:
        """Open the data folder as the window does, for acts that are calls of a service."""
        context = app.build_context(self.folder, clock=self.clock)
        try:
            yield context
        finally:
            context.close()

    def command(self, name: str, *arguments: str) -> int:
        """Run a command of the program; returns its exit status. 2 was told on standard error."""
        words = [name, "--data-dir", str(self.folder.path), *arguments]
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            status = commands.run(words, load_application=lambda: _Application(self))
        if status == commands.COULD_NOT_RUN:
            self.say(told=said.getvalue().strip() or "nothing")
        return status

    def at(self, later: timedelta) -> None:
        """Set the clock to a time after the morning on which every world begins."""
        self.clock.set(MONDAY + later)


@dataclass(frozen=True, slots=True)
class _Application:
    """The program's own wiring, with the desk's clock and an ear on what is committed."""

    desk: Desk

    def build_context(
        self, data_folder: DataFolder, *, clock: Clock | None = None
    ) -> ServiceContext:
        context = app.build_context(data_folder, clock=self.desk.clock)
        listener = self.desk.listener
        if listener is not None:
            context.database.subscribe(lambda changes: listener(self.desk, changes))
        return context

    def clock_at(self, day: date | None) -> Clock:
        return self.desk.clock

    def build_portal_inbox(self, data_folder: DataFolder) -> FolderInbox:
        return app.build_portal_inbox(data_folder)

    def build_portal_outbox(self, data_folder: DataFolder) -> FolderOutbox:
        return app.build_portal_outbox(data_folder)

    def build_erp_files(self, data_folder: DataFolder) -> ErpFiles:
        return app.build_erp_files(data_folder)

    def build_places(self, data_folder: DataFolder) -> Places:
        return app.build_places(data_folder)

    def build_restore(
        self, data_folder: DataFolder, file: Path | None
    ) -> tuple[RestoreTarget, ChosenBackup]:
        return app.build_restore(data_folder, file)

    def build_patient(self, data_folder: DataFolder) -> Patient:
        return app.build_patient(data_folder)

    def build_anchors(self, data_folder: DataFolder, chosen: Path | None = None) -> AnchorFile:
        return app.build_anchors(data_folder, chosen)

    def build_spreadsheets(self) -> SpreadsheetFiles:
        return app.build_spreadsheets()

    def build_upload_files(self) -> UploadFiles:
        return app.build_upload_files()

    def build_demo_papers(self) -> DemoPapers:
        return app.build_demo_papers()

    def build_press_without_window(self) -> LetterPress:
        return app.build_press_without_window()

    def write_whole(self, target: Path, content: bytes) -> None:
        app.write_whole(target, content)


class _Surprises(logging.Handler):
    """Whatever is logged as an error was caught by nobody who knew it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(logging.INFO)
        self._desk = desk

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self._desk.say(uncaught=logging.Formatter().format(record))


def watch_surprises(desk: Desk) -> None:
    """Let every error that nobody knew be told; for the life of the process."""
    logging.getLogger().addHandler(_Surprises(desk))
    crash.install_hooks()
    crash.add_listener(lambda report: desk.say(uncaught=report.details))


def work(desk: Desk, do: Callable[[Desk], None]) -> None:
    """Do it; how it ended is said on the pipe."""
    try:
        do(desk)
    except UserError as error:
        desk.told(error)
    except BaseException:  # noqa: BLE001 - this is what is looked for
        desk.say(uncaught=traceback.format_exc())
    sys.stderr.flush()
