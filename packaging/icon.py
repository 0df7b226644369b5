"""The program's icon in the form that the system wants, drawn from ``resources/icons``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parent.parent / "resources" / "icons" / "mieterdesk.svg"
WINDOWS_EDGE = 256
MAC_EDGES = {b"ic07": 128, b"ic08": 256, b"ic09": 512}


def for_this_system(folder: Path) -> str | None:
    """Draw the icon into ``folder`` and return its path; Linux programs carry none."""
    kinds: dict[str, tuple[str, Callable[[], bytes]]] = {
        "win32": ("ico", windows_icon),
        "darwin": ("icns", mac_icon),
    }
    if sys.platform not in kinds:
        return None
    ending, draw = kinds[sys.platform]
    target = folder / f"mieterdesk.{ending}"
    target.write_bytes(draw())
    return str(target)


def windows_icon() -> bytes:
    """Return an ICO file with one drawing, which Windows makes smaller where it has to."""
    return _encoded(WINDOWS_EDGE, "ICO")


def mac_icon() -> bytes:
    """Return an ICNS file: drawings as PNG, each behind its kind and its length."""
    entries = b"".join(
        kind + (len(drawn) + 8).to_bytes(4, "big") + drawn
        for kind, drawn in ((kind, _encoded(edge, "PNG")) for kind, edge in MAC_EDGES.items())
    )
    return b"icns" + (len(entries) + 8).to_bytes(4, "big") + entries


def picture(edge: int) -> bytes:
    """Return the icon as a PNG file with ``edge`` times ``edge`` points."""
    return _encoded(edge, "PNG")


def _encoded(edge: int, kind: str) -> bytes:
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(SOURCE.read_bytes())).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, kind.encode()).write(image):
        raise OSError(f"{kind}: the icon could not be drawn")
    return bytes(content.data())
