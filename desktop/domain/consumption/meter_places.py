"""In which flat a meter was: what it counted belongs to that flat, wherever it hangs today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.domain.months import Month


@dataclass(frozen=True, slots=True)
class MeterMove:
    """A meter came from one flat into another; ``day`` is the one on which that was learnt.

    ``taken_back``: the import that brought the news was taken back, which reverts the move unless
    something came after it.
    """

    day: date
    former_unit: int
    new_unit: int
    taken_back: bool = False


def unit_in(month: Month, unit_today: int, moves: Iterable[MeterMove]) -> int | None:
    """Return the flat of which a month's value tells; None for one that tells of two, or of whom?

    ``moves`` are in the order in which they were learnt. In the month of a move the value holds
    what both flats used. Where the moves do not lead to where the meter is, nobody knows.
    """
    place = unit_today
    for move in reversed(tuple(moves)):
        if move.taken_back and move.new_unit != place:
            continue
        learnt = Month.of(move.day)
        if month > learnt:
            break
        if month == learnt or move.new_unit != place:
            return None
        place = move.former_unit
    return place
