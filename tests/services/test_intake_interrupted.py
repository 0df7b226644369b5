"""A run that is killed anywhere is continued: nothing lost, nothing twice, no row twice."""

import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.database.engine import Database
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_folder import FolderFile, FolderName, PortalFolder
from desktop.models.case import Case, Message, RawFile
from desktop.models.exchange import Delivery, IntakeRecord
from desktop.services.context import ServiceContext
from desktop.services.intake import records as intake_records
from desktop.services.intake.records import Arrival, write_arrival
from desktop.services.intake.use_cases import FaultyFolders, IntakeCounts, take_in
from desktop.services.staff.access import Actor
from tests.services.intake_support import count, household, inbox, outcomes, portal, rows
from tests.support.clock import FixedClock
from tests.support.portal import Portal, attachment, request
from tests.support.surprises import LogWatch

__all__ = ["household", "inbox", "portal"]

pytestmark = pytest.mark.usefixtures("household")


class KilledError(BaseException):
    """The process ends here; nothing that follows runs."""


class MortalInbox(FolderInbox):
    """The real folder; at the chosen step, counted over all steps, the process is killed."""

    def __init__(self, exchange: Path, dies_at: int) -> None:
        super().__init__(exchange)
        self._steps = 0
        self._dies_at = dies_at

    def _step(self) -> None:
        self._steps += 1
        if self._steps == self._dies_at:
            raise KilledError

    def claim(self, name: FolderName) -> PortalFolder | None:
        self._step()
        folder = super().claim(name)
        self._step()
        return folder

    def files(self, folder: PortalFolder) -> tuple[FolderFile, ...]:
        self._step()
        return super().files(folder)

    def chunks(self, folder: PortalFolder, file: FolderName) -> Iterator[bytes]:
        self._step()
        yield from super().chunks(folder, file)
        self._step()

    def free_name(self, folder: PortalFolder) -> FolderName:
        self._step()
        return super().free_name(folder)

    def finish(self, folder: PortalFolder) -> None:
        self._step()
        (self._done / os.fsdecode(folder.name.raw)).mkdir(exist_ok=True)
        self._step()
        for file in sorted(self._path(folder).iterdir()):
            file.unlink()
            self._step()
        super().finish(folder)
        self._step()

    def quarantine(self, folder: PortalFolder, kept_in: FolderName) -> None:
        self._step()
        super().quarantine(folder, kept_in)
        self._step()


def leave_three(portal: Portal, run: str = "") -> None:
    """A request with its files, the same again, and one that goes to the quarantine."""
    event = request(f"1{run}", attachments=[attachment("a", b"x")])
    portal.leave(event, f"a{run}", {"a": b"x", "b": b"y"})
    portal.leave(event, f"b{run}", {"a": b"x"})
    portal.leave(request(f"2{run}", contract_number="-"), f"c{run}")


def live_on(context: ServiceContext, portal: Portal, runs: Sequence[str] = ("",)) -> None:
    """What has to be there however often the process died."""
    wanted: dict[str, str] = {}
    for run in runs:
        wanted |= {f"a{run}": "case", f"b{run}": "duplicate", f"c{run}": "quarantined"}
    assert outcomes(context) == wanted
    assert len(rows(context)) == 3 * len(runs)
    for table in (Case, Message, Delivery, RawFile):
        assert count(context, table) == len(runs)
    assert portal.names("new") == portal.names("cur") == []
    assert portal.names("done") == sorted(name for name in wanted if name[0] in "ab")
    assert portal.names("quarantine") == sorted(name for name in wanted if name[0] == "c")


STEPS = 33
"""As many steps has a run over the three folders."""


def test_the_steps_are_counted(context: ServiceContext, portal: Portal) -> None:
    leave_three(portal)
    inbox = MortalInbox(portal.exchange, 0)
    take_in(context, inbox)
    assert inbox._steps == STEPS
    live_on(context, portal)


def test_killed_between_any_two_steps(context: ServiceContext, portal: Portal) -> None:
    runs: list[str] = []
    for step in range(1, STEPS + 1):
        runs.append(f" {step:02}")
        leave_three(portal, runs[-1])
        with pytest.raises(KilledError):
            take_in(context, MortalInbox(portal.exchange, step))
        take_in(context, FolderInbox(portal.exchange))
        live_on(context, portal, runs)


