"""A data folder is opened for the window: claimed, migrated, and said why where that fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QLockFile

from desktop.domain.backup_rotation import in_order
from desktop.domain.errors import UserError
from desktop.domain.upgrade import UpgradeProgress
from desktop.folder_lock import hold_window
from desktop.second_start import open_window_came_forward
from desktop.services.categories.built_in import lay_missing_forms
from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import keep_current, waiting_cases
from desktop.settings import AppSettings, DataFolder, load_settings
from desktop.tasks import Task, Tasks
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.views.front_window import FrontWindow
from desktop.views.preparing import Preparation
from desktop.views.start_problem import StartProblem, start

_MENDED_BY_A_BACKUP = frozenset({"database.damaged", "database.missing"})
_MENDED_BY_A_KEY = frozenset(
    {"key.check_damaged", "key.ring_unreachable", "key.not_in_ring", "key.typed_wrong"}
)
CAME_FORWARD = "window.came_forward"
"""The code of what is no trouble: the window that is open on the folder has come forward."""
PATIENCE_SECONDS = 10.0
"""A window that holds the folder may be about to open: the second of two clicks waits for it."""
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A data folder that one window holds, with everything that services need."""

    lock: QLockFile
    context: ServiceContext
    settings: AppSettings


class BuildContext(Protocol):
    """Opens a data folder; a file of an older version is migrated, of which it tells."""

    def __call__(
        self, data_folder: DataFolder, *, on_upgrade: Callable[[UpgradeProgress], None]
    ) -> ServiceContext:
        """Return what services need; raises as the composition root does."""


def open_folder(
    folder: DataFolder,
    build_context: BuildContext,
    restore_newest: Callable[[DataFolder], object] | None = None,
    take_key: Callable[[DataFolder, str], object] | None = None,
    front: FrontWindow | None = None,
) -> OpenFolder:
    """Open the data folder for the window, with the help of the person where it fails.

    Where the database is lost or damaged and there is a backup, ``restore_newest`` is offered.
    Where no key ring gives the key, the recovery key is asked for and handed to ``take_key``.
    ``front`` is the window that waits for it; it goes while another one asks or says something.

    Raises:
        UserError: what kept it from opening, when the person gave up; as ``hold_window`` and
            ``build_context``. ``window.came_forward``, without a question, where a window is open
            on the folder already.
    """

    def attempt(task: Task) -> OpenFolder:
        lock = _hold_or_call(folder, task)
        try:
            context = build_context(folder, on_upgrade=partial(_report, task))
            try:
                _prepare_lists(context, task)
                return OpenFolder(lock, context, load_settings(folder))
            except BaseException:
                context.close()
                raise
        except BaseException:
            lock.unlock()
            raise

    def describe(error: UserError) -> StartProblem | None:
        if error.code == CAME_FORWARD:
            return None
        backups, mend = None, None
        if error.code in _MENDED_BY_A_BACKUP:
            backups = tuple(_backup_text(folder, file) for file in folder.copies_of_the_database())
            if restore_newest is not None and _has_backup(folder):
                mend = partial(_restored, folder, restore_newest)
        take = None
        if take_key is not None and error.code in _MENDED_BY_A_KEY:
            take = partial(take_key, folder)
        return StartProblem(error_sentence(error), str(folder.path), backups, mend, take)

    tasks = Tasks()
    try:
        return start(tasks, attempt, describe, front)
    finally:
        tasks.stop()
        tasks.deleteLater()


def _has_backup(folder: DataFolder) -> bool:
    return bool(in_order(file.name for file in folder.backups.glob("*.sqlite")))


def _restored(folder: DataFolder, restore_newest: Callable[[DataFolder], object]) -> None:
    """Restore while nobody else opens a window on the folder."""
    lock = hold_window(folder)
    try:
        restore_newest(folder)
    finally:
        lock.unlock()


def _prepare_lists(context: ServiceContext, task: Task) -> None:
    """Give every case its place in the lists before the first one is read, and tell how far it is.

    Raises:
        UserError: ``start.given_up`` when the task was cancelled; what is done stays.
    """
    lay_missing_forms(context)
    total = waiting_cases(context)

    keep_current(context, lambda done: _report(task, Preparation(done, total)))


def _report(task: Task, progress: Preparation | UpgradeProgress) -> None:
    if task.is_cancelled():
        raise UserError("start.given_up")
    task.report(progress)


def _backup_text(folder: DataFolder, file: Path) -> str:
    name = str(file.relative_to(folder.path))
    try:
        made = full_moment(datetime.fromtimestamp(file.stat().st_mtime, UTC))
    except OSError:
        return name
    return f"{name} ({made})"


def _hold_or_call(folder: DataFolder, task: Task) -> QLockFile:
    """Claim the folder, or let the window that has it come forward. Off the window's thread.

    Raises:
        UserError: ``window.came_forward``; as ``hold_window`` where nobody answers in time.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return hold_window(folder)
        except UserError as error:
            if error.code != "window.already_open":
                raise
            if open_window_came_forward(folder):
                raise UserError(CAME_FORWARD) from error
            if task.is_cancelled() or time.monotonic() >= deadline:
                raise
        time.sleep(_PAUSE_SECONDS)
