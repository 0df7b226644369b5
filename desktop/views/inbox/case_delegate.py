"""Paints the case list: case rows, group rows and grey bars for rows that are not loaded yet.

The delegate reads one object a row from ``ROW_ROLE`` of ``case_list_model`` and looks everything
else up in the theme: no widget, font, icon or colour is made while painting. Elided texts are kept
by text and width.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.work import Priority
from desktop.services.inbox.rows import CaseRow, Urgency
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.channels import CHANNEL_ICONS
from desktop.views.icons import paint_icon
from desktop.views.inbox.case_list_model import ROW_ROLE, GroupRow
from desktop.views.inbox.row_texts import pill_text
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.avatar import paint_avatar
from desktop.views.widgets.pill import paint_pill, pill_size
from desktop.views.widgets.skeleton import paint_skeleton_row

TALL_FROM_PERCENT = 140
"""From this font size on a row has three lines: name, category and subject, pill."""

_FIRST, _SECOND = 9, 10
"""Pixels at 100 % from the middle of a row up to its first line, and down to its second."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SELECTED = QStyle.StateFlag.State_Selected
_ACTIVE = QStyle.StateFlag.State_Active
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus
_HOVER = QStyle.StateFlag.State_MouseOver
_GROUPS = {
    Urgency.OVERDUE: ("octagon-x", Role.DANGER_TEXT),
    Urgency.RUN_AT_RISK: ("triangle-alert", Role.WARNING_TEXT),
    Urgency.DUE_TODAY: ("alarm-clock", Role.DANGER_TEXT),
    Urgency.THIS_WEEK: ("calendar", Role.TEXT_SECONDARY),
    Urgency.LATER: ("clock", Role.TEXT_SECONDARY),
}
_PRIORITIES = {
    Priority.HIGH: ("arrow-up", Role.WARNING_TEXT),
    Priority.URGENT: ("alarm-clock", Role.DANGER_TEXT),
}

Index = QModelIndex | QPersistentModelIndex


class RowState(NamedTuple):
    """What tells rows apart that show the same. ``is_active`` is about the whole window."""

    is_selected: bool
    is_active: bool
    has_focus: bool
    is_hovered: bool


@lru_cache(maxsize=8192)
def _elided(now: Theme, style: TextStyle, weight: int, text: str, width: int) -> str:
    metrics = now.metrics(style, weight)
    return metrics.elidedText(shown(text), Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=4096)
def _advance(now: Theme, style: TextStyle, weight: int, text: str) -> int:
    return now.metrics(style, weight).horizontalAdvance(shown(text))


class CaseDelegate(QStyledItemDelegate):
    """Delegate of the case list.

    ``take_requested`` carries the case whose dashed circle (nobody assigned) was clicked.
    """

    take_requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a signed-in person; see ``set_own_staff_id``."""
        super().__init__(parent)
        self._own_staff_id: int | None = None

    def set_own_staff_id(self, staff_id: int | None) -> None:
        """Whose avatar is filled with the accent: the signed-in person."""
        self._own_staff_id = staff_id

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        now = theme.current()
        if isinstance(index.data(ROW_ROLE), GroupRow):
            return QSize(0, now.row_height(Row.LIST_GROUP))
        return QSize(0, case_row_height(now))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint for a view that asks for each row by itself."""
        state = option.state
        flags = (_SELECTED, _ACTIVE, _HAS_FOCUS, _HOVER)
        told = RowState(*(bool(state & flag) for flag in flags))
        painter.save()
        self.paint_entry(painter, option.rect, index.row(), index.data(ROW_ROLE), told)
        painter.restore()

    def paint_entry(
        self, painter: QPainter, rect: QRect, number: int, entry: object, state: RowState
    ) -> None:
        """Paint row ``number`` into ``rect``, all of it; pen, brush and font are left changed."""
        now = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, CaseRow):
            _paint_background(painter, now, rect, state)
            mine = entry.assignee_id is not None and entry.assignee_id == self._own_staff_id
            if now.percent >= TALL_FROM_PERCENT:
                _paint_tall(painter, now, rect, entry, mine=mine)
            else:
                _paint_case(painter, now, rect, entry, mine=mine)
        elif isinstance(entry, GroupRow):
            _paint_group(painter, now, rect, entry)
        else:
            painter.fillRect(rect, now.color(Role.BG_SURFACE))
            paint_skeleton_row(painter, QRectF(rect), number)
        painter.fillRect(
            QRect(rect.left(), rect.bottom(), rect.width(), 1), now.color(Role.BORDER_SUBTLE)
        )
        if state.has_focus:
            _paint_focus(painter, now, rect)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            row = index.data(ROW_ROLE)
            point: QPoint = event.position().toPoint()
            free = isinstance(row, CaseRow) and row.assignee_id is None
            left = event.button() == Qt.MouseButton.LeftButton
            if free and left and avatar_rect(theme.current(), option.rect).contains(point):
                self.take_requested.emit(row.case_id)
                return True
        return super().editorEvent(event, model, option, index)


