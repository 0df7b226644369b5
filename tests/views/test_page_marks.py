"""Words that fit or contradict are outlined where they stand on the page, at every size."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.drawn_pages import PageSize
from desktop.domain.pdf_contents import Box
from desktop.views.case.file_pages import PagesView
from desktop.views.case.page_marks import PageMark
from tests.support.program import application

PAGE = PageSize(150, 80)
FITS, CONTRADICTS = Box(20, 10, 40, 8), Box(80, 50, 40, 8)
MOST_APART = 10
"""Pixels that an outline may stand off the words, the second line of a contradiction with it."""


@pytest.fixture
def pages() -> Iterator[PagesView]:
    application()
    window = QWidget()
    made = PagesView(window)
    window.resize(170, 110)
    made.resize(170, 110)
    window.show()
    yield made
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def picture() -> QImage:
    """A page at twice its size: a blue bar for the words that fit, a black one for the others."""
    image = QImage(300, 160, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for box, colour in ((FITS, QColor(0, 0, 255)), (CONTRADICTS, QColor(0, 0, 0))):
        painter.fillRect(
            int(box.left * 2), int(box.top * 2), int(box.width * 2), int(box.height * 2), colour
        )
    painter.end()
    return image


def where(image: QImage, wanted: Callable[[QColor], bool]) -> QRect:
    """The smallest rectangle around all pixels of a colour."""
    found = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if wanted(image.pixelColor(x, y))
    ]
    columns, rows = [x for x, _ in found], [y for _, y in found]
    left, top = min(columns), min(rows)
    return QRect(left, top, max(columns) - left + 1, max(rows) - top + 1)


def _green(one: QColor) -> bool:
    return one.green() > one.red() + 40 and one.green() > one.blue() + 20


def _red(one: QColor) -> bool:
    return one.red() > one.green() + 70 and one.red() > one.blue() + 70


@pytest.mark.parametrize("zoom", [1.0, 0.7])
def test_an_outline_stands_around_its_words(pages: PagesView, zoom: float) -> None:
    pages.show_pages((PAGE, PAGE))
    pages.zoom_by(zoom)
    pages.show_picture(0, picture())
    pages.show_marks(0, (PageMark(FITS, fits=True), PageMark(CONTRADICTS, fits=False)))
    pages.clearFocus()
    image = pages.viewport().grab().toImage()
    fits = where(image, _green)
    words = where(image, lambda one: one.blue() > 200 and one.red() < 60)
    assert fits.contains(words.adjusted(1, 1, -1, -1))
    assert words.adjusted(-MOST_APART, -MOST_APART, MOST_APART, MOST_APART).contains(fits)
    against = where(image, _red)
    others = where(image, lambda one: one.lightness() < 40)
    assert against.contains(others)
    assert others.adjusted(-MOST_APART, -MOST_APART, MOST_APART, MOST_APART).contains(against)
    # Two lines say the same as the colour.
    assert against.width() - others.width() > fits.width() - words.width()
