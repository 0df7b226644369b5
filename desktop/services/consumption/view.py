"""What screens and commands are told of consumption: frozen rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from desktop.domain.accounts import ImportState, MeterKind
from desktop.domain.consumption.series import Comparison, MonthState
from desktop.domain.documents import DeliveryWay, ReadingState, WayReason
from desktop.domain.master_data.findings import RowFinding
from desktop.domain.months import Month
from desktop.services.documents.view import Arrival


@dataclass(frozen=True, slots=True)
class UsageCounts:
    """Rows of a file by what became (or would become) of them."""

    added: int = 0
    unchanged: int = 0
    held: int = 0
    bad: int = 0

    def plus(self, other: "UsageCounts") -> "UsageCounts":
        """Return the sum."""
        return UsageCounts(
            self.added + other.added,
            self.unchanged + other.unchanged,
            self.held + other.held,
            self.bad + other.bad,
        )

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look at rows."""
        return bool(self.held or self.bad)

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name, in their usual order."""
        return {
            "added": self.added,
            "unchanged": self.unchanged,
            "held": self.held,
            "bad": self.bad,
        }


@dataclass(frozen=True, slots=True)
class TableUsage:
    """What became of one table. ``ignored`` are headings no column stands for."""

    name: str
    counts: UsageCounts
    ignored: tuple[str, ...]
    import_id: int | None
    stopped: bool


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What became of a set of files; ``findings`` are the first bad rows."""

    dry_run: bool
    tables: tuple[TableUsage, ...]
    findings: tuple[RowFinding, ...]
    more_findings: int
    skipped_sheets: tuple[str, ...]

    @property
    def counts(self) -> UsageCounts:
        """The counts of all tables together."""
        total = UsageCounts()
        for table in self.tables:
            total = total.plus(table.counts)
        return total

    @property
    def stopped(self) -> bool:
        """Whether somebody broke it off."""
        return any(table.stopped for table in self.tables)


@dataclass(frozen=True, slots=True)
class UsageTakenBack:
    """What taking an import back did.

    ``staying`` values were published: tenants were told, so each is corrected by itself.
    """

    import_id: int
    removed: int
    restored: int
    staying: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageImportRow:
    """A line of the history of imports."""

    import_id: int
    file_name: str
    state: ImportState
    started_at: datetime
    by: str
    counts: UsageCounts
    take_back_reason: str = ""


@dataclass(frozen=True, slots=True)
class NoticedRow:
    """A stored finding: its code (``UsageFinding``) and the values that explain it."""

    code: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A value that waits for a person. ``standing`` is what counts for the month now, if any.

    ``unit`` is what the value is said in, ``meter_unit`` what the meter counts in, if known.
    """

    reading_id: int
    company_tag: str
    meter_number: str
    kind: MeterKind
    home: str
    month: Month
    value: Decimal | None
    stand: Decimal | None
    unit: str
    meter_unit: str
    standing: Decimal | None
    findings: tuple[NoticedRow, ...]
    file_name: str
    tenancy_id: int | None
    """The contract that would see the month; None for an empty flat or a shared month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month of a company: how many values can be published, are held, and were published."""

    company_id: int
    company_name: str
    month: Month
    ready: int
    held: int
    published: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class UsageDesk:
    """The page *Verbrauch*. ``held_total`` may be more than the rows."""

    imports: tuple[UsageImportRow, ...]
    held: tuple[HeldRow, ...]
    held_total: int
    months: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPublication:
    """What publishing a month did, or would do.

    ``readings`` of ``tenancies`` were told to ``in_portal`` accounts and by ``letters``. Values
    that no contract alone may see (``without_contract``) and those that wait for a person
    (``held``) stay.
    """

    readings: int = 0
    tenancies: int = 0
    in_portal: int = 0
    letters: int = 0
    without_contract: int = 0
    held: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That a party was told of a month's value: how, why so, and whether it has arrived."""

    name: str
    way: DeliveryWay
    reason: WayReason
    published_at: datetime
    in_portal: Arrival | None
    on_paper: Arrival | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """That one person was told one meter's value of a month.

    A ``corrected`` value was told and counts no more; ``by`` is who published it.
    """

    home: str
    contract_number: str
    kind: MeterKind
    meter_number: str
    value: Decimal | None
    unit: str
    corrected: bool
    told: Told
    by: str


@dataclass(frozen=True, slots=True)
class MonthProofs:
    """The proof of a company's month. The counts are of all, ``rows`` may be the first of them."""

    notices: int
    people: int
    tenancies: int
    rows: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageMonth:
    """A month of a meter as the account shows it. ``reading`` is None where nothing came."""

    month: Month
    state: MonthState
    value: Decimal | None
    last_year: Decimal | None
    comparison: Comparison | None
    reading: ReadingState | None
    findings: tuple[NoticedRow, ...] = ()
    told: tuple[Told, ...] = ()
    until: date | None = None
    """Until which day a running month is known."""


@dataclass(frozen=True, slots=True)
class UsageYear:
    """The twelve months of a year."""

    year: int
    months: tuple[UsageMonth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterUsage:
    """A meter and what it counted, the newest year first."""

    meter_number: str
    kind: MeterKind
    unit: str
    years: tuple[UsageYear, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class AccountUsage:
    """The meters of a contract; of its own months only."""

    tenancy_id: int
    meters: tuple[MeterUsage, ...]
