"""Paints a case on A4: on a printer or into a PDF whose text is text, in any thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from desktop.domain.printed_case import PrintedCase, PrintedParagraph, PrintedStyle
from desktop.texts import tr

_RESOLUTION = 300
_MARGIN = 20.0
_FOOT = 12.0
"""Millimetres at the foot of a page for number and reference."""
_BLACK, _GREY = QColor(17, 17, 17), QColor(90, 90, 90)
_POINTS = {
    PrintedStyle.TITLE: 16.0,
    PrintedStyle.LEAD: 10.5,
    PrintedStyle.HEADING: 12.0,
    PrintedStyle.LABEL: 8.5,
    PrintedStyle.TEXT: 9.5,
    PrintedStyle.FACT: 9.5,
}
_ABOVE = {PrintedStyle.HEADING: 4.5, PrintedStyle.LABEL: 2.5, PrintedStyle.LEAD: 1.5}
"""Millimetres above a paragraph."""
_HEAVY = (PrintedStyle.TITLE, PrintedStyle.HEADING, PrintedStyle.LEAD)
_FACT_INDENT = 48.0
_WITH_NEXT = (PrintedStyle.HEADING, PrintedStyle.LABEL)


class StoppedError(Exception):
    """Somebody thought better of it; what was painted is thrown away."""


def pdf_of(
    case: PrintedCase,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_page: Callable[[tuple[int, int]], None] = lambda _: None,
) -> tuple[bytes, int]:
    """Return a case as a PDF and its number of pages.

    Raises:
        StoppedError: ``is_cancelled`` said so between two pages.
        OSError: no page could be painted.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(case.reference)
    writer.setCreator("Mieterdesk")
    pages = paint_case(writer, case, is_cancelled, on_page)
    del writer
    return bytes(buffer.data().data()), pages


def paint_case(
    device: QPagedPaintDevice,
    case: PrintedCase,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_page: Callable[[tuple[int, int]], None] = lambda _: None,
) -> int:
    """Paint a case and return its number of pages; ``on_page`` hears the page and how many.

    Raises:
        StoppedError: ``is_cancelled`` said so between two pages.
        OSError: the device takes nothing.
    """
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
        )
    )
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the device cannot be painted on")
    try:
        dots = device.logicalDpiX() / 25.4
        pages = _pages([_Row(device, one, dots) for one in case.paragraphs], dots)
        for number, page in enumerate(pages, start=1):
            if is_cancelled():
                raise StoppedError
            if number > 1 and not device.newPage():
                raise OSError("the device takes no further page")
            for row, line, top in page:
                row.paint(painter, line, _MARGIN * dots, top)
            _paint_foot(painter, case, number, len(pages), dots)
            on_page((number, len(pages)))
    finally:
        painter.end()
    return len(pages)


class _Row:
    """A paragraph broken into lines; of a fact label and value stand side by side."""

    def __init__(self, device: QPagedPaintDevice, paragraph: PrintedParagraph, dots: float) -> None:
        self.style = paragraph.style
        self.above = _ABOVE.get(self.style, 0.6) * dots
        width = (210 - 2 * _MARGIN) * dots
        font = _font(self.style)
        fact = self.style is PrintedStyle.FACT
        indent = _FACT_INDENT * dots
        room = indent - 2 * dots if fact else width
        self._columns = [(0.0, _broken(paragraph.text, font, device, room))]
        if fact:
            self._columns.append((indent, _broken(paragraph.value, font, device, width - indent)))
        self.lines = max(layout.lineCount() for _, layout in self._columns)
        self.height = QFontMetricsF(font, device).lineSpacing()

    def paint(self, painter: QPainter, number: int, left: float, top: float) -> None:
        """Paint one line of all columns."""
        for column, (x, layout) in enumerate(self._columns):
            if number < layout.lineCount():
                label = self.style is PrintedStyle.FACT and column == 0
                grey = label or self.style is PrintedStyle.LABEL
                painter.setPen(_GREY if grey else _BLACK)
                layout.lineAt(number).draw(painter, QPointF(left + x, top))


def _broken(text: str, font: QFont, device: QPagedPaintDevice, width: float) -> QTextLayout:
    """Plain words in lines: nothing that somebody wrote is taken for markup."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text.replace("\n", "\u2028"), font, device)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, 0))
    layout.endLayout()
    return layout


def _pages(rows: list[_Row], dots: float) -> list[list[tuple[_Row, int, float]]]:
    """Row, line and top of everything on each page; a heading is never the last of one."""
    top, bottom = _MARGIN * dots, (297 - _MARGIN - _FOOT) * dots
    pages: list[list[tuple[_Row, int, float]]] = [[]]
    y = top
    for row in rows:
        y += row.above if pages[-1] else 0
        for line in range(row.lines):
            kept = 3 * row.height if row.style in _WITH_NEXT else row.height
            if y + kept > bottom and pages[-1]:
                pages.append([])
                y = top
            pages[-1].append((row, line, y))
            y += row.height
    return pages


def _font(style: PrintedStyle) -> QFont:
    font = QFont("Inter")
    font.setPointSizeF(_POINTS[style])
    font.setWeight(QFont.Weight.DemiBold if style in _HEAVY else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Inter's other hyphens and brackets have no character, so they would be lost on copying.
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _paint_foot(painter: QPainter, case: PrintedCase, number: int, total: int, dots: float) -> None:
    painter.setFont(_font(PrintedStyle.LABEL))
    painter.setPen(_GREY)
    box = QRectF(_MARGIN * dots, (297 - _MARGIN - 5) * dots, (210 - 2 * _MARGIN) * dots, 8 * dots)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), case.footer)
    place = tr("Seite {n} von {total}", n=number, total=total)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), place)