def _middle(rect: QRect) -> int:
    """The same line of a row wherever it stands: Qt's own is another one above the view's edge."""
    return rect.top() + (rect.height() - 1) // 2


def case_row_height(now: Theme) -> int:
    """Height of a case row: two lines, from 140 % font size three."""
    if now.percent >= TALL_FROM_PERCENT:
        lines = now.metrics(TextStyle.BODY, 600).height() * 2
        return lines + pill_size("later", "9").height() + 4 * now.space(1)
    return now.row_height(Row.CASE, lines=2)


def avatar_rect(now: Theme, rect: QRect) -> QRect:
    """Where the avatar of a row stands; at least 24 pixels for the pointer."""
    edge = now.control("avatar")
    grow = max(0, (24 - edge) // 2)
    right = rect.right() - now.px(12) + 1
    if now.percent >= TALL_FROM_PERCENT:
        top = rect.bottom() - now.space(1) - edge
    else:
        top = _middle(rect) + now.px(_SECOND) - edge // 2
    box = QRect(right - edge, top, edge, edge)
    return box.adjusted(-grow, -grow, grow, grow)


def _paint_background(painter: QPainter, now: Theme, rect: QRect, state: RowState) -> None:
    fill = Role.BG_SURFACE
    if state.is_selected:
        fill = Role.BG_SELECTED if state.is_active else Role.BG_SELECTED_INACTIVE
    elif state.is_hovered:
        fill = Role.BG_HOVER
    painter.fillRect(rect, now.color(fill))
    if state.is_selected and state.is_active:
        bar = Role.ACCENT_TEXT if now.is_dark else Role.ACCENT_BASE
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), now.color(bar))


def _paint_focus(painter: QPainter, now: Theme, rect: QRect) -> None:
    painter.setPen(now.pen(Role.FOCUS_RING, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), 3, 3)


def _paint_group(painter: QPainter, now: Theme, rect: QRect, row: GroupRow) -> None:
    icon, role = _GROUPS[row.urgency]
    painter.fillRect(rect, now.color(Role.BG_SUBTLE))
    edge = now.control("iconSmall")
    top = rect.top() + (rect.height() - edge) / 2
    left = rect.left() + now.px(9)
    chevron = "chevron-down" if row.expanded else "chevron-right"
    paint_icon(painter, chevron, left, top, edge, Role.TEXT_MUTED)
    left = rect.left() + now.px(28)
    paint_icon(painter, icon, left, top, edge, role)
    left = rect.left() + now.px(48)
    width = _advance(now, TextStyle.SMALL, 600, row.title)
    painter.setFont(now.font(TextStyle.SMALL, 600))
    painter.setPen(now.color(role))
    painter.drawText(left, rect.top(), width + 4, rect.height(), _LEFT, row.title)
    painter.setFont(now.font(TextStyle.SMALL))
    painter.setPen(now.color(Role.TEXT_MUTED))
    left += width + now.px(7)
    painter.drawText(left, rect.top(), rect.right() - left, rect.height(), _LEFT, str(row.count))


def _paint_mark(painter: QPainter, now: Theme, rect: QRect, row: CaseRow, middle: int) -> int:
    """Dot of an unread case and icon of its channel; returns where the text begins."""
    if row.unread:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(Role.ACCENT_TEXT))
        edge = now.px(8)
        painter.drawEllipse(QRectF(rect.left() + now.px(9), middle - edge / 2, edge, edge))
    edge = now.control("icon")
    icon = CHANNEL_ICONS[row.channel]
    left = rect.left() + now.px(24)
    paint_icon(painter, icon, left, middle - edge / 2, edge, Role.TEXT_SECONDARY)
    return rect.left() + now.px(48)


