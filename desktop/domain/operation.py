"""How the program itself fares: its jobs, queues, places and copies, and what of it is trouble.

Facts are gathered elsewhere; here they are judged. All instants are aware UTC, all sizes bytes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(hours=1)
"""A job that worked once and was not heard of for so long is no longer running anywhere."""
GONE_AFTER = timedelta(days=3)
"""A computer on which a job failed, and that was not heard of for so long while the job worked on
another one, was renamed or taken away. If it was not, its next pass says so."""
QUEUE_LATE_AFTER = timedelta(hours=1)
"""What could have left so long ago and still waits is worth a look."""
BACKUP_DUE_AFTER = timedelta(days=7)
PROOF_DUE_AFTER = timedelta(days=14)
"""The trial is made every week; two that did not come are worth a look."""
LITTLE_SPACE = 2_000_000_000
"""Below so many free bytes somebody should make room."""
NO_SPACE = 500_000_000
"""Below so many free bytes work may stop at any moment."""


class Level(StrEnum):
    """How serious a line of the health page is; each has a word and an icon of its own."""

    OK = "ok"
    NOTE = "note"
    """Nothing is wrong, and nothing can be said to work either."""
    WARNING = "warning"
    DANGER = "danger"

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to do something."""
        return self in {Level.WARNING, Level.DANGER}


class JobName(StrEnum):
    """What the program does by itself. Values are stored."""

    INTAKE = "intake"
    DELIVERY = "delivery"
    HAND_OVER = "hand_over"
    BACKUP = "backup"
    NOTICES = "notices"
    LISTS = "lists"
    SEARCH = "search"
    CODES = "codes"
    """Registration codes whose last day is over."""
    TRIAL_RESTORE = "trial_restore"
    """A backup is restored into a scratch place and compared."""
    ANCHOR = "anchor"
    """The end of the audit log, noted outside of the database."""


EVERYWHERE = (JobName.LISTS, JobName.NOTICES, JobName.SEARCH, JobName.CODES, JobName.ANCHOR)
"""What every open window does: nobody has to look for the computer that is meant to."""
WATCHED_JOBS = (JobName.INTAKE, JobName.DELIVERY, JobName.HAND_OVER, *EVERYWHERE)
"""In the order of the page, the directions in which things come and go first."""


class PlaceKind(StrEnum):
    """A folder the program needs."""

    DATA = "data"
    DOCUMENTS = "documents"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Beat:
    """How a job fares on one computer. ``error`` is the code of what fails since then, or "".

    ``noted_at`` is when the computer was heard of last.
    """

    job: JobName
    host: str
    program: str
    succeeded_at: datetime | None
    failing_since: datetime | None
    error: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class JobState:
    """A job over all computers; ``moved_at`` is when it last moved something real."""

    job: JobName
    beats: tuple[Beat, ...]
    moved_at: datetime | None = None

    @property
    def last_success(self) -> Beat | None:
        """The newest success, wherever it was."""
        done = [beat for beat in self.beats if beat.succeeded_at is not None]
        return max(done, key=lambda beat: beat.succeeded_at or _LONG_AGO, default=None)

    @property
    def failing(self) -> Beat | None:
        """The computer on which it has been failing for longest; None where none fails.

        Those that are ``gone`` are none of them.
        """
        gone = self.gone
        failed = [
            beat for beat in self.beats if beat.failing_since is not None and beat not in gone
        ]
        return min(failed, key=lambda beat: beat.failing_since or _LONG_AGO, default=None)

    @property
    def gone(self) -> tuple[Beat, ...]:
        """The computers that took their failure with them, as ``GONE_AFTER`` says."""
        success = self.last_success
        if success is None or success.succeeded_at is None:
            return ()
        border = success.succeeded_at - GONE_AFTER
        return tuple(
            beat for beat in self.beats if beat.failing_since is not None and beat.noted_at < border
        )

    def level(self, now: datetime) -> Level:
        """Judge the job as of ``now``, by the computers' own clocks."""
        if self.failing is not None:
            return Level.DANGER
        success = self.last_success
        if success is None or success.succeeded_at is None:
            return Level.NOTE
        if self.job in EVERYWHERE:
            return Level.OK
        return Level.WARNING if now - success.succeeded_at > STALE_AFTER else Level.OK


