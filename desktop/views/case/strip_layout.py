"""Where everything of the deadline strip stands. Pure arithmetic: no widget, no painter.

Lengths are pixels; ``unit`` is the length of one pixel at 100 % font size. Text widths come from a
function, so that tests can lay out without fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import pairwise

from desktop.domain.outlook import Outlook
from desktop.views.case.strip_days import StripDay, strip_days
from desktop.views.case.strip_labels import place_labels
from desktop.views.case.strip_markers import Marker, MarkerKind, PlacedMarker, strip_markers

Measure = Callable[[str, bool], int]
"""Width of a text; True for the strong type of titles."""

FULL_FROM = 36.0
DAY_FROM = 28.0
CUT_BELOW = 10.0
"""Cell widths at 100 % (``ui-brief.md``, section 4)."""

_GAP = 52.0
_KEEP = 2
"""Days left standing on each side of what is cut out."""


class CellMode(Enum):
    """How much is written into a cell."""

    FULL = "full"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Cell:
    """One painted day."""

    day: StripDay
    left: float
    width: float

    @property
    def centre(self) -> float:
        """Middle of the cell."""
        return self.left + self.width / 2

    @property
    def right(self) -> float:
        """End of the day, 24:00."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Gap:
    """Days left out: where the zigzag stands and how many days it stands for."""

    left: float
    width: float
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days are left out."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class StripLayout:
    """The whole strip; ``markers`` are in the order of time."""

    mode: CellMode
    cells: tuple[Cell, ...]
    gaps: tuple[Gap, ...]
    markers: tuple[PlacedMarker, ...]
    bar_left: float
    bar_filled: float
    bar_right: float

    def cell_of(self, day: date) -> Cell | None:
        """The cell of a day, None where it is left out."""
        return next((cell for cell in self.cells if cell.day.on == day), None)

    def marker_of(self, kind: MarkerKind) -> PlacedMarker | None:
        """The marker of a kind."""
        return next((place for place in self.markers if place.marker.kind is kind), None)


def lay_out(
    outlook: Outlook,
    width: float,
    unit: float,
    measure: Measure,
    received_at: datetime | None = None,
) -> StripLayout:
    """Place days, markers and labels on ``width`` pixels."""
    days = strip_days(outlook)
    markers = strip_markers(outlook, received_at)
    cells, gaps = _cells(days, [marker.on for marker in markers], width, unit)
    mode = _mode(cells[0].width, unit)
    placed = [PlacedMarker(marker, _x(cells, marker)) for marker in markers]
    placed = place_labels(placed, width, unit, measure)
    counted = [cell for cell in cells if outlook.received_on < cell.day.on <= outlook.due_on]
    left = counted[0].left if counted else cells[0].left
    right = counted[-1].right if counted else left
    today = next((p.x for p in placed if p.marker.kind is MarkerKind.TODAY), None)
    filled = right if today is None and outlook.today > outlook.due_on else (today or left)
    return StripLayout(
        mode=mode,
        cells=cells,
        gaps=gaps,
        markers=tuple(placed),
        bar_left=left,
        bar_filled=min(right, max(left, filled)),
        bar_right=right,
    )


def _mode(cell: float, unit: float) -> CellMode:
    if cell >= FULL_FROM * unit:
        return CellMode.FULL
    # Numbers need less room than the cell grows with the font, so days stay readable at 200 %.
    return CellMode.DAY if cell >= DAY_FROM * (1 + unit) / 2 else CellMode.WEEK


def _x(cells: tuple[Cell, ...], marker: Marker) -> float:
    cell = next(cell for cell in cells if cell.day.on == marker.on)
    return cell.left + cell.width * marker.moment


def _cells(
    days: tuple[StripDay, ...], kept: list[date], width: float, unit: float
) -> tuple[tuple[Cell, ...], tuple[Gap, ...]]:
    """Equal cells; where they would get too narrow, the longest empty stretches are cut out."""
    hidden: list[tuple[int, int]] = []
    for stretch in _empty_stretches(days, kept):
        before = _cell_width(len(days), hidden, width, unit)
        # In a very narrow strip the zigzag would take more room than it makes.
        if before >= CUT_BELOW * unit or before >= _cell_width(
            len(days), [*hidden, stretch], width, unit
        ):
            break
        hidden.append(stretch)
    cell = _cell_width(len(days), hidden, width, unit)
    cells: list[Cell] = []
    gaps: list[Gap] = []
    left = 0.0
    starts = dict(hidden)
    index = 0
    while index < len(days):
        end = starts.get(index)
        if end is None:
            cells.append(Cell(days[index], left, cell))
            left += cell
            index += 1
            continue
        gaps.append(Gap(left, _GAP * unit, days[index].on, days[end].on))
        left += _GAP * unit
        index = end + 1
    return tuple(cells), tuple(gaps)


def _cell_width(count: int, hidden: list[tuple[int, int]], width: float, unit: float) -> float:
    visible = count - sum(end - start + 1 for start, end in hidden)
    return (width - len(hidden) * _GAP * unit) / visible


def _empty_stretches(days: tuple[StripDay, ...], kept: list[date]) -> list[tuple[int, int]]:
    """Index ranges between neighbouring markers that may be left out, longest first."""
    places = sorted({index for index, day in enumerate(days) if day.on in kept})
    stretches = [
        (before + _KEEP + 1, after - _KEEP - 1)
        for before, after in pairwise(places)
        if after - before - 2 * _KEEP - 1 >= 4
    ]
    return sorted(stretches, key=lambda pair: pair[0] - pair[1])
