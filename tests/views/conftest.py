"""Fixture of the screens: the whole program on the embedded database."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.database import migrate
from desktop.database.engine import open_database
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.office import Office
from tests.support.program import theme_controller


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    """A house on the embedded database: what is looked at here does not depend on it."""
    path = tmp_path / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    with closing(open_database(path)) as database:
        clock = FixedClock()
        house = Office(make_context(database, tmp_path, clock), clock, tmp_path)
        try:
            yield house
        finally:
            house.close()
            theme_controller().set_percent(100)
