"""Backups on demand: database and documents, checked, the newest ones kept, on the record."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.document_store.companies import CompanyStores, OwnPlace, StoreOpener
from desktop.adapters.document_store.credentials import CredentialFile, Credentials
from desktop.adapters.document_store.store import ContentStore
from desktop.adapters.operation_places import FolderOfBackups
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.backup_manifest import (
    BackupManifest,
    Extras,
    decoded,
    digest_of,
    manifest_name,
)
from desktop.domain.backup_rotation import NEWEST
from desktop.domain.document_places import DocumentPlace, FolderPlace
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome, Role
from desktop.domain.operation import BackupResult
from desktop.models.case import RawFile
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.operation.backups import (
    BackupProgress,
    BackupStep,
    has_changed,
    make_backup,
)
from desktop.services.operation.care import daily_backup, leaving_backup
from desktop.services.operation.health import pulse
from desktop.services.recording.commands import SaveRecording
from desktop.services.recording.drafts import save_recording
from desktop.services.recording.form import RecordedFile, RecordingForm
from desktop.services.staff.access import SYSTEM, Actor
from tests.support.clock import FixedClock
from tests.support.contexts import make_context, stored_file
from tests.support.factories import Household, add_household
from tests.support.places import RoomyPlaces, make_places


@pytest.fixture
def embedded(sqlite_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[ServiceContext]:
    """Only a file is backed up by the program itself."""
    path = tmp_path / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    with closing(open_database(path)) as database:
        yield make_context(database, tmp_path, clock)


@pytest.fixture
def home(embedded: ServiceContext) -> Household:
    return add_household(embedded.database)


@pytest.fixture
def places(tmp_path: Path) -> RoomyPlaces:
    return make_places(tmp_path)


def keep_document(context: ServiceContext, content: bytes) -> str:
    """A document that the database refers to."""
    stored = context.documents.put([content])
    with context.database.write() as unit:
        entry = IntakeRecord(
            folder="ordner",
            arrived_at=context.clock.now(),
            outcome=IntakeOutcome.QUARANTINED,
            detail="",
            resolve_reason="",
        )
        unit.session.add(entry)
        unit.session.flush()
        unit.session.add(
            RawFile(intake_record_id=entry.id, name=b"x", size=stored.size, sha256=stored.sha256)
        )
    return stored.sha256


def back_up(context: ServiceContext, places: RoomyPlaces) -> BackupResult:
    return make_backup(context, SYSTEM, places, program="backup")


def test_a_server_is_backed_up_by_its_operator(
    context: ServiceContext, places: RoomyPlaces
) -> None:
    if context.database.is_embedded:
        assert back_up(context, places).rows > 0
        return
    with pytest.raises(UserError, match=r"backup\.server"):
        back_up(context, places)
    assert not pulse(context, SYSTEM, places).is_embedded
    assert not pulse(context, SYSTEM, places).backup_level.is_trouble


def test_a_backup_holds_everything_and_is_on_the_record(
    embedded: ServiceContext, places: RoomyPlaces, home: Household
) -> None:
    sha256 = keep_document(embedded, b"%PDF-1.7 Seite")
    assert pulse(embedded, SYSTEM, places).backup_level.is_trouble
    steps: list[BackupProgress] = []
    made = make_backup(embedded, home.lead, places, program="window", on_progress=steps.append)
    assert (made.documents, made.copied, made.missing, made.damaged) == (1, 1, 0, 0)
    assert made.file == "mieterdesk-2026-11-23-094200.sqlite"
    assert steps[0].step is BackupStep.DATABASE
    assert steps[-1] == BackupProgress(BackupStep.DOCUMENTS, 1, 1)
    folder = Path(made.folder)
    assert (folder / "documents" / sha256).read_bytes() == b"%PDF-1.7 Seite"
    with closing(open_database(folder / made.file)) as copy, copy.read() as session:
        assert session.scalars(select(RawFile.sha256)).all() == [sha256]
    with embedded.database.read() as session:
        actors = session.scalars(
            select(AuditEvent.actor).where(AuditEvent.action == "backup.made")
        ).all()
    assert actors == ["lead"]
    felt = pulse(embedded, SYSTEM, places)
    assert felt.backup is not None
    assert felt.backup.result == made
    assert felt.troubles == 0


def test_a_backup_grows_old(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    back_up(embedded, places)
    clock.advance(timedelta(days=7))
    assert not pulse(embedded, SYSTEM, places).backup_level.is_trouble
    clock.advance(timedelta(seconds=1))
    assert pulse(embedded, SYSTEM, places).backup_level.is_trouble


def test_documents_are_copied_once_and_checked(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    whole, lost, spoiled = (
        keep_document(embedded, content) for content in (b"whole", b"lost", b"spoiled")
    )
    stored_file(embedded, lost).unlink()
    stored_file(embedded, spoiled).write_bytes(b"other bytes")
    made = back_up(embedded, places)
    assert (made.documents, made.copied, made.missing, made.damaged) == (1, 1, 1, 1)
    kept = Path(made.folder) / "documents"
    assert [path.name for path in kept.iterdir()] == [whole]
    assert pulse(embedded, SYSTEM, places).backup_level.is_trouble
    assert back_up(embedded, places).copied == 0


class FarPlaces:
    """Companies keep their documents in folders, of which some may not be there."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def of(self, company_code: str) -> tuple[DocumentPlace, ...]:
        raise NotImplementedError

    def all(self) -> tuple[DocumentPlace, ...]:
        return tuple(FolderPlace(str(folder)) for folder in self._folders)


