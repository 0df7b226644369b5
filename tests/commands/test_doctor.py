"""``doctor`` says what is ill and what to do, and changes nothing."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.database.engine import open_database
from desktop.domain.operation import JobName, Level
from desktop.services.audit_trail.verifying import anchor_of_today
from desktop.services.operation.backups import make_backup
from desktop.services.operation.health import health, pulse
from desktop.services.operation.heartbeats import write_beat
from desktop.services.operation.trial import prove_backup
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder
from tests.services.test_backups import keep_document


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> DataFolder:
    """A data folder that is well."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.exchange.mkdir()
    shutil.copy(sqlite_template, folder.database_file)
    with closing(app.build_context(folder)) as context:
        keep_document(context, b"saved")
        make_backup(context, SYSTEM, app.build_places(folder), program="backup")
        prove_backup(context, SYSTEM, app.build_places(folder), program="window")
    return folder


@pytest.fixture
def examine(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> Callable[[], tuple[int, dict[str, tuple[str, str]]]]:
    def call() -> tuple[int, dict[str, tuple[str, str]]]:
        arguments = ["doctor", "--data-dir", str(folder.path), "--format", "jsonl"]
        status = commands.run(arguments, load_application=lambda: app)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert all(line["sentence"] and "{" not in line["sentence"] for line in lines)
        # The room of the computer that runs the tests is nobody's business here.
        found = {
            line["check"]: (line["level"], line["code"])
            for line in lines
            if line["check"] != "space"
        }
        return status, found

    return call


def ill(found: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {check: code for check, (level, code) in found.items() if level not in {"ok", "note"}}


def test_a_data_folder_that_is_well(
    examine: Callable[[], tuple[int, dict[str, tuple[str, str]]]],
) -> None:
    _, found = examine()
    assert ill(found) == {}
    assert set(found) == {
        "data_folder",
        "key",
        "database",
        "schema",
        "audit",
        "documents",
        "exchange",
        "backup",
        "proof",
        "clock",
    }


def break_the_database(folder: DataFolder) -> None:
    folder.database_file.write_bytes(b"no database" * 1000)


def lose_the_database(folder: DataFolder) -> None:
    folder.database_file.unlink()


def lose_a_document(folder: DataFolder) -> None:
    next(folder.documents.iterdir()).unlink()


def let_others_read(folder: DataFolder) -> None:
    folder.path.chmod(0o755)


def lose_the_exchange_folder(folder: DataFolder) -> None:
    folder.exchange.rmdir()


def change_the_log(folder: DataFolder) -> None:
    with (
        closing(open_database(folder.database_file)) as database,
        database.write_connection() as connection,
        connection.begin(),
    ):
        run = connection.exec_driver_sql
        guards = run("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in guards:
            if name.startswith("audit"):
                run(f"DROP TRIGGER {name}")
        run("UPDATE audit_events SET actor = 'x' WHERE id = 1")


@pytest.mark.parametrize(
    ("damage", "check", "code"),
    [
        (break_the_database, "database", "database.damaged"),
        (lose_the_database, "database", "database.none"),
        (lose_a_document, "documents", "documents.lost"),
        (let_others_read, "data_folder", "folder.open"),
        (lose_the_exchange_folder, "exchange", "exchange.missing"),
        (change_the_log, "audit", "audit.broken"),
    ],
)
def test_what_is_ill_is_named(
    damage: Callable[[DataFolder], None],
    check: str,
    code: str,
    folder: DataFolder,
    examine: Callable[[], tuple[int, dict[str, tuple[str, str]]]],
) -> None:
    damage(folder)
    status, found = examine()
    assert status == 1
    assert ill(found) == {check: code}


def test_what_a_backup_is_without_is_told(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    lose_a_document(folder)
    shutil.rmtree(folder.backups / "documents")
    with closing(app.build_context(folder)) as context:
        made = make_backup(context, SYSTEM, app.build_places(folder), program="backup")
    arguments = ["doctor", "--data-dir", str(folder.path)]
    assert commands.run(arguments, load_application=lambda: app) == 1
    (line,) = [told for told in capsys.readouterr().out.splitlines() if "Sicherung:" in told]
    assert made.file in line
    assert "fehlen (1), beschädigt sind (0) oder deren Ablage nicht geantwortet hat (0)" in line


def test_a_database_that_may_not_be_opened_is_not_called_damaged(
    folder: DataFolder,
    examine: Callable[[], tuple[int, dict[str, tuple[str, str]]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a drive that nobody may write to, its log of changes cannot be read either."""
    break_the_database(folder)
    readable = os.access
    monkeypatch.setattr("os.access", lambda path, mode: not mode & os.W_OK and readable(path, mode))
    status, found = examine()
    assert status == 1
    assert ill(found)["database"] == "database.not_accessible"


def test_a_log_that_went_with_a_restore_is_no_reason_to_worry(
    folder: DataFolder, examine: Callable[[], tuple[int, dict[str, tuple[str, str]]]]
) -> None:
    with closing(app.build_context(folder)) as context:
        anchor_of_today(context, app.build_anchors(folder))
    app.restore_newest(folder)
    _, found = examine()
    assert found["audit"] == ("note", "audit.restored")
    change_the_log(folder)
    _, found = examine()
    assert found["audit"] == ("danger", "audit.broken")


def test_after_a_restore_the_backups_that_are_there_are_judged(
    folder: DataFolder, examine: Callable[[], tuple[int, dict[str, tuple[str, str]]]]
) -> None:
    places = app.build_places(folder)
    # The database in a backup knows neither of it nor that it ended a failure.
    with closing(app.build_context(folder)) as context:
        write_beat(context, JobName.BACKUP, "window", "backup.failed")
        copied = make_backup(context, SYSTEM, places, program="backup")
        told = pulse(context, SYSTEM, places).backup
    for name in set(places.backup_folder().files()) - {copied.file}:
        places.backup_folder().remove(name)
    app.restore_newest(folder)
    _, found = examine()
    assert found["backup"] == ("ok", "backup.made")
    with closing(app.build_context(folder)) as context:
        felt = health(context, SYSTEM, places).pulse
        assert felt.backup is not None
        assert told is not None
        assert felt.backup.at <= told.at
        assert felt.backup.result == replace(copied, copied=0)
        places.backup_folder().remove(copied.file)
        assert pulse(context, SYSTEM, places).backup_level is Level.DANGER


@pytest.mark.parametrize("command", [("doctor",), ("restore", "latest", "--preview")])
def test_whoever_only_looks_does_not_put_broken_settings_aside(
    command: tuple[str, ...], folder: DataFolder
) -> None:
    folder.settings_file.write_text('{"language": ')
    arguments = [*command, "--data-dir", str(folder.path)]
    assert commands.run(arguments, load_application=lambda: app) == 2
    assert folder.settings_file.read_text() == '{"language": '


def test_a_folder_that_is_not_there_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    status = commands.run(["doctor", "--data-dir", str(nowhere)], load_application=lambda: app)
    assert status == 1
    assert f"[gestört] Datenordner: Den Ordner {nowhere} gibt es nicht." in capsys.readouterr().out
    assert not (nowhere / "mieterdesk.sqlite").exists()
