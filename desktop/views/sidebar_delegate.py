"""Paints the sidebar: section titles, entries with an icon and an exact count at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.sidebar_model import ENTRY_ROLE, CountTone, SidebarEntry
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, Row, TextStyle

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SELECTED = QStyle.StateFlag.State_Selected
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus
_HOVER = QStyle.StateFlag.State_MouseOver
_COUNT_ROLES = {
    CountTone.PLAIN: Role.TEXT_MUTED,
    CountTone.DANGER: Role.DANGER_TEXT,
    CountTone.WARNING: Role.WARNING_TEXT,
}

Index = QModelIndex | QPersistentModelIndex


class SidebarDelegate(QStyledItemDelegate):
    """Delegate of the sidebar; ``set_compact`` leaves only the icons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False

    def set_compact(self, *, compact: bool) -> None:
        """Icons only (narrow window or large font), or the full rows."""
        self._compact = compact

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        now = theme.current()
        entry = index.data(ENTRY_ROLE)
        height = now.row_height(Row.SIDEBAR)
        if isinstance(entry, SidebarEntry):
            return QSize(0, height)
        if self._compact:
            return QSize(0, now.px(9))
        return QSize(0, height + now.px(3))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        entry = index.data(ENTRY_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, SidebarEntry):
            _paint_box(painter, now, rect, option)
            self._paint_entry(painter, now, rect, entry, option)
        elif self._compact:
            y = rect.center().y()
            if index.row():
                painter.fillRect(
                    QRect(rect.left() + 8, y, rect.width() - 16, 1), now.color(Role.BORDER_DEFAULT)
                )
        else:
            painter.setFont(now.font(TextStyle.SMALL, 600))
            painter.setPen(now.color(Role.TEXT_MUTED))
            height = now.px(24)
            painter.drawText(
                rect.left() + now.px(14),
                rect.bottom() - height + 1,
                rect.width() - now.px(20),
                height,
                _LEFT,
                str(entry),
            )
        painter.restore()

    def _paint_entry(
        self,
        painter: QPainter,
        now: Theme,
        rect: QRect,
        entry: SidebarEntry,
        option: QStyleOptionViewItem,
    ) -> None:
        chosen = bool(option.state & _SELECTED)
        edge = now.control("icon")
        role = Role.ACCENT_TEXT if chosen else Role.TEXT_SECONDARY
        left = rect.center().x() - edge // 2 if self._compact else rect.left() + now.px(14)
        paint_icon(painter, entry.icon, left, rect.top() + (rect.height() - edge) / 2, edge, role)
        if self._compact:
            return
        weight = 600 if chosen else 400
        left += edge + now.px(8)
        right = rect.right() - now.px(13)
        count = "" if entry.count is None else str(entry.count)
        figures = now.metrics(TextStyle.SMALL, 600).horizontalAdvance(count)
        label = _fitting(now, weight, entry.title, right - figures - now.px(6) - left)
        painter.setFont(now.font(TextStyle.BODY, weight))
        painter.setPen(now.color(role))
        painter.drawText(left, rect.top(), right - left, rect.height(), _LEFT, label)
        loud = entry.tone is not CountTone.PLAIN and bool(entry.count)
        painter.setFont(now.font(TextStyle.SMALL, 600 if loud or chosen else 400))
        tone = _COUNT_ROLES[entry.tone if loud else CountTone.PLAIN]
        painter.setPen(now.color(Role.ACCENT_TEXT if chosen and not loud else tone))
        painter.drawText(left, rect.top(), right - left, rect.height(), _RIGHT, count)


def _fitting(now: Theme, weight: int, title: str, room: int) -> str:
    """Where "Registrierung & Zugang" has no room, its first half says more than a cut-off second.

    The tooltip and the title of the list have all of it.
    """
    metrics = now.metrics(TextStyle.BODY, weight)
    if metrics.horizontalAdvance(title) > room:
        title = title.partition(" & ")[0]
    return metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)


def _paint_box(painter: QPainter, now: Theme, rect: QRect, option: QStyleOptionViewItem) -> None:
    side = now.px(6)
    box = QRectF(rect).adjusted(side + 0.5, 0.5, -side - 0.5, -0.5)
    if option.state & _SELECTED:
        painter.setPen(now.pen(Role.BORDER_DEFAULT))
        painter.setBrush(now.color(Role.BG_SURFACE))
        painter.drawRoundedRect(box, 6, 6)
    elif option.state & _HOVER:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(Role.BG_HOVER))
        painter.drawRoundedRect(box, 6, 6)
    if option.state & _HAS_FOCUS:
        painter.setPen(now.pen(Role.FOCUS_RING, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