class CountingOpener(StoreOpener):
    """Counts how often the store of a folder is asked for."""

    def __init__(self, folder: Path, tmp_path: Path) -> None:
        super().__init__(CredentialFile(tmp_path / "document-stores.json"))
        self._folder = FolderPlace(str(folder))
        self.asked = 0

    def __call__(self, place: OwnPlace, credentials: Credentials | None = None) -> ContentStore:
        self.asked += place == self._folder
        return super().__call__(place, credentials)


def test_a_store_that_does_not_answer_keeps_nothing_else_from_being_saved(
    embedded: ServiceContext, places: RoomyPlaces, tmp_path: Path, clock: FixedClock
) -> None:
    silent, away, other = (tmp_path / name for name in ("share", "share.away", "other"))
    keep_document(embedded, b"at hand")
    for number in range(10):
        folder = away if number < 5 else other
        folder.mkdir(exist_ok=True)
        stored = stored_file(embedded, keep_document(embedded, b"%d" % number))
        stored.rename(folder / stored.name)
    opener = CountingOpener(silent, tmp_path)
    home = FolderDocumentStore(tmp_path / "documents")
    stores = CompanyStores(home, FarPlaces(silent, other), opener)
    context = replace(embedded, documents=stores.common, stores=stores)

    made = back_up(context, places)
    assert (made.documents, made.missing, made.unreachable, opener.asked) == (6, 0, 5, 3)
    assert (noted(places, made).lost, noted(places, made).unreachable) == (5, 5)
    # Another backup would be without them too: it is made once, and the page goes on telling it.
    assert leaving_backup(context, places, "window") is None
    clock.advance(timedelta(days=1))
    assert daily_backup(context, places, "window", is_cancelled=lambda: False) is None
    assert pulse(context, SYSTEM, places).backup_level.is_trouble

    away.rename(silent)
    assert not has_changed(context, places, is_cancelled=lambda: True)
    completed = leaving_backup(context, places, "window")
    assert completed is not None
    assert (completed.documents, completed.copied, completed.unreachable) == (11, 5, 0)
    assert not has_changed(context, places)


def test_a_document_that_is_put_back_is_worth_another_backup(
    embedded: ServiceContext, places: RoomyPlaces, tmp_path: Path
) -> None:
    stored = stored_file(embedded, keep_document(embedded, b"lost"))
    stored.rename(tmp_path / "lost")
    assert back_up(embedded, places).missing == 1
    assert not has_changed(embedded, places)
    (tmp_path / "lost").rename(stored)
    completed = leaving_backup(embedded, places, "window")
    assert completed is not None
    assert completed.is_complete
    assert not has_changed(embedded, places)


def test_files_of_a_letter_that_is_being_recorded_are_saved_too(
    embedded: ServiceContext, places: RoomyPlaces, home: Household
) -> None:
    stored = embedded.documents.put([b"%PDF-1.7 Brief"])
    file = RecordedFile(
        name="brief.pdf", media_type="application/pdf", size=stored.size, sha256=stored.sha256
    )
    form = RecordingForm(text="Ein Brief", files=(file,))
    save_recording(embedded, home.clerk, SaveRecording("key-1", form))
    made = back_up(embedded, places)
    assert (Path(made.folder) / "documents" / stored.sha256).exists()


