"""What a person can want of letters."""

from dataclasses import dataclass

from desktop.domain.kinds import PrintWay


@dataclass(frozen=True, slots=True)
class PrintLetters:
    """Print these letters as one batch, in this order."""

    delivery_ids: tuple[int, ...]
    way: PrintWay


@dataclass(frozen=True, slots=True)
class RepeatBatch:
    """Print a batch once more, as it was."""

    number: int
    way: PrintWay


@dataclass(frozen=True, slots=True)
class TakeBatchBack:
    """The batch was not printed after all; ``reason`` may be empty within the undo time."""

    number: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CorrectAddress:
    """Mend the address of one letter; ``seen`` is the address the person was shown."""

    delivery_id: int
    seen: tuple[str, ...]
    text: str
