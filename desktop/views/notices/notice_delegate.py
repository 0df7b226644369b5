"""Paints a notice: what happened, when, and in which case; what is unread is bold with a dot."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.notices import NoticeKind
from desktop.services.notices.view import NoticeRow
from desktop.texts.dates import near_moment
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.notices.notice_model import ROW_ROLE, row_detail, row_title
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle

_ICONS = {
    NoticeKind.ANSWERED: "reply",
    NoticeKind.ASSIGNED: "user-plus",
    NoticeKind.DUE_TODAY: "alarm-clock",
    NoticeKind.COLLEAGUE_LEFT: "user-x",
    NoticeKind.WAITING_OVER: "hourglass",
    NoticeKind.ORDER_DUE: "wrench",
}
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CUT = Qt.TextElideMode.ElideRight

Index = QModelIndex | QPersistentModelIndex


class NoticeDelegate(QStyledItemDelegate):
    """Two lines a row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        now = theme.current()
        lines = now.line_height(TextStyle.BODY) + now.line_height(TextStyle.SMALL)
        return QSize(0, lines + 2 * now.px(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, NoticeRow):
            return
        now = theme.current()
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, now, rect, option)
        edge = now.control("icon")
        top = rect.top() + now.px(8)
        line = now.line_height(TextStyle.BODY)
        if not row.is_read:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.color(Role.ACCENT_BASE))
            dot = now.px(7)
            painter.drawEllipse(rect.left() + now.px(8), top + (line - dot) // 2, dot, dot)
        left = rect.left() + now.px(22)
        paint_icon(
            painter, _ICONS[row.kind], left, top + (line - edge) / 2, edge, Role.TEXT_SECONDARY
        )
        left += edge + now.px(9)
        _paint_texts(painter, now, QRect(left, top, rect.right() - now.px(12) - left, line), row)
        painter.restore()


def _paint_ground(painter: QPainter, now: Theme, rect: QRect, option: QStyleOptionViewItem) -> None:
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, now.color(Role.BG_SELECTED))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, now.color(Role.BG_HOVER))
    painter.fillRect(
        QRect(rect.left(), rect.bottom(), rect.width(), 1), now.color(Role.BORDER_SUBTLE)
    )
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(now.pen(Role.FOCUS_RING, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -2, -2))


def _paint_texts(painter: QPainter, now: Theme, first: QRect, row: NoticeRow) -> None:
    when = near_moment(row.at)
    painter.setFont(now.font(TextStyle.CAPTION))
    painter.setPen(now.color(Role.TEXT_MUTED))
    painter.drawText(first, _RIGHT, when)
    taken = now.metrics(TextStyle.CAPTION).horizontalAdvance(when) + now.px(9)
    weight = 400 if row.is_read else 600
    painter.setFont(now.font(TextStyle.BODY, weight))
    painter.setPen(now.color(Role.TEXT_PRIMARY))
    metrics = now.metrics(TextStyle.BODY, weight)
    title = metrics.elidedText(row_title(row), _CUT, first.width() - taken)
    painter.drawText(first.adjusted(0, 0, -taken, 0), _LEFT, title)
    second = QRect(
        first.left(), first.bottom() + 1, first.width(), now.line_height(TextStyle.SMALL)
    )
    painter.setFont(now.font(TextStyle.SMALL))
    painter.setPen(now.color(Role.TEXT_SECONDARY))
    detail = now.metrics(TextStyle.SMALL).elidedText(row_detail(row), _CUT, second.width())
    painter.drawText(second, _LEFT, detail)
