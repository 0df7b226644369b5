"""Backups that are made by themselves, and the proof that one of them can be restored."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.operation_places import FolderOfBackups
from desktop.domain.backup_manifest import Extras, manifest_name
from desktop.domain.errors import UserError
from desktop.domain.operation import JobName, Level
from desktop.models.exchange import AuditEvent
from desktop.services.context import ServiceContext
from desktop.services.operation import trial
from desktop.services.operation.backups import BackupProgress, BackupStep
from desktop.services.operation.care import daily_backup, leaving_backup, weekly_trial
from desktop.services.operation.health import pulse
from desktop.services.operation.heartbeats import put_beat
from desktop.services.operation.restoring import newest_backup
from desktop.services.operation.trial import prove_backup
from desktop.services.staff.access import SYSTEM
from tests.services.test_backups import back_up, embedded, keep_document, places
from tests.support.clock import FixedClock
from tests.support.places import RoomyPlaces
from tests.support.surprises import LogWatch

__all__ = ["embedded", "places"]


def daily(context: ServiceContext, places: RoomyPlaces) -> bool:
    return daily_backup(context, places, "window", is_cancelled=lambda: False) is not None


def files(places: RoomyPlaces) -> int:
    return len(places.backup_folder().files())


def test_there_is_a_backup_a_day_if_anything_was_done(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    assert daily(embedded, places)
    keep_document(embedded, b"later that day")
    assert not daily(embedded, places)
    clock.advance(timedelta(days=1))
    assert daily(embedded, places)
    clock.advance(timedelta(days=8))
    # Nothing was done: the last backup is as good as one of today, and the page says so.
    assert not daily(embedded, places)
    assert files(places) == 2
    felt = pulse(embedded, SYSTEM, places)
    assert felt.backup_level is Level.OK


def test_a_computer_that_was_renamed_tells_of_the_backup_that_is_there(
    embedded: ServiceContext,
    places: RoomyPlaces,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = back_up(embedded, places)
    clock.advance(timedelta(days=1))
    monkeypatch.setattr("platform.node", lambda: "renamed")
    assert not daily(embedded, places)
    felt = pulse(embedded, SYSTEM, places)
    assert felt.backup is not None
    assert (felt.backup.host, felt.backup.result) == ("renamed", made)


def test_a_success_of_which_nothing_is_noted_tells_of_no_backup_and_no_proof(
    embedded: ServiceContext,
    places: RoomyPlaces,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = back_up(embedded, places)
    prove(embedded, places)
    clock.advance(timedelta(days=1))
    monkeypatch.setattr("platform.node", lambda: "renamed")
    with embedded.database.write() as unit:
        put_beat(unit, embedded, JobName.BACKUP, "window")
        put_beat(unit, embedded, JobName.TRIAL_RESTORE, "window")
    felt = pulse(embedded, SYSTEM, places)
    assert felt.backup is not None
    assert felt.backup.result == made
    assert felt.proof.proven is not None


def test_who_leaves_waits_only_if_anything_was_done(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    assert leaving_backup(embedded, places, "window") is not None
    assert leaving_backup(embedded, places, "window") is None
    keep_document(embedded, b"new")
    with pytest.raises(UserError, match=r"backup\.cancelled"):
        leaving_backup(embedded, places, "window", is_cancelled=lambda: True)
    assert files(places) == 1
    assert pulse(embedded, SYSTEM, places).backup_failing is None


class _FullDrive(FolderOfBackups):
    def note(self, name: str, content: bytes) -> None:
        raise OSError(28, "No space left on device")


class _FullPlaces(RoomyPlaces):
    def backup_folder(self, chosen: Path | None = None) -> FolderOfBackups:
        return _FullDrive(chosen or self.folder / "backups")


def test_a_backup_that_failed_stands_on_the_page_until_one_works(
    embedded: ServiceContext, places: RoomyPlaces, tmp_path: Path
) -> None:
    back_up(embedded, places)
    keep_document(embedded, b"new")
    with pytest.raises(UserError, match=r"backup\.failed"):
        leaving_backup(embedded, _FullPlaces(tmp_path), "window")
    felt = pulse(embedded, SYSTEM, places)
    assert felt.backup_failing is not None
    assert (felt.backup_failing.error, felt.backup_level) == ("backup.failed", Level.DANGER)
    assert leaving_backup(embedded, places, "window") is not None
    assert pulse(embedded, SYSTEM, places).backup_level is Level.OK


# --- the trial ------------------------------------------------------------------------------------


def prove(context: ServiceContext, places: RoomyPlaces) -> None:
    prove_backup(context, SYSTEM, places, program="window")


def left_over(places: RoomyPlaces) -> list[Path]:
    return list(places.folder.glob(".trial-*"))


def test_the_newest_backup_is_restored_and_everything_compared(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    keep_document(embedded, b"%PDF-1.7 Seite")
    places.extra = Extras(codes_key=b"ab" * 32)
    made = back_up(embedded, places)
    (places.folder / ".trial-killed").mkdir()
    steps: list[BackupProgress] = []
    seen: list[tuple[int, list[str]]] = []

    def look(progress: BackupProgress) -> None:
        steps.append(progress)
        seen.extend(
            (folder.stat().st_mode & 0o077, [one.name for one in folder.iterdir()])
            for folder in left_over(places)
        )

    proven = prove_backup(embedded, SYSTEM, places, program="window", on_progress=look)
    assert (proven.file, proven.rows, proven.documents) == (made.file, made.rows, 1)
    assert {step.step for step in steps} == {
        BackupStep.PROOF_OF_DATABASE,
        BackupStep.PROOF_OF_DOCUMENTS,
    }
    assert seen[0] == (0, ["mieterdesk.sqlite"])
    assert left_over(places) == []
    felt = pulse(embedded, SYSTEM, places)
    assert (felt.proof.proven, felt.proof_level) == (proven, Level.OK)
    with embedded.database.read() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-1] == "backup.proved"
    # Neither a backup nor its proof is worth another one.
    assert leaving_backup(embedded, places, "window") is None


def change_a_row(folder: Path, file: str) -> None:
    with closing(sqlite3.connect(folder / file, isolation_level=None)) as opened:
        opened.execute("UPDATE raw_files SET size = size + 1")


def cut_off(folder: Path, file: str) -> None:
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])


def take_away(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).mkdir()


def lose_a_document(folder: Path, _file: str) -> None:
    next((folder / "documents").iterdir()).unlink()


def spoil_a_document(folder: Path, _file: str) -> None:
    next((folder / "documents").iterdir()).write_bytes(b"other")


def lose_the_key(folder: Path, _file: str) -> None:
    next((folder / "keys").iterdir()).unlink()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (change_a_row, "restore.copy_changed"),
        (cut_off, "restore.copy_changed"),
        (take_away, "restore.not_readable"),
        (lose_a_document, "trial.documents"),
        (spoil_a_document, "trial.documents"),
        (lose_the_key, "trial.no_codes_key"),
    ],
)
def test_what_is_wrong_with_a_backup_is_found(
    damage: object, code: str, embedded: ServiceContext, places: RoomyPlaces
) -> None:
    keep_document(embedded, b"%PDF-1.7 Seite")
    places.extra = Extras(codes_key=b"ab" * 32)
    made = back_up(embedded, places)
    assert callable(damage)
    damage(Path(made.folder), made.file)
    with pytest.raises(UserError) as failed:
        prove(embedded, places)
    assert failed.value.code == code
    felt = pulse(embedded, SYSTEM, places)
    assert felt.proof.failing is not None
    assert (felt.proof.failing.error, felt.proof_level) == (code, Level.DANGER)
    assert left_over(places) == []


def test_a_document_that_was_spoiled_in_the_folder_is_copied_anew_after_the_trial(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock, log_watch: LogWatch
) -> None:
    keep_document(embedded, b"%PDF-1.7 Seite")
    keep_document(embedded, b"%PDF-1.7 Anlage")
    made = back_up(embedded, places)
    spoil_a_document(Path(made.folder), made.file)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(UserError, match=r"trial\.documents"):
        prove(embedded, places)
    clock.advance(timedelta(minutes=1))
    # Nothing was done, and still: what cannot be restored is no backup.
    with log_watch.expected(containing="was damaged in the store: replaced"):
        mended = leaving_backup(embedded, places, "window")
    assert mended is not None
    assert (mended.documents, mended.copied) == (2, 1)
    assert leaving_backup(embedded, places, "window") is None
    prove(embedded, places)
    assert pulse(embedded, SYSTEM, places).proof_level is Level.OK


def test_what_a_clock_that_ran_ahead_has_named_is_not_the_newest(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=400))
    ahead = back_up(embedded, places)
    clock.advance(timedelta(days=-400))
    made = back_up(embedded, places)
    proven = prove_backup(embedded, SYSTEM, places, program="window")
    assert proven.file == made.file
    folder = places.backup_folder()
    chosen = newest_backup(folder, clock.machine_now())
    assert chosen is not None
    assert chosen.name == made.file
    folder.remove(made.file)
    chosen = newest_backup(folder, clock.machine_now())
    assert chosen is not None
    assert chosen.name == ahead.file


def test_a_copy_that_fits_its_hash_and_not_its_rows_is_found(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    keep_document(embedded, b"%PDF-1.7 Seite")
    made = back_up(embedded, places)
    note = Path(made.folder) / manifest_name(made.file)
    text = note.read_text(encoding="utf-8")
    assert '"raw_files.size": 14000' in text
    note.write_text(text.replace('"raw_files.size": 14000', '"raw_files.size": 1'), "utf-8")
    with pytest.raises(UserError, match=r"restore\.other_content"):
        prove(embedded, places)


def test_without_a_backup_there_is_nothing_to_prove(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    with pytest.raises(UserError, match=r"trial\.no_backup"):
        prove(embedded, places)
    assert pulse(embedded, SYSTEM, places).proof_level is Level.NOTE


def test_a_trial_that_is_given_up_says_nothing_against_the_backup(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    back_up(embedded, places)
    with pytest.raises(UserError, match=r"trial\.cancelled"):
        prove_backup(embedded, SYSTEM, places, program="window", is_cancelled=lambda: True)
    assert pulse(embedded, SYSTEM, places).proof_level is Level.NOTE
    assert left_over(places) == []


def test_the_trial_comes_once_a_week_and_after_a_failure_once_a_day(
    embedded: ServiceContext,
    places: RoomyPlaces,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def due() -> bool:
        return weekly_trial(embedded, places, "window", is_cancelled=lambda: False) is not None

    assert not due()
    back_up(embedded, places)
    assert due()
    clock.advance(timedelta(days=7, seconds=-1))
    assert not due()
    clock.advance(timedelta(seconds=1))

    def unsound(*_args: object, **_options: object) -> object:
        raise UserError("restore.unsound", file="x")

    with monkeypatch.context() as patch:
        patch.setattr(trial, "prepared_copy", unsound)
        with pytest.raises(UserError, match=r"restore\.unsound"):
            due()
    clock.advance(timedelta(hours=23))
    assert not due()
    clock.advance(timedelta(hours=1))
    assert due()
    clock.advance(timedelta(days=14, seconds=1))
    assert pulse(embedded, SYSTEM, places).proof_level is Level.WARNING
