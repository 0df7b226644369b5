"""A backup takes the place of the database, whole or not at all, and nothing is deleted."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop import app, commands
from desktop.database import restore
from desktop.database.engine import open_database
from desktop.domain.audit_trail import Anchor
from desktop.domain.berlin_time import berlin_day
from desktop.domain.errors import UserError
from desktop.domain.restore import LossKind
from desktop.folder_lock import hold_window
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.services.audit_trail.verifying import ChainReport, anchor_of_today, verify_trail
from desktop.services.context import ServiceContext
from desktop.services.operation.backups import BackupProgress, make_backup
from desktop.services.operation.restoring import preview_restore, restore_backup
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder
from tests.services.test_backups import keep_document


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> DataFolder:
    """A data folder with a backup of one document, and one that came afterwards."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    shutil.copy(sqlite_template, folder.database_file)
    with closing(app.build_context(folder)) as context:
        keep_document(context, b"saved")
        context.codes.lookup("ABC")
        make_backup(context, SYSTEM, app.build_places(folder), program="backup")
        keep_document(context, b"later")
        anchor_of_today(context, app.build_anchors(folder))
    return folder


def arrivals(database: Path) -> int:
    with closing(open_database(database)) as opened, opened.read() as session:
        return len(session.scalars(select(IntakeRecord.id)).all())


def restored(folder: DataFolder) -> None:
    restore_backup(*app.build_restore(folder, None))


def test_who_starts_meanwhile_or_restores_too_is_told_at_once(folder: DataFolder) -> None:
    told: list[str] = []

    def meanwhile(_progress: BackupProgress) -> None:
        if not told:
            for act in (
                lambda: hold_window(folder),
                lambda: restored(folder),
                lambda: app.build_context(folder),
            ):
                with pytest.raises(UserError) as refused:
                    act()
                told.append(refused.value.code)

    done = restore_backup(*app.build_restore(folder, None), on_progress=meanwhile)
    assert told == ["restore.running"] * 3
    assert arrivals(folder.database_file) == 1
    assert done.kept_as
    hold_window(folder).unlock()


def test_what_a_command_wrote_meanwhile_does_not_go_unannounced(folder: DataFolder) -> None:
    """It was open before the restore began and ends before the database is replaced."""
    earlier = [app.build_context(folder)]

    def meanwhile(_progress: BackupProgress) -> None:
        if earlier:
            with closing(earlier.pop()) as context:
                keep_document(context, b"meanwhile")

    with pytest.raises(UserError, match=r"restore\.changed_meanwhile"):
        restore_backup(*app.build_restore(folder, None), on_progress=meanwhile)
    assert arrivals(folder.database_file) == 3
    restored(folder)
    assert arrivals(folder.database_file) == 1


def test_what_would_be_lost_is_counted_before_and_nothing_is_changed(folder: DataFolder) -> None:
    preview = preview_restore(*app.build_restore(folder, None))
    counts = {loss.kind: loss.count for loss in preview.losses}
    assert counts == {LossKind.ARRIVALS: 1, LossKind.ACTS: 1}
    assert not preview.is_other
    assert arrivals(folder.database_file) == 2


def test_the_old_database_is_kept_and_lost_documents_and_the_key_come_back(
    folder: DataFolder,
) -> None:
    document = next(one for one in folder.documents.iterdir() if one.read_bytes() == b"saved")
    document.unlink()
    key = folder.code_key_file.read_bytes()
    folder.code_key_file.unlink()
    done = restore_backup(*app.build_restore(folder, None))
    assert (done.documents, done.missing) == (1, 0)
    assert document.read_bytes() == b"saved"
    assert folder.code_key_file.read_bytes() == key
    assert folder.code_key_file.stat().st_mode & 0o077 == 0
    assert arrivals(folder.database_file) == 1
    assert arrivals(folder.path / done.kept_as) == 2
    # What came later is referred to by nobody and still there.
    assert {one.read_bytes() for one in folder.documents.iterdir()} == {b"saved", b"later"}
    assert not [one for one in folder.path.iterdir() if one.name.startswith(restore.PREPARED)]


def test_the_log_says_what_was_restored_and_anchors_of_what_went_say_so(
    folder: DataFolder,
) -> None:
    restored(folder)
    with closing(app.build_context(folder)) as context:
        with context.database.read() as session:
            last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert last is not None
        assert last.action == "backup.restored"
        assert json.loads(last.details)["last_line"] == 1
        report = verify_trail(context, SYSTEM, app.build_anchors(folder))
    assert faults(report) == ["restored"]


def faults(report: ChainReport) -> list[str]:
    return [finding.fault.value for finding in report.findings]


def test_an_anchor_of_a_later_day_is_not_excused_by_a_restore(folder: DataFolder) -> None:
    restored(folder)
    with closing(app.build_context(folder)) as context:
        anchors = app.build_anchors(folder)
        day = berlin_day(context.clock.now()) + timedelta(days=1)
        anchors.note(Anchor(day, 1, "f" * 64))
        assert faults(verify_trail(context, SYSTEM, anchors)) == ["rewritten"]


def test_as_long_as_somebody_has_the_database_open_nothing_is_replaced(folder: DataFolder) -> None:
    with closing(app.build_context(folder)):
        with pytest.raises(UserError, match=r"restore\.in_use"):
            restored(folder)
        assert not (folder.path / restore.JOURNAL).exists()
    assert arrivals(folder.database_file) == 2
    restored(folder)


