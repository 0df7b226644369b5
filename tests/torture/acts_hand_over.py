"""Hand-over to the ERP: every row in one run, every run in one file, byte for byte."""

import csv
import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from desktop import app
from desktop.models.bank import ErpRow, ErpRun
from desktop.services.hand_over.use_cases import export_if_due
from tests.support.bank_cases import add_application, fields, propose, release
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World, holder_of

STEP = timedelta(minutes=1)
ENOUGH = timedelta(seconds=30)
"""After a release its undo time is over by then."""
_TWO_WEEKS = 14 * 24 * 60
FILES = "handed-over"


def prepare(world: World) -> None:
    """Releases a minute apart, so that each becomes a run of its own; the last two share one."""
    homes = world.homes
    for number, home in enumerate((*homes, homes[-1])):
        world.at(min(number, len(homes) - 1) * STEP)
        received_at = world.clock.now() - timedelta(days=5, seconds=number)
        bank = fields(account_holder=holder_of(home))
        case_id = add_application(world.context, home, bank, received_at=received_at)
        propose(world.context, home.clerk, case_id)
        release(world.context, home.lead, case_id)
    (world.folder.path / FILES).mkdir()


def prepare_automatic(world: World) -> None:
    """The same, and the company wants its files written from two weeks before on."""
    world.set_rules(export_minutes_before_file=_TWO_WEEKS)
    prepare(world)


def do_by_command(desk: Desk) -> None:
    """A file for every minute; then, once more, the runs whose file is missing."""
    folder = desk.folder.path / FILES
    for number in range(_minutes(desk)):
        desk.at(number * STEP + ENOUGH)
        attempt = len(list(folder.glob("*.csv")))
        _export(desk, folder / f"{number:02}-{attempt:02}.csv")
    for number in _runs_without_file(desk, folder):
        _export(desk, folder / f"run-{number}.csv", "--run", str(number))


def _export(desk: Desk, file: Path, *options: str) -> None:
    if desk.command("export-bank-changes", "--output", str(file), *options) != 0:
        return
    if runs := runs_in(file):
        desk.acknowledge("file", f"{file.name} {runs[0]} {_hash(file)}")


def do_by_itself(desk: Desk) -> None:
    """What the window and ``deliver --watch`` do every half minute."""
    with desk.open() as context:
        files = app.build_erp_files(desk.folder)
        for number in range(_minutes(desk)):
            desk.at(number * STEP + ENOUGH)
            for run in export_if_due(context, files):
                desk.acknowledge("run", run.number)


def _minutes(desk: Desk) -> int:
    with desk.open() as context, context.database.read() as session:
        return len(set(session.scalars(select(ErpRow.not_before))))


def _runs_without_file(desk: Desk, folder: Path) -> list[int]:
    there = {run for file in folder.glob("*.csv") for run in runs_in(file)}
    with desk.open() as context, context.database.read() as session:
        return [run for run in session.scalars(select(ErpRun.number)) if run not in there]


def check(after: Recovered) -> Iterable[Finding]:
    """The runs that the program wrote by itself."""
    yield from _rows(after)
    folder = after.folder.path / "erp"
    known = {run.number: run for run in after.session.scalars(select(ErpRun))}
    for one in after.of("run"):
        if int(one) not in known or not (folder / f"bank-changes-{one}.csv").is_file():
            yield lost(f"run {one} or its file")
    for run in known.values():
        file = folder / f"bank-changes-{run.number}.csv"
        if not run.awaits_file and not file.is_file():
            yield lost(f"the file of run {run.number}, which awaits none")
    yield from _files(after, list(folder.glob("*.csv")))


def check_command(after: Recovered) -> Iterable[Finding]:
    """The runs that a person's command wrote."""
    yield from _rows(after)
    folder = after.folder.path / FILES
    for one in after.of("file"):
        name, run, digest = one.split()
        if after.session.get(ErpRun, int(run)) is None:
            yield lost(f"run {run}, whose file was acknowledged")
        if not (folder / name).is_file() or _hash(folder / name) != digest:
            yield lost(f"the file {name}")
    yield from _files(after, list(folder.glob("*.csv")))


def _rows(after: Recovered) -> Iterable[Finding]:
    if after.finished:
        rows = after.session.scalars(select(ErpRow)).all()
        yield from (lost(f"row {row.id} is in no run") for row in rows if row.run_number is None)


def _files(after: Recovered, files: Iterable[Path]) -> Iterable[Finding]:
    """Every file holds one run, whole; in the end every run has its file."""
    seen: dict[tuple[int, str], str] = {}
    for file in files:
        runs = runs_in(file)
        for run in runs:
            if seen.setdefault((run, "hash"), _hash(file)) != _hash(file):
                yield half(f"two files of run {run} differ")
        yield from _against_rows(after, file, runs)
    if after.finished:
        written = {run for run, _ in seen}
        runs_made = set(after.session.scalars(select(ErpRun.number)))
        yield from (lost(f"run {number} has no file") for number in runs_made - written)


def _against_rows(after: Recovered, file: Path, runs: list[int]) -> Iterable[Finding]:
    if len(runs) > 1:
        yield half(f"{file.name} holds the runs {runs}")
    for run in runs:
        wanted = after.session.execute(
            select(ErpRow.row_number, ErpRow.case_reference, ErpRow.iban)
            .where(ErpRow.run_number == run)
            .order_by(ErpRow.row_number)
        ).all()
        lines = [(int(r["row"]), r["case_reference"], r["iban"]) for r in read_rows(file)]
        if len(set(lines)) != len(lines):
            yield doubled(f"a row in {file.name}")
        if lines != [tuple(row) for row in wanted]:
            yield half(f"{file.name} is not what run {run} says")


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of one file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def runs_in(file: Path) -> list[int]:
    """Which runs a file holds; one, or none where there was nothing to hand over."""
    return sorted({int(row["run"]) for row in read_rows(file)})


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
