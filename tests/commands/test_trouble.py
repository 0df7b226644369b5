"""Every command in trouble: one German sentence, exit status 2, nothing changed, no traceback."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop import app, commands
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from desktop.settings import DataFolder
from desktop.texts.errors import error_sentence
from tests.support.factories import add_household
from tests.support.portal import Portal, request, with_value
from tests.support.rights import CAN_BE_REFUSED, file_modes_hold
from tests.support.server_troubles import (
    SERVER_TROUBLES,
    ServerTroubles,
    on_a_server,
    troubles,
)
from tests.support.surprises import LogWatch

__all__ = ["troubles"]

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("intake", "--once"),
    ("intake", "--watch"),
    ("deliver", "--once"),
    ("deliver", "--watch"),
    ("export-bank-changes", "--output", "-"),
    ("list-cases",),
    ("list-intake",),
    ("backup",),
    ("create-demo-data", "--cases", "300"),
)
Trouble = Callable[[DataFolder], object]


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> DataFolder:
    """A data folder in use: a household, a document, an event that waits."""
    made = DataFolder(tmp_path / "data")
    made.create()
    migrate.backup(sqlite_template, made.database_file)
    with closing(open_database(made.database_file)) as database:
        add_household(database)
    made.documents.mkdir()
    (made.documents / ("a" * 64)).write_bytes(b"a letter")
    # Whatever day it is here: what is dated to come waits for its time.
    Portal(made.exchange).leave(with_value(request(), ("time",), "2020-01-02T10:00:00Z"))
    return made


def run(folder: DataFolder, *arguments: str) -> int:
    """Run a command in this process, on the real program."""
    return commands.run([*arguments, "--data-dir", str(folder.path)], load_application=lambda: app)


def contents(folder: Path) -> dict[str, bytes]:
    """All that lies in the folder, but what SQLite and the log write by themselves."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".log"))
    }


def damage(folder: DataFolder) -> None:
    content = folder.database_file.read_bytes()
    folder.database_file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def make_newer(folder: DataFolder) -> None:
    with closing(open_database(folder.database_file)) as database, database.write() as unit:
        unit.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def settings(**values: object) -> Trouble:
    return lambda folder: folder.settings_file.write_text(json.dumps(values))


def a_folder_instead(folder: DataFolder) -> None:
    folder.database_file.unlink()
    folder.database_file.mkdir()