def test_killed_while_it_was_committed(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_die(
        unit: UnitOfWork, context: ServiceContext, actor: Actor, arrival: Arrival
    ) -> IntakeOutcome:
        # Inside the transaction: everything is written and nothing committed.
        write_arrival(unit, context, actor, arrival)
        raise KilledError

    leave_three(portal)
    with monkeypatch.context() as patch:
        patch.setattr(intake_records, "write_arrival", write_and_die)
        with pytest.raises(KilledError):
            take_in(context, inbox)
    assert rows(context) == []
    assert len(portal.names("cur")) == 1
    assert take_in(context, inbox) == IntakeCounts(accepted=1, duplicate=1, quarantined=1)
    live_on(context, portal)


def test_half_a_file_of_a_killed_run_is_removed(
    context: ServiceContext, clock: FixedClock, portal: Portal, inbox: FolderInbox, tmp_path: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    now = clock.machine_now()
    for name, age in {".old.part": timedelta(hours=2), ".young.part": timedelta(minutes=9)}.items():
        (documents / name).write_bytes(b"half")
        os.utime(documents / name, ((now - age).timestamp(),) * 2)
    take_in(context, inbox)
    # Without anything to do no lease is taken, so nothing is tidied either.
    assert len(list(documents.iterdir())) == 2
    portal.leave(request())
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    # Another program may be writing the young one at this moment.
    assert [file.name for file in documents.glob(".*")] == [".young.part"]


def test_a_folder_of_the_same_name_is_another_delivery(
    context: ServiceContext, portal: Portal
) -> None:
    portal.leave(request("1"), "a")
    take_in(context, FolderInbox(portal.exchange))
    portal.leave(request("1"), "a")
    # Killed right after the second folder was taken, with the first one's marker in done/.
    with pytest.raises(KilledError):
        take_in(context, MortalInbox(portal.exchange, 2))
    assert take_in(context, FolderInbox(portal.exchange)) == IntakeCounts(duplicate=1)
    assert [row.outcome.value for row in rows(context)] == ["case", "duplicate"]


def test_a_name_taken_meanwhile_in_quarantine(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(b"broken", "a")
    # Steps: claim, claimed, files, free name; then the record is written and the process dies.
    with pytest.raises(KilledError):
        take_in(context, MortalInbox(portal.exchange, 5))
    assert portal.names("quarantine") == []
    (portal.root / "quarantine" / "a").mkdir()
    take_in(context, inbox)
    with context.database.read() as session:
        kept_in = session.scalars(select(IntakeRecord.kept_in)).one()
    assert kept_in is not None
    assert (portal.root / "quarantine" / os.fsdecode(kept_in) / "event.json").exists()
    assert portal.names("cur") == []


def test_an_empty_claim_is_removed(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    (portal.root / "cur" / "0" / "x").mkdir(parents=True)
    (portal.root / "cur" / "0" / "x").rmdir()
    (portal.root / "cur" / "stray file").write_text("")
    assert take_in(context, inbox) == IntakeCounts()
    assert portal.names("cur") == ["stray file"]


class StubbornInbox(FolderInbox):
    """The real folder, but one call fails for one folder as a file system would."""

    def __init__(self, exchange: Path, folder: str, call: str, error: Exception) -> None:
        super().__init__(exchange)
        self._folder, self._call, self._error = folder, call, error

    def _fail(self, call: str, name: FolderName) -> None:
        if (call, name.text) == (self._call, self._folder):
            raise self._error

    def claim(self, name: FolderName) -> PortalFolder | None:
        self._fail("claim", name)
        return super().claim(name)

    def files(self, folder: PortalFolder) -> tuple[FolderFile, ...]:
        self._fail("files", folder.name)
        return super().files(folder)

    def chunks(self, folder: PortalFolder, file: FolderName) -> Iterator[bytes]:
        self._fail("chunks", folder.name)
        return super().chunks(folder, file)

    def finish(self, folder: PortalFolder) -> None:
        self._fail("finish", folder.name)
        super().finish(folder)


@pytest.mark.parametrize("call", ["claim", "files", "chunks"])
@pytest.mark.parametrize("error", [PermissionError(13, "denied"), ValueError("a bug")])
def test_one_folder_never_keeps_back_the_others(
    context: ServiceContext,
    portal: Portal,
    inbox: FolderInbox,
    log_watch: LogWatch,
    call: str,
    error: Exception,
) -> None:
    leave_three(portal)
    stubborn = StubbornInbox(portal.exchange, "a", call, error)
    level = logging.WARNING if isinstance(error, OSError) else logging.ERROR
    with log_watch.expected(level, containing="folder a"):
        # The second one is no duplicate now: it is the first that is accepted.
        assert take_in(context, stubborn) == IntakeCounts(accepted=1, quarantined=1, left=1)
    assert take_in(context, inbox) == IntakeCounts(duplicate=1)
    assert portal.names("done") == ["a", "b"]


@pytest.mark.parametrize("call", ["claim", "files", "finish"])
def test_a_folder_with_a_bug_rests_and_is_told_once(
    context: ServiceContext,
    clock: FixedClock,
    portal: Portal,
    inbox: FolderInbox,
    log_watch: LogWatch,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
) -> None:
    def no_write(_database: Database) -> None:
        raise AssertionError("a pass over resting folders writes nothing and takes no lease")

    portal.leave(request("1"), "a")
    buggy = StubbornInbox(portal.exchange, "a", call, ValueError("a bug"))
    faulty = FaultyFolders()
    with log_watch.expected(logging.ERROR, containing="folder a") as told:
        assert take_in(context, buggy, faulty=faulty) == IntakeCounts(left=1)
        with monkeypatch.context() as patch:
            patch.setattr(Database, "write", no_write)
            assert take_in(context, buggy, faulty=faulty) == IntakeCounts()
        # What comes meanwhile is taken in, the folder that rests is not touched.
        portal.leave(request("2"), "b")
        assert take_in(context, buggy, faulty=faulty) == IntakeCounts(accepted=1)
        clock.advance(timedelta(hours=1))
        take_in(context, buggy, faulty=faulty)
        assert take_in(context, buggy, faulty=faulty) == IntakeCounts()
    assert len(told) == 1
    assert told[0].exc_info is not None
    # The next start of the program, with the bug mended.
    take_in(context, inbox, faulty=FaultyFolders())
    assert outcomes(context) == {"a": "case", "b": "case"}
    assert portal.names("done") == ["a", "b"]
    assert portal.names("new") == portal.names("cur") == []


def test_tidying_after_the_commit_is_made_good(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, log_watch: LogWatch
) -> None:
    leave_three(portal)
    stubborn = StubbornInbox(portal.exchange, "a", "finish", PermissionError(13, "denied"))
    with log_watch.expected(containing="could not be put away"):
        assert take_in(context, stubborn) == IntakeCounts(accepted=1, duplicate=1, quarantined=1)
    assert len(portal.names("cur")) == 1
    assert take_in(context, inbox) == IntakeCounts()
    live_on(context, portal)


def test_a_folder_that_vanishes_is_nobodys(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    class Vanishing(FolderInbox):
        def peek(self, name: FolderName, limit: int) -> bytes | None:
            raw = super().peek(name, limit)
            for file in (self._new / name.text).iterdir():
                file.unlink()
            (self._new / name.text).rmdir()
            return raw

    portal.leave(request())
    assert take_in(context, Vanishing(portal.exchange)) == IntakeCounts()
    assert rows(context) == []
    assert portal.names("cur") == []


def test_a_link_in_the_place_of_a_listed_folder_is_not_followed(
    context: ServiceContext, portal: Portal
) -> None:
    class Swapping(FolderInbox):
        def peek(self, name: FolderName, limit: int) -> bytes | None:
            place = self._new / name.text
            place.rename(portal.exchange / "elsewhere")
            place.symlink_to(portal.exchange / "elsewhere")
            return None

    portal.leave(request())
    assert take_in(context, Swapping(portal.exchange)) == IntakeCounts()
    assert portal.names("new") == ["event-1"]
    assert portal.names("cur") == []


@pytest.mark.parametrize("swap", ["link", "content"])
def test_a_file_that_changes_after_it_was_checked(
    context: ServiceContext, portal: Portal, log_watch: LogWatch, swap: str
) -> None:
    secret = portal.exchange / "secret"
    secret.write_bytes(b"secret")
    reads: list[Callable[[], None]] = []

    class Swapping(FolderInbox):
        def chunks(self, folder: PortalFolder, file: FolderName) -> Iterator[bytes]:
            reads.append(lambda: None)
            if len(reads) == 2:
                path = self._path(folder) / file.text
                path.unlink()
                path.symlink_to(secret) if swap == "link" else path.write_bytes(b"other")
            return super().chunks(folder, file)

    portal.leave(request(attachments=[attachment("a", b"x")]), files={"a": b"x"})
    with log_watch.expected(containing="left for the next time"):
        assert take_in(context, Swapping(portal.exchange)) == IntakeCounts(left=1)
    assert take_in(context, FolderInbox(portal.exchange)) == IntakeCounts(quarantined=1)
    assert rows(context)[0].reason == ("bad_file_name" if swap == "link" else "wrong_hash")


def test_a_file_that_never_stops_growing_waits(
    context: ServiceContext, portal: Portal, log_watch: LogWatch
) -> None:
    class Growing(FolderInbox):
        def chunks(self, folder: PortalFolder, file: FolderName) -> Iterator[bytes]:
            while True:
                yield b"more"

    portal.leave(request(attachments=[attachment("a", b"x" * 9)]), files={"a": b"x" * 9})
    with log_watch.expected(containing="left for the next time"):
        assert take_in(context, Growing(portal.exchange)) == IntakeCounts(left=1)
    assert take_in(context, FolderInbox(portal.exchange)) == IntakeCounts(accepted=1)


def test_mutated_events_are_all_accounted_for(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    raw = json.dumps(request()).encode()
    wanted = 0
    for position in range(0, len(raw), 9):
        mutated = raw[:position] + bytes([raw[position] ^ 0x15]) + raw[position + 1 :]
        portal.leave(mutated, f"{position:04}")
        wanted += 1
    counts = take_in(context, inbox)
    assert counts.left == 0
    assert counts.accepted + counts.duplicate + counts.quarantined + counts.unsupported == wanted
    assert len(rows(context)) == wanted
