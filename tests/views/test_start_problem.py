"""What a person sees when the program cannot start, and that it starts when the trouble is over."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from desktop.app import build_context, build_places, restore_newest
from desktop.database.engine import open_database
from desktop.database.restore_claim import claimed_for_restoring
from desktop.domain.errors import UserError
from desktop.folder_lock import hold_window
from desktop.opening import open_folder
from desktop.services.operation.backups import make_backup
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder
from desktop.texts.errors import error_sentence
from desktop.views.start_problem import StartProblem, StartProblemWindow
from tests.services.test_backups import keep_document
from tests.support.program import application, theme_controller
from tests.support.rights import CAN_BE_REFUSED, file_modes_hold
from tests.support.server_troubles import (
    SERVER_TROUBLES,
    ServerTroubles,
    on_a_server,
    troubles,
)
from tests.support.starting import a_person_answers, click_quit, click_retry

__all__ = ["troubles"]

Trouble = Callable[[DataFolder], Callable[[], object]]


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody here is about to open a window that a second start would wait for.
    monkeypatch.setattr("desktop.opening.PATIENCE_SECONDS", 0.0)
    application()
    theme_controller()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder that was used: a database, a document, an older copy of the database."""
    made = DataFolder(tmp_path / "data")
    context = build_context(made)
    context.documents.put([b"a letter"])
    context.close()
    (made.path / "backups").mkdir()
    copy = made.path / "backups" / "mieterdesk-2026-11-01.sqlite"
    copy.write_bytes(made.database_file.read_bytes())
    return made


def replaced(file: Path, content: bytes) -> Callable[[], None]:
    """Give the file another content; returns how to bring the old one back."""
    before = file.read_bytes()
    file.write_bytes(content)
    return lambda: void(file.write_bytes(before))


def void(_result: object) -> None:
    """What a function returned is not wanted."""


def empty(folder: DataFolder) -> Callable[[], None]:
    return replaced(folder.database_file, b"")


def removed(folder: DataFolder) -> Callable[[], None]:
    aside = folder.path / "aside"
    folder.database_file.rename(aside)
    return lambda: void(aside.rename(folder.database_file))


