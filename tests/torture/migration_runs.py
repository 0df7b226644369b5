"""Runs of a worker that kill a migration."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.database.engine import open_database
from desktop.settings import DataFolder
from tests.torture import child, migrations
from tests.torture.desk import Desk, watch_surprises, work
from tests.torture.findings import half
from tests.torture.jobs import Job, Outcome
from tests.torture.places import Server
from tests.torture.shim import Shim
from tests.torture.traps import Blow, Kind, set_trap


@dataclass(frozen=True, slots=True)
class _Old:
    """A database with an old schema: where it is, its state, and the one a migration leads to."""

    folder: DataFolder
    database: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class MigrationRuns:
    """Keeps the old databases of one worker and migrates copies of them."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder = folder
        self._server = server
        self._numbers = itertools.count(1)
        self._old: dict[tuple[str, str], _Old] = {}

    def run(self, job: Job) -> Outcome:
        """Kill one migration, look, and migrate again."""
        old = self._old.get((job.backend, job.revision))
        if old is None:
            old = self._old[job.backend, job.revision] = self._made(job)
        server = self._server if job.backend == "postgres" else None
        with self._copy(old, server) as (folder, address):
            kill_after = None
            if job.blow.kind is Kind.RANDOM:
                kill_after = job.blow.number / 1000 * old.seconds
            first = child.run(
                lambda pipe: _migrate(folder, address, job.blow, pipe), kill_after=kill_after
            )
            if server is not None:
                server.wait_until_left(folder.path.name)
            second = child.run(lambda pipe: _recover(folder, address, old, pipe))
            if server is not None:
                server.wait_until_left(folder.path.name)
        return _outcome(job, first, second)

    @contextmanager
    def _copy(self, old: _Old, server: Server | None) -> Iterator[tuple[DataFolder, Path | str]]:
        name = f"migration_{os.getpid()}_{next(self._numbers)}"
        folder = DataFolder(self._folder / name)
        shutil.copytree(old.folder.path, folder.path)
        address: Path | str = folder.database_file
        if server is not None:
            address = server.create(name, old.database)
        try:
            yield folder, address
        finally:
            if server is not None:
                server.drop(name)
            shutil.rmtree(folder.path)

    def _made(self, job: Job) -> _Old:
        name = f"old_{job.revision}_{os.getpid()}_{job.backend}"
        folder = DataFolder(self._folder / name)
        folder.create()
        server = self._server if job.backend == "postgres" else None
        address: Path | str = folder.database_file if server is None else server.create(name)
        with closing(open_database(address)) as database:
            migrations.bring_to(database, job.revision)
        plain = _Old(folder, name, before=migrations.state_of(address))
        # What an undisturbed migration makes of it is what every other one must lead to.
        with self._copy(plain, server) as (copy, copied):
            said = child.run(lambda pipe: _migrate(copy, copied, Blow(Kind.NOTHING), pipe))
            assert said.all("finished"), said.errors
            assert not said.all("uncaught"), said.all("uncaught")
            after = migrations.state_of(copied)
        return _Old(folder, name, plain.before, after, said.seconds)


def _migrate(folder: DataFolder, address: Path | str, blow: Blow, pipe: int) -> None:
    desk = Desk(folder, pipe)
    watch_surprises(desk)
    points = set_trap(blow, folder.path)
    desk.say(doing=True)
    work(desk, lambda _: migrations.upgrade(address))
    shim = Shim() if Shim.is_loaded() else None
    desk.say(
        finished=True,
        writes=points.counts.writes,
        calls=shim.seen if shim else 0,
        faults=shim.faults if shim else 0,
    )


def _recover(folder: DataFolder, address: Path | str, old: _Old, pipe: int) -> None:
    if Shim.is_loaded():
        Shim().disarm()
    desk = Desk(folder, pipe)
    watch_surprises(desk)

    def look(_: Desk) -> None:
        for text in migrations.wrong_with(folder, address, old.before, old.after):
            desk.say(finding=text)
        for text in migrations.wrong_in_the_end(address, old.after):
            desk.say(finding=text)

    work(desk, look)
    desk.say(finished=True)


def _outcome(job: Job, first: child.Said, second: child.Said) -> Outcome:
    findings = [*first.surprises(), *second.surprises()]
    findings += [half(text) for text in second.all("finding")]
    if told := second.all("told"):
        findings.append(half(f"the next start cannot migrate: {told}"))
    hit = bool(first.end.get("faults")) if job.blow.kind is Kind.FAULT else first.was_working
    return Outcome(
        hit=hit,
        acknowledged=0,
        told=[str(one) for one in first.all("told")],
        findings=findings,
        writes=first.end.get("writes", 0),
        calls=first.end.get("calls", 0),
    )
