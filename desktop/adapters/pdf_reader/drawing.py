"""What runs in the process that draws: it reads frames until its input ends.

It opens no data folder and writes no log. A file that holds it up is ended from outside; if nobody
is left to do that, it ends itself after ``WATCHDOG_SECONDS``, whatever Qt is doing.
"""

from __future__ import annotations

import faulthandler
import math
import os
import sys
from pathlib import Path
from typing import BinaryIO

from desktop.adapters.pdf_reader.exchange import (
    LENGTH,
    MOST_PAGES,
    SIZE,
    Frame,
    Kind,
    receive,
    send,
)
from desktop.adapters.pdf_reader.pieces import Pieces
from desktop.adapters.pdf_reader.reading import found, texts

# This process has no screen, whatever the window has.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

WATCHDOG_SECONDS = 30
"""More than anybody waits (``conversation.Patience``)."""
MOST_MEMORY = 1 << 30
_LONGEST_EDGE = 14_400.0
_PASSWORD = frozenset(
    {QPdfDocument.Error.IncorrectPassword, QPdfDocument.Error.UnsupportedSecurityScheme}
)


class _OpenFile:
    """The file that is open, if any."""

    def __init__(self) -> None:
        self._buffer = QBuffer()
        self._document = QPdfDocument()
        self._pieces = Pieces(b"", 0)

    def close(self) -> None:
        """Forget the file."""
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray())
        self._pieces = Pieces(b"", 0)

    def open(self, data: bytes, most_pages: int) -> Frame:
        """Open a file and measure its pages."""
        self.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        error, count = self._document.error(), self._document.pageCount()
        self._pieces = Pieces(data, count)
        if error in _PASSWORD:
            return Frame(Kind.PASSWORD)
        if error is not QPdfDocument.Error.None_ or count < 1:
            return Frame(Kind.DAMAGED)
        if count > most_pages:
            return Frame(Kind.TOO_MANY, count)
        sizes = map(self._document.pagePointSize, range(count))
        return Frame(
            Kind.OPENED,
            body=b"".join(SIZE.pack(_edge(size.width()), _edge(size.height())) for size in sizes),
        )

    def draw(self, page: int, size: QSize) -> Frame:
        """Draw a page on white."""
        drawn = self._document.render(page, size)
        if drawn.isNull():
            return Frame(Kind.DAMAGED)
        paper = QImage(size, QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return Frame(Kind.DRAWN, page, size.width(), size.height(), bytes(paper.constBits()))

    def texts(self, first: int, count: int) -> Frame:
        """Read pages."""
        return Frame(Kind.READ, body=texts(self._document, self._pieces, first, count))

    def find(self, page: int, words: str) -> Frame:
        """Find words on a page."""
        return Frame(Kind.FOUND, body=found(self._document, page, words))

    def cut(self, first: int, last: int, without: bytes) -> Frame:
        """Make a file of some pages."""
        left_out = {page for (page,) in LENGTH.iter_unpack(without)}
        piece = self._pieces.cut(first, last, left_out)
        return Frame(Kind.DAMAGED) if piece is None else Frame(Kind.PIECE, body=piece)


def _edge(points: float) -> float:
    return min(max(points, 1.0), _LONGEST_EDGE) if math.isfinite(points) else 1.0


def serve() -> int:
    """Answer what is asked until nobody asks any more; returns the exit status."""
    _limit()
    # Nothing but frames may come out where the other side listens.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers, _nowhere() as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        application = QGuiApplication(["Mieterdesk"])
        send(answers, Frame(Kind.READY))
        _answer_all(sys.stdin.buffer, answers, nowhere)
        del application
    return 0


def _answer_all(questions: BinaryIO, answers: BinaryIO, nowhere: BinaryIO) -> None:
    file = _OpenFile()
    while (asked := receive(questions)) is not None:
        faulthandler.dump_traceback_later(WATCHDOG_SECONDS, file=nowhere, exit=True)
        answer = _answered(file, asked)
        if answer is not None:
            send(answers, answer)
        faulthandler.cancel_dump_traceback_later()


def _answered(file: _OpenFile, asked: Frame) -> Frame | None:
    match asked.kind:
        case Kind.OPEN:
            return file.open(asked.body, asked.first or MOST_PAGES)
        case Kind.DRAW:
            return file.draw(asked.first, QSize(asked.second, asked.third))
        case Kind.TEXTS:
            return file.texts(asked.first, asked.second)
        case Kind.FIND:
            return file.find(asked.first, asked.body.decode())
        case Kind.CUT:
            return file.cut(asked.first, asked.second, asked.body)
        case _:
            file.close()
            return None


def _nowhere() -> BinaryIO:
    return Path(os.devnull).open("wb")


def _limit() -> None:
    """No more memory than a large file needs, and no image of it on the disk if it crashes."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Not the address space: Qt reserves gigabytes of it without using them.
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
