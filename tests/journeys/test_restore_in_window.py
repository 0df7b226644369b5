"""A backup is restored by somebody who sits at the window, with an administrator who agrees."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDeadlineTimer, QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop import app
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.restore import Restored
from desktop.models.company import Staff
from desktop.models.exchange import AuditEvent
from desktop.services.context import ServiceContext
from desktop.services.operation.backups import BackupProgress, BackupStep, make_backup
from desktop.services.operation.restore_order import (
    OrderRestore,
    RestoreOrder,
    list_backups,
    order_restore,
    preview_backup,
)
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.sign_in import actor_for_login
from desktop.settings import DataFolder
from desktop.tasks import Tasks
from desktop.views.main_window import MainWindow
from desktop.views.operation.restore_dialog import RestoreDialog
from desktop.views.restoring import RestoringWindow, restored_or_why_not
from desktop.views.sidebar_entries import OPERATION
from desktop.window_start import Rest, open_window
from tests.support.factories import add_company, add_staff
from tests.support.office import PASSWORD, Office
from tests.support.places import make_places
from tests.support.program import application, settle, theme_controller

PATIENCE_MS = 60_000
Steps = Iterator[Callable[[], bool]]


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> DataFolder:
    """A data folder with a backup, and somebody who came after it."""
    made = DataFolder(tmp_path / "data")
    made.create()
    shutil.copy(sqlite_template, made.database_file)
    with closing(app.build_context(made)) as context:
        hashed = context.hasher.hash(PASSWORD)
        with context.database.write() as unit:
            company = add_company(unit, "thor")
            add_staff(unit, "lead", [company], role=Role.LEAD, password_hash=hashed)
            add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, password_hash=hashed)
        make_backup(context, SYSTEM, app.build_places(made), program="window")
        with context.database.write() as unit:
            add_staff(unit, "later", [])
    return made


W = TypeVar("W", MainWindow, RestoreDialog)


def shown(kind: type[W]) -> list[W]:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return [one for one in found if one.isVisible()]


def played(folder: DataFolder, steps: Steps) -> int:
    """Open the window and do one step after the other, each as soon as the last came about."""
    failures: list[BaseException] = []
    deadline = QDeadlineTimer(PATIENCE_MS)
    waits: list[Callable[[], bool]] = []

    def go_on() -> None:
        try:
            assert not deadline.hasExpired(), "it never came about"
            if not waits or waits[0]():
                waits[:] = [next(steps)]
        except StopIteration:
            timer.stop()
        except BaseException as error:  # noqa: BLE001 - told to the test, not to the event loop
            timer.stop()
            failures.append(error)
            application().closeAllWindows()

    theme_controller()
    timer = QTimer(interval=10)
    timer.timeout.connect(go_on)
    timer.start()
    # As in the program itself: the last window ends it.
    application().setQuitOnLastWindowClosed(True)
    try:
        status = open_window(folder.path, load)
    finally:
        application().setQuitOnLastWindowClosed(False)
        timer.stop()
    if failures:
        raise failures[0]
    return status


def load() -> Rest:
    app.load_window()
    return app


def the_window() -> MainWindow:
    (window,) = shown(MainWindow)
    return window


def test_a_lead_restores_with_an_administrator(folder: DataFolder) -> None:
    said: list[str] = []

    def steps() -> Steps:
        yield lambda: len(shown(MainWindow)) == 1
        first = the_window()
        first.sign_in.login.setText("lead")
        first.sign_in.password.setText(PASSWORD)
        first.sign_in.submit.click()
        yield lambda: first.workspace is not None
        assert first.workspace is not None
        first.workspace.open_area(OPERATION)
        page = first.workspace.pages.operation
        yield lambda: bool(page.summary.text())
        page.restore.click()
        yield lambda: len(shown(RestoreDialog)) == 1
        (dialog,) = shown(RestoreDialog)
        yield lambda: "Einträge im Protokoll" in dialog.losses.text()
        assert dialog.table.rowCount() == 1
        assert not dialog.login.text()
        dialog.confirm.click()
        dialog.login.setText("lead")
        dialog.password.setText(PASSWORD)
        dialog.confirm.click()
        yield dialog.message.isVisible
        said.append(dialog.message.title.text())
        dialog.login.setText("admin")
        dialog.password.setText(PASSWORD)
        dialog.confirm.click()
        yield lambda: bool(shown(MainWindow)) and the_window() is not first
        again = the_window()
        said.append(f"{again.sign_in.last_run.title.text()} {again.sign_in.last_run.detail.text()}")
        assert again.workspace is None
        again.close()

    assert played(folder, steps()) == 0
    assert (
        said[0] == "Zustimmen kann nur, wer die Rolle Administration hat. Es wurde nichts geändert."
    )
    assert "Zurückgespielt: mieterdesk-" in said[1]
    assert "Die bisherige Datenbank liegt als before-restore-" in said[1]
    with closing(app.build_context(folder)) as context, context.database.read() as session:
        assert set(session.scalars(select(Staff.login))) == {"lead", "admin"}
        (restored,) = session.scalars(
            select(AuditEvent.details).where(AuditEvent.action == "backup.restored")
        )
    assert '"login":"admin"' in restored
    (aside,) = folder.path.glob("before-restore-*.sqlite")
    kept = DataFolder(folder.path.parent / "kept")
    kept.create()
    shutil.copy(aside, kept.database_file)
    with closing(app.build_context(kept)) as context, context.database.read() as session:
        assert "later" in set(session.scalars(select(Staff.login)))
        ordered = session.execute(
            select(AuditEvent.actor).where(AuditEvent.action == "backup.restore_ordered")
        )
        assert [row.actor for row in ordered] == ["admin"]


def test_what_fails_leaves_the_database_and_is_said_at_the_sign_in(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    ordered: list[MainWindow] = []

    def show_and_order(window: MainWindow) -> None:
        window.setVisible(True)
        # The first time it stands there without its program.
        if not ordered and hasattr(window, "group"):
            ordered.append(window)
            gone = folder.path / "mieterdesk-2026-01-01-000000.sqlite"
            order = RestoreOrder(gone, "admin")
            window.group.order_restore(order)

    monkeypatch.setattr(MainWindow, "show", show_and_order)

    def steps() -> Steps:
        yield lambda: bool(ordered and shown(MainWindow)) and the_window() is not ordered[0]
        said.append(the_window().sign_in.error.title.text())
        the_window().close()

    assert played(folder, steps()) == 0
    assert "mieterdesk-2026-01-01-000000.sqlite" in said[0]
    assert not list(folder.path.glob("before-restore-*"))
    with closing(app.build_context(folder)) as context, context.database.read() as session:
        assert "later" in set(session.scalars(select(Staff.login)))


def test_who_gives_up_is_awaited_until_the_work_has_ended() -> None:
    theme_controller()
    asked: list[bool] = []

    def restore(
        report: Callable[[BackupProgress], None], is_cancelled: Callable[[], bool]
    ) -> Restored:
        report(BackupProgress(BackupStep.PROOF_OF_DATABASE, 1, 2))
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not is_cancelled() and not deadline.hasExpired():
            asked.append(True)
        raise UserError("restore.cancelled")

    def close_it() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, RestoringWindow) and window.bar.maximum():
                window.leave.click()
                assert window.isVisible()

    timer = QTimer(interval=10)
    timer.timeout.connect(close_it)
    timer.start()
    tasks = Tasks()
    try:
        outcome = restored_or_why_not(tasks, restore)
    finally:
        timer.stop()
        tasks.stop()
        tasks.deleteLater()
    assert isinstance(outcome, UserError)
    assert outcome.code == "restore.cancelled"


def test_nothing_is_restored_while_a_text_is_not_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    order = RestoreOrder(Path("mieterdesk-2026-11-23-094200.sqlite"), "admin")
    monkeypatch.setattr(program.workspace, "has_unsaved", lambda: True)
    program.group.order_restore(order)
    program.wait()
    assert program.group.restore_order is None
    assert program.window.isVisible()
    # Who was told and does it again means it.
    program.group.order_restore(order)
    settle(50)
    assert program.group.restore_order == order


@pytest.mark.both_databases
def test_a_server_is_restored_by_those_who_run_it(
    office: Office, context: ServiceContext, tmp_path: Path
) -> None:
    clerk = actor_for_login(context, "clerk1")
    places = make_places(tmp_path)
    missing = tmp_path / "gone.sqlite"
    expected = "restore.not_readable" if context.database.is_embedded else "backup.server"
    for refused in (
        lambda: preview_backup(context, clerk, places, missing),
        lambda: order_restore(context, clerk, OrderRestore(missing, "clerk1", PASSWORD)),
    ):
        with pytest.raises(UserError) as told:
            refused()
        assert told.value.code == expected
    if context.database.is_embedded:
        assert list_backups(context, clerk, places) == ()
        return
    with pytest.raises(UserError) as told:
        list_backups(context, clerk, places)
    assert told.value.code == "backup.server"
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Betrieb")
    assert "pg_dump" in program.workspace.pages.operation.restore.toolTip()