TROUBLES: dict[str, tuple[str, Trouble]] = {
    "damaged": ("beschädigt", damage),
    "empty": ("fehlt die Datenbank", lambda folder: folder.database_file.write_bytes(b"")),
    "gone": ("fehlt die Datenbank", lambda folder: folder.database_file.unlink(missing_ok=True)),
    "newer": ("neueren Version", make_newer),
    "a folder instead": ("lässt sich nicht öffnen", a_folder_instead),
    "settings of wrong types": ("nicht zu verstehen", settings(poll_seconds="often")),
    "another product": ("Adresse der Datenbank", settings(database_url="mysql://x/y")),
    "no server": (
        "nicht erreichbar",
        settings(database_url="postgresql://nobody@127.0.0.1:1/none"),
    ),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_every_command_says_one_sentence_and_changes_nothing(
    folder: DataFolder, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words, trouble = TROUBLES[name]
    for arguments in COMMANDS:
        trouble(folder)
        before = contents(folder.path)
        assert run(folder, *arguments) == 2, arguments
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1, arguments
        assert words in said.err, arguments
        assert "Traceback" not in said.err
        # What could not be understood lies aside, unchanged.
        if (aside := folder.path / "settings.json.bad").exists():
            aside.rename(folder.settings_file)
        assert contents(folder.path) == before
        if name in {"newer", "a folder instead"}:
            break


@on_a_server
@pytest.mark.parametrize("name", SERVER_TROUBLES)
def test_every_command_says_what_is_the_matter_with_the_server(
    folder: DataFolder, troubles: ServerTroubles, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, spoil = SERVER_TROUBLES[name]
    mend = spoil(troubles, folder)
    before = contents(folder.path)
    for arguments in COMMANDS:
        assert run(folder, *arguments) == 2, arguments
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", error_sentence(UserError(code)) + "\n"), arguments
    assert contents(folder.path) == before
    mend()
    assert run(folder, "list-cases") == 0


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    with file_modes_hold():
        yield


@pytest.mark.skipif(not CAN_BE_REFUSED, reason="modes of files stop nobody here")
@pytest.mark.parametrize(
    ("place", "mode", "words"),
    [
        ("mieterdesk.sqlite", 0o400, "lässt sich nicht öffnen"),
        ("settings.json", 0o000, "lassen sich nicht lesen"),
        ("", 0o500, "nichts geschrieben"),
    ],
)
def test_missing_rights(
    folder: DataFolder,
    ordinary_user: None,
    capsys: pytest.CaptureFixture[str],
    place: str,
    mode: int,
    words: str,
) -> None:
    folder.settings_file.write_text("{}")
    path = folder.path / place
    kept = path.stat().st_mode
    path.chmod(mode)
    try:
        for arguments in COMMANDS:
            assert run(folder, *arguments) == 2, arguments
            said = capsys.readouterr().err
            assert said.count("\n") == 1
            assert words in said, arguments
    finally:
        path.chmod(kept)
    assert run(folder, "list-cases") == 0


@pytest.mark.skipif(not CAN_BE_REFUSED, reason="modes of files stop nobody here")
def test_a_folder_that_cannot_be_read_waits_with_a_sentence(
    folder: DataFolder,
    ordinary_user: None,
    capsys: pytest.CaptureFixture[str],
    log_watch: LogWatch,
) -> None:
    event = folder.exchange / "to-desktop" / "new" / "event-1" / "event.json"
    event.chmod(0)
    with log_watch.expected(containing="left for the next time"):
        assert run(folder, "intake", "--once") == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "accepted": 0,
        "duplicate": 0,
        "quarantined": 0,
        "unsupported": 0,
    }
    assert "1 Ordner ließ sich gerade nicht lesen" in said.err
    claimed = next((folder.exchange / "to-desktop" / "cur").glob("*/event-1/event.json"))
    claimed.chmod(0o600)
    assert run(folder, "intake", "--once") == 0
    assert json.loads(capsys.readouterr().out)["accepted"] == 1


def test_what_cannot_be_handed_over_is_said(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "intake", "--once") == 0
    capsys.readouterr()
    shutil.rmtree(folder.exchange / "to-portal", ignore_errors=True)
    (folder.exchange / "to-portal").write_text("a file")
    assert run(folder, "deliver", "--once") == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["failed"] == 1
    assert "1 Sendung konnte nicht übergeben werden" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of other systems")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, {0}), (signal.SIGINT, {0}), (signal.SIGHUP, {0, -1})]
)
def test_a_signal_ends_watching_with_a_sensible_status(
    folder: DataFolder, number: int, status: set[int]
) -> None:
    # Whoever runs the tests under nohup ignores this signal, and so would the process.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        process = subprocess.Popen(
            [sys.executable, "main.py", "intake", "--watch", "--data-dir", str(folder.path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    finally:
        signal.signal(signal.SIGHUP, before)
    with process:
        done = folder.exchange / "to-desktop" / "done" / "event-1"
        while not done.exists():
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(number)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode in status
    assert (out, err) == (b"", b"")
    assert run(folder, "list-cases") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of other systems")
@pytest.mark.parametrize("arguments", [a for a in COMMANDS if "--watch" not in a])
def test_nobody_reads_what_a_command_writes(folder: DataFolder, arguments: tuple[str, ...]) -> None:
    """As in ``list-cases | head``: what was done is done, and nothing is complained about."""
    reader, writer = os.pipe()
    os.close(reader)
    if arguments[0] == "create-demo-data":
        folder = DataFolder(folder.path.with_name("new"))
    process = subprocess.run(
        [sys.executable, "main.py", *arguments, "--data-dir", str(folder.path)],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    if arguments[0] == "export-bank-changes":
        # A hand-over that nobody got is none.
        assert process.returncode == 2
        assert "nicht geschrieben werden" in process.stderr.decode()
        return
    assert (process.returncode, process.stderr) == (0, b"")
    if arguments == ("intake", "--once"):
        assert (folder.exchange / "to-desktop" / "done" / "event-1").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of other systems")
def test_nobody_reads_what_a_command_complains_about(folder: DataFolder) -> None:
    damage(folder)
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "main.py", "list-cases", "--data-dir", str(folder.path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=writer,
        check=False,
    )
    os.close(writer)
    assert (process.returncode, process.stdout) == (2, b"")
