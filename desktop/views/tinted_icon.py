"""Icons of actions and menus that follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.theme_tokens import Role


def tinted_icon(name: str, role: Role) -> QIcon:
    """Return a drawing as ``icons.icon`` promises it."""
    return QIcon(_TintedEngine(name, role))


class _TintedEngine(QIconEngine):
    """Asks the theme for the colour whenever it paints, so icons follow a change of the theme."""

    def __init__(self, name: str, role: Role) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _color(self, mode: QIcon.Mode) -> QColor:
        role = Role.TEXT_DISABLED if mode == QIcon.Mode.Disabled else self._role
        return theme.current().color(role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        size = min(rect.width(), rect.height())
        left = rect.x() + (rect.width() - size) / 2
        top = rect.y() + (rect.height() - size) / 2
        painter.drawPixmap(QPointF(left, top), pixmap(self._name, size, self._color(mode), ratio))

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self.pixmap(size, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        edge = max(1, min(size.width(), size.height()))
        return pixmap(self._name, edge, self._color(mode))

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._role)
