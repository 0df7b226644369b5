"""Closing 5,000 cases at once, with undo, against the bare SQL that writes the same rows.

    python benchmarks/bulk_close.py [--cases 5000] [--rounds 4] [--limit 3.0]

Program and bare SQL take turns on the same database file, each in as many transactions as the
other; what either closed is put back outside the clock. The bare SQL writes what the program leaves
behind in every table, triggers included: cases, log, facts, events, what puts back, where cases
stand. While the program closes, the main thread runs an event loop with a timer of a millisecond,
as a window has it; the longest gap is told. Exit status 1 where the ratio of the medians, by
processor time or by the clock, is above ``--limit``.
"""

import argparse
import hashlib
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer  # noqa: E402 - the path comes first
from sqlalchemy import text  # noqa: E402

from desktop.database import migrate  # noqa: E402
from desktop.database.engine import open_database  # noqa: E402
from desktop.domain.case_status import Channel  # noqa: E402
from desktop.domain.work import BulkKind  # noqa: E402
from desktop.memory import leave_lasting_alone  # noqa: E402
from desktop.services.bulk import use_cases as bulk  # noqa: E402
from desktop.services.bulk.planning import SET  # noqa: E402
from desktop.services.bulk.wishes import BulkPlan, BulkResult, BulkWish  # noqa: E402
from desktop.services.cases.creation import NewCase, create_case  # noqa: E402
from desktop.services.context import ServiceContext  # noqa: E402
from desktop.tasks import Lane, Tasks  # noqa: E402
from tests.support.clock import FixedClock  # noqa: E402
from tests.support.contexts import make_context  # noqa: E402
from tests.support.factories import Household, add_household  # noqa: E402

CHANNELS = (Channel.APP, Channel.EMAIL, Channel.PORTAL, Channel.TELEPHONE)
AT = "2026-11-23 08:42:00.000000"
CLOSE = "UPDATE cases SET state='closed', is_open=0, closed_at=?, closed_by_id=?, close_reason=?, "
WRITES = (
    CLOSE + "waiting_until=NULL, waiting_reason='', version=version+1, updated_at=?, "
    "updated_by_id=? WHERE id=?",
    (
        "INSERT INTO case_changes (case_id, from_version, version, staff_id, at, facts) "
        "VALUES (?,?,?,?,?,?)"
    ),
    (
        "INSERT INTO audit_events (id, at, actor, company_id, action, entity, entity_id, details, "
        "previous_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?)"
    ),
    "INSERT INTO bulk_act_cases (bulk_act_id, case_id, version, before) VALUES (?,?,?,?)",
    "DELETE FROM case_standings WHERE case_id=?",
    (
        "INSERT INTO deliveries (event_id, company_id, case_id, channel, type, time, data, "
        "recipient, state, not_before, attempts, last_error) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
    ),
)


def fill(context: ServiceContext, home: Household, cases: int) -> list[int]:
    """Damages by four ways, made as an intake makes them."""
    ids: list[int] = []
    while len(ids) < cases:
        with context.database.write() as unit:
            for number in range(len(ids), min(cases, len(ids) + 250)):
                new = NewCase(
                    company_id=home.company_id,
                    category_id=home.categories["damage"],
                    tenancy_id=home.tenancy_id,
                    channel=CHANNELS[number % len(CHANNELS)],
                    received_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
                    correspondent="Aylin Musterbach",
                    subject=f"Heizung {number}",
                    text="Seit gestern kalt.",
                )
                ids.append(create_case(unit, context, new).id)
    return ids


def spent(process: float, clock: float) -> tuple[float, float]:
    """Seconds of processor and clock since."""
    return time.process_time() - process, time.perf_counter() - clock


def by_program(
    application: QCoreApplication,
    tasks: Tasks,
    context: ServiceContext,
    home: Household,
    plan: BulkPlan,
) -> tuple[float, float, float, BulkResult]:
    """Close as a window does, beside an event loop; returns seconds and its longest gap."""
    results: list[BulkResult] = []
    gaps: list[float] = []
    loop, last = QEventLoop(), time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer(interval=1)
    timer.timeout.connect(beat)
    timer.start()

    def end(result: BulkResult) -> None:
        results.append(result)
        loop.quit()

    process, clock = time.process_time(), time.perf_counter()
    tasks.run(lambda: bulk.run(context, home.clerk, plan), on_done=end, lane=Lane.FILES)
    loop.exec()
    used, passed = spent(process, clock)
    timer.stop()
    application.processEvents()
    return used, passed, max(gaps), results[0]


