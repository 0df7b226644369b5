"""Breaks the text of a letter into lines and pages.

A paragraph of a few lines (a greeting, a signature) stays together; a longer one may be divided,
but never so that a single line is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from desktop.adapters.letters.code_frame import HEIGHT as CARD_HEIGHT
from desktop.adapters.letters.code_frame import PlacedCard
from desktop.adapters.letters.fonts import UNITS, font, width_mm
from desktop.domain.letter import CodeCard, LetterBlock

FIRST_TOP = 112.0
"""Where the text of the first page begins, in millimetres from the edge of the paper."""
NEXT_TOP = 32.0
BOTTOM = 265.0
LEFT = 25.0
WIDTH = 165.0
_STEP_LEFT = 32.0
_FACT_NAME_WIDTH = 68.0
_FACT_GAP = 3.0
_KEPT_TOGETHER = 4
_LEAST_LINES = 2
_FACT_POINTS = 10.0


@dataclass(frozen=True, slots=True)
class _Setting:
    """How closely a letter is set: size in points; line, gaps and card's gap in millimetres."""

    points: float
    line: float
    after: float
    after_heading: float
    after_step: float
    after_card: float


_USUAL = _Setting(10.5, 5.3, 4.2, 1.6, 1.6, 5.0)
_WITH_CODE = _Setting(10.0, 4.8, 3.1, 1.0, 1.2, 4.0)
"""A letter with a code says much and has one page, so that code and steps lie side by side."""


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


Page = list[PlacedLine | PlacedCard]


@dataclass(slots=True)
class _Paper:
    """The pages so far and how far down the last one is used."""

    setting: _Setting
    pages: list[Page] = field(default_factory=lambda: [[]])
    y: float = FIRST_TOP

    def room(self) -> int:
        """How many lines fit still."""
        return int((BOTTOM - self.y) / self.setting.line + 1e-6)

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])
        self.y = NEXT_TOP


def flow(body: Sequence[LetterBlock]) -> list[Page]:
    """Return the pages of a letter's text; there is always a first one."""
    setting = _WITH_CODE if any(block.card is not None for block in body) else _USUAL
    paper = _Paper(setting)
    for block, following in zip_longest(body, body[1:]):
        if block.card is not None:
            _put_card(paper, block.card)
        elif block.facts:
            _put_facts(paper, block.facts)
        else:
            _put_paragraph(paper, block)
        paper.y += _gap_after(setting, block, following)
    return paper.pages


def _gap_after(setting: _Setting, block: LetterBlock, following: LetterBlock | None) -> float:
    if block.card is not None:
        return setting.after_card
    if block.is_heading:
        return setting.after_heading
    # Steps belong together; after the last of them the usual gap follows.
    in_steps = block.step and following is not None and following.step
    return setting.after_step if in_steps else setting.after


def _put_card(paper: _Paper, card: CodeCard) -> None:
    if paper.y + CARD_HEIGHT > BOTTOM:
        paper.turn()
    paper.pages[-1].append(PlacedCard(card, paper.y))
    paper.y += CARD_HEIGHT


def _put_paragraph(paper: _Paper, block: LetterBlock) -> None:
    setting = paper.setting
    used = font(setting.points)
    left = _STEP_LEFT if block.step else LEFT
    layout = lay_out(block.text, used, LEFT + WIDTH - left, setting.line, block.bold)
    if block.is_heading and paper.room() < layout.lineCount() + _LEAST_LINES:
        # A heading is never the last on its page.
        paper.turn()
    number = 0
    while number < layout.lineCount():
        taken = _taken(paper.room(), layout.lineCount() - number)
        if not taken:
            paper.turn()
            continue
        if block.step and not number:
            mark = f"{block.step}."
            place = _STEP_LEFT - 2.2 - width_mm(mark, used)
            paper.pages[-1].append(PlacedLine(lay_out(mark, used, WIDTH), 0, place, paper.y))
        for _ in range(taken):
            paper.pages[-1].append(PlacedLine(layout, number, left, paper.y))
            paper.y += setting.line
            number += 1


def _taken(room: int, left: int) -> int:
    """How many of the lines that are left go on this page."""
    if left <= room:
        return left
    if left <= _KEPT_TOGETHER or room < _LEAST_LINES:
        return 0
    return min(room, left - _LEAST_LINES)


def _put_facts(paper: _Paper, facts: Sequence[tuple[str, str]]) -> None:
    height = paper.setting.line
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
                PlacedLine(layout, number, x, paper.y + number * height)
                for number in range(layout.lineCount())
            ]
        paper.y += lines * height


def lay_out(
    text: str,
    used: QFont,
    width: float,
    line_height: float = _USUAL.line,
    bold: Sequence[tuple[int, int]] = (),
) -> QTextLayout:
    """Break a text into lines of at most ``width`` millimetres; its own line breaks are kept.

    ``bold`` are places in it as begin and end.
    """
    layout = QTextLayout(text.replace("\n", "\u2028"), used)
    option = QTextOption()
    # A word longer than the line is divided rather than cut off.
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    if bold:
        layout.setFormats([_bold(text, begin, end) for begin, end in bold])
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width * UNITS)
        line.setPosition(QPointF(0, y))
        y += line_height * UNITS
    layout.endLayout()
    return layout


def _bold(text: str, begin: int, end: int) -> QTextLayout.FormatRange:
    """Bold type from ``begin`` to ``end``; Qt counts in units of UTF-16, not in characters."""
    found = QTextLayout.FormatRange()
    found.start = _units(text[:begin])
    found.length = _units(text[begin:end])
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.DemiBold)
    found.format = look
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
