"""Whether the words that are read on a page are also to be seen on it.

A page is drawn twice, with smooth signs and with jagged ones: where the two pictures differ, there
is a sign of a text in ink that stands out. Words without any difference are not seen, however that
was brought about: beside the page, in no ink or in that of the paper, cut off, covered, or on a
layer that is switched off.
"""

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions

_Flag = QPdfDocumentRenderOptions.RenderFlag
_SCALE = 0.75
"""Pixels a point: small print is four pixels high, and every page is drawn twice."""
_MOST_EDGE = 2_000
_LEAST_CONTRAST = 24
"""Of 255: light grey on white has twice as much."""
_MARGIN = 0.25
"""Of a line's height: above and below, the lines beside it may reach into its box."""
_GAP = 1.6
"""In heights of a line: between two words there is less, between two columns more."""
_END_GAP = 1.0
_MOST_LOOKS = 300
_TOUCHING = 1.0
_FORMAT = QImage.Format.Format_RGB32
_NOTHING = re.compile(rb"\0+")
_STANDS_OUT = bytes(int(level >= _LEAST_CONTRAST) for level in range(256))


def are_all_seen(document: QPdfDocument, page: int, boxes: list[QRectF], text: str) -> bool:
    """Tell whether a page's text is to be seen in all its boxes.

    They are told in points from the upper left corner of the page.
    """
    boxes = [box for box in boxes if box.width() > 0 and box.height() > 0]
    size = document.pagePointSize(page)
    paper = QRectF(0, 0, size.width(), size.height()).adjusted(-1, -1, 1, 1)
    if not all(paper.contains(box) for box in boxes) or _do_meet(boxes):
        return False
    if not boxes:
        return True
    ink = _Ink(document, page, boxes)
    looking = _Looking(document, page, boxes, text)
    looks = 0
    for number, box in enumerate(boxes):
        for gap in ink.gaps(box):
            looks += 1
            if looks > _MOST_LOOKS or looking.has_words(number, gap):
                return False
    return True


def do_notes_cover(document: QPdfDocument, page: int, boxes: list[QRectF]) -> bool:
    """Tell whether notes that lie on a page change what is seen where its words stand."""
    pixels = document.pagePointSize(page).toSize().boundedTo(QSize(_MOST_EDGE, _MOST_EDGE))
    region = QRegion()
    for box in boxes:
        region += box.toAlignedRect()
    pictures = []
    for flags in (_Flag.Annotations, _Flag(0)):
        picture = QImage(pixels, _FORMAT)
        picture.fill(Qt.GlobalColor.white)
        _draw(document, page, picture, region, flags)
        pictures.append(picture)
    return pictures[0] != pictures[1]


def _do_meet(boxes: list[QRectF]) -> bool:
    """Whether signs stand on signs: what is seen there may be either."""
    cores = sorted((_core(box) for box in boxes), key=QRectF.top)
    open_ones: list[QRectF] = []
    for core in cores:
        open_ones = [one for one in open_ones if one.bottom() > core.top()]
        for one in open_ones:
            shared = one.intersected(core)
            if shared.width() > _TOUCHING and shared.height() > _TOUCHING:
                return True
        open_ones.append(core)
    return False


def _core(box: QRectF) -> QRectF:
    margin = box.height() * _MARGIN
    return box.adjusted(0, margin, 0, -margin)


