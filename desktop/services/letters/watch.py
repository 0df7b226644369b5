"""How somebody follows a print that takes a while, and calls it off as long as that is possible."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class PrintStage(StrEnum):
    """What is being done."""

    CODES = "codes"
    """Registration codes are made; nothing is written yet, so this can be called off."""
    FREEZING = "freezing"
    """The letters are put into the batch, step by step."""
    PRINTING = "printing"
    """They are painted and handed over, in one go."""


@dataclass(frozen=True, slots=True)
class PrintProgress:
    """How far a stage has come, in letters."""

    stage: PrintStage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PrintWatch:
    """Who watches; ``report`` may be called from any thread."""

    is_cancelled: Callable[[], bool] = lambda: False
    report: Callable[[PrintProgress], None] = lambda _progress: None

    def tell(self, stage: PrintStage, done: int, total: int) -> None:
        """Report a step."""
        self.report(PrintProgress(stage, done, total))


NOBODY = PrintWatch()
