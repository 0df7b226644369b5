"""Pictures of pages, as a scanner makes them: grey, a little crooked, without any text."""

import os
from functools import cache

from PySide6.QtCore import QBuffer, QIODevice, QPointF
from PySide6.QtGui import QFont, QGuiApplication, QImage, QImageWriter, QPainter

from desktop.domain.plain_paper import PaperPage

_DOTS = 100 / 25.4
"""Dots a millimetre."""
_WIDTH, _HEIGHT = round(210 * _DOTS), round(297 * _DOTS)
_POINT = 100 / 72
_PAPER = 0xF4F4F4
_CROOKED = 0.4
_QUALITY = 55


@cache
def _application() -> QGuiApplication:
    """Fonts need an application; a command has none, and no screen either."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["Mieterdesk"])


def picture_of(page: PaperPage) -> tuple[bytes, int, int]:
    """Return a page as JPEG with its width and height in dots."""
    _application()
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_Grayscale8)
    image.fill(_PAPER)
    painter = QPainter(image)
    painter.rotate(_CROOKED)
    font = QFont("Inter")
    for line in page:
        font.setPixelSize(max(6, round(line.size * _POINT)))
        font.setBold(line.bold)
        painter.setFont(font)
        painter.drawText(QPointF(line.left * _DOTS, line.top * _DOTS), line.text)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"jpeg")
    writer.setQuality(_QUALITY)
    writer.write(image)
    return bytes(buffer.data().data()), _WIDTH, _HEIGHT
