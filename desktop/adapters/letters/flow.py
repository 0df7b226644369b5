"""Breaks the text of a letter into lines and pages.

A paragraph of a few lines (a greeting, a signature) stays together; a longer one may be divided,
but never so that a single line is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

from desktop.adapters.letters.fonts import UNITS, font
from desktop.domain.letter import LetterBlock

FIRST_TOP = 112.0
"""Where the text of the first page begins, in millimetres from the edge of the paper."""
NEXT_TOP = 32.0
BOTTOM = 265.0
LEFT = 25.0
WIDTH = 165.0
_LINE = 5.3
_AFTER = 4.2
_FACT_NAME_WIDTH = 68.0
_FACT_GAP = 3.0
_KEPT_TOGETHER = 4
_LEAST_LINES = 2
_BODY_POINTS = 10.5
_FACT_POINTS = 10.0


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line of a layout and where its left upper corner stands, in millimetres."""

    layout: QTextLayout
    number: int
    x: float
    y: float

    def paint(self, painter: QPainter) -> None:
        """Draw the line."""
        line = self.layout.lineAt(self.number)
        line.draw(painter, QPointF(self.x * UNITS, self.y * UNITS - line.y()))


Page = list[PlacedLine]


@dataclass(slots=True)
class _Paper:
    """The pages so far and how far down the last one is used."""

    pages: list[Page] = field(default_factory=lambda: [[]])
    y: float = FIRST_TOP

    def room(self) -> int:
        """How many lines fit still."""
        return int((BOTTOM - self.y) / _LINE + 1e-6)

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])
        self.y = NEXT_TOP


def flow(body: Sequence[LetterBlock]) -> list[Page]:
    """Return the pages of a letter's text; there is always a first one."""
    paper = _Paper()
    for block in body:
        if block.facts:
            _put_facts(paper, block.facts)
        else:
            _put_paragraph(paper, block.text)
        paper.y += _AFTER
    return paper.pages


def _put_paragraph(paper: _Paper, text: str) -> None:
    layout = lay_out(text, font(_BODY_POINTS), WIDTH)
    count = layout.lineCount()
    number = 0
    while number < count:
        taken = _taken(paper.room(), count - number)
        if not taken:
            paper.turn()
            continue
        for _ in range(taken):
            paper.pages[-1].append(PlacedLine(layout, number, LEFT, paper.y))
            paper.y += _LINE
            number += 1


def _taken(room: int, left: int) -> int:
    """How many of the lines that are left go on this page."""
    if left <= room:
        return left
    if left <= _KEPT_TOGETHER or room < _LEAST_LINES:
        return 0
    return min(room, left - _LEAST_LINES)


def _put_facts(paper: _Paper, facts: Sequence[tuple[str, str]]) -> None:
    used = font(_FACT_POINTS)
    strong = font(_FACT_POINTS, QFont.Weight.DemiBold)
    value_left = LEFT + _FACT_NAME_WIDTH + _FACT_GAP
    rows = [
        (
            lay_out(name, used, _FACT_NAME_WIDTH),
            lay_out(value, strong, LEFT + WIDTH - value_left),
        )
        for name, value in facts
    ]
    heights = [max(name.lineCount(), value.lineCount()) for name, value in rows]
    if sum(heights) > paper.room() and paper.y > NEXT_TOP:
        paper.turn()
    for (name, value), lines in zip(rows, heights, strict=True):
        if lines > paper.room() and paper.y > NEXT_TOP:
            paper.turn()
        for layout, x in ((name, LEFT), (value, value_left)):
            paper.pages[-1] += [
                PlacedLine(layout, number, x, paper.y + number * _LINE)
                for number in range(layout.lineCount())
            ]
        paper.y += lines * _LINE


def lay_out(text: str, used: QFont, width: float) -> QTextLayout:
    """Break a text into lines of at most ``width`` millimetres; its own line breaks are kept."""
    layout = QTextLayout(text.replace("\n", "\u2028"), used)
    option = QTextOption()
    # A word longer than the line is divided rather than cut off.
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width * UNITS)
        line.setPosition(QPointF(0, y))
        y += _LINE * UNITS
    layout.endLayout()
    return layout