class _Ink:
    """Where on a page, within some boxes, there are signs that stand out."""

    def __init__(self, document: QPdfDocument, page: int, boxes: list[QRectF]) -> None:
        size = document.pagePointSize(page)
        self._scale = min(_SCALE, _MOST_EDGE / max(size.width(), size.height(), 1.0))
        pixels = QSize(
            max(1, round(size.width() * self._scale)), max(1, round(size.height() * self._scale))
        )
        self._within = QRect(0, 0, pixels.width(), pixels.height())
        region = QRegion()
        for box in boxes:
            region += self._area(box)
        smooth, jagged = (_Flag.Annotations, _Flag.Annotations | _Flag.TextAliased)
        picture, other = QImage(pixels, _FORMAT), QImage(pixels, _FORMAT)
        _draw(document, page, picture, region, smooth)
        _draw(document, page, other, region, jagged)
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
        for part in _parts(region, self._within):
            painter.drawImage(part, other, part)
        painter.end()
        # The bytes are those of the picture, not a copy.
        self._picture = picture
        self._bytes = picture.constBits()
        self._line = picture.bytesPerLine()

    def gaps(self, box: QRectF) -> list[QRectF]:
        """The parts of a box in which nothing is to be seen, from one side to the other."""
        area = self._area(_core(box)).intersected(self._within)
        rows = 0
        for row in range(area.top(), area.bottom() + 1):
            start = row * self._line + area.left() * 4
            seen = bytes(self._bytes[start : start + area.width() * 4]).translate(_STANDS_OUT)
            rows |= int.from_bytes(seen, "little")
        # A pixel is blue, green, red and a byte that means nothing.
        columns = (rows | rows >> 8 | rows >> 16).to_bytes(area.width() * 4, "little")[::4]
        if not any(columns):
            return [box]
        height = box.height() * self._scale
        return [
            QRectF(
                (area.left() + found.start()) / self._scale,
                box.top(),
                len(found[0]) / self._scale,
                box.height(),
            )
            for found in _NOTHING.finditer(columns)
            if len(found[0])
            > height * (_END_GAP if found.start() == 0 or found.end() == len(columns) else _GAP)
        ]

    def _area(self, box: QRectF) -> QRect:
        return QRectF(
            box.left() * self._scale,
            box.top() * self._scale,
            box.width() * self._scale,
            box.height() * self._scale,
        ).toAlignedRect()


def _draw(document: QPdfDocument, page: int, paper: QImage, region: QRegion, flags: _Flag) -> None:
    """Draw parts of a page on white; what lies between them stays as it is."""
    options = QPdfDocumentRenderOptions()
    options.setRenderFlags(flags)
    drawn = document.render(page, paper.size(), options)
    painter = QPainter(paper)
    # Part by part: with all of them as a clip, it takes several times as long.
    for part in _parts(region, paper.rect()):
        painter.fillRect(part, Qt.GlobalColor.white)
        painter.drawImage(part, drawn, part)
    painter.end()


def _parts(region: QRegion, within: QRect) -> Iterator[QRect]:
    """The rectangles of a region, of which no two overlap."""
    parts: Iterable[QRect] = region.intersected(within)  # type: ignore[assignment]  # it is one
    yield from parts


class _Looking:
    """Looks which signs stand somewhere; that takes as long as to read the page."""

    def __init__(self, document: QPdfDocument, page: int, boxes: list[QRectF], text: str) -> None:
        self._document, self._page = document, page
        self._boxes = boxes
        self._text = text

    def has_words(self, number: int, gap: QRectF) -> bool:
        """Whether there is any sign of a word in a part of a box in which nothing is seen."""
        middle = gap.center().y()
        found = self._document.getSelection(
            self._page, QPointF(gap.left(), middle), QPointF(gap.right(), middle)
        )
        said = found.text()
        if not said:
            return self._single(number)
        if any(sign.isalnum() for sign in said[1:-1]):
            return True
        ends = ((said[0], found.startIndex()), (said[-1], found.endIndex() - 1))
        return any(sign.isalnum() and self._is_in(index, gap) for sign, index in ends)

    def _is_in(self, index: int, gap: QRectF) -> bool:
        """A sign beside the gap is found as well, by its nearness."""
        bounds = self._document.getSelectionAtIndex(self._page, index, 1).bounds()
        return any(gap.contains(one.boundingRect().center()) for one in bounds)

    def _single(self, number: int) -> bool:
        """One sign cannot be asked for: only from it to one of another box."""
        if len(self._boxes) == 1:
            return any(sign.isalnum() for sign in self._text)
        is_last = number == len(self._boxes) - 1
        other = self._boxes[number - 1 if is_last else number + 1]
        found = self._document.getSelection(
            self._page, self._boxes[number].center(), other.center()
        )
        said = found.text()
        # Found in no way, or where it is not expected: then it is not known to be white space.
        return not said or said[-1 if is_last else 0].isalnum()
