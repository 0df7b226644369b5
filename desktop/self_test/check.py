"""What a check is, what it is given, and how it says that something is wrong."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from desktop import app
from desktop.self_test.watch import NetworkGuard, Surprises
from desktop.services.demo.create import LEAST_CASES, create_demo_data
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.settings import DataFolder
from desktop.texts.self_test import missing_text, unexpected_text, wrong_text


class CheckFailedError(Exception):
    """Something does not work; the message is the German reason."""


@dataclass(frozen=True)
class Place:
    """Where the checks work: an empty folder that is removed afterwards."""

    path: Path
    surprises: Surprises
    network: NetworkGuard

    @property
    def log_file(self) -> Path:
        """The log of the checks."""
        return self.path / "self-test.log"

    @cached_property
    def demo(self) -> DataFolder:
        """A data folder with demonstration data, made when it is first asked for."""
        folder = DataFolder(self.path / "demo")
        clock = SteppingClock(app.clock_at(None).now(), app.clock_at(None))
        with closing(app.build_context(folder, clock=clock)) as context:
            inbox = app.build_portal_inbox(folder)
            create_demo_data(context, clock, inbox, folder.exchange, cases=LEAST_CASES)
        return folder


Check = Callable[[Place], str]
"""Does a little real work and returns what it found; raises ``CheckFailedError`` or anything."""


def expect(what: str, found: object, wanted: object) -> None:
    """Demand that something is as it should be.

    Raises:
        CheckFailedError: it is not.
    """
    if found != wanted:
        raise CheckFailedError(unexpected_text(what, str(found), str(wanted)))


def demand(what: str, holds: object) -> None:
    """Demand that something is true.

    Raises:
        CheckFailedError: it is not.
    """
    if not holds:
        raise CheckFailedError(wrong_text(what))


def expect_all(found: Iterable[str], wanted: Iterable[str]) -> None:
    """Demand that nothing is missing.

    Raises:
        CheckFailedError: something is.
    """
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise CheckFailedError(missing_text(missing))
