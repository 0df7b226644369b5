"""Fixture of the journeys: a house with a database, on SQLite, and on PostgreSQL where marked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.context import ServiceContext
from tests.support.clock import FixedClock
from tests.support.office import Office


@pytest.fixture
def office(context: ServiceContext, clock: FixedClock, tmp_path: Path) -> Iterator[Office]:
    """People, a portal's folder and the program; closed at the end."""
    house = Office(context, clock, tmp_path)
    try:
        yield house
    finally:
        house.close()
