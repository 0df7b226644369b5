"""Pictures of the window: what is on the screen, stored small and the same on every run."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

_COLOURS = 72
_SURE = 24
"""So many of the most frequent colours are kept in any case."""
_RARE = 6
"""Colours of fewer pixels are steps of smoothed edges and get no place of their own."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture_of(window: QWidget) -> QImage:
    """The window with whatever lies above it: a dialog or a menu."""
    pixmap = window.grab()
    above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if above is not None and above is not window:
        place = _place(window, above, pixmap)
        painter = QPainter(pixmap)
        painter.drawPixmap(place, above.grab())
        # The frame that a window manager would draw.
        painter.setPen(QColor(128, 128, 128))
        painter.drawRect(above.rect().translated(place).adjusted(-1, -1, 0, 0))
        painter.end()
    return pixmap.toImage().convertToFormat(QImage.Format.Format_RGB32)


def save_small(image: QImage, path: Path) -> int:
    """Write a PNG with a palette and return its size in bytes.

    Interfaces have few colours: the frequent ones are kept exactly, then those that stand furthest
    from what is kept already; the rest (steps of smoothed edges) become their nearest.
    """
    palette = _palette(Counter(memoryview(image.constBits()).cast("B").cast("I")))
    indexed = image.convertToFormat(
        QImage.Format.Format_Indexed8, palette, Qt.ImageConversionFlag.ThresholdDither
    )
    path.write_bytes(_png(indexed, palette))
    return path.stat().st_size


def _palette(counts: Counter[int]) -> list[int]:
    frequent = [colour for colour, _ in counts.most_common(_SURE)]
    others = {colour: n for colour, n in counts.items() if n >= _RARE and colour not in frequent}
    far = {colour: min(_distance(colour, kept) for kept in frequent) for colour in others}
    palette = frequent
    while far and len(palette) < _COLOURS:
        chosen = max(far, key=lambda colour: (far[colour] * others[colour] ** 0.5, colour))
        palette.append(chosen)
        del far[chosen]
        far = {colour: min(known, _distance(colour, chosen)) for colour, known in far.items()}
    return palette


def _distance(one: int, other: int) -> int:
    return sum((((one >> at) & 255) - ((other >> at) & 255)) ** 2 for at in (0, 8, 16))


def _png(indexed: QImage, palette: Iterable[int]) -> bytes:
    width, height, stride = indexed.width(), indexed.height(), indexed.bytesPerLine()
    pixels = bytes(indexed.constBits())
    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width] for row in range(height))
    colours = b"".join((colour & 0xFFFFFF).to_bytes(3, "big") for colour in palette)
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9)
    return (
        _SIGNATURE
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", colours)
        + _chunk(b"IDAT", packer.compress(rows) + packer.flush())
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _place(window: QWidget, above: QWidget, pixmap: QPixmap) -> QPoint:
    if above.windowType() == Qt.WindowType.Popup:
        return above.pos() - window.pos()
    # Without a window manager a dialog stands anywhere; with one it stands in the middle.
    size = pixmap.deviceIndependentSize()
    left = round((size.width() - above.width()) / 2)
    return QPoint(left, round((size.height() - above.height()) / 3))
