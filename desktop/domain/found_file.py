"""A file of this computer that may be added to a batch."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FoundFile:
    """``name`` is its path below the folder that was chosen, for people; ``size`` is in bytes."""

    path: Path
    name: str
    size: int
