"""What surrounds the text of a letter: letterhead, window, information block, marks, foot.

Places are those of DIN 5008 form B, in millimetres from the edge of the paper.
"""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from desktop.adapters.letters.flow import lay_out
from desktop.adapters.letters.fonts import UNITS, fitting_font, font, width_mm
from desktop.domain.drawn_pages import DrawnPage
from desktop.domain.letter import Letter
from desktop.domain.letter_address import fitted_lines

PAPER_WIDTH, PAPER_HEIGHT = 210.0, 297.0
LEFT, RIGHT = 25.0, 190.0
ADDRESS_TOP = 62.7
ADDRESS_LINE = 4.55
ADDRESS_WIDTH = 80.0
"""From the left margin to the edge of the address zone, which is 85 mm wide and begins at 20."""
_ADDRESS_POINTS = 10.5
_SENDER_TOP = 58.4
_INFO_LEFT, _INFO_VALUE_LEFT, _INFO_TOP = 125.0, 150.0, 50.0
_INFO_LINE = 4.3
_SUBJECT_TOP = 98.5
_FOOT_TOP = 272.0
_FOOT_LEFTS = (25.0, 73.0, 119.5)
_FOOT_WIDTH, _LAST_FOOT_WIDTH = 45.0, 50.0
_FOOT_LINE = 3.4
_MARKS = ((105.0, 5.0), (148.5, 8.0), (210.0, 5.0))
"""Fold, punch and fold mark: place from above and length."""
_BLACK, _GREY, _FAINT = QColor(17, 17, 17), QColor(85, 85, 85), QColor(140, 140, 140)
_BOLD = QFont.Weight.Bold


def address_font() -> QFont:
    """Return the font of the address, by which its width is judged."""
    return font(_ADDRESS_POINTS)


def is_too_wide(line: str) -> bool:
    """Whether a line of an address would leave the window of the envelope."""
    return width_mm(line, address_font()) > ADDRESS_WIDTH


def paint_first(painter: QPainter, letter: Letter) -> None:
    """Paint everything but the text on the first page."""
    _paint_head(painter, letter)
    _paint_address(painter, letter)
    _paint_info(painter, letter)
    subject = lay_out(letter.subject, font(12, _BOLD), RIGHT - LEFT)
    painter.setPen(_BLACK)
    subject.draw(painter, QPointF(LEFT * UNITS, _SUBJECT_TOP * UNITS))
    _paint_marks(painter)
    _paint_foot(painter, letter)


def paint_next(painter: QPainter, letter: Letter, page: int, pages: int) -> None:
    """Paint what stands on a further page beside the text; pages are counted from 1."""
    small = font(8)
    paint_line(painter, letter.head.name, LEFT, 16.0, font(9, _BOLD))
    paint_line(painter, letter.subject, LEFT, 20.5, small, _GREY)
    _line(painter, LEFT, 26.0, RIGHT, 0.1)
    # Letters are German, whatever language the interface speaks.
    number = f"Seite {page} von {pages}"
    paint_line(painter, number, RIGHT - width_mm(number, small), 16.0, small)
    _paint_mark(painter, letter)


def paint_picture(painter: QPainter, page: DrawnPage) -> None:
    """Paint a page of an enclosure: as large as the paper allows, in its middle."""
    image = QImage(page.pixels, page.width, page.height, 4 * page.width, QImage.Format.Format_RGB32)
    factor = min(PAPER_WIDTH / page.width, PAPER_HEIGHT / page.height)
    width, height = page.width * factor, page.height * factor
    left, top = (PAPER_WIDTH - width) / 2, (PAPER_HEIGHT - height) / 2
    place = QRectF(left * UNITS, top * UNITS, width * UNITS, height * UNITS)
    painter.drawImage(place, image)


