"""Pills: a word with an icon whose shape alone tells what it means.

The same painting serves the widget, the case list and tables. Kinds are named by plain values so
that a row of a service can carry them ("overdue", "run_at_risk", ...) without knowing this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle


class PillKind(StrEnum):
    """What a pill says. The first eight are the deadline pill of a case."""

    OVERDUE = "overdue"
    TODAY = "today"
    RUN_AT_RISK = "run_at_risk"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"
    DONE = "done"
    NONE = "none"
    INFO = "info"
    OK = "ok"
    WARNING = "warning"
    DANGER = "danger"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class PillLook:
    """Colours and icon of a kind; ``fill`` and ``outline`` None: not painted."""

    text: Role
    fill: Role | None
    outline: Role | None
    icon: str


LOOKS: dict[str, PillLook] = {
    PillKind.OVERDUE: PillLook(Role.TEXT_ON_ACCENT, Role.DANGER_SOLID, None, "octagon-x"),
    PillKind.TODAY: PillLook(Role.DANGER_TEXT, Role.BG_SURFACE, Role.DANGER_BORDER, "alarm-clock"),
    PillKind.RUN_AT_RISK: PillLook(
        Role.WARNING_TEXT, Role.WARNING_BG, Role.WARNING_BORDER, "triangle-alert"
    ),
    PillKind.SOON: PillLook(Role.NEUTRAL_TEXT, Role.NEUTRAL_BG, None, "clock"),
    PillKind.LATER: PillLook(Role.NEUTRAL_TEXT, None, None, "clock"),
    PillKind.WAITING: PillLook(Role.INFO_TEXT, Role.INFO_BG, None, "hourglass"),
    PillKind.DONE: PillLook(Role.OK_TEXT, Role.OK_BG, None, "circle-check"),
    PillKind.NONE: PillLook(Role.NEUTRAL_TEXT, Role.NEUTRAL_BG, None, "minus"),
    PillKind.INFO: PillLook(Role.INFO_TEXT, Role.INFO_BG, None, "info"),
    PillKind.OK: PillLook(Role.OK_TEXT, Role.OK_BG, None, "circle-check"),
    PillKind.WARNING: PillLook(Role.WARNING_TEXT, Role.WARNING_BG, None, "triangle-alert"),
    PillKind.DANGER: PillLook(Role.DANGER_TEXT, Role.DANGER_BG, None, "octagon-x"),
    PillKind.NEUTRAL: PillLook(Role.NEUTRAL_TEXT, Role.NEUTRAL_BG, None, ""),
}
_CENTRE_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def pill_size(kind: str, text: str, icon: str | None = None) -> QSize:
    """Room a pill takes. ``icon`` replaces the kind's own; "" leaves it out."""
    return _size(theme.current(), LOOKS[kind].icon if icon is None else icon, text)


@lru_cache(maxsize=1024)
def _size(now: Theme, icon: str, text: str) -> QSize:
    metrics = now.metrics(TextStyle.CAPTION)
    width = metrics.horizontalAdvance(text) + 2 * now.px(6)
    if icon:
        width += now.px(14) + now.px(4)
    return QSize(width, max(now.px(18), metrics.height() + 2))


def paint_pill(
    painter: QPainter, left: float, top: float, kind: str, text: str, icon: str | None = None
) -> None:
    """Paint a pill with its upper left corner at ``left``, ``top``; its size is ``pill_size``.

    A pill is drawn once for its text, theme and screen, and then only copied.
    """
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(QPointF(left, top), _pixmap(theme.current(), kind, text, icon, ratio))


@lru_cache(maxsize=512)
def _pixmap(now: Theme, kind: str, text: str, icon: str | None, ratio: float) -> QPixmap:
    size = pill_size(kind, text, icon)
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw(painter, now, QRectF(0, 0, size.width(), size.height()), kind, text, icon)
    painter.end()
    return picture


def _draw(
    painter: QPainter, now: Theme, box: QRectF, kind: str, text: str, icon: str | None
) -> None:
    look = LOOKS[kind]
    if look.fill is not None or look.outline is not None:
        painter.setPen(now.pen(look.outline) if look.outline else Qt.PenStyle.NoPen)
        painter.setBrush(now.color(look.fill) if look.fill else Qt.BrushStyle.NoBrush)
        inset = 0.5 if look.outline else 0.0
        radius = now.radius("pill")
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
    left = box.left() + now.px(6)
    name = look.icon if icon is None else icon
    if name:
        edge = now.px(14)
        paint_icon(painter, name, left, (box.height() - edge) / 2, edge, look.text)
        left += edge + now.px(4)
    painter.setFont(now.font(TextStyle.CAPTION))
    painter.setPen(now.color(look.text))
    painter.drawText(QRectF(left, 0, box.right() - left, box.height()), _CENTRE_LEFT, text)


class Pill(QWidget):
    """A pill as a widget; its text is its accessible name.

    Args:
        text: the word.
        kind: what it means.
        icon_name: another drawing than the kind's own; "" for none.
    """

    def __init__(
        self,
        text: str = "",
        kind: PillKind = PillKind.NEUTRAL,
        icon_name: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._kind, self._icon = text, kind, icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_status(self, text: str, kind: PillKind, icon_name: str | None = None) -> None:
        """Show another status."""
        self._text, self._kind, self._icon = text, kind, icon_name
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._text

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return pill_size(self._kind, self._text, self._icon)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_pill(painter, 0, 0, self._kind, self._text, self._icon)
        painter.end()


def key_size(text: str) -> QSize:
    """Room a key combination takes in its box."""
    now = theme.current()
    metrics = now.metrics(TextStyle.CAPTION)
    return QSize(
        metrics.horizontalAdvance(text) + 2 * now.px(6), max(now.px(17), metrics.height() + 2)
    )


def paint_key(painter: QPainter, left: float, top: float, text: str) -> None:
    """Paint a key combination in a small outlined box with its upper left corner there."""
    now = theme.current()
    size = key_size(text)
    box = QRectF(left, top, size.width(), size.height())
    painter.setPen(now.pen(Role.BORDER_DEFAULT))
    painter.setBrush(now.color(Role.BG_SUBTLE))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(now.font(TextStyle.CAPTION))
    painter.setPen(now.color(Role.TEXT_MUTED))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


class KbdHint(QWidget):
    """A key combination in a small outlined box ("Strg+F")."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return key_size(self._text)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_key(painter, 0, 0, self._text)
        painter.end()
