"""Takes files of master data in, or tries what they would do.

Rows go in portions, each a transaction of its own: others write in between, and who breaks off or
is killed keeps what is in. The same files taken in once more do the rest; what is in already counts
nothing.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from desktop.domain.accounts import MasterDataKind
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.master_data.findings import RowFinding
from desktop.domain.master_data.sheets import RawRow
from desktop.memory import rarely_collecting_garbage
from desktop.services.context import ServiceContext
from desktop.services.leases import HeldLease, lease
from desktop.services.master_data.ends import TenancyEnds
from desktop.services.master_data.kinds.bank import BankDetailsPlanner
from desktop.services.master_data.kinds.codes import CodesPlanner
from desktop.services.master_data.kinds.equipment import ContactsPlanner, MetersPlanner
from desktop.services.master_data.kinds.houses import PropertiesPlanner, UnitsPlanner
from desktop.services.master_data.kinds.mandates import MandatesPlanner
from desktop.services.master_data.kinds.parties import PartiesPlanner
from desktop.services.master_data.kinds.tenancies import TenanciesPlanner
from desktop.services.master_data.party_ends import PartyEnds
from desktop.services.master_data.plan import Plan
from desktop.services.master_data.ports import Spreadsheets
from desktop.services.master_data.records import ImportRecord
from desktop.services.master_data.rows import FindingSink, RowReader, SeenKeys, TypedRow
from desktop.services.master_data.surroundings import Surroundings
from desktop.services.master_data.tables import Table, TableChoice, choose_tables, open_sheets
from desktop.services.master_data.view import (
    HeldBackEnds,
    ImportCounts,
    ImportReport,
    Progress,
    TableReport,
)
from desktop.services.staff.access import Actor, Permission, require

LEASE = "master-data"
MOST_FINDINGS = 10_000
"""So many findings a report holds; whoever wants all of them listens."""
_LEAST, _MOST = 1_000, 4_000
_BEARABLE_SECONDS = 0.2
"""So long others may wait for their turn to write."""
_ATTEMPTS = 3
_VERY_MANY = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What is to be taken in. ``confirm_ends``: as many may end as would.

    ``choices`` are what a person said of tables, by their names.
    """

    paths: tuple[Path, ...]
    kind: MasterDataKind | None = None
    dry_run: bool = False
    confirm_ends: bool = False
    choices: Mapping[str, TableChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: asks to end, hears of progress and of every finding."""

    is_cancelled: Callable[[], bool] = lambda: False
    on_progress: Callable[[Progress], None] = lambda _progress: None
    on_finding: FindingSink = lambda _finding: None


class Planner(Protocol):
    """Compares rows of one kind with what is there."""

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Read what is needed and say in the plan what is to be done; nothing is written."""


def import_files(
    context: ServiceContext,
    actor: Actor,
    spreadsheets: Spreadsheets,
    request: ImportRequest,
    watch: Watch | None = None,
) -> ImportReport:
    """Take files in, or with ``dry_run`` tell what they would do without writing anything.

    Tables go in the order of ``MasterDataKind``, whatever the order of the files.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``spreadsheet.*`` and ``master_data.*``
            before anything is done; ``spreadsheet.*`` and ``database.*`` in the middle, with what
            is in staying in.
    """
    require(actor, Permission.ADMINISTER)
    sheets = open_sheets(spreadsheets, request.paths)
    with context.database.read() as session:
        tables, skipped = choose_tables(session, sheets, request.kind, request.choices)
    run = _Run(context, actor, request, watch or Watch(), tables)
    with rarely_collecting_garbage():
        if request.dry_run:
            run.all_tables(None)
        else:
            with lease(context, LEASE) as held:
                ImportRecord.end_broken(context)
                run.all_tables(held)
    return run.report(skipped)


class _Run:
    """One set of files on its way in."""

    def __init__(
        self,
        context: ServiceContext,
        actor: Actor,
        request: ImportRequest,
        watch: Watch,
        tables: Sequence[Table],
    ) -> None:
        self._context = context
        self._actor = actor
        self._request = request
        self._watch = watch
        self._tables = tables
        self._around = Surroundings.of(context, actor, dry_run=request.dry_run)
        confirmed = request.confirm_ends
        self._tenancy_ends = TenancyEnds(self._around, confirmed)
        self._party_ends = PartyEnds(self._around, confirmed)
        self._seen: dict[MasterDataKind, SeenKeys] = {kind: SeenKeys() for kind in MasterDataKind}
        self._reports: list[TableReport] = []
        self._findings: list[RowFinding] = []
        self._told = 0
        self._bytes_done = 0
        self._bytes = sum(table.sheet.facts.size for table in tables) or 1
        self._at_once = _LEAST
        self._stopped = False
        self._added = 0

    def all_tables(self, held: HeldLease | None) -> None:
        """Take in table after table."""
        for number, table in enumerate(self._tables):
            following = self._tables[number + 1 :]
            is_last = all(other.kind is not table.kind for other in following)
            self._table(number, table, held, is_last=is_last)
            self._bytes_done += table.sheet.facts.size
            if self._stopped:
                break
        if not self._request.dry_run and self._added >= _VERY_MANY:
            self._context.database.optimize()

    def report(self, skipped: tuple[str, ...]) -> ImportReport:
        """Return what became of all."""
        held_back: list[HeldBackEnds] = []
        for ends in (self._tenancy_ends, self._party_ends):
            held_back += ends.held_back
        return ImportReport(
            dry_run=self._request.dry_run,
            tables=tuple(self._reports),
            findings=tuple(self._findings),
            more_findings=self._told - len(self._findings),
            skipped_sheets=skipped,
            held_back=tuple(held_back),
        )

    def _ends(self, kind: MasterDataKind) -> TenancyEnds | PartyEnds | None:
        if kind is MasterDataKind.TENANCIES:
            return self._tenancy_ends
        return self._party_ends if kind is MasterDataKind.PARTIES else None

    def _planner(self, kind: MasterDataKind) -> Planner:
        around = self._around
        if kind is MasterDataKind.TENANCIES:
            return TenanciesPlanner(around, self._tenancy_ends)
        if kind is MasterDataKind.PARTIES:
            return PartiesPlanner(around, self._party_ends)
        if kind is MasterDataKind.CODES:
            return CodesPlanner(around, self._context, self._actor)
        return _PLANNERS[kind](around)

    def _table(self, number: int, table: Table, held: HeldLease | None, *, is_last: bool) -> None:
        record = None
        if not self._request.dry_run:
            record = ImportRecord.begin(self._context, self._actor, table.kind, table.sheet.facts)
        progress = _TableProgress(record)
        try:
            self._rows(number, table, progress, held)
            ends = self._ends(table.kind)
            if ends is not None and is_last and not self._stopped:
                self._end(ends, table, progress, held)
        except BaseException:
            if record is not None:
                record.give_up(progress.counts)
            raise
        if record is not None:
            record.finish(progress.counts, stopped=self._stopped)
        facts = table.sheet.facts
        self._added += progress.counts.added
        self._reports.append(
            TableReport(
                facts.file,
                facts.sheet,
                table.kind,
                progress.rows,
                progress.counts,
                table.ignored,
                None if record is None else record.import_id,
                self._stopped,
            )
        )

    def _rows(
        self, number: int, table: Table, progress: "_TableProgress", held: HeldLease | None
    ) -> None:
        name = mask_ibans(table.sheet.facts.name)
        told: list[RowFinding] = []
        reader = RowReader(
            table.kind,
            table.mapping,
            self._around,
            self._seen[table.kind],
            (number, name),
            told.append,
        )
        planner = self._planner(table.kind)
        ends = self._ends(table.kind)
        raw = table.sheet.rows()
        while portion := self._next(raw):
            rows, bad = reader.read(portion)
            if isinstance(planner, CodesPlanner):
                good = planner.prepare(rows, name, told.append)
                rows, bad = good, bad + len(rows) - len(good)
            self._tell(told)

            def plan_rows(session: Session, plan: Plan, rows: list[TypedRow] = rows) -> None:
                planner.plan(session, rows, plan)
                if ends is not None and reader.bad_rows:
                    ends.saw_badly(session, reader.bad_rows)

            self._portion(name, progress, plan_rows, bad)
            progress.rows += len(portion)
            if held is not None:
                held.renew()
            done = self._bytes_done + table.sheet.read_share() * table.sheet.facts.size
            self._watch.on_progress(Progress(name, progress.rows, done / self._bytes))
        if ends is not None:
            ends.is_unsure(reader.unsure_companies)

    def _next(self, raw: Iterator[RawRow]) -> list[RawRow]:
        if self._watch.is_cancelled():
            self._stopped = True
            return []
        return list(islice(raw, self._at_once))

    def _end(
        self,
        ends: TenancyEnds | PartyEnds,
        table: Table,
        progress: "_TableProgress",
        held: HeldLease | None,
    ) -> None:
        with self._context.database.read() as session:
            fills = ends.judge(session)
        for fill in fills:
            if self._watch.is_cancelled():
                self._stopped = True
                return
            self._portion(mask_ibans(table.sheet.facts.name), progress, fill, 0)
            if held is not None:
                held.renew()

    def _portion(
        self,
        file: str,
        progress: "_TableProgress",
        fill: Callable[[Session, Plan], None],
        bad: int,
    ) -> None:
        """Plan and write some rows in one transaction; whoever was faster than us is read anew."""
        for attempt in range(1, _ATTEMPTS + 1):
            told: list[RowFinding] = []
            plan = Plan(file, told.append)
            begun = time.perf_counter()
            try:
                counts = self._plan_and_write(progress, plan, fill, bad)
            except UserError as error:
                if error.code != "conflict.changed" or attempt == _ATTEMPTS:
                    raise
                continue
            self._adapt(time.perf_counter() - begun)
            self._tell(told)
            progress.counts = counts
            return

    def _plan_and_write(
        self,
        progress: "_TableProgress",
        plan: Plan,
        fill: Callable[[Session, Plan], None],
        bad: int,
    ) -> ImportCounts:
        if progress.record is None:
            with self._context.database.read() as session:
                fill(session, plan)
            return progress.counts.plus(_counts(plan, bad))
        with self._context.database.write() as unit:
            fill(unit.session, plan)
            progress.record.write(unit, plan)
            counts = progress.counts.plus(_counts(plan, bad))
            progress.record.count(unit, counts)
        return counts

    def _adapt(self, seconds: float) -> None:
        faster = seconds < _BEARABLE_SECONDS
        self._at_once = min(self._at_once * 2, _MOST) if faster else max(self._at_once // 2, _LEAST)

    def _tell(self, told: list[RowFinding]) -> None:
        for finding in told:
            self._told += 1
            if len(self._findings) < MOST_FINDINGS:
                self._findings.append(finding)
            self._watch.on_finding(finding)
        told.clear()


@dataclass(slots=True)
class _TableProgress:
    record: ImportRecord | None
    rows: int = 0
    counts: ImportCounts = field(default_factory=ImportCounts)


def _counts(plan: Plan, bad: int) -> ImportCounts:
    return ImportCounts(plan.added, plan.changed, plan.ended, plan.suspicious, plan.bad + bad)


_PLANNERS: Mapping[MasterDataKind, Callable[[Surroundings], Planner]] = {
    MasterDataKind.PROPERTIES: PropertiesPlanner,
    MasterDataKind.UNITS: UnitsPlanner,
    MasterDataKind.BANK_DETAILS: BankDetailsPlanner,
    MasterDataKind.MANDATES: MandatesPlanner,
    MasterDataKind.METERS: MetersPlanner,
    MasterDataKind.CONTACTS: ContactsPlanner,
}