def paint_missing(painter: QPainter, letter: Letter, name: str, reason: str) -> None:
    """Paint the sheet that stands in the place of an enclosure whose pages cannot be drawn."""
    case = next((value for title, value in letter.info if title == "Vorgang"), "")
    paint_line(painter, "Hier fehlt eine Anlage", LEFT, 40.0, font(16, _BOLD))
    painter.setPen(_BLACK)
    words = (
        f"{name}\n{reason}\n\nBitte drucken Sie die Datei aus dem Vorgang {case} und legen Sie sie "
        "an die Stelle dieses Blattes, oder senden Sie sie auf einem anderen Weg. Dieses Blatt "
        "gehört nicht in den Umschlag."
    )
    text = lay_out(words, font(11), RIGHT - LEFT)
    text.draw(painter, QPointF(LEFT * UNITS, 52.0 * UNITS))
    _paint_mark(painter, letter)


def _paint_head(painter: QPainter, letter: Letter) -> None:
    name, line, width = letter.head.name, letter.head.line, RIGHT - LEFT
    paint_line(painter, name, LEFT, 12.7, fitting_font(name, 18, width, _BOLD), width=width)
    paint_line(painter, line, LEFT, 21.8, fitting_font(line, 9.5, width), _GREY, width=width)
    _line(painter, LEFT, 32.0, RIGHT, 0.35)


def _paint_address(painter: QPainter, letter: Letter) -> None:
    sender = letter.head.sender
    used = fitting_font(sender, 6.5, ADDRESS_WIDTH)
    paint_line(painter, sender, LEFT, _SENDER_TOP, used, _GREY, width=ADDRESS_WIDTH)
    _line(painter, LEFT, 61.6, LEFT + 75, 0.1)
    for number, line in enumerate(fitted_lines(letter.address, is_too_wide)):
        paint_line(painter, line, LEFT, ADDRESS_TOP + number * ADDRESS_LINE, address_font())


def _paint_info(painter: QPainter, letter: Letter) -> None:
    y = _INFO_TOP
    value_width = RIGHT - _INFO_VALUE_LEFT
    for name, value in letter.info:
        paint_line(painter, name, _INFO_LEFT, y, font(8.5), _GREY)
        paint_line(painter, _fitting(value, font(8.5), value_width), _INFO_VALUE_LEFT, y, font(8.5))
        y += _INFO_LINE
    y += _INFO_LINE * 0.6
    paint_line(painter, "Datum", _INFO_LEFT, y, font(8.5), _GREY)
    paint_line(painter, letter.day, _INFO_VALUE_LEFT, y, font(8.5, QFont.Weight.DemiBold))


def _paint_marks(painter: QPainter) -> None:
    for y, length in _MARKS:
        _line(painter, 5.0, y, 5.0 + length, 0.1)


def _paint_foot(painter: QPainter, letter: Letter) -> None:
    _line(painter, LEFT, _FOOT_TOP, RIGHT, 0.1)
    for left, lines in zip(_FOOT_LEFTS, letter.head.footer, strict=False):
        width = _FOOT_WIDTH if left < _FOOT_LEFTS[-1] else _LAST_FOOT_WIDTH
        for number, line in enumerate(lines):
            y = _FOOT_TOP + 2 + number * _FOOT_LINE
            paint_line(painter, line, left, y, fitting_font(line, 7, width), _GREY, width=width)
    _paint_mark(painter, letter)


def _paint_mark(painter: QPainter, letter: Letter) -> None:
    small = font(6)
    left = RIGHT - width_mm(letter.batch_mark, small)
    paint_line(painter, letter.batch_mark, left, _FOOT_TOP + 2.4, small, _FAINT)


def _fitting(text: str, used: QFont, width: float) -> str:
    metrics = QFontMetricsF(used)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width * UNITS)


def paint_line(
    painter: QPainter,
    text: str,
    x: float,
    y: float,
    used: QFont,
    colour: QColor = _BLACK,
    *,
    width: float | None = None,
) -> None:
    """Paint one line whose upper edge is at ``y``; what is wider than ``width`` is shortened."""
    painter.setFont(used)
    painter.setPen(colour)
    ascent = QFontMetricsF(used).ascent()
    shown = text if width is None else _fitting(text, used, width)
    painter.drawText(QPointF(x * UNITS, y * UNITS + ascent), shown)


def _line(painter: QPainter, x: float, y: float, to: float, thickness: float) -> None:
    painter.setPen(QPen(_BLACK if thickness > 0.2 else _FAINT, thickness * UNITS))
    painter.drawLine(QLineF(x * UNITS, y * UNITS, to * UNITS, y * UNITS))
