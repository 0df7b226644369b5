"""Take in what the portal left: every folder once, each in a transaction of its own.

A folder leaves ``new/`` by one rename under a claim of its own; its record carries that claim. So a
run that was killed is continued: without a record the folder is read again, with one only the
tidying that follows the commit is made good. Nothing is made twice, and no row is written twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import EVENT_FILE, event_time
from desktop.domain.portal_folder import FolderName, PortalFolder
from desktop.domain.portal_json import RefusedEventError, parse_json
from desktop.services.context import ServiceContext
from desktop.services.intake.folder import (
    IntakePass,
    begin_pass,
    finish_interrupted,
    has_resolved_folders,
    process,
    tidy_quarantine,
)
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.raw_records import interpret_raw_records, raw_records_wait
from desktop.services.intake.reading import DEFAULT_LIMITS
from desktop.services.leases import lease

LEASE = "intake"
_ABANDONED_AFTER = timedelta(hours=1)
"""No file is stored that long without a byte being written: its program was killed."""
_REST = timedelta(hours=1)
_LOG = logging.getLogger(__name__)
_LAST = datetime.max.replace(tzinfo=UTC)
_EVENT_FILE = FolderName(EVENT_FILE.encode("ascii"))
_COUNTED_AS = {
    IntakeOutcome.CASE: "accepted",
    IntakeOutcome.MESSAGE: "accepted",
    IntakeOutcome.APPLIED: "accepted",
    IntakeOutcome.DUPLICATE: "duplicate",
    IntakeOutcome.QUARANTINED: "quarantined",
    IntakeOutcome.UNSUPPORTED: "unsupported",
}


@dataclass(frozen=True, slots=True)
class IntakeCounts:
    """What one pass did with the folders, each counted once.

    ``accepted`` are cases, messages and reports that were applied. ``left`` are folders that could
    not be dealt with now, for example because they cannot be read; they stay for the next time and
    are counted nowhere else.
    """

    accepted: int = 0
    duplicate: int = 0
    quarantined: int = 0
    unsupported: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A folder in the order in which it is taken; ``taken`` if a killed run has claimed it."""

    time: datetime
    name: FolderName
    taken: PortalFolder | None


class FaultyFolders:
    """Folders over which this program run met a bug; each is told to the log once.

    Kept from pass to pass by whoever watches. Such a folder stays where it is, nothing of it is
    lost: it rests for an hour, and the next start of a program tries it at once.
    """

    def __init__(self) -> None:
        self._rest_until: dict[FolderName | PortalFolder, datetime] = {}
        self.records: set[int] = set()
        """Raw records that could not be interpreted; the next start of a program tries them."""

    def rests(self, folder: FolderName | PortalFolder, now: datetime) -> bool:
        """Whether the folder, by its name while it lies in ``new/``, is to be left alone."""
        until = self._rest_until.get(folder)
        return until is not None and now < until

    def add(self, folder: FolderName | PortalFolder, now: datetime) -> None:
        """Let the folder rest; call it where the exception is handled, for the log."""
        if folder not in self._rest_until:
            name = folder.name if isinstance(folder, PortalFolder) else folder
            _LOG.exception("folder %s could not be taken in", name.text)
        self._rest_until[folder] = now + _REST


