"""Which blows are dealt: every one that is possible, or some of them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.torture.acts import ACTS, Act
from tests.torture.jobs import Job, Outcome
from tests.torture.migrations import old_revisions
from tests.torture.traps import Blow, Kind

EVERY_FAULT = (Act.INTAKE, Act.RELEASE)
"""Acts of which every single call is met by every fault."""
EVERY_PLACE = ("disk full", "read-only", "I/O error")
LASTING = {
    "disk full": (True,),
    "read-only": (True,),
    "no access": (True,),
    "I/O error": (False, True),
}
"""A full disk stays full for a while; an I/O error may come once or for good."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is done; a ``stride`` of 2 takes every second place."""

    randomly: int = 200
    migrations: int = 25
    stride: int = 1
    seed: int = 0


def counting_jobs(act: Act, backend: str, *, with_faults: bool) -> list[Job]:
    """Undisturbed runs that count where blows are possible."""
    names = ("", *LASTING) if with_faults else ("",)
    return [Job(act, backend, 1, Blow(Kind.NOTHING, fault=name)) for name in names]


def random_jobs(act: Act, backend: str, count: int, chance: random.Random) -> list[Job]:
    """Kills at random moments of work on many items."""
    items = ACTS[act].many
    return [
        Job(act, backend, items, Blow(Kind.RANDOM, chance.randrange(1, 1000))) for _ in range(count)
    ]


def counted_jobs(
    act: Act, backend: str, counts: Mapping[str, Outcome], extent: Extent
) -> Iterator[Job]:
    """Kills and faults at every place that was counted."""
    plain = counts[""]

    def jobs(
        kind: Kind, total: int, stride: int, fault: str = "", *, lasting: bool = False
    ) -> Iterator[Job]:
        for number in range(1, total + 1, stride):
            yield Job(act, backend, 1, Blow(kind, number, fault, lasting))

    yield from jobs(Kind.WRITE, plain.writes, extent.stride)
    yield from jobs(Kind.CALL, plain.calls, extent.stride)
    yield from jobs(Kind.TORN, plain.calls, extent.stride * 3)
    if backend == "postgres":
        yield from jobs(Kind.CUT, plain.statements, extent.stride)
    for name, lasting in LASTING.items():
        if name in counts:
            every = act in EVERY_FAULT and name in EVERY_PLACE
            stride = extent.stride * (1 if every else 4)
            for one in lasting:
                yield from jobs(Kind.FAULT, counts[name].calls, stride, name, lasting=one)


def migration_counting_jobs(backend: str) -> list[Job]:
    """Undisturbed migrations from every older schema."""
    return [Job(None, backend, 0, Blow(Kind.NOTHING), one) for one in old_revisions()]


def migration_jobs(
    backend: str, counts: Mapping[str, Outcome], count: int, chance: random.Random
) -> Iterator[Job]:
    """Kills at random places: statements and, for a file, calls of the file system."""
    for number in range(count):
        revision = chance.choice(list(counts))
        found = counts[revision]
        kind, total = Kind.WRITE, found.writes
        if number % 2 and found.calls:
            kind, total = Kind.CALL, found.calls
        yield Job(None, backend, 0, Blow(kind, chance.randrange(1, total + 1)), revision)