def test_older_backups_make_room_and_take_their_notes_along(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    folder = FolderOfBackups(places.folder / "backups")
    names = []
    for _ in range(NEWEST + 2):
        names.append(back_up(embedded, places).file)
        clock.advance(timedelta(minutes=1))
    (folder.path / "brief.txt").write_text("not ours")
    assert list(folder.files()) == names[2:]
    again = back_up(embedded, places)
    assert list(folder.files()) == [*names[3:], again.file]
    assert (folder.path / "brief.txt").exists()
    noted = sorted(path.name for path in folder.path.glob("*.json"))
    assert noted == [manifest_name(name) for name in folder.files()]


def test_what_a_clock_that_ran_ahead_named_takes_no_place_from_the_backups_of_now(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=2))
    for _ in range(NEWEST):
        back_up(embedded, places)
        clock.advance(timedelta(minutes=1))
    clock.advance(timedelta(days=-2))
    made = [back_up(embedded, places).file for _ in range(2)]
    names = FolderOfBackups(places.folder / "backups").files()
    assert names[:2] == tuple(made)
    assert len(names) == NEWEST + 2


def noted(places: RoomyPlaces, made: BackupResult) -> BackupManifest:
    found = decoded(places.backup_folder().noted(made.file))
    assert found is not None
    return found