def take_in(
    context: ServiceContext,
    inbox: PortalInbox,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    patience: timedelta = timedelta(0),
    faulty: FaultyFolders | None = None,
) -> IntakeCounts:
    """Take in all folders that wait, in order of the events' time, then of the folders' names.

    One that cannot be read now stays and the rest goes on. ``on_progress`` is told how many of how
    many are done. Another program that takes in is waited for up to ``patience``. Without anything
    to do no lease is taken and nothing is written. Who takes in again and again hands over the same
    ``faulty`` every time; folders that rest in it are counted nowhere.

    Raises:
        UserError: ``intake.folder_unusable``, ``lease.taken`` while another program takes in, or
            what stops everything, such as ``database.*`` and ``documents.*``.
    """
    inbox.prepare()
    faulty = faulty or FaultyFolders()
    if not _has_work(context, inbox, faulty):
        return IntakeCounts()
    counts = IntakeCounts()
    with lease(context, LEASE, patience=patience) as held:
        # Against the time of the file system, which ``--today`` does not move.
        context.documents.sweep(before=context.clock.machine_now() - _ABANDONED_AFTER)
        work = begin_pass(context, inbox)
        tidy_quarantine(work)
        interpret_raw_records(work, faulty.records, is_cancelled=is_cancelled)
        held.renew()
        waiting = _in_order(work, faulty)
        for done, folder in enumerate(waiting, start=1):
            if is_cancelled():
                break
            held.renew()
            counts = _take_one(work, folder, counts, faulty)
            on_progress(done, len(waiting))
    return counts


def _has_work(context: ServiceContext, inbox: PortalInbox, faulty: FaultyFolders) -> bool:
    now = context.clock.now()
    if not all(faulty.rests(name, now) for name in inbox.waiting()):
        return True
    if not all(faulty.rests(folder, now) for folder in inbox.claimed()):
        return True
    with context.database.read() as session:
        return has_resolved_folders(session) or raw_records_wait(session, faulty.records)


def _in_order(work: IntakePass, faulty: FaultyFolders) -> list[_Waiting]:
    """All folders that are to be processed; what a killed run had committed is finished here."""
    now = work.context.clock.now()
    found = [
        _Waiting(_time_of(work.inbox.peek(name, DEFAULT_LIMITS.file)), name, None)
        for name in work.inbox.waiting()
        if not faulty.rests(name, now)
    ]
    found += [
        _Waiting(_time_of(_read_again(work.inbox, folder)), folder.name, folder)
        for folder in work.inbox.claimed()
        if not faulty.rests(folder, now) and not _is_finished(work, folder, faulty)
    ]
    return sorted(found, key=lambda waiting: (waiting.time, waiting.name))


def _is_finished(work: IntakePass, folder: PortalFolder, faulty: FaultyFolders) -> bool:
    """Whether nothing is to be done in this pass for a folder that a run had taken."""
    try:
        return finish_interrupted(work, folder)
    except UserError:
        raise
    except OSError as error:
        _LOG.warning("folder %s is left for the next time: %s", folder.name.text, error.strerror)
    except Exception:  # noqa: BLE001 - one folder must never keep back the others
        faulty.add(folder, work.context.clock.now())
    return True


def _read_again(inbox: PortalInbox, folder: PortalFolder) -> bytes | None:
    try:
        return inbox.read(folder, _EVENT_FILE, DEFAULT_LIMITS.file)
    except OSError:
        return None


def _time_of(raw: bytes | None) -> datetime:
    """By what a folder is put in order; those without a time that can be read come last."""
    try:
        return (None if raw is None else event_time(parse_json(raw))) or _LAST
    except RefusedEventError:
        return _LAST


def _take_one(
    work: IntakePass, waiting: _Waiting, counts: IntakeCounts, faulty: FaultyFolders
) -> IntakeCounts:
    folder = waiting.taken
    try:
        folder = folder or work.inbox.claim(waiting.name)
        if folder is None:
            return counts
        outcome = process(work, folder)
    except UserError as error:
        if error.code != "conflict.changed":
            raise
        # A clerk changed the case in the same moment: the message comes with the next pass.
        return _one_more(counts, "left")
    except OSError as error:
        _LOG.warning("folder %s is left for the next time: %s", waiting.name.text, error.strerror)
        return _one_more(counts, "left")
    except Exception:  # noqa: BLE001 - one event must never keep back those behind it
        faulty.add(folder or waiting.name, work.context.clock.now())
        return _one_more(counts, "left")
    return _one_more(counts, _COUNTED_AS[outcome])


def _one_more(counts: IntakeCounts, name: str) -> IntakeCounts:
    return replace(counts, **{name: getattr(counts, name) + 1})
