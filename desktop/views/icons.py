"""Icons: one set of line drawings, tinted at run time for the theme and cached.

The drawings are Lucide SVGs (ISC licence, ``resources/icons/LICENSE-Lucide.txt``), drawn with a
stroke of 1.75 on their 24 grid. Painters call ``paint_icon``; buttons and actions take ``icon``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.views import theme
from desktop.views.theme_tokens import RESOURCES, Role

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

_STROKE = b'stroke-width="2"'
_CACHE: dict[tuple[str, int, int, int], QPixmap] = {}
_CACHE_LIMIT = 600
LOGO, LOGO_LINES = "mieterdesk", "#FFFFFF"


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    """Text of a drawing. An unknown name raises ``FileNotFoundError``: a mistake in the program."""
    path = RESOURCES / "icons" / f"{name}.svg"
    return path.read_bytes().replace(_STROKE, b'stroke-width="1.75"')


def icon_names() -> frozenset[str]:
    """Names of all drawings that are shipped."""
    return frozenset(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


def pixmap(name: str, size: int, color: QColor, ratio: float = 1.0) -> QPixmap:
    """A tinted drawing of ``size`` device-independent pixels for a screen of ``ratio``; cached."""
    key = (name, size, color.rgba(), round(ratio * 100))
    found = _CACHE.get(key)
    if found is None:
        if len(_CACHE) >= _CACHE_LIMIT:
            _CACHE.clear()
        found = _CACHE[key] = draw(name, size, color, ratio)
    return found


def draw(name: str, size: int, color: QColor, ratio: float = 1.0) -> QPixmap:
    """Draw what ``pixmap`` returns, without keeping it."""
    edge = max(1, round(size * ratio))
    text = _source(name).replace(b"currentColor", color.name().encode("ascii"))
    image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text)).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    result = QPixmap.fromImage(image)
    result.setDevicePixelRatio(edge / size)
    return result


def paint_icon(
    painter: QPainter, name: str, left: float, top: float, size: int, role: Role
) -> None:
    """Paint a drawing of ``size`` pixels with its upper left corner at ``left``, ``top``."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(QPointF(left, top), pixmap(name, size, theme.current().color(role), ratio))


def icon(name: str, role: Role = Role.TEXT_SECONDARY) -> QIcon:
    """A QIcon that is tinted for ``role``, for the disabled state where disabled, in any size."""
    # Buttons paint their drawings themselves: the first window needs no QIcon.
    from desktop.views.tinted_icon import tinted_icon

    return tinted_icon(name, role)


@lru_cache(maxsize=1)
def application_icon() -> QIcon:
    """The program's own icon in the usual sizes, for windows and task bars."""
    from desktop.views.program_icon import program_icon

    return program_icon()


def logo(size: int, ratio: float = 1.0) -> QPixmap:
    """The program's sign, a white house on a petrol square, in its own colours."""
    return pixmap(LOGO, size, QColor(LOGO_LINES), ratio)
