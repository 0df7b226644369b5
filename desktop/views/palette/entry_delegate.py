"""Paints headings and entries: icon, title and detail with their marks, and keys at the right.

No font, colour or icon is made while painting; ``theme`` and ``icons`` hand out what they keep.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.marked_text import MarkedText, paint_marked
from desktop.views.palette.entries import Entry, Section
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.pill import key_size, paint_key, paint_pill, pill_size

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
TALL_FROM_PERCENT = 140
"""From this font size on the detail has a line of its own."""
ENTRY_HEIGHT = 36
HEADING_HEIGHT = 28

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SELECTED = QStyle.StateFlag.State_Selected
_HOVER = QStyle.StateFlag.State_MouseOver
Index = QModelIndex | QPersistentModelIndex


class EntryDelegate(QStyledItemDelegate):
    """Delegate of ``EntryList``."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows grow with the font; large letters need a second line."""
        now = theme.current()
        if isinstance(index.data(ROW_ROLE), Section):
            least = now.metrics(TextStyle.SMALL, 600).height() + now.space(2)
            return QSize(0, max(now.px(HEADING_HEIGHT), least))
        lines = 2 if now.percent >= TALL_FROM_PERCENT else 1
        least = now.metrics(TextStyle.BODY, 500).height() * lines + 2 * now.space(1)
        return QSize(0, max(now.px(ENTRY_HEIGHT), least))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        now = theme.current()
        row = index.data(ROW_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, now.color(Role.BG_SURFACE))
        if isinstance(row, Section):
            _paint_heading(painter, now, rect, row)
        elif isinstance(row, Entry):
            _paint_background(painter, now, rect, option)
            _paint_entry(painter, now, rect, row)
        painter.restore()


def _paint_heading(painter: QPainter, now: Theme, rect: QRect, section: Section) -> None:
    inner = rect.adjusted(now.px(14), 0, -now.px(18), 0)
    painter.setFont(now.font(TextStyle.SMALL, 600))
    painter.setPen(now.color(Role.TEXT_SECONDARY))
    painter.drawText(inner, _LEFT, section.title)
    if section.complete:
        painter.setFont(now.font(TextStyle.SMALL))
        painter.setPen(now.color(Role.TEXT_MUTED))
        painter.drawText(inner, _RIGHT, str(len(section.entries)))


def _paint_background(
    painter: QPainter, now: Theme, rect: QRect, option: QStyleOptionViewItem
) -> None:
    fill = Role.BG_SELECTED if option.state & _SELECTED else Role.BG_HOVER
    if option.state & (_SELECTED | _HOVER):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(fill))
        radius = now.radius("control")
        painter.drawRoundedRect(QRectF(rect).adjusted(4, 0, -4, 0), radius, radius)
    if option.state & _SELECTED:
        bar = Role.ACCENT_TEXT if now.is_dark else Role.ACCENT_BASE
        painter.fillRect(
            QRect(rect.left() + 4, rect.top() + 4, 3, rect.height() - 8), now.color(bar)
        )


def _paint_entry(painter: QPainter, now: Theme, rect: QRect, entry: Entry) -> None:
    edge = now.control("icon")
    tall = now.percent >= TALL_FROM_PERCENT
    line = QRect(rect)
    if tall:
        line.setHeight(rect.height() // 2)
    ink = Role.TEXT_DISABLED if entry.blocked else Role.TEXT_SECONDARY
    if entry.icon:
        top = line.center().y() - edge / 2 + 1
        paint_icon(painter, entry.icon, rect.left() + now.px(18), top, edge, ink)
    left = rect.left() + now.px(44)
    right = _paint_right(painter, now, line, entry)
    title = MarkedText(
        shown(entry.title),
        entry.marks,
        TextStyle.BODY,
        500,
        Role.TEXT_SECONDARY if entry.blocked else Role.TEXT_PRIMARY,
    )
    detail = MarkedText(
        shown(entry.detail), entry.detail_marks, TextStyle.SMALL, 400, Role.TEXT_SECONDARY
    )
    width = paint_marked(painter, now, title, QRect(left, line.top(), right - left, line.height()))
    if tall:
        below = QRect(left, line.bottom(), rect.right() - now.px(18) - left, line.height())
        paint_marked(painter, now, detail, below)
        return
    left += width + now.px(10)
    if right - left > now.px(24):
        room = QRect(left, line.top(), right - left, line.height())
        paint_marked(painter, now, detail, room)


def _paint_right(painter: QPainter, now: Theme, line: QRect, entry: Entry) -> int:
    """Pill, keys or note at the right; returns where the room of the text ends."""
    right = line.right() - now.px(17)
    middle = line.center().y() + 1
    if entry.pill is not None:
        kind, text = entry.pill
        size = pill_size(kind, text)
        right -= size.width()
        paint_pill(painter, right, middle - size.height() // 2, kind, text)
        right -= now.px(10)
    if entry.note:
        metrics = now.metrics(TextStyle.SMALL)
        width = metrics.horizontalAdvance(entry.note)
        right -= width
        painter.setFont(now.font(TextStyle.SMALL))
        painter.setPen(now.color(Role.TEXT_SECONDARY))
        painter.drawText(right, line.top(), width + 4, line.height(), _LEFT, entry.note)
        right -= now.px(10)
    for label in reversed(entry.keys):
        size = key_size(label)
        right -= size.width()
        paint_key(painter, right, middle - size.height() // 2, label)
        right -= now.px(6)
    return right - now.px(4)