def by_sql(context: ServiceContext, home: Household, ids: list[int]) -> tuple[float, float]:
    """Write the same rows with nothing around: no judging, no comparing, no reading of what is."""
    staff = home.clerk.staff_id
    with context.database.read() as session:
        known = {
            row.id: row
            for row in session.execute(text("SELECT id, version, channel, reference FROM cases"))
        }
        last, previous = session.execute(
            text("SELECT id, hash FROM audit_events ORDER BY id DESC LIMIT 1")
        ).one()
    process, clock = time.process_time(), time.perf_counter()
    with context.database.write_connection() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "INSERT INTO bulk_acts (kind, state, staff_id, started_at, wanted, counts) "
            "VALUES ('close', 'done', ?, ?, '{}', '{}')",
            (staff, AT),
        )
        number = raw.execute("SELECT max(id) FROM bulk_acts").fetchone()[0]
        raw.execute("COMMIT")
        for start in range(0, len(ids), SET):
            part = [known[case_id] for case_id in ids[start : start + SET]]
            raw.execute("BEGIN IMMEDIATE")
            rows: list[list[tuple[object, ...]]] = [[] for _ in WRITES]
            for row in part:
                last += 1
                details = f'{{"bulk":{number}}}'
                line = f"{previous}{last}{AT}{home.company_id}case.closed{row.id}{details}"
                now = hashlib.sha256(line.encode()).hexdigest()
                facts = '[["state", "in_review", "closed"], ["state.reason", "", "Rundschreiben"]]'
                rows[0].append((AT, staff, "Rundschreiben", AT, staff, row.id))
                rows[1].append((row.id, row.version, row.version + 1, staff, AT, facts))
                said = ("case.closed", "cases", row.id, details, previous, now)
                rows[2].append((last, AT, "clerk1", home.company_id, *said))
                before = '{"state": "new", "waiting_until": null, "waiting_reason": ""}'
                rows[3].append((number, row.id, row.version + 1, before))
                rows[4].append((row.id,))
                if row.channel in ("portal", "app"):
                    data = '{"company": "thor", "contract_number": "1", "portal_account": null, '
                    data += f'"case_reference": "{row.reference}", "status": "closed"}}'
                    kind = "de.mieterdesk.case.status_changed.v1"
                    waits = ("", "waiting", AT, 0, "")
                    addressed = (str(uuid4()), home.company_id, row.id, "portal")
                    rows[5].append((*addressed, kind, AT, data, *waits))
                previous = now
            for statement, values in zip(WRITES, rows, strict=True):
                raw.executemany(statement, values)
            raw.execute("DELETE FROM standing_notes")
            raw.execute("COMMIT")
    return spent(process, clock)


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--limit", type=float, default=3.0)
    wanted = parser.parse_args()
    application = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mieterdesk.sqlite"
        with closing(open_database(path)) as database:
            migrate.upgrade(database)
            context = make_context(database, Path(folder), FixedClock())
            return measure(application, context, wanted)


def measure(
    application: QCoreApplication, context: ServiceContext, wanted: argparse.Namespace
) -> int:
    """Let both take turns."""
    home = add_household(context.database)
    ids = fill(context, home, wanted.cases)
    tasks = Tasks(context.database)
    leave_lasting_alone()
    program: list[tuple[float, float]] = []
    undone: list[float] = []
    bare: list[tuple[float, float]] = []
    gaps: list[float] = []
    for _ in range(wanted.rounds):
        wish = BulkWish(kind=BulkKind.CLOSE, reason="Rundschreiben")
        plan = bulk.plan(context, home.clerk, ids, wish)
        assert len(plan.ids) == len(ids)
        used, passed, gap, result = by_program(application, tasks, context, home, plan)
        assert result.done == len(ids)
        program.append((used, passed))
        gaps.append(gap)
        clock = time.perf_counter()
        assert bulk.undo(context, home.clerk, result.bulk_id).put_back == len(ids)
        undone.append(time.perf_counter() - clock)
        bare.append(by_sql(context, home, ids))
        reopen(context)
    tasks.stop()
    return tell(wanted, program, bare, undone, gaps)


def reopen(context: ServiceContext) -> None:
    """Open again what the bare SQL closed; the next reader states where the cases stand."""
    with context.database.write() as unit:
        unit.session.execute(
            text("UPDATE cases SET state='new', is_open=1, closed_at=NULL, close_reason=''")
        )


def tell(
    wanted: argparse.Namespace,
    program: list[tuple[float, float]],
    bare: list[tuple[float, float]],
    undone: list[float],
    gaps: list[float],
) -> int:
    """Print what was measured; 1 where it is too slow."""
    ratios = []
    for place, name in enumerate(("processor", "clock")):
        one = statistics.median(turn[place] for turn in program)
        other = statistics.median(turn[place] for turn in bare)
        ratios.append(one / other)
        print(f"{name}: program {one:.3f} s, bare SQL {other:.3f} s, ratio {one / other:.2f}")
    print(f"undo: {statistics.median(undone):.3f} s")
    print(f"longest gap of the event loop: {max(gaps) * 1000:.0f} ms in {len(gaps)} rounds")
    return int(max(ratios) > wanted.limit)


if __name__ == "__main__":
    sys.exit(main())
