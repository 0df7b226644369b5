"""Letters as PDF in memory, or painted on a printer; there is never a temporary file."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QColor, QPagedPaintDevice, QPageSize, QPainter, QPdfWriter

from desktop.adapters.letters import fonts
from desktop.adapters.letters.enclosures import EnclosedPages, UndrawableError
from desktop.domain.letter import CodeCard, Enclosure, Letter, LetterBlock

_RESOLUTION = 1200
_ANY_CARD = LetterBlock(card=CodeCard("", "", "", "", ""))


@lru_cache(maxsize=2_048)
def _page_count(body: tuple[LetterBlock, ...]) -> int:
    from desktop.adapters.letters.flow import flow

    return len(flow(body))


class LetterPress:
    """Paints letters. Make it in the thread of the window; it may be used in any."""

    def __init__(self, pages: EnclosedPages | None = None) -> None:
        """Make the bundled font known; needs a QGuiApplication.

        ``pages`` draws what is enclosed with letters; without it none may be.
        """
        fonts.register()
        self._pages = pages

    def is_too_wide(self, line: str) -> bool:
        """Whether a line of an address would leave the window of the envelope."""
        from desktop.adapters.letters import frame

        return frame.is_too_wide(line)

    def pages(self, letter: Letter) -> int:
        """How many pages a letter has, without what is enclosed."""
        # Whatever its code is, the letter is as long: no clear code is kept here.
        return _page_count(tuple(_ANY_CARD if one.card else one for one in letter.body))

    def pdf(self, letters: Sequence[Letter], *, made_at: datetime, cover: str = "") -> bytes:
        """Return all letters as one PDF/A-1b, each beginning on a page of its own.

        With a ``cover`` a list of the letters with this title lies on top. The same letters made at
        the same instant give the same bytes, whenever they are painted.

        Raises:
            ValueError: there is no letter.
        """
        from desktop.adapters.letters import archival

        if not letters:
            raise ValueError("no letters")
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(_RESOLUTION)
        archival.describe(writer, made_at)
        _set_up(writer)
        self.paint_on(writer, letters, cover)
        del writer
        return archival.finished(bytes(buffer.data().data()), made_at)

    def paint_on(
        self, device: QPagedPaintDevice, letters: Sequence[Letter], cover: str = ""
    ) -> None:
        """Paint all letters on a printer or a writer, on A4 from edge to edge.

        With a ``cover`` a list of them with this title comes first.

        Raises:
            OSError: the device takes nothing.
        """
        _set_up(device)
        painter = QPainter()
        if not painter.begin(device):
            raise OSError("the device cannot be painted on")
        try:
            _scale(painter, device)
            if cover:
                self._paint_cover(painter, device, cover, letters)
            for number, letter in enumerate(letters):
                if number:
                    _next_page(device)
                _paint(painter, device, letter)
                for enclosure in letter.enclosures:
                    self._paint_enclosure(painter, device, letter, enclosure)
        finally:
            ended = painter.end()
        if not ended:
            raise OSError("the device did not take the last page")

    def _paint_cover(
        self, painter: QPainter, device: QPagedPaintDevice, title: str, letters: Sequence[Letter]
    ) -> None:
        from desktop.adapters.letters import cover_list

        entries = [cover_list.Entry(letter, self.pages(letter)) for letter in letters]
        for page in cover_list.pages_of(entries):
            cover_list.paint(painter, title, page)
            _next_page(device)

    def _paint_enclosure(
        self, painter: QPainter, device: QPagedPaintDevice, letter: Letter, enclosure: Enclosure
    ) -> None:
        """Paint the pages of a file; one that cannot be drawn leaves a sheet that says so.

        So it holds up neither its letter nor the batch, and nobody overlooks it at the envelope.
        """
        from desktop.adapters.letters import frame

        if self._pages is None:
            raise OSError("nobody draws what is enclosed")
        try:
            for page in self._pages.drawn(enclosure):
                _next_page(device)
                frame.paint_picture(painter, page)
        except UndrawableError as error:
            _next_page(device)
            frame.paint_missing(painter, letter, enclosure.name, str(error))


def _next_page(device: QPagedPaintDevice) -> None:
    if not device.newPage():
        raise OSError("the device takes no further page")


def _set_up(device: QPagedPaintDevice) -> None:
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(0, 0, 0, 0))


def _scale(painter: QPainter, device: QPagedPaintDevice) -> None:
    horizontal = device.logicalDpiX() / (25.4 * fonts.UNITS)
    vertical = device.logicalDpiY() / (25.4 * fonts.UNITS)
    painter.scale(horizontal, vertical)


def _paint(painter: QPainter, device: QPagedPaintDevice, letter: Letter) -> None:
    from desktop.adapters.letters import frame
    from desktop.adapters.letters.flow import flow

    pages = flow(letter.body)
    for number, page in enumerate(pages, start=1):
        if number == 1:
            frame.paint_first(painter, letter)
        else:
            _next_page(device)
            frame.paint_next(painter, letter, number, len(pages))
        painter.setPen(QColor(17, 17, 17))
        for line in page:
            line.paint(painter)
