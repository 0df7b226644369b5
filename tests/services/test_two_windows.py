"""Two windows on one case, in every order: nothing is overwritten that was not seen."""

import os
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from desktop.database import migrate
from desktop.database.engine import open_database
from tests.support.databases import backends
from tests.support.postgres_server import PostgresServer
from tests.support.two_windows import ACTS, INTERLEAVINGS, Act, Desk, Outcome, Side, desk_on, play

ALL_PAIRS = "MIETERDESK_ALL_PAIRS"
"""With this variable in the environment all pairs are played on PostgreSQL too (``make pairs``)."""
PAIRS = tuple(combinations_with_replacement(ACTS, 2))


def test_there_are_six_orders_of_two_steps_each() -> None:
    assert len(set(INTERLEAVINGS)) == 6
    assert all(order.count("A") == 2 for order in INTERLEAVINGS)


@pytest.fixture(scope="session")
def sqlite_desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The open case in a file; made once for all pairs."""
    folder = tmp_path_factory.mktemp("pairs")
    migrate.backup(sqlite_template, folder / "pairs.sqlite")
    with (
        closing(open_database(folder / "pairs.sqlite")) as database,
        desk_on(database, folder) as desk,
    ):
        yield desk


@pytest.fixture(scope="session")
def postgres_desk(
    postgres: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The same on PostgreSQL."""
    folder = tmp_path_factory.mktemp("pairs")
    postgres.create("pairs", template=postgres_template)
    address = postgres.address("pairs")
    with closing(open_database(address)) as database, desk_on(database, folder) as desk:
        yield desk


def chosen(backend: str) -> tuple[tuple[Act, Act], ...]:
    """All pairs on SQLite. A server is slower: a fifth, every act among them, unless asked for."""
    if backend == "sqlite" or ALL_PAIRS in os.environ:
        return PAIRS
    places = {act.name: place for place, act in enumerate(ACTS)}
    return tuple(
        (one, other) for one, other in PAIRS if (places[one.name] + 2 * places[other.name]) % 5 == 0
    )


def test_the_chosen_pairs_have_every_act() -> None:
    for backend in backends():
        assert {act.name for pair in chosen(backend) for act in pair} == {act.name for act in ACTS}


@pytest.mark.parametrize(
    ("backend", "pair"),
    [
        pytest.param(backend, pair, id=f"{backend}-{pair[0].name}-{pair[1].name}")
        for backend in backends()
        for pair in chosen(backend)
    ],
)
def test_nothing_unseen_is_overwritten(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str, pair: tuple[Act, Act]
) -> None:
    desk: Desk = request.getfixturevalue(f"{backend}_desk")
    acts = dict(zip("AB", pair, strict=True))
    for order in INTERLEAVINGS:
        desk.rewind()
        sides = desk.sides(tmp_path / order)
        outcomes = play(order, sides, acts)
        for mine, theirs in (("A", "B"), ("B", "A")):
            _check(order, sides[mine], acts[mine], outcomes[mine], outcomes[theirs])


def _check(order: str, side: Side, act: Act, mine: Outcome, theirs: Outcome) -> None:
    where = f"{act.name} of {side.name} in {order}"
    if mine.error is None:
        seen_by_the_other = theirs.opened_at > mine.acted_at
        assert act.there(side) or seen_by_the_other, f"{where} is lost"
        return
    unseen = mine.opened_at < theirs.acted_at < mine.acted_at
    if unseen:
        assert mine.error.code == "conflict.changed", where
        assert mine.error.params["changes"], f"{where}: refused without saying why"
    else:
        assert mine.error.code != "conflict.changed", f"{where}: nothing was changed meanwhile"
