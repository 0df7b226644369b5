"""``make torture``: everything, on both databases, and one table. See ``docs/torture.md``."""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing, nullcontext
from pathlib import Path

from tests.support import postgres_server
from tests.support.postgres_server import PostgresServer
from tests.torture import fuzz_bank_details, fuzz_events, plan, shim
from tests.torture.acts import ACTS, Act
from tests.torture.jobs import Job, Outcome
from tests.torture.plan import Extent
from tests.torture.pool import Pool
from tests.torture.table import Table
from tests.torture.traps import Kind

_MOST_TRIES = 3
"""So many times as many random kills as are wanted are tried at most."""


class Torture:
    """One run of the harness."""

    def __init__(self, pool: Pool, extent: Extent, *, with_faults: bool) -> None:
        self.table = Table()
        self._pool = pool
        self._extent = extent
        self._with_faults = with_faults
        self._began = time.monotonic()

    def act(self, act: Act, backend: str, kinds: frozenset[Kind]) -> None:
        """Deal every blow of these kinds to one act on one database."""
        counts = self._count(plan.counting_jobs(act, backend, with_faults=self._with_faults))
        by_fault = {job.blow.fault: outcome for job, outcome in counts}
        if Kind.RANDOM in kinds:
            self._randomly(act, backend)
        jobs = plan.counted_jobs(act, backend, by_fault, self._extent)
        self._run(job for job in jobs if job.blow.kind in kinds)
        self._tell(f"{act.value} on {backend}")

    def migrations(self, backend: str) -> None:
        """Kill migrations on one database."""
        counts = self._count(plan.migration_counting_jobs(backend))
        by_revision = {job.revision: outcome for job, outcome in counts}
        chance = random.Random(f"{self._extent.seed} migrations {backend}")
        count = self._extent.migrations
        self._run(plan.migration_jobs(backend, by_revision, count, chance))
        self._tell(f"migrations on {backend}")

    def mutated(self, backend: str, address: str, count: int) -> None:
        """Give the intake mutated events and, once, the rule book mutated bank details."""
        seed = self._extent.seed
        events = fuzz_events.run(count, seed, address or None)
        self.table.take_mutated("events", backend, count, events.unaccounted, len(events.uncaught))
        if not address:
            lines = fuzz_bank_details.run(count, seed)
            missing = abs(lines.given - lines.answered)
            self.table.take_mutated("bank details", "", count, missing, len(lines.problems))
        self._tell(f"mutated input on {backend}")

    def _randomly(self, act: Act, backend: str) -> None:
        """Kill until so many kills have met real work; where it stood is told in the table."""
        chance = random.Random(f"{self._extent.seed} {act} {backend}")
        wanted, tried = self._extent.randomly, 0
        while (missing := wanted - self.table.hits(act, backend, Kind.RANDOM)) > 0:
            if tried >= wanted * _MOST_TRIES:
                break
            tried += missing
            self._run(plan.random_jobs(act, backend, missing, chance))

    def _count(self, jobs: Iterable[Job]) -> list[tuple[Job, Outcome]]:
        found: list[tuple[Job, Outcome]] = []
        self._pool.run(jobs, lambda job, outcome: found.append((job, outcome)))
        for job, outcome in found:
            self.table.take(job, outcome)
        return found

    def _run(self, jobs: Iterable[Job]) -> None:
        self._pool.run(jobs, self._take)

    def _take(self, job: Job, outcome: Outcome) -> None:
        self.table.take(job, outcome)
        for finding in outcome.findings:
            print(f"  {finding.wrong.value}: {job}: {finding.text}", file=sys.stderr, flush=True)

    def _tell(self, what: str) -> None:
        minutes = (time.monotonic() - self._began) / 60
        print(f"{minutes:5.1f} min  {what}", file=sys.stderr, flush=True)


def main() -> int:
    """Run what the command line asks for; 1 if anything was lost, doubled, half done, uncaught."""
    args = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    extent = Extent(args.random, args.migrations, args.stride, args.seed)
    impossible = shim.why_impossible()
    if impossible is not None:
        print(f"NO FAULTS OF THE FILE SYSTEM: {impossible}", file=sys.stderr)
    server = PostgresServer() if "postgres" in args.databases else None
    with (
        closing_server(server),
        tempfile.TemporaryDirectory(prefix="md-shim-") as folder,
    ):
        library = None if impossible else shim.build(Path(folder))
        address = "" if server is None else server.address("{}")
        with closing(Pool(args.workers, library, address)) as pool:
            torture = Torture(pool, extent, with_faults=library is not None)
            whole = _all_of_it(torture, args, server)
    print(torture.table.text())
    return 0 if whole and not torture.table.is_anything_wrong and not impossible else 1


def _all_of_it(torture: Torture, args: argparse.Namespace, server: PostgresServer | None) -> bool:
    """Whether it came to its end; who loses patience (Ctrl+C, kill) still gets the table so far."""
    try:
        for act in args.acts:
            for backend in ACTS[Act(act)].backends:
                if backend not in args.databases:
                    continue
                torture.act(Act(act), backend, frozenset(map(Kind, args.kinds)))
        for backend in args.databases if args.migrations else ():
            torture.migrations(backend)
        for backend in args.databases if args.mutated else ():
            torture.mutated(backend, _empty_database(backend, server), args.mutated)
    except KeyboardInterrupt:
        print("INTERRUPTED", file=sys.stderr)
        return False
    return True


def _empty_database(backend: str, server: PostgresServer | None) -> str:
    """The address of one on the server; "" for a file."""
    if backend == "sqlite" or server is None:
        return ""
    server.create("mutated")
    return server.address("mutated")


def closing_server(server: PostgresServer | None) -> "closing[_Stopping] | nullcontext[None]":
    """The server is stopped at the end, whatever happens."""
    return nullcontext() if server is None else closing(_Stopping(server))


class _Stopping:
    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def close(self) -> None:
        self._server.stop()


def _arguments() -> argparse.Namespace:
    kinds = [kind.value for kind in Kind if kind is not Kind.NOTHING]
    databases = ["sqlite"] + ["postgres"] * (postgres_server.kind_available() is not None)
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--acts", nargs="+", choices=list(Act), default=list(Act))
    parser.add_argument("--databases", nargs="+", choices=databases, default=databases)
    parser.add_argument("--kinds", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--random", type=int, default=200, help="random kills that hit, each act")
    parser.add_argument("--migrations", type=int, default=25, help="killed migrations, 0 for none")
    parser.add_argument("--mutated", type=int, default=10_000, help="spoiled inputs, 0 for none")
    parser.add_argument("--stride", type=int, default=1, help="3: every third place only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
