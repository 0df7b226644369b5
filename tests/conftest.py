"""What holds for all tests: no screen, no surprises, both databases, random order."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.canaries import CanaryPlugin
from tests.support.contexts import clock, context
from tests.support.databases import (
    DatabaseReport,
    choose_databases,
    database_address,
    db,
    empty_database_address,
    postgres,
    postgres_pool,
    postgres_template,
    sqlite_template,
)
from tests.support.garbage import GarbagePlugin, look_for_garbage_between_tests
from tests.support.patience import wait_on_a_busy_machine
from tests.support.scratch import use_memory_for_scratch
from tests.support.screen import use_offscreen_screen
from tests.support.shared_statements import share_compiled_statements
from tests.support.surprises import log_watch, no_modal_dialogs

__all__ = [
    "clock",
    "context",
    "database_address",
    "db",
    "empty_database_address",
    "log_watch",
    "no_modal_dialogs",
    "postgres",
    "postgres_pool",
    "postgres_template",
    "sqlite_template",
]

# No test asks the key ring of the person who runs it; what is started by tests finds none either.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
use_memory_for_scratch()
use_offscreen_screen()
share_compiled_statements()
look_for_garbage_between_tests()
wait_on_a_busy_machine()

# A busy machine must not fail a property; the example that fails is printed to be repeated.
# Where a change is judged, chance has no say.
hypothesis.settings.register_profile(
    "mieterdesk", deadline=None, print_blob=True, derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("mieterdesk")


def pytest_configure(config: pytest.Config) -> None:
    """Adds the report on databases, the search for private values that got out, and for garbage."""
    config.pluginmanager.register(DatabaseReport(config), "mieterdesk-databases")
    config.pluginmanager.register(CanaryPlugin(config), "mieterdesk-canaries")
    config.pluginmanager.register(GarbagePlugin(), "mieterdesk-garbage")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Says on which databases a test runs."""
    choose_databases(metafunc)


@pytest.fixture(scope="session", autouse=True)
def one_application(qapp: object) -> object:
    """Windows cannot live in the application that painting without a window would make itself."""
    return qapp


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test ever touches the data folder of the person who runs it."""
    before = os.environ.get("MIETERDESK_DATA_DIR")
    os.environ["MIETERDESK_DATA_DIR"] = str(Path(tmp_path_factory.getbasetemp()) / "no-data-folder")
    try:
        yield
    finally:
        if before is None:
            del os.environ["MIETERDESK_DATA_DIR"]
        else:
            os.environ["MIETERDESK_DATA_DIR"] = before
