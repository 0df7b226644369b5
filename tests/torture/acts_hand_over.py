"""Hand-over to the ERP: every row in one run, every run in one file, byte for byte."""

import csv
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop import app
from desktop.domain.bank_change import ContactKind
from desktop.models.bank import ErpRow, ErpRun
from desktop.models.contact import ContactRow
from desktop.services.hand_over.use_cases import export_if_due
from tests.services.contact_support import change_contact
from tests.support.bank_cases import add_application, fields, propose, release
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World, holder_of

STEP = timedelta(minutes=1)
ENOUGH = timedelta(seconds=30)
"""After a release its undo time is over by then."""
_TWO_WEEKS = 14 * 24 * 60
UNDO = timedelta(seconds=10)
FILES = "handed-over"


@dataclass(frozen=True, slots=True)
class Content:
    """What a command hands over: its rows, and what names one of them in a file.

    ``rows`` returns that for the rows of a run as they are frozen, in their order.
    """

    command: str
    table: type[ErpRow | ContactRow]
    columns: tuple[str, ...]
    rows: Callable[[Session, int], list[tuple[str, ...]]]


def _bank_rows(session: Session, run: int) -> list[tuple[str, ...]]:
    found = session.scalars(
        select(ErpRow).where(ErpRow.run_number == run).order_by(ErpRow.row_number)
    )
    return [(str(row.row_number), row.case_reference, row.iban) for row in found]


def _contact_rows(session: Session, run: int) -> list[tuple[str, ...]]:
    found = session.scalars(
        select(ContactRow).where(ContactRow.run_number == run).order_by(ContactRow.row_number)
    )
    return [
        (
            str(row.row_number),
            row.contract_number,
            str(row.values.get("phone", "")),
            str(row.values.get("email", "")),
        )
        for row in found
    ]


BANK = Content("export-bank-changes", ErpRow, ("row", "case_reference", "iban"), _bank_rows)
CONTACTS = Content(
    "export-contact-changes",
    ContactRow,
    ("row", "contract_number", "phone", "email"),
    _contact_rows,
)


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


def prepare_contacts(world: World) -> None:
    """A telephone number a minute, each a run of its own; an e-mail address shares the last one."""
    for number, home in enumerate(world.homes):
        world.at(number * STEP)
        change_contact(world.context, home, undo=UNDO, phone=f"040 55501{number:02}")
    change_contact(world.context, world.homes[-1], ContactKind.EMAIL, undo=UNDO)
    (world.folder.path / FILES).mkdir()


def prepare_automatic(world: World) -> None:
    """The same, and the company wants its files written from two weeks before on."""
    world.set_rules(export_minutes_before_file=_TWO_WEEKS)
    prepare(world)


def do_by_command(desk: Desk) -> None:
    """A person hands over bank changes."""
    _do(desk, BANK)


def do_contacts(desk: Desk) -> None:
    """A person hands over contact data."""
    _do(desk, CONTACTS)


def _do(desk: Desk, content: Content) -> None:
    """A file for every minute; then, once more, the runs whose file is missing."""
    folder = desk.folder.path / FILES
    for number in range(_minutes(desk, content)):
        desk.at(number * STEP + ENOUGH)
        attempt = len(list(folder.glob("*.csv")))
        _export(desk, content, folder / f"{number:02}-{attempt:02}.csv")
    for number in _runs_without_file(desk, folder):
        _export(desk, content, folder / f"run-{number}.csv", "--run", str(number))


def _export(desk: Desk, content: Content, file: Path, *options: str) -> None:
    if desk.command(content.command, "--output", str(file), *options) != 0:
        return
    if runs := runs_in(file):
        desk.acknowledge("file", f"{file.name} {runs[0]} {_hash(file)}")


def do_by_itself(desk: Desk) -> None:
    """What the window and ``deliver --watch`` do every half minute."""
    with desk.open() as context:
        files = app.build_erp_files(desk.folder)
        for number in range(_minutes(desk, BANK)):
            desk.at(number * STEP + ENOUGH)
            for run in export_if_due(context, files):
                desk.acknowledge("run", run.number)


def _minutes(desk: Desk, content: Content) -> int:
    with desk.open() as context, context.database.read() as session:
        return len(set(session.scalars(select(content.table.not_before))))


def _runs_without_file(desk: Desk, folder: Path) -> list[int]:
    there = {run for file in folder.glob("*.csv") for run in runs_in(file)}
    with desk.open() as context, context.database.read() as session:
        return [run for run in session.scalars(select(ErpRun.number)) if run not in there]


def check(after: Recovered) -> Iterable[Finding]:
    """The runs that the program wrote by itself."""
    yield from _rows(after, BANK)
    folder = after.folder.path / "erp"
    known = {run.number: run for run in after.session.scalars(select(ErpRun))}
    for one in after.of("run"):
        if int(one) not in known or not (folder / f"bank-changes-{one}.csv").is_file():
            yield lost(f"run {one} or its file")
    for run in known.values():
        file = folder / f"bank-changes-{run.number}.csv"
        if not run.awaits_file and not file.is_file():
            yield lost(f"the file of run {run.number}, which awaits none")
    yield from _files(after, BANK, list(folder.glob("*.csv")))


def check_command(after: Recovered) -> Iterable[Finding]:
    """The runs of bank changes that a person's command wrote."""
    yield from _check(after, BANK)


def check_contacts(after: Recovered) -> Iterable[Finding]:
    """The runs of contact data that a person's command wrote."""
    yield from _check(after, CONTACTS)


def _check(after: Recovered, content: Content) -> Iterable[Finding]:
    yield from _rows(after, content)
    folder = after.folder.path / FILES
    for one in after.of("file"):
        name, run, digest = one.split()
        if after.session.get(ErpRun, int(run)) is None:
            yield lost(f"run {run}, whose file was acknowledged")
        if not (folder / name).is_file() or _hash(folder / name) != digest:
            yield lost(f"the file {name}")
    yield from _files(after, content, list(folder.glob("*.csv")))


def _rows(after: Recovered, content: Content) -> Iterable[Finding]:
    if after.finished:
        left = select(content.table.id).where(content.table.run_number.is_(None))
        yield from (lost(f"row {one} is in no run") for one in after.session.scalars(left))


def _files(after: Recovered, content: Content, files: Iterable[Path]) -> Iterable[Finding]:
    """Every file holds one run, whole; in the end every run has its file."""
    seen: dict[tuple[int, str], str] = {}
    for file in files:
        runs = runs_in(file)
        for run in runs:
            if seen.setdefault((run, "hash"), _hash(file)) != _hash(file):
                yield half(f"two files of run {run} differ")
        yield from _against_rows(after, content, file, runs)
    if after.finished:
        written = {run for run, _ in seen}
        runs_made = set(after.session.scalars(select(ErpRun.number)))
        yield from (lost(f"run {number} has no file") for number in runs_made - written)


def _against_rows(
    after: Recovered, content: Content, file: Path, runs: list[int]
) -> Iterable[Finding]:
    if len(runs) > 1:
        yield half(f"{file.name} holds the runs {runs}")
    for run in runs:
        lines = [tuple(row[name] for name in content.columns) for row in read_rows(file)]
        if len(set(lines)) != len(lines):
            yield doubled(f"a row in {file.name}")
        if lines != content.rows(after.session, run):
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
