"""The pages of a PDF, one below the other; their pictures are asked for as they come into sight."""

from __future__ import annotations

import math
from bisect import bisect_right

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.domain.drawn_pages import PageSize
from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.page_marks import PageMark, paint_marks
from desktop.views.theme_tokens import Role

LEAST_ZOOM, MOST_ZOOM = 0.1, 8.0
MOST_PIXELS = 12_000_000
"""A larger page is drawn with so many and shown enlarged: A4 at 320 dots an inch."""
_SMALL = 4_000_000
"""Pictures up to here are also made and kept for the neighbours of the pages in sight."""
_MARGIN, _GAP, _LINE = 6, 3, 40
_POINTS_AN_INCH = 72


class PagesView(QAbstractScrollArea):
    """Shows pages that somebody else draws; nothing in them can be clicked.

    ``page_changed`` says that another page is at the top. ``picture_wanted`` carries the number of
    a page, from 0, and the size in pixels; ``show_picture`` or ``show_failure`` answers, and until
    then nothing else is wanted.
    """

    page_changed = Signal()
    picture_wanted = Signal(int, QSize)

    def __init__(self, parent: QWidget) -> None:
        """Start without pages."""
        super().__init__(parent)
        self.setAccessibleName(tr("PDF-Vorschau"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A bar that comes takes width, shorter pages let it go again: for ever, if it may go.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._sizes: tuple[PageSize, ...] = ()
        self._zoom: float | None = None
        self._tops: list[int] = []
        self._shown: list[QSize] = []
        self._pictures: dict[int, QPixmap] = {}
        self._failures: dict[int, str] = {}
        self._marks: dict[int, tuple[PageMark, ...]] = {}
        self._wanted: tuple[int, QSize] | None = None
        self._page = 0

    @property
    def page(self) -> int:
        """Number of the page at the top, from 1."""
        return self._page + 1

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def drawn(self) -> frozenset[int]:
        """The pages, from 1, that have a picture now."""
        return frozenset(number + 1 for number in self._pictures)

    @property
    def zoom(self) -> float:
        """How large the page at the top is shown; 1 is its size on paper."""
        if self._zoom is not None or not self._sizes:
            return self._zoom or 1.0
        return self._fitting(self._sizes[self._page])

    def show_pages(self, sizes: tuple[PageSize, ...]) -> None:
        """Show the pages of another file, as wide as the room; none empties the view."""
        self._sizes = sizes
        self._zoom = None
        self._pictures.clear()
        self._failures.clear()
        self._marks.clear()
        self.setAccessibleDescription("")
        self._wanted = None
        self._page = 0
        self._place()
        self.verticalScrollBar().setValue(0)
        self._look()

    def show_picture(self, number: int, image: QImage) -> None:
        """The picture of a page, from 0, has been drawn."""
        self._wanted = None
        self._pictures[number] = QPixmap.fromImage(image)
        self._look()

    def show_failure(self, number: int, text: str) -> None:
        """A page, from 0, cannot be drawn: its place says why."""
        self._wanted = None
        self._failures[number] = text
        self.setAccessibleDescription(text)
        self._look()

    def show_marks(self, number: int, marks: tuple[PageMark, ...]) -> None:
        """Outline places of a page, from 0."""
        self._marks[number] = marks
        self.viewport().update()

    def go_to(self, number: int) -> None:
        """Show a page, numbered from 1; beyond the ends nothing happens."""
        if not 1 <= number <= len(self._sizes):
            return
        self.verticalScrollBar().setValue(self._tops[number - 1])
        # The last ones cannot come to the top, and are meant all the same.
        self._point_at(number - 1)

    def zoom_by(self, factor: float) -> None:
        """Enlarge (above 1) or make smaller."""
        self._zoom = max(LEAST_ZOOM, min(self.zoom * factor, MOST_ZOOM))
        self._place()

    def fit(self) -> None:
        """As wide as the room."""
        self._zoom = None
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whole pages by PgUp and PgDn."""
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers():
            self.go_to(self.page + step)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pages that fill the width keep doing so."""
        super().resizeEvent(event)
        self._place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Other pages come into sight."""
        del dx
        if dy and self._tops:
            # A few pixels of the page before do not count.
            top = self.verticalScrollBar().value() + _MARGIN + _GAP
            self._point_at(max(0, bisect_right(self._tops, top) - 1))
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight; a page without a picture is white."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().brush(QPalette.ColorRole.Dark))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in self._in_sight():
            self._paint_page(painter, number)
        if self.hasFocus():
            painter.setPen(theme.current().pen(Role.FOCUS_RING, 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, number: int) -> None:
        place = self._rect(number)
        painter.fillRect(place, Qt.GlobalColor.white)
        if number in self._pictures:
            painter.drawPixmap(place, self._pictures[number])
            paint_marks(
                painter, place, place.width() / self._sizes[number].width, self._marks.get(number)
            )
        elif number in self._failures:
            painter.setPen(Qt.GlobalColor.black)
            inside = place.intersected(self.viewport().rect()).adjusted(_LINE, _LINE, -_LINE, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, flags, self._failures[number])

    def _rect(self, number: int) -> QRect:
        size = self._shown[number]
        spare = self.viewport().width() - size.width() - 2 * _MARGIN
        left = _MARGIN + max(0, spare // 2) - self.horizontalScrollBar().value()
        top = _MARGIN + self._tops[number] - self.verticalScrollBar().value()
        return QRect(left, top, size.width(), size.height())

    def _in_sight(self) -> range:
        if not self._tops:
            return range(0)
        top = self.verticalScrollBar().value() - _MARGIN
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, bisect_right(self._tops, top + self.viewport().height()))

    def _fitting(self, size: PageSize) -> float:
        room = max(1, self.viewport().width() - 2 * _MARGIN)
        return min(room / (size.width * self._unit()), MOST_ZOOM)

    def _unit(self) -> float:
        """Pixels of a point at zoom 1."""
        return self.logicalDpiX() / _POINTS_AN_INCH

    def _place(self) -> None:
        """Reckon where each page is; what is at the top stays there."""
        bar = self.verticalScrollBar()
        page = self._page
        part = 0.0
        if self._tops and page < len(self._tops):
            part = (bar.value() - self._tops[page]) / self._shown[page].height()
        unit = self._unit()
        self._tops, self._shown = [], []
        top = widest = 0
        for size in self._sizes:
            scale = unit * (self._fitting(size) if self._zoom is None else self._zoom)
            width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
            self._tops.append(top)
            self._shown.append(QSize(width, height))
            top += height + _GAP
            widest = max(widest, width)
        room = self.viewport().size()
        for one, extent, view in (
            (bar, top - _GAP, room.height()),
            (self.horizontalScrollBar(), widest, room.width()),
        ):
            one.setPageStep(view)
            one.setSingleStep(_LINE)
            one.setRange(0, max(0, extent + 2 * _MARGIN - view))
        if self._tops:
            bar.setValue(self._tops[page] + round(part * self._shown[page].height()))
            self._point_at(page)
        self._look()

    def _point_at(self, number: int) -> None:
        if number != self._page:
            self._page = number
            self.page_changed.emit()

    def _look(self) -> None:
        """Paint, let go of pictures that are far away, and want the next that is missing."""
        self.viewport().update()
        seen = self._in_sight()
        near = [number for number in seen if number not in self._failures]
        if near and self._pixels(near[-1]) <= _SMALL:
            near += [n for n in (seen[-1] + 1, seen[0] - 1) if 0 <= n < len(self._sizes)]
        for number in [number for number in self._pictures if number not in near]:
            del self._pictures[number]
        if self._wanted is not None or not self.isVisible():
            return
        for number in near:
            size = self._drawn_size(number)
            have = self._pictures.get(number)
            if number not in self._failures and (have is None or have.size() != size):
                self._wanted = number, size
                self.picture_wanted.emit(number, size)
                return

    def _pixels(self, number: int) -> int:
        size = self._shown[number] * self.devicePixelRatioF()
        return size.width() * size.height()

    def _drawn_size(self, number: int) -> QSize:
        size = self._shown[number] * self.devicePixelRatioF()
        pixels = size.width() * size.height()
        if pixels > MOST_PIXELS:
            size *= math.sqrt(MOST_PIXELS / pixels)
        return size.expandedTo(QSize(1, 1))