@pytest.mark.parametrize("state", ["gone", "damaged"])
def test_a_database_that_is_lost_or_damaged_is_replaced(state: str, folder: DataFolder) -> None:
    if state == "gone":
        folder.database_file.unlink()
    else:
        folder.database_file.write_bytes(b"no database at all" * 500)
    done = restore_backup(*app.build_restore(folder, None))
    assert (done.preview.is_missing, done.preview.is_unreadable) == (
        state == "gone",
        state == "damaged",
    )
    assert arrivals(folder.database_file) == 1
    with closing(app.build_context(folder)) as context:
        # Nobody knows how far the old log went; that it went is known.
        assert faults(verify_trail(context, SYSTEM, app.build_anchors(folder))) == ["restored"]


def test_where_only_backups_are_left_the_database_is_lost_and_comes_back(
    folder: DataFolder, tmp_path: Path
) -> None:
    """A new computer, to which somebody copied the folder of backups."""
    new = DataFolder(tmp_path / "new")
    shutil.copytree(folder.backups, new.backups)
    with pytest.raises(UserError, match=r"database\.missing"):
        app.build_context(new)
    assert not new.database_file.exists()
    restored(new)
    assert arrivals(new.database_file) == 1
    # A copy that is empty is none, and others' files are none of ours.
    empty = DataFolder(tmp_path / "empty")
    empty.backups.mkdir(parents=True)
    (empty.backups / next(folder.backups.glob("*.sqlite")).name).touch()
    (empty.backups / "brief.txt").write_text("not ours")
    assert not empty.has_lost_its_database()


class _KilledError(BaseException):
    """The program dies here."""


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Let the program die at its step-th change of the file system while it replaces."""
    seen = [0]
    rename, unlink = Path.replace, Path.unlink

    def count() -> None:
        seen[0] += 1
        if seen[0] == step:
            raise _KilledError

    def replace(self: Path, target: Path) -> Path:
        count()
        return rename(self, target)

    def remove(self: Path, missing_ok: bool = False) -> None:
        count()
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", remove)
    return lambda: seen[0]


def test_killed_at_any_step_it_is_the_old_database_or_the_new_one(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next start finishes what was begun; from the journal on there is no way back."""
    outcomes = []
    prepared = tmp_path / "prepared.sqlite"
    shutil.copy(next(folder.backups.glob("*.sqlite")), prepared)
    for step in range(1, 20):
        data = DataFolder(tmp_path / f"step{step}")
        shutil.copytree(folder.path, data.path)
        (data.path / f"{restore.PREPARED}x").mkdir()
        shutil.copy(prepared, data.path / f"{restore.PREPARED}x" / data.database_file.name)
        (data.path / f"{restore.PREPARED}x" / "codes.key").write_text("ab" * 32)
        with monkeypatch.context() as patch:
            killed_at(step, patch)
            died = False
            try:
                restore.replace_database(
                    data.database_file, data.path / f"{restore.PREPARED}x", "before-restore-x", None
                )
            except _KilledError:
                died = True
        with closing(app.build_context(data)):
            pass
        count = arrivals(data.database_file)
        kept = [one for one in data.path.glob("before-restore-x.sqlite") if arrivals(one) == 2]
        assert (count, len(kept)) in {(2, 0), (1, 1)}
        if count == 1:
            assert data.code_key_file.read_text() == "ab" * 32
            assert not (data.path / restore.JOURNAL).exists()
        outcomes.append((died, count))
        if not died:
            break
    assert outcomes[0] == (True, 2)
    assert outcomes[-1] == (False, 1)
    assert len(outcomes) > 4


def test_what_comes_beside_the_new_database_comes_although_that_is_open(
    folder: DataFolder,
) -> None:
    prepared = folder.path / f"{restore.PREPARED}x"
    prepared.mkdir()
    (prepared / "codes.key").write_text("ab" * 32)
    with closing(app.build_context(folder)):
        journal = restore._Journal(prepared.name, "before-x", os.getpid(), datetime.now(UTC))
        restore._write_journal(folder.path / restore.JOURNAL, journal)
        assert restore.finish_replacement(folder.database_file, None)
    assert folder.code_key_file.read_text() == "ab" * 32
    assert not (folder.path / restore.JOURNAL).exists()


def test_another_program_that_restores_just_now_is_left_alone(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = restore._Journal(".restore-x", "before-restore-x", os.getppid(), datetime.now(UTC))
    restore._write_journal(folder.path / restore.JOURNAL, journal)
    with pytest.raises(UserError, match=r"restore\.running"):
        app.build_context(folder)
    monkeypatch.setattr(restore, "process_runs", lambda _number: False)
    with closing(app.build_context(folder)) as context:
        assert isinstance(context, ServiceContext)


def test_the_command_asks_first_and_says_what_came_of_it(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*arguments: str) -> tuple[int, str]:
        status = commands.run(
            ["restore", "--data-dir", str(folder.path), *arguments], load_application=lambda: app
        )
        return status, capsys.readouterr().out

    status, out = call("latest", "--preview")
    assert status == 0
    assert "1 Eingang vom Portal, zuletzt" in out
    status, out = call("latest")
    assert (status, arrivals(folder.database_file)) == (1, 2)
    assert out.endswith("Es wurde nichts geändert. Mit --yes wird zurückgespielt.\n")
    backup = next(folder.backups.glob("*.sqlite"))
    status, out = call(str(backup), "--yes")
    assert (status, arrivals(folder.database_file)) == (0, 1)
    assert f"Zurückgespielt: {backup.name}." in out
    assert call(str(folder.path / "none.sqlite"), "--yes")[0] == 2
