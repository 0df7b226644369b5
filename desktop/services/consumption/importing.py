"""Takes files of monthly values in, or tries what they would do.

Rows go in portions, each a transaction of its own, so that who breaks off or is killed keeps what
is in; the same file once more does the rest and changes nothing of what is in already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.domain.consumption.columns import UsageColumn, mapping_of, missing_columns
from desktop.domain.master_data.columns import told_heading
from desktop.domain.master_data.findings import RowFinding
from desktop.domain.master_data.sheets import RawRow, Sheet
from desktop.services.consumption.books import Book, load_books
from desktop.services.consumption.judging import Judging, write
from desktop.services.consumption.records import UsageRecord
from desktop.services.consumption.rows import FindingSink, RowReader, UsageRow, refuse_missing
from desktop.services.consumption.view import TableUsage, UsageCounts, UsageReport
from desktop.services.context import ServiceContext
from desktop.services.leases import HeldLease, lease
from desktop.services.master_data.ports import Spreadsheets
from desktop.services.master_data.tables import open_sheets
from desktop.services.staff.access import Actor, Permission, require

LEASE = "consumption"
MOST_FINDINGS = 10_000
_PORTION = 1_000


@dataclass(frozen=True, slots=True)
class UsageWatch:
    """Who looks on: asks to end, hears of progress (share from 0 to 1) and of every bad row."""

    is_cancelled: Callable[[], bool] = lambda: False
    on_progress: Callable[[str, int, float], None] = lambda _file, _rows, _share: None
    on_finding: FindingSink = lambda _finding: None


def import_usage(
    context: ServiceContext,
    actor: Actor,
    spreadsheets: Spreadsheets,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    watch: UsageWatch | None = None,
) -> UsageReport:
    """Take files in, or with ``dry_run`` tell what they would do without writing anything.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``spreadsheet.*``,
            ``consumption.columns_missing`` before anything is done; ``spreadsheet.*`` and
            ``database.*`` in the middle, with what is in staying in.
    """
    require(actor, Permission.WORK_CASES)
    tables, skipped = _tables(open_sheets(spreadsheets, paths))
    run = _Run(context, actor, tables, watch or UsageWatch(), dry_run=dry_run)
    if dry_run:
        run.all_tables(None)
    else:
        with lease(context, LEASE) as held:
            UsageRecord.end_broken(context)
            run.all_tables(held)
    return run.report(skipped)


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    mapping: dict[int, UsageColumn]


def _tables(sheets: Sequence[Sheet]) -> tuple[list[_Table], tuple[str, ...]]:
    """The tables with monthly values; other sheets of a workbook that has one are left out."""
    found = [_Table(sheet, mapping_of(sheet.facts.headings)) for sheet in sheets]
    good = [one for one in found if not missing_columns(one.mapping)]
    files = {one.sheet.facts.file for one in good}
    skipped = []
    for one in found:
        missing = missing_columns(one.mapping)
        if one.sheet.facts.file not in files:
            refuse_missing(one.sheet.facts.name, missing)
        elif missing:
            skipped.append(one.sheet.facts.name)
    return good, tuple(skipped)


@dataclass(slots=True)
class _Progress:
    record: UsageRecord | None
    rows: int = 0
    counts: UsageCounts = field(default_factory=UsageCounts)


class _Run:
    """One set of files on its way in."""

    def __init__(
        self,
        context: ServiceContext,
        actor: Actor,
        tables: Sequence[_Table],
        watch: UsageWatch,
        *,
        dry_run: bool,
    ) -> None:
        self._context = context
        self._actor = actor
        self._tables = tables
        self._watch = watch
        self._dry_run = dry_run
        self._planned: dict[int, Book] = {}
        """What the books would say; kept where nothing is written."""
        self._reports: list[TableUsage] = []
        self._findings: list[RowFinding] = []
        self._told = 0
        self._stopped = False
        self._bytes_done = 0
        self._bytes = sum(one.sheet.facts.size for one in tables) or 1

    def all_tables(self, held: HeldLease | None) -> None:
        """Take in table after table."""
        for table in self._tables:
            self._table(table, held)
            self._bytes_done += table.sheet.facts.size
            if self._stopped:
                break

    def report(self, skipped: tuple[str, ...]) -> UsageReport:
        """Return what became of all."""
        return UsageReport(
            dry_run=self._dry_run,
            tables=tuple(self._reports),
            findings=tuple(self._findings),
            more_findings=self._told - len(self._findings),
            skipped_sheets=skipped,
        )

    def _table(self, table: _Table, held: HeldLease | None) -> None:
        facts = table.sheet.facts
        record = None if self._dry_run else UsageRecord.begin(self._context, self._actor, facts)
        progress = _Progress(record)
        try:
            self._rows(table, progress, held)
        except BaseException:
            if record is not None:
                record.give_up(progress.counts)
            raise
        if record is not None:
            record.finish(progress.counts, stopped=self._stopped)
        ignored = tuple(
            told_heading(heading)
            for place, heading in enumerate(facts.headings)
            if place not in table.mapping and heading.strip()
        )
        import_id = None if record is None else record.import_id
        self._reports.append(
            TableUsage(facts.name, progress.counts, ignored, import_id, self._stopped)
        )

    def _rows(self, table: _Table, progress: _Progress, held: HeldLease | None) -> None:
        facts = table.sheet.facts
        told: list[RowFinding] = []
        reader = RowReader(self._context, self._actor, table.mapping, facts.name, told.append)
        raw = table.sheet.rows()
        while True:
            if self._watch.is_cancelled():
                self._stopped = True
                return
            portion = list(islice(raw, _PORTION))
            if not portion:
                return
            self._portion(reader, portion, told, progress)
            self._tell(told)
            progress.rows += len(portion)
            if held is not None:
                held.renew()
            done = self._bytes_done + table.sheet.read_share() * facts.size
            self._watch.on_progress(facts.name, progress.rows, done / self._bytes)

    def _portion(
        self,
        reader: RowReader,
        portion: Sequence[RawRow],
        told: list[RowFinding],
        progress: _Progress,
    ) -> None:
        if progress.record is None:
            with self._context.database.read() as session:
                rows = reader.read(session, portion)
                judged = self._judged(session, rows)
            counts = judged.take(rows)
            progress.counts = progress.counts.plus(_with_bad(counts, told))
            return
        with self._context.database.write() as unit:
            rows = reader.read(unit.session, portion)
            judged = Judging(
                load_books(unit.session, [one.meter for one in rows]), self._context.clock.today()
            )
            total = progress.counts.plus(_with_bad(judged.take(rows), told))
            write(unit.session, judged, progress.record.import_id)
            progress.record.count(unit, total)
        progress.counts = total

    def _judged(self, session: Session, rows: Sequence[UsageRow]) -> Judging:
        """The books of a dry run: what it would have written is remembered."""
        new = {one.meter.id: one.meter for one in rows if one.meter.id not in self._planned}
        self._planned |= load_books(session, new.values())
        return Judging(self._planned, self._context.clock.today())

    def _tell(self, told: list[RowFinding]) -> None:
        # Cells are read first and meters looked up afterwards; a person reads line by line.
        for finding in sorted(told, key=lambda one: one.line):
            self._told += 1
            if len(self._findings) < MOST_FINDINGS:
                self._findings.append(finding)
            self._watch.on_finding(finding)
        told.clear()


def _with_bad(counts: UsageCounts, told: Sequence[RowFinding]) -> UsageCounts:
    bad = len({one.line for one in told})
    return UsageCounts(counts.added, counts.unchanged, counts.held, bad)