def test_what_a_backup_consists_of_is_noted_beside_it(
    embedded: ServiceContext, places: RoomyPlaces, home: Household
) -> None:
    sha256 = keep_document(embedded, b"%PDF-1.7 Seite")
    secret = b"0123456789abcdef" * 4
    settings = (
        b'{"poll_seconds": 7.0, "demo_password": "Geheim-123", "layouts": {"kaethe.gross": {}}}'
    )
    places.extra = Extras(settings=settings, codes_key=secret, key_fingerprint="ab12")
    made = back_up(embedded, places)
    note = noted(places, made)
    content = (Path(made.folder) / made.file).read_bytes()
    assert (note.size, note.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert note.documents == (sha256,)
    assert note.documents_digest == digest_of([sha256])
    assert sum(note.rows.values()) == made.rows
    assert note.sums["raw_files.size"] == len(b"%PDF-1.7 Seite") * 1000
    with embedded.database.read() as session:
        line = session.scalars(select(AuditEvent).where(AuditEvent.action == "backup.made")).one()
    assert (note.audit_id, note.key_fingerprint) == (line.id - 1, "ab12")
    assert b'"poll_seconds":7.0' in bytes(note.settings).replace(b" ", b"")
    written = (Path(made.folder) / manifest_name(made.file)).read_bytes()
    assert secret not in written
    assert b"Geheim-123" not in written
    assert b"kaethe" not in written
    assert note.codes_key is not None
    kept = Path(made.folder) / "keys" / note.codes_key
    assert kept.read_bytes() == secret
    assert sys.platform == "win32" or kept.stat().st_mode & 0o077 == 0


def test_only_what_is_worth_a_backup_counts_as_a_change(
    embedded: ServiceContext, places: RoomyPlaces, home: Household
) -> None:
    assert has_changed(embedded, places)
    made = back_up(embedded, places)
    assert not has_changed(embedded, places)
    save_recording(embedded, home.clerk, SaveRecording("key-1", RecordingForm(text="Ein Brief")))
    assert has_changed(embedded, places)
    back_up(embedded, places)
    keep_document(embedded, b"raw")
    assert has_changed(embedded, places)
    elsewhere = places.folder / "elsewhere"
    make_backup(embedded, SYSTEM, places, program="backup", chosen=elsewhere)
    assert has_changed(embedded, places)
    made = back_up(embedded, places)
    assert not has_changed(embedded, places)
    places.backup_folder().remove(made.file)
    assert has_changed(embedded, places)


def test_who_only_looks_or_is_kept_out_leaves_nothing_to_back_up(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    back_up(embedded, places)
    acts = (
        AuditAction.SESSION_LOCKED,
        AuditAction.SESSION_UNLOCKED,
        AuditAction.SIGN_IN_LOCKED,
        AuditAction.SIGN_IN_REFUSED,
        AuditAction.AUDIT_VIEWED,
        AuditAction.AUDIT_EXPORTED,
    )
    for act in acts:
        with embedded.database.write() as unit:
            record(unit, embedded, SYSTEM, act, "audit_events", 0, None)
        assert not has_changed(embedded, places), act


def test_documents_go_when_no_backup_speaks_of_them_and_they_are_old(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    named = keep_document(embedded, b"named")
    folder = places.backup_folder()
    unnoted = back_up(embedded, places).file
    old, young = (folder.documents.put([content]).sha256 for content in (b"old", b"young"))

    def age(sha256: str, hours: int) -> None:
        at = (clock.machine_now() - timedelta(hours=hours)).timestamp()
        os.utime(folder.path / "documents" / sha256, (at, at))

    def in_folder() -> set[str]:
        return {one.name for one in folder.documents.listed()}

    (folder.path / manifest_name(unnoted)).unlink()
    for _ in range(NEWEST):
        clock.advance(timedelta(minutes=1))
        age(old, 30)
        age(named, 30)
        age(young, 20)
        back_up(embedded, places)
    assert unnoted not in folder.files()
    assert in_folder() == {named, young}


def test_as_long_as_one_backup_has_no_note_no_document_goes(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    folder = places.backup_folder()
    stranger = folder.documents.put([b"stranger"]).sha256
    names = []
    for _ in range(NEWEST + 1):
        at = (clock.machine_now() - timedelta(hours=30)).timestamp()
        os.utime(folder.path / "documents" / stranger, (at, at))
        names.append(back_up(embedded, places).file)
        (folder.path / manifest_name(names[-1])).unlink() if len(names) == NEWEST else None
        clock.advance(timedelta(minutes=1))
    assert names[0] not in folder.files()
    assert folder.documents.exists(stranger)


def test_what_a_killed_backup_left_goes_after_a_day(
    embedded: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    folder = Path(back_up(embedded, places).folder)
    for name, age in (("mieterdesk-a.sqlite.part", 25), ("mieterdesk-b.sqlite.part", 23)):
        (folder / name).write_bytes(b"half")
        written = (clock.now() - timedelta(hours=age)).timestamp()
        os.utime(folder / name, (written, written))
    back_up(embedded, places)
    assert [part.name for part in folder.glob("*.part")] == ["mieterdesk-b.sqlite.part"]


def test_two_backups_of_one_second_have_names_of_their_own(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    assert back_up(embedded, places).file != back_up(embedded, places).file


def test_who_cancels_gets_no_file(embedded: ServiceContext, places: RoomyPlaces) -> None:
    keep_document(embedded, b"whole")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(UserError, match=r"backup\.cancelled"):
        make_backup(embedded, SYSTEM, places, program="backup", is_cancelled=cancelled)
    assert pulse(embedded, SYSTEM, places).backup is None


def test_a_folder_that_cannot_be_written_is_named(
    embedded: ServiceContext, places: RoomyPlaces
) -> None:
    obstacle = places.folder / "obstacle"
    obstacle.write_bytes(b"")
    with pytest.raises(UserError, match=r"backup\.failed") as failed:
        make_backup(embedded, SYSTEM, places, program="backup", chosen=obstacle)
    assert failed.value.params["folder"] == str(obstacle)


class _LostDrive(FolderOfBackups):
    """A folder on a drive that is gone."""

    def files(self) -> tuple[str, ...]:
        raise OSError(5, "Input/output error")


class _LostPlaces(RoomyPlaces):
    def backup_folder(self, chosen: Path | None = None) -> FolderOfBackups:
        return _LostDrive(chosen or self.folder / "backups")


def test_a_folder_that_cannot_be_looked_at_is_named(
    embedded: ServiceContext, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"backup\.failed") as failed:
        back_up(embedded, _LostPlaces(tmp_path))
    assert failed.value.params["folder"] == str(tmp_path / "backups")


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CLERK, True), (Role.LEAD, True), (Role.ADMINISTRATOR, True), (Role.AUDITOR, False)],
)
def test_who_only_reads_makes_no_backup(
    role: Role, may: bool, embedded: ServiceContext, places: RoomyPlaces
) -> None:
    actor = Actor(1, "x", "X", "X", role, None)
    if may:
        make_backup(embedded, actor, places, program="window")
        return
    with pytest.raises(UserError, match=r"access\.denied"):
        make_backup(embedded, actor, places, program="window")
