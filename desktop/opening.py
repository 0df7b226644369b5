"""A data folder is opened for the window: claimed, migrated, and said why where that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

from desktop.domain.errors import UserError
from desktop.services.categories.built_in import lay_missing_forms
from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import keep_current, waiting_cases
from desktop.settings import AppSettings, DataFolder, load_settings
from desktop.tasks import Task, Tasks
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.views.preparing import Preparation
from desktop.views.start_problem import StartProblem, start

_MENDED_BY_A_BACKUP = frozenset({"database.damaged", "database.missing"})


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A data folder that one window holds, with everything that services need."""

    lock: QLockFile
    context: ServiceContext
    settings: AppSettings


def open_folder(
    folder: DataFolder, build_context: Callable[[DataFolder], ServiceContext]
) -> OpenFolder:
    """Open the data folder for the window, with the help of the person where it fails.

    Raises:
        UserError: what kept it from opening, when the person gave up; as ``hold_window`` and
            ``build_context``.
    """

    def attempt(task: Task) -> OpenFolder:
        lock = hold_window(folder)
        try:
            context = build_context(folder)
            try:
                _prepare_lists(context, task)
                return OpenFolder(lock, context, load_settings(folder))
            except BaseException:
                context.close()
                raise
        except BaseException:
            lock.unlock()
            raise

    def describe(error: UserError) -> StartProblem:
        backups = None
        if error.code in _MENDED_BY_A_BACKUP:
            backups = tuple(_backup_text(folder, file) for file in folder.copies_of_the_database())
        return StartProblem(error_sentence(error), str(folder.path), backups)

    tasks = Tasks()
    try:
        return start(tasks, attempt, describe)
    finally:
        tasks.stop()
        tasks.deleteLater()


def _prepare_lists(context: ServiceContext, task: Task) -> None:
    """Give every case its place in the lists before the first one is read, and tell how far it is.

    Raises:
        UserError: ``start.given_up`` when the task was cancelled; what is done stays.
    """
    lay_missing_forms(context)
    total = waiting_cases(context)

    def report(done: int) -> None:
        if task.is_cancelled():
            raise UserError("start.given_up")
        task.report(Preparation(done, total))

    keep_current(context, report)


def _backup_text(folder: DataFolder, file: Path) -> str:
    name = str(file.relative_to(folder.path))
    try:
        made = full_moment(datetime.fromtimestamp(file.stat().st_mtime, UTC))
    except OSError:
        return name
    return f"{name} ({made})"


def hold_window(data_folder: DataFolder) -> QLockFile:
    """Claim the folder for one window; the claim ends with ``unlock`` or with this process.

    Raises:
        UserError: ``window.already_open``, ``data_folder.not_usable`` or
            ``data_folder.not_writable``.
    """
    data_folder.create()
    lock = QLockFile(str(data_folder.path / "window.lock"))
    # A window may be open for days; only the end of its process makes the claim void.
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        if lock.error() is QLockFile.LockError.LockFailedError:
            raise UserError("window.already_open")
        raise UserError("data_folder.not_writable", folder=str(data_folder.path))
    return lock
