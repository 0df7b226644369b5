"""What an import tells of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.domain.master_data.findings import RowFinding


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows of a file by what became (or would become) of them.

    ``suspicious`` rows that went in are counted as added, changed or ended too.
    """

    added: int = 0
    changed: int = 0
    ended: int = 0
    suspicious: int = 0
    bad: int = 0

    def plus(self, other: "ImportCounts") -> "ImportCounts":
        """Return the sum."""
        return ImportCounts(
            self.added + other.added,
            self.changed + other.changed,
            self.ended + other.ended,
            self.suspicious + other.suspicious,
            self.bad + other.bad,
        )

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look at rows."""
        return bool(self.suspicious or self.bad)

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name, in their usual order."""
        return {
            "added": self.added,
            "changed": self.changed,
            "ended": self.ended,
            "suspicious": self.suspicious,
            "bad": self.bad,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is; ``share`` is 0 to 1 of all files."""

    file: str
    rows: int
    share: float


@dataclass(frozen=True, slots=True)
class TableReport:
    """What became of one table. ``ignored`` are headings no column stands for."""

    file: str
    sheet: str
    kind: MasterDataKind
    rows: int
    counts: ImportCounts
    ignored: tuple[str, ...] = ()
    import_id: int | None = None
    stopped: bool = False

    @property
    def name(self) -> str:
        """What the table is called in front of a person."""
        return f"{self.file} · {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True, slots=True)
class HeldBackEnds:
    """Ends of one company that were held back, because they would be too many at once.

    ``kind`` says whether contracts would end or parties leave. ``absent`` of them would do so for
    no other reason than that no row speaks of them.
    """

    kind: MasterDataKind
    company_code: str
    ends: int
    of: int
    absent: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a set of files; ``findings`` are the first ``MOST_FINDINGS``."""

    dry_run: bool
    tables: tuple[TableReport, ...]
    findings: tuple[RowFinding, ...]
    more_findings: int
    skipped_sheets: tuple[str, ...] = ()
    held_back: tuple[HeldBackEnds, ...] = ()

    @property
    def counts(self) -> ImportCounts:
        """The counts of all tables together."""
        total = ImportCounts()
        for table in self.tables:
            total = total.plus(table.counts)
        return total

    @property
    def stopped(self) -> bool:
        """Whether somebody broke it off."""
        return any(table.stopped for table in self.tables)


@dataclass(frozen=True, slots=True)
class PastImport:
    """A line of the history."""

    import_id: int
    kind: MasterDataKind
    state: ImportState
    file_name: str
    started_at: datetime
    finished_at: datetime | None
    by: str
    counts: ImportCounts
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    take_back_reason: str = ""
    can_be_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class StayingRow:
    """Something of an import that could not be taken back, and why."""

    entity: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking an import back did: rows removed, values restored, and what stays."""

    import_id: int
    removed: int
    restored: int
    staying: tuple[StayingRow, ...] = ()
    more_staying: int = 0
    by_entity: Mapping[str, int] = field(default_factory=dict)

    @property
    def did_nothing(self) -> bool:
        """Whether all of the import stays, so that it is not taken back at all."""
        return bool(self.staying) and not self.removed + self.restored
