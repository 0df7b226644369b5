"""A fixed sample of ``make torture``: every act and every kind of blow, on both databases."""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.databases import backends
from tests.torture import migrations, plan, shim
from tests.torture.acts import Act
from tests.torture.findings import Wrong
from tests.torture.jobs import Job, Outcome
from tests.torture.pool import ROOT, WorkerProcess
from tests.torture.traps import Blow, Kind

FILE_ONLY = (Act.USAGE, Act.RESTORE, Act.FIRST_START, Act.FIRST_START_ENCRYPTED)
"""What writes as another act does, so that the sample looks at one database; torture at both. And
what there is for a file only."""
SAMPLE = {
    "sqlite": {Kind.WRITE: 1, Kind.CALL: 1, Kind.TORN: 1, Kind.FAULT: 1},
    "postgres": {Kind.WRITE: 1, Kind.CUT: 1, Kind.FAULT: 1},
}


def run(worker: WorkerProcess, job: Job) -> Outcome:
    outcome = worker.run(job)
    assert [f"{job}: {one.wrong}, {one.text}" for one in outcome.findings] == []
    return outcome


@pytest.mark.parametrize(
    ("act", "backend"),
    [(act, one) for act in Act for one in backends() if one == "sqlite" or act not in FILE_ONLY],
)
def test_whatever_is_killed_is_whole_afterwards(
    worker: WorkerProcess, has_shim: bool, act: Act, backend: str
) -> None:
    undisturbed = run(worker, Job(act, backend, 1, Blow(Kind.NOTHING)))
    assert undisturbed.acknowledged > 0
    chance = random.Random(f"{act} {backend}")
    totals = {
        Kind.WRITE: undisturbed.writes,
        Kind.CUT: undisturbed.statements,
        Kind.CALL: undisturbed.calls,
        Kind.TORN: undisturbed.calls,
        # A fault meets some of these calls only; in the first third there are enough of its kind.
        Kind.FAULT: undisturbed.calls // 3,
    }
    for kind, count in SAMPLE[backend].items():
        if totals[kind] == 0 or (kind in (Kind.CALL, Kind.TORN, Kind.FAULT) and not has_shim):
            continue
        for fault in chance.sample([*plan.LASTING], count) if kind is Kind.FAULT else [""] * count:
            number = chance.randrange(1, totals[kind] + 1)
            job = Job(act, backend, 1, Blow(kind, number, fault, lasting=bool(fault)))
            assert run(worker, job).hit or kind in (Kind.TORN, Kind.FAULT), job


@pytest.mark.parametrize("backend", backends())
def test_whatever_migration_is_killed_leaves_the_old_schema_or_the_new_one(
    worker: WorkerProcess, has_shim: bool, backend: str
) -> None:
    chance = random.Random(backend)
    for revision in (migrations.EMPTY, chance.choice(migrations.old_revisions()[1:])):
        undisturbed = run(worker, Job(None, backend, 0, Blow(Kind.NOTHING), revision))
        counts = {Kind.WRITE: undisturbed.writes, Kind.CALL: undisturbed.calls}
        for kind, total in counts.items():
            if total:
                blow = Blow(kind, chance.randrange(1, total + 1))
                assert run(worker, Job(None, backend, 0, blow, revision)).hit


def test_a_full_disk_is_told_by_its_name(worker: WorkerProcess, has_shim: bool) -> None:
    """The 60th call of a release that needs room writes the database's log."""
    if not has_shim:
        pytest.skip(shim.why_impossible() or "")
    blow = Blow(Kind.FAULT, 60, "disk full", lasting=True)
    outcome = run(worker, Job(Act.RELEASE, "sqlite", 1, blow))
    assert outcome.hit
    assert outcome.told == ["database.disk_full"]


LIARS = """
import sys, tempfile
from dataclasses import replace
from pathlib import Path
from sqlalchemy import text
from tests.torture.acts import ACTS, Act
from tests.torture.jobs import Job
from tests.torture.traps import Blow, Kind
from tests.torture.worker import Worker

def too_early(desk):
    desk.acknowledge("released", 1)
    plan.do(desk)

def torn(desk):
    plan.do(desk)
    with desk.open() as context, context.database.write() as unit:
        unit.session.execute(text("UPDATE erp_rows SET cancelled_at = created_at"))

def twice(desk):
    plan.do(desk)
    with desk.open() as context, context.database.write() as unit:
        unit.session.execute(text("UPDATE bank_details SET state = 'current'"))

def broken(desk):
    plan.do(desk)
    if not desk.restarted:
        raise ValueError("a bug")

plan = ACTS[Act.RELEASE]
with tempfile.TemporaryDirectory() as folder:
    worker = Worker(Path(folder).resolve(), None)
    for liar in (too_early, torn, twice, broken):
        ACTS[Act.RELEASE] = replace(plan, do=liar)
        blow = Blow(Kind.WRITE, 1) if liar is too_early else Blow(Kind.NOTHING)
        found = worker.run(Job(Act.RELEASE, "sqlite", 1, blow)).findings
        print(liar.__name__, *sorted({one.wrong.name for one in found}))
"""


def test_the_harness_notices_what_it_looks_for() -> None:
    if not shim.IS_LINUX:
        pytest.skip("processes are forked and killed on Linux only")
    ran = subprocess.run(
        [sys.executable, "-c", LIARS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    noticed = dict(line.split(" ", 1) for line in ran.stdout.splitlines())
    assert noticed == {
        "too_early": Wrong.LOST.name,
        "torn": Wrong.HALF.name,
        "twice": Wrong.DOUBLED.name,
        "broken": Wrong.UNCAUGHT.name,
    }


def test_the_shim_meets_the_calls_of_python_and_of_the_database(has_shim: bool) -> None:
    if not has_shim:
        pytest.skip(shim.why_impossible() or "")
    with tempfile.TemporaryDirectory() as folder:
        library = shim.build(Path(folder))
        ran = subprocess.run(
            [sys.executable, "-c", CALLS, folder],
            cwd=ROOT,
            env={"LD_PRELOAD": str(library)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["2", "1", "1", "1", "ENOSPC", "13"]


CALLS = """
import errno, os, sys
from pathlib import Path
from sqlcipher3 import dbapi2
from tests.torture.shim import Shim, Trap

folder, shim = Path(sys.argv[1]).resolve(), Shim()
database = dbapi2.connect(str(folder / "a.sqlite"), isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("CREATE TABLE a (b)")
for act in (
    lambda: (folder / "a").write_bytes(b"x"),
    lambda: (folder / "b").mkdir(),
    lambda: (folder / "a").rename(folder / "c"),
    lambda: (folder / "c").unlink(),
):
    shim.arm(folder, Trap.COUNT)
    act()
    print(shim.seen)
shim.arm(folder, Trap.FAIL_FROM_HERE, number=1, error=errno.ENOSPC)
try:
    (folder / "a").write_bytes(b"x")
except OSError as error:
    print(errno.errorcode[error.errno])
try:
    database.execute("INSERT INTO a VALUES (1)")
except dbapi2.OperationalError as error:
    print(error.sqlite_errorcode & 0xFF)
"""
