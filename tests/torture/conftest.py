"""One worker for a test process, with the shim where it can be built."""

import os
from collections.abc import Iterator

import pytest

from tests.support.databases import backends
from tests.support.postgres_server import PostgresServer
from tests.torture import shim
from tests.torture.pool import WorkerProcess


@pytest.fixture(scope="session")
def has_shim() -> bool:
    """Whether faults of the file system can be played here; in CI they have to be."""
    impossible = shim.why_impossible()
    if impossible is not None and os.environ.get("CI") and shim.IS_LINUX:
        pytest.fail(f"no faults of the file system: {impossible}")
    return impossible is None


@pytest.fixture(scope="session")
def worker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, has_shim: bool
) -> Iterator[WorkerProcess]:
    """The process that forks; it knows both databases where both are there."""
    if not shim.IS_LINUX:
        pytest.skip("processes are forked and killed on Linux only")
    library = shim.build(tmp_path_factory.mktemp("shim")) if has_shim else None
    address = ""
    if "postgres" in backends():
        server: PostgresServer = request.getfixturevalue("postgres")
        address = server.address("{}")
    made = WorkerProcess(library, address)
    try:
        yield made
    finally:
        made.close()
