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
    """Print a batch once more, as it was.

    ``seen_round`` is the round that the person was shown: of codes that were made since they know
    nothing, and nothing is done. None: whatever it is.
    """

    number: int
    way: PrintWay
    seen_round: int | None = None


@dataclass(frozen=True, slots=True)
class TakeBatchBack:
    """The batch was not printed after all; ``reason`` may be empty within the undo time.

    ``seen_round`` as in ``RepeatBatch``.
    """

    number: int
    reason: str = ""
    seen_round: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectAddress:
    """Mend the address of one letter; ``seen`` is the address the person was shown."""

    delivery_id: int
    seen: tuple[str, ...]
    text: str