@dataclass(frozen=True, slots=True)
class Resting:
    """Deliveries that rest after a failure: the reason, how many, since and until when."""

    reason: str
    count: int
    since: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Events for the portal that have not left: those in their order, and those that rest."""

    waiting: int
    resting: tuple[Resting, ...]
    oldest_at: datetime | None
    """When the oldest that could leave by now was caused."""

    def level(self, now: datetime) -> Level:
        """Judge the queue as of ``now``."""
        if self.resting:
            return Level.WARNING
        late = self.oldest_at is not None and now - self.oldest_at > QUEUE_LATE_AFTER
        return Level.WARNING if late else Level.OK


@dataclass(frozen=True, slots=True)
class Space:
    """Room where a folder lies. ``free`` None: the folder cannot be reached."""

    place: PlaceKind
    free: int | None
    total: int | None

    @property
    def level(self) -> Level:
        """Judge the room."""
        if self.free is None or self.free < NO_SPACE:
            return Level.DANGER
        return Level.WARNING if self.free < LITTLE_SPACE else Level.OK


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that was made, opened and checked.

    ``documents`` lie in the backup folder in all, ``missing`` are referred to and not in the store,
    ``damaged`` are there with another content than they should have, ``unreachable`` lie in a place
    that did not answer.
    """

    folder: str
    file: str
    size: int
    rows: int
    documents: int
    copied: int
    missing: int
    damaged: int
    state: str = ""
    """What ``change_mark`` said of the database in it."""
    unreachable: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every document that the database speaks of is in it."""
        return not (self.missing or self.damaged or self.unreachable)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest backup, when and on which computer it was made."""

    at: datetime
    host: str
    result: BackupResult


@dataclass(frozen=True, slots=True)
class ProvenBackup:
    """A backup that was restored on trial: every row and document was what its note says."""

    folder: str
    file: str
    rows: int
    documents: int


@dataclass(frozen=True, slots=True)
class LastProof:
    """The last backup that was proven, when and where; None where none ever was.

    ``failing`` is the computer on which the trial (or the backup) fails since then.
    """

    at: datetime | None
    host: str
    proven: ProvenBackup | None
    failing: Beat | None

    def level(self, now: datetime) -> Level:
        """Judge the proof as of ``now``."""
        if self.failing is not None:
            return Level.DANGER
        if self.at is None:
            return Level.NOTE
        return Level.WARNING if now - self.at > PROOF_DUE_AFTER else Level.OK


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Which database this is. ``size`` in bytes; ``address`` without user and password."""

    is_embedded: bool
    product_version: str
    revision: str
    size: int


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of one code."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """What tells whether something is wrong; read often, so it is cheap."""

    at: datetime
    jobs: tuple[JobState, ...]
    queue: Queue
    spaces: tuple[Space, ...]
    backup: LastBackup | None
    backup_failing: Beat | None
    """Where backups have failed since the last one, and why."""
    proof: LastProof
    is_embedded: bool

    @property
    def backup_level(self) -> Level:
        """Judge the last backup; on a server its operator makes them."""
        if not self.is_embedded:
            return Level.NOTE
        if self.backup_failing is not None:
            return Level.DANGER
        if self.backup is None or self.backup_is_due:
            return Level.WARNING
        return Level.OK if self.backup.result.is_complete else Level.WARNING

    @property
    def backup_is_due(self) -> bool:
        """Whether none was made for too long, or backups have failed since the last one."""
        if self.backup_failing is not None or self.backup is None:
            return True
        return self.at - self.backup.at > BACKUP_DUE_AFTER

    @property
    def proof_level(self) -> Level:
        """Judge the proof of the last backup; on a server its operator has to make it."""
        return self.proof.level(self.at) if self.is_embedded else Level.NOTE

    @property
    def levels(self) -> tuple[Level, ...]:
        """One for every line that can be trouble."""
        return (
            *(state.level(self.at) for state in self.jobs),
            self.queue.level(self.at),
            *(space.level for space in self.spaces),
            self.backup_level,
            self.proof_level,
        )

    @property
    def troubles(self) -> int:
        """How many lines somebody has to look at."""
        return sum(level.is_trouble for level in self.levels)


@dataclass(frozen=True, slots=True)
class Health:
    """Everything the health page shows."""

    pulse: Pulse
    quarantine: tuple[Counted, ...]
    unsupported: tuple[Counted, ...]
    letters: int
    database: DatabaseFacts


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