def cut_off(folder: DataFolder) -> Callable[[], None]:
    content = folder.database_file.read_bytes()
    return replaced(folder.database_file, content[: len(content) // 2])


def overwritten(folder: DataFolder) -> Callable[[], None]:
    content = folder.database_file.read_bytes()
    return replaced(folder.database_file, content[:100] + b"\xff" * (len(content) - 100))


def no_database(folder: DataFolder) -> Callable[[], None]:
    return replaced(folder.database_file, b"Sehr geehrte Damen und Herren")


def newer(folder: DataFolder) -> Callable[[], None]:
    before = folder.database_file.read_bytes()
    with closing(open_database(folder.database_file)) as database, database.write() as unit:
        unit.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    return lambda: void(folder.database_file.write_bytes(before))


def a_folder_in_its_place(folder: DataFolder) -> Callable[[], None]:
    mend = removed(folder)
    folder.database_file.mkdir()

    def back() -> None:
        folder.database_file.rmdir()
        mend()

    return back


def held(folder: DataFolder) -> Callable[[], None]:
    return hold_window(folder).unlock


def being_restored(folder: DataFolder) -> Callable[[], None]:
    """As in a window that has closed for it: its claim on the folder is still held."""
    stack = ExitStack()
    stack.callback(hold_window(folder).unlock)
    stack.enter_context(claimed_for_restoring(folder.path))
    return stack.close


def settings(**values: object) -> Trouble:
    def make(folder: DataFolder) -> Callable[[], None]:
        folder.settings_file.write_text(json.dumps(values))
        return lambda: folder.settings_file.unlink(missing_ok=True)

    return make


def settings_broken(folder: DataFolder) -> Callable[[], None]:
    folder.settings_file.write_bytes(b'{"language": ')
    return lambda: void((folder.path / "settings.json.bad").read_bytes())


def mode(wanted: int, *names: str) -> Trouble:
    def make(folder: DataFolder) -> Callable[[], None]:
        path = folder.path.joinpath(*names)
        before = path.stat().st_mode
        path.chmod(wanted)
        return lambda: path.chmod(before)

    return make


TROUBLES: dict[str, tuple[str, Trouble]] = {
    "the database is empty": ("database.missing", empty),
    "the database is gone": ("database.missing", removed),
    "half of the database": ("database.damaged", cut_off),
    "header intact, pages overwritten": ("database.damaged", overwritten),
    "a letter instead of a database": ("database.damaged", no_database),
    "a folder instead of a database": ("database.not_accessible", a_folder_in_its_place),
    "a later version's database": ("database.newer", newer),
    "a window is open already": ("window.already_open", held),
    "a backup is being restored": ("restore.running", being_restored),
    "settings broken": ("settings.unreadable", settings_broken),
    "settings of wrong types": ("settings.unreadable", settings(font_percent="big")),
    "settings with an impossible path": ("settings.unreadable", settings(exchange_dir="a\0b")),
    "a server of another product": ("database.bad_address", settings(database_url="mysql://x/y")),
    "no server": (
        "database.unreachable",
        settings(database_url="postgresql://nobody@127.0.0.1:1/none"),
    ),
}
REFUSED: dict[str, tuple[str, Trouble]] = {
    "folder read-only": ("data_folder.not_writable", mode(0o500)),
    "folder unreadable": ("data_folder.not_writable", mode(0o000)),
    "database read-only": ("database.not_accessible", mode(0o400, "mieterdesk.sqlite")),
    "settings unreadable": ("settings.not_readable", mode(0o000, "settings.json")),
}


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Modes of files hold, also where the tests run as root."""
    with file_modes_hold():
        yield


def starts_when_it_is_over(folder: DataFolder, code: str, trouble: Trouble) -> None:
    """The sentence is seen, nothing is changed by trying, and it starts afterwards."""
    document = next(folder.documents.iterdir())
    mend = trouble(folder)
    seen: list[StartProblemWindow] = []

    def look_and_mend(window: StartProblemWindow) -> None:
        seen.append(window)
        assert str(folder.path) in texts_of(window)
        assert ("mieterdesk-2026-11-01.sqlite" in texts_of(window)) == (
            code in {"database.damaged", "database.missing"}
        )
        mend()
        click_retry(window)

    with a_person_answers(click_retry, look_and_mend) as said:
        opened = open_folder(folder, build_context)
    try:
        assert "…" not in said[0]
        assert said[0] == error_sentence(UserError(code, **params_of(folder, code)))
        with opened.context.database.read() as session:
            assert session.execute(text("SELECT count(*) FROM companies")).scalar_one() == 0
        assert document.exists()
    finally:
        opened.context.close()
        opened.lock.unlock()


def params_of(folder: DataFolder, code: str) -> dict[str, str]:
    """What the sentence is filled with."""
    return {
        "data_folder.not_writable": {"folder": str(folder.path)},
        "database.missing": {"file": "mieterdesk.sqlite"},
        "settings.not_readable": {"file": str(folder.settings_file)},
        "settings.unreadable": {"kept_as": "settings.json.bad"},
    }.get(code, {})


def texts_of(window: StartProblemWindow) -> str:
    """All that stands in the facts."""
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in window.facts.findChildren(QLabel))


@pytest.mark.parametrize("name", [name for name in TROUBLES if not name.startswith("settings")])
def test_trouble_at_the_start_is_seen_and_passes(folder: DataFolder, name: str) -> None:
    starts_when_it_is_over(folder, *TROUBLES[name])


@pytest.mark.parametrize("name", [name for name in TROUBLES if name.startswith("settings")])
def test_broken_settings_are_told_once_and_kept(folder: DataFolder, name: str) -> None:
    code, trouble = TROUBLES[name]
    trouble(folder)
    broken = folder.settings_file.read_bytes()
    with a_person_answers(click_retry) as said:
        opened = open_folder(folder, build_context)
    opened.context.close()
    opened.lock.unlock()
    assert said == [error_sentence(UserError(code, kept_as="settings.json.bad"))]
    assert (folder.path / "settings.json.bad").read_bytes() == broken


@on_a_server
@pytest.mark.parametrize("name", SERVER_TROUBLES)
def test_trouble_with_the_server_is_seen_and_passes(
    folder: DataFolder, troubles: ServerTroubles, name: str
) -> None:
    code, spoil = SERVER_TROUBLES[name]
    starts_when_it_is_over(folder, code, lambda folder: spoil(troubles, folder))


@pytest.mark.skipif(not CAN_BE_REFUSED, reason="modes of files stop nobody here")
@pytest.mark.parametrize("name", REFUSED)
def test_missing_rights_are_seen_and_pass(
    folder: DataFolder, ordinary_user: None, name: str
) -> None:
    folder.settings_file.write_text("{}")
    starts_when_it_is_over(folder, *REFUSED[name])


@pytest.mark.skipif(not CAN_BE_REFUSED, reason="modes of files stop nobody here")
def test_a_log_that_cannot_be_written_keeps_nobody_from_working(
    folder: DataFolder, ordinary_user: None
) -> None:
    folder.log_file.touch()
    folder.log_file.chmod(0)
    opened = open_folder(folder, build_context)
    opened.context.close()
    opened.lock.unlock()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")

    def mend(window: StartProblemWindow) -> None:
        (tmp_path / "data").unlink()
        click_retry(window)

    with a_person_answers(mend) as said:
        opened = open_folder(DataFolder(tmp_path / "data"), build_context)
    opened.context.close()
    opened.lock.unlock()
    assert "lässt sich nicht anlegen oder nicht benutzen" in said[0]


def test_an_empty_folder_is_a_beginning(tmp_path: Path) -> None:
    """A start that was killed before its schema stood is none that lost something."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.database_file.touch()
    opened = open_folder(folder, build_context)
    opened.context.close()
    opened.lock.unlock()


@pytest.mark.parametrize("way", ["button", "close"])
def test_who_gives_up_ends_the_program_with_the_reason(folder: DataFolder, way: str) -> None:
    empty(folder)
    leave = click_quit if way == "button" else lambda window: void(window.close())
    with a_person_answers(leave), pytest.raises(UserError) as caught:
        open_folder(folder, build_context)
    assert caught.value.code == "database.missing"
    assert folder.database_file.read_bytes() == b""
    # The claim on the folder is free again.
    hold_window(folder).unlock()


def test_it_works_by_keys_alone() -> None:
    window = StartProblemWindow(StartProblem("Die Datenbank fehlt.", os.sep + "daten", ()))
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    assert QApplication.focusWidget() is window.retry
    assert "keine Sicherung" in texts_of(window)
    tried: list[bool] = []
    left: list[bool] = []
    window.retry_requested.connect(lambda: tried.append(True))
    window.quit_requested.connect(lambda: left.append(True))
    QTest.keyClick(window.retry, Qt.Key.Key_Space)
    QTest.keyClick(window.retry, Qt.Key.Key_Tab)
    assert tried == [True]
    for widget in (window.leave, window.retry):
        assert widget.accessibleName()
    QTest.keyClick(window.leave, Qt.Key.Key_Space)
    assert left == [True]
    window.deleteLater()


def test_while_it_is_tried_nothing_is_pressed_twice() -> None:
    window = StartProblemWindow(StartProblem("Die Datenbank fehlt.", os.sep + "daten"))
    window.set_busy(busy=True)
    assert not window.retry.isEnabled()
    assert window.retry.accessibleName() == "Wird geöffnet …"
    window.show_problem(StartProblem("Der Server ist nicht da.", os.sep + "daten"))
    assert window.retry.isEnabled()
    assert window.message.title.text() == "Der Server ist nicht da."
    window.deleteLater()


@pytest.mark.parametrize("name", ["the database is gone", "the database is damaged"])
def test_a_lost_database_comes_back_from_the_newest_backup_by_one_click(
    folder: DataFolder, name: str
) -> None:
    with closing(build_context(folder)) as context:
        keep_document(context, b"saved")
        make_backup(context, SYSTEM, build_places(folder), program="backup")
    if name.endswith("gone"):
        folder.database_file.unlink()
    else:
        folder.database_file.write_bytes(b"no database" * 1000)

    def click_restore(window: StartProblemWindow) -> None:
        assert window.restore.isVisible()
        QTest.mouseClick(window.restore, Qt.MouseButton.LeftButton)

    with a_person_answers(click_restore):
        opened = open_folder(folder, build_context, restore_newest)
    with opened.context.database.read() as session:
        assert session.scalars(text("SELECT count(*) FROM raw_files")).all() == [1]
    opened.context.close()
    opened.lock.unlock()
    kept = list(folder.path.glob("before-restore-*.sqlite"))
    assert len(kept) == name.endswith("damaged")
    assert all(file.read_bytes() == b"no database" * 1000 for file in kept)


def test_without_a_backup_of_ours_none_is_offered(folder: DataFolder) -> None:
    folder.database_file.unlink()

    def look(window: StartProblemWindow) -> None:
        assert not window.restore.isVisible()
        click_quit(window)

    with a_person_answers(look), pytest.raises(UserError, match=r"database\.missing"):
        open_folder(folder, build_context, restore_newest)