def _paint_priority(painter: QPainter, now: Theme, rect: QRect, row: CaseRow, middle: int) -> None:
    """How pressing a case is, in the room below the icon of its channel: nothing moves for it."""
    mark = _PRIORITIES.get(row.priority)
    if mark is None:
        return
    icon, role = mark
    edge = now.control("iconSmall")
    left = rect.left() + now.px(24) + (now.control("icon") - edge) / 2
    paint_icon(painter, icon, left, middle - edge / 2, edge, role)


def _paint_case(painter: QPainter, now: Theme, rect: QRect, row: CaseRow, *, mine: bool) -> None:
    first = _middle(rect) - now.px(_FIRST)
    second = _middle(rect) + now.px(_SECOND)
    left = _paint_mark(painter, now, rect, row, first)
    _paint_priority(painter, now, rect, row, second)
    right = rect.right() - now.px(12) + 1
    text = pill_text(row.pill)
    size = pill_size(row.pill.kind, text)
    pill_left = right - size.width()
    paint_pill(painter, pill_left, first - size.height() // 2, row.pill.kind, text)
    _paint_name(painter, now, row, left, first, pill_left - now.px(8) - left)
    edge = now.control("avatar")
    avatar_top = second - edge // 2
    paint_avatar(painter, right - edge, avatar_top, edge, row.assignee_initials, mine=mine)
    _paint_subject(painter, now, row, left, second, right - edge - now.px(8) - left)


def _paint_tall(painter: QPainter, now: Theme, rect: QRect, row: CaseRow, *, mine: bool) -> None:
    line = now.metrics(TextStyle.BODY, 600).height()
    first = rect.top() + now.space(1) + line // 2
    left = _paint_mark(painter, now, rect, row, first)
    _paint_priority(painter, now, rect, row, first + line)
    right = rect.right() - now.px(12) + 1
    _paint_name(painter, now, row, left, first, right - left)
    _paint_subject(painter, now, row, left, first + line, right - left)
    text = pill_text(row.pill)
    size = pill_size(row.pill.kind, text)
    top = rect.bottom() - now.space(1) - size.height()
    paint_pill(painter, left, top, row.pill.kind, text)
    edge = now.control("avatar")
    avatar_top = rect.bottom() - now.space(1) - edge
    paint_avatar(painter, right - edge, avatar_top, edge, row.assignee_initials, mine=mine)


def _paint_name(
    painter: QPainter, now: Theme, row: CaseRow, left: int, middle: int, room: int
) -> None:
    weight = 600 if row.unread else 400
    height = now.metrics(TextStyle.BODY, 600).height()
    tag = _advance(now, TextStyle.SMALL, 400, row.company_tag)
    gap = now.px(7)
    name = _elided(now, TextStyle.BODY, weight, row.tenant_name or row.reference, room - tag - gap)
    width = _advance(now, TextStyle.BODY, weight, name)
    top = middle - height // 2
    painter.setFont(now.font(TextStyle.BODY, weight))
    painter.setPen(now.color(Role.TEXT_PRIMARY))
    painter.drawText(left, top, width + 4, height, _LEFT, name)
    painter.setFont(now.font(TextStyle.SMALL, 400))
    painter.setPen(now.color(Role.TEXT_MUTED))
    painter.drawText(left + width + gap, top, tag + 4, height, _LEFT, row.company_tag)


def _paint_subject(
    painter: QPainter, now: Theme, row: CaseRow, left: int, middle: int, room: int
) -> None:
    height = now.metrics(TextStyle.BODY).height()
    top = middle - height // 2
    head = f"{row.category_short} · "
    width = _advance(now, TextStyle.SMALL, 400, head)
    painter.setFont(now.font(TextStyle.SMALL, 400))
    painter.setPen(now.color(Role.TEXT_MUTED))
    painter.drawText(left, top, width + 4, height, _LEFT, head)
    weight = 500 if row.unread else 400
    subject = _elided(now, TextStyle.SMALL, weight, row.subject, room - width)
    painter.setFont(now.font(TextStyle.SMALL, weight))
    painter.setPen(now.color(Role.TEXT_PRIMARY if row.unread else Role.TEXT_SECONDARY))
    painter.drawText(left + width, top, room - width + 4, height, _LEFT, subject)
