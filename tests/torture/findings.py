"""What may be wrong after a kill, and what a check is given to look for it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.settings import DataFolder
from tests.torture.desk import Ack


class Wrong(StrEnum):
    """The verdicts; each must be 0."""

    LOST = "lost"
    DOUBLED = "doubled"
    HALF = "half done"
    UNCAUGHT = "uncaught"
    ASTRAY = "astray"
    """A tenant got what is another's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must not be."""

    wrong: Wrong
    text: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """A data folder after the kill. ``finished``: the program was started again and has worked on.

    ``acknowledged`` is everything that any process ever acknowledged about it; ``items`` the number
    of things that there were to do.
    """

    session: Session
    folder: DataFolder
    acknowledged: tuple[Ack, ...]
    items: int
    finished: bool

    def of(self, kind: str) -> list[str]:
        """What was acknowledged of a kind."""
        return [what for found, what in self.acknowledged if found == kind]

    @property
    def exchange(self) -> Path:
        """The folder shared with the portal."""
        return self.folder.exchange


def lost(text: str) -> Finding:
    """Something acknowledged, or something that came, is not there."""
    return Finding(Wrong.LOST, text)


def doubled(text: str) -> Finding:
    """Something is there twice."""
    return Finding(Wrong.DOUBLED, text)


def half(text: str) -> Finding:
    """Something is there in part, or what is there does not fit together."""
    return Finding(Wrong.HALF, text)


def astray(text: str) -> Finding:
    """Something reached the wrong tenant."""
    return Finding(Wrong.ASTRAY, text)
