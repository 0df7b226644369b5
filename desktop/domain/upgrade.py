"""How far a database file has come on its way to the schema of a new version."""

from dataclasses import dataclass
from enum import Enum, auto


class UpgradeStep(Enum):
    """What is done with the file, in this order."""

    COPYING = auto()
    """It is copied first; counted in bytes."""
    CHECKING_COPY = auto()
    """The copy is opened and compared; nobody knows how long that takes."""
    CHANGING = auto()
    """It goes from revision to revision; counted in those that are done."""
    CHECKING = auto()
    """What came out is checked; nobody knows how long that takes."""


@dataclass(frozen=True, slots=True)
class UpgradeProgress:
    """``done`` of ``total``, in what the step counts; both 0 where it counts nothing."""

    step: UpgradeStep
    done: int = 0
    total: int = 0
