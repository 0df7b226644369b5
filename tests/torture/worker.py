"""A process that forks: each child is the program at work, killed for real and looked after.

Loading the program takes a second, a fork some milliseconds; what is killed is a process of its own
all the same, with its own connections and files. It reads jobs as JSON lines from standard input
and answers each with a line; ``pool`` starts workers and hands out the jobs.
"""

import gc
import importlib
import json
import pkgutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import configure_mappers

from desktop import services
from desktop.commands import COMMANDS, load
from desktop.services.context import ServiceContext
from tests.torture import child, invariants
from tests.torture.acts import ACTS, Act, Plan
from tests.torture.desk import Desk, watch_surprises, work
from tests.torture.findings import Finding, Recovered, Wrong, half
from tests.torture.jobs import Job, Outcome
from tests.torture.migration_runs import MigrationRuns
from tests.torture.places import Place, Places, Server
from tests.torture.shim import Shim
from tests.torture.traps import Blow, Kind, set_trap


class Worker:
    """Runs jobs one after the other."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._places = Places(folder, server)
        self._migrations = MigrationRuns(folder, server)
        self._usual: dict[tuple[Act, str, int], list[float]] = defaultdict(list)

    def run(self, job: Job) -> Outcome:
        """Deal the blow of a job, start the program again, and tell what is wrong then."""
        if job.act is None:
            return self._migrations.run(job)
        plan = ACTS[job.act]
        with self._places.place(job.act, job.backend, job.items) as place:
            kill_after = None
            if job.blow.kind is Kind.RANDOM:
                kill_after = job.blow.number / 1000 * self._usual_seconds(job)
            gc.freeze()
            first = child.run(lambda pipe: _do(place, plan, job.blow, pipe), kill_after=kill_after)
            place.wait_until_left()
            acks = [tuple(ack) for ack in first.all("ack")]
            second = child.run(lambda pipe: _recover(place, plan, acks, job.items, pipe))
            place.wait_until_left()
        if job.blow.kind is Kind.NOTHING:
            self._usual[job.act, job.backend, job.items].append(first.seconds)
        return _outcome(job, first, second)

    def _usual_seconds(self, job: Job) -> float:
        """How long the work takes undisturbed; found out by doing it."""
        assert job.act is not None
        key = job.act, job.backend, job.items
        while len(self._usual[key]) < 3:
            self.run(Job(job.act, job.backend, job.items, Blow(Kind.NOTHING)))
        return sum(self._usual[key]) / len(self._usual[key])


def _do(place: Place, plan: Plan, blow: Blow, pipe: int) -> None:
    desk = Desk(place.folder, pipe)
    watch_surprises(desk)
    points = set_trap(blow, place.folder.path)
    desk.say(doing=True)
    work(desk, plan.do)
    shim = Shim() if Shim.is_loaded() else None
    desk.say(
        finished=True,
        writes=points.counts.writes,
        statements=points.counts.statements,
        calls=shim.seen if shim else 0,
        faults=shim.faults if shim else 0,
    )


def _recover(place: Place, plan: Plan, acks: list[Any], items: int, pipe: int) -> None:
    """The program is started again: looks at what is there, goes on with the work, looks again."""
    if Shim.is_loaded():
        Shim().disarm()
    desk = Desk(place.folder, pipe, restarted=True)
    watch_surprises(desk)
    if plan.has_come_so_far(desk):
        with desk.open() as context:
            _look(desk, plan, context, acks, items, finished=False)
    elif acks:
        desk.say(finding=[Wrong.LOST, f"everything of {acks} (after the kill)"])
    # Nobody has the folder open meanwhile: a restore would refuse.
    work(desk, plan.do)
    acks = [*acks, *desk.acknowledged]
    with desk.open() as context:
        _look(desk, plan, context, acks, items, finished=True)
    desk.say(finished=True)


def _look(
    desk: Desk,
    plan: Plan,
    context: ServiceContext,
    acks: list[Any],
    items: int,
    *,
    finished: bool,
) -> None:
    with context.database.read() as session:
        after = Recovered(session, desk.folder, tuple(acks), items, finished)
        when = "in the end" if finished else "after the kill"
        for found in (*invariants.check(after), *plan.check(after)):
            desk.say(finding=[found.wrong, f"{found.text} ({when})"])


def _outcome(job: Job, first: child.Said, second: child.Said) -> Outcome:
    end = first.end
    return Outcome(
        hit=_is_hit(job.blow, first),
        acknowledged=len(first.all("ack")),
        told=[str(one) for one in first.all("told")],
        findings=[*_of_first(job.blow, first), *_of_second(second)],
        writes=end.get("writes", 0),
        statements=end.get("statements", 0),
        calls=end.get("calls", 0),
    )


def _is_hit(blow: Blow, said: child.Said) -> bool:
    if blow.kind is Kind.FAULT:
        return bool(said.end.get("faults"))
    if blow.kind is Kind.CUT:
        return bool(said.end.get("statements", 0) >= blow.number)
    return said.was_working


def _of_first(blow: Blow, said: child.Said) -> Iterator[Finding]:
    """How the program took the blow: it dies, or a known error is told to somebody."""
    yield from said.surprises()
    told = said.all("told")
    if blow.kind is Kind.NOTHING and told:
        yield half(f"undisturbed, the work cannot be done: {told}")


def _of_second(said: child.Said) -> Iterator[Finding]:
    """What the program that was started again found, and whether it could work."""
    yield from (Finding(Wrong(wrong), text) for wrong, text in said.all("finding"))
    yield from said.surprises()
    if told := said.all("told"):
        yield half(f"started again, the work cannot be done: {told}")


def load_the_program() -> None:
    """Load everything now, so that no child has to."""
    for name in COMMANDS:
        load(name)
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        importlib.import_module(module.name)
    configure_mappers()


def main() -> None:
    """Work until standard input ends; the only argument is the address of a PostgreSQL server."""
    server = Server.at(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None
    answers = sys.stdout
    load_the_program()
    with tempfile.TemporaryDirectory(prefix="md-torture-") as folder:
        worker = Worker(Path(folder).resolve(), server)
        for line in sys.stdin:
            outcome = worker.run(Job.from_json(json.loads(line)))
            answers.write(json.dumps(outcome.to_json()) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
