"""The program's icon in the form that the system wants, drawn from ``resources/icons``."""

from __future__ import annotations

import sys
from pathlib import Path

FORMATS = {"win32": "ico", "darwin": "icns"}
EDGE = 256


def for_this_system(folder: Path) -> str | None:
    """Draw the icon into ``folder`` and return its path; Linux programs carry none."""
    kind = FORMATS.get(sys.platform)
    return str(draw(folder / f"mieterdesk.{kind}")) if kind else None


def draw(target: Path) -> Path:
    """Draw the program's sign into a file, in the format of its name.

    Raises:
        OSError: it could not be written.
    """
    from PySide6.QtCore import QByteArray, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    source = Path(__file__).resolve().parent.parent / "resources" / "icons" / "mieterdesk.svg"
    image = QImage(EDGE, EDGE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.read_bytes())).render(painter, QRectF(0, 0, EDGE, EDGE))
    painter.end()
    if not image.save(str(target)):
        raise OSError(f"{target.name} could not be drawn")
    return target
