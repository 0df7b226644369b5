"""The deadline strip: what happens with a case and by when, as one sentence and one picture.

The widget calculates nothing but positions: it paints an ``Outlook`` of the rule book, whose
sentences come from ``desktop.texts.deadlines``.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.domain.outlook import Outlook
from desktop.texts import tr
from desktop.texts.dates import day_month, near_date
from desktop.texts.deadlines import consequence_sentence, deadline_description, deadline_sentence
from desktop.texts.holidays import holiday_text
from desktop.texts.waiting import runs_on, waiting_pill
from desktop.views import theme
from desktop.views.case.strip_frame import Frame
from desktop.views.case.strip_layout import StripLayout, lay_out
from desktop.views.case.strip_markers import PlacedMarker
from desktop.views.case.strip_painting import StripPainter
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.pill import PillKind, paint_pill, pill_size

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_TALL = 10_000


@lru_cache(maxsize=256)
def _height(now: Theme, style: TextStyle, text: str, width: int) -> int:
    """Height of a wrapped text; layouts ask dozens of times while one case opens."""
    return now.metrics(style).boundingRect(QRect(0, 0, width, _TALL), _WRAP, text).height()


class DeadlineStrip(QWidget):
    """Shows both clocks of the open case.

    ←/→ step through the markers (tooltip and announcement), Strg+C copies the sentence.
    ``marker_reached`` carries what a marker said.
    """

    marker_reached = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Fristen"))
        self._outlook: Outlook | None = None
        self._received_at: datetime | None = None
        self._waiting = ""
        self._sentence = ""
        self._consequence = ""
        self._layout: StripLayout | None = None
        self._marker = -1

    def show_outlook(
        self,
        outlook: Outlook,
        *,
        received_at: datetime | None = None,
        waiting_until: date | None = None,
    ) -> None:
        """Show a case.

        Args:
            outlook: both clocks as of now.
            received_at: instant of receipt where a time is known; its time joins the label.
            waiting_until: the tenant has to answer until then: adds the hourglass pill.
        """
        self._outlook = outlook
        self._received_at = received_at
        self._waiting = "" if waiting_until is None else waiting_pill(waiting_until, outlook.today)
        self._sentence = deadline_sentence(outlook)
        self._consequence = consequence_sentence(outlook)
        description = deadline_description(outlook)
        if self._waiting:
            waiting = f"{self._waiting[0].upper()}{self._waiting[1:]}"
            description = f"{description} {waiting}. {runs_on(outlook.due_on, outlook.today)}."
        self.setAccessibleDescription(description)
        self._marker = -1
        self._layout = None
        self.updateGeometry()
        self.update()

    def clear(self) -> None:
        """Show nothing, while another case loads."""
        self._outlook = None
        self._layout = None
        self.setAccessibleDescription("")
        self.update()

    @property
    def sentence(self) -> str:
        """The first line, as it is copied."""
        return self._sentence

    # --- geometry ---

    def _side(self) -> int:
        return theme.current().px(12)

    def _sentence_height(self, width: int) -> int:
        room = max(60, width - 2 * self._side())
        return _height(theme.current(), TextStyle.BODY_STRONG, self._sentence or "X", room)

    def _consequence_height(self, width: int) -> int:
        room = max(60, width - 2 * self._side() - self._pill_width())
        return max(
            _height(theme.current(), TextStyle.SMALL, self._consequence or "X", room),
            pill_size(PillKind.WAITING, self._waiting).height() if self._waiting else 0,
        )

    def _pill_width(self) -> int:
        if not self._waiting:
            return 0
        return pill_size(PillKind.WAITING, self._waiting).width() + theme.current().px(12)

    def _head_height(self, width: int) -> int:
        now = theme.current()
        return (
            now.px(9) + self._sentence_height(width) + now.px(2) + self._consequence_height(width)
        )

    def _frame(self) -> Frame:
        now = theme.current()
        line = now.line_height(TextStyle.CAPTION)
        side = self._side()
        labels_top = self._head_height(self.width()) + now.px(8)
        cells_top = labels_top + 2 * line + now.px(7)
        return Frame(
            left=side,
            width=self.width() - 2 * side - 1,
            labels_top=labels_top,
            line=line,
            cells_top=cells_top,
            cells_height=max(now.px(33), 2 * line + now.px(4)),
        )

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        now = theme.current()
        line = now.line_height(TextStyle.CAPTION)
        cells = max(now.px(33), 2 * line + now.px(4))
        return self._head_height(width) + 3 * line + cells + now.px(8 + 7 + 26)

    def sizeHint(self) -> QSize:
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 800
        return QSize(400, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout = None
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_layout"):
            self._layout = None
            self.updateGeometry()

    def layout_now(self) -> StripLayout | None:
        """Positions at the present width; None while no case is shown."""
        if self._layout is None and self._outlook is not None:
            now = theme.current()
            titles = now.metrics(TextStyle.CAPTION, 600)
            details = now.metrics(TextStyle.CAPTION, 400)

            def measure(text: str, strong: bool) -> int:
                return (titles if strong else details).horizontalAdvance(text) + 2

            self._layout = lay_out(
                self._outlook, self._frame().width, now.scale, measure, self._received_at
            )
        return self._layout

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        pen = now.pen(Role.FOCUS_RING, 2) if focused else now.pen(Role.BORDER_DEFAULT)
        inset = 1.0 if focused else 0.5
        painter.setPen(pen)
        painter.setBrush(now.color(Role.BG_SURFACE))
        radius = now.radius("card")
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
        )
        layout = self.layout_now()
        if self._outlook is not None and layout is not None:
            self._paint_head(painter)
            StripPainter(painter, now, self._outlook, layout, self._frame()).paint()
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        now = theme.current()
        side, top = self._side(), now.px(9)
        width = self.width() - 2 * side
        height = self._sentence_height(self.width())
        painter.setFont(now.font(TextStyle.BODY_STRONG))
        painter.setPen(now.color(Role.TEXT_PRIMARY))
        painter.drawText(QRect(side, top, width, height), _WRAP, self._sentence)
        top += height + now.px(2)
        painter.setFont(now.font(TextStyle.SMALL))
        painter.setPen(now.color(Role.TEXT_SECONDARY))
        room = QRect(side, top, width - self._pill_width(), self._consequence_height(self.width()))
        painter.drawText(room, _WRAP, self._consequence)
        if self._waiting:
            size = pill_size(PillKind.WAITING, self._waiting)
            left = side + width - size.width()
            paint_pill(painter, left, top, PillKind.WAITING, self._waiting)

    # --- keyboard and pointer ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._step(step)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._sentence)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        layout = self.layout_now()
        if layout is None:
            return
        count = len(layout.markers)
        if self._marker < 0:
            self._marker = 0 if step > 0 else count - 1
        else:
            self._marker = max(0, min(count - 1, self._marker + step))
        place = layout.markers[self._marker]
        spoken = self._spoken(place)
        QToolTip.showText(self.mapToGlobal(self._point_of(place)), spoken, self)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))
        self.marker_reached.emit(spoken)

    def _spoken(self, place: PlacedMarker) -> str:
        return place.marker.spoken

    def _point_of(self, place: PlacedMarker) -> QPoint:
        frame = self._frame()
        return QPoint(round(frame.left + place.x), round(frame.cells_bottom))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._marker = -1
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tooltip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tooltip_at(self, point: QPoint) -> str:
        """What stands at a point: the marker near it, else the day with its holiday's name."""
        layout = self.layout_now()
        if layout is None:
            return ""
        frame = self._frame()
        x = point.x() - frame.left
        lines = [
            self._spoken(place)
            for place in layout.markers
            if abs(place.x - x) <= theme.current().px(7)
            or (place.title and place.label_left <= x <= place.label_right)
        ]
        inside = frame.cells_top <= point.y() <= frame.cells_bottom
        for cell in layout.cells if inside else ():
            if cell.left <= x < cell.right:
                name = cell.day.holiday
                holiday = f": {holiday_text(name)}" if name else ""
                lines.insert(0, f"{near_date(cell.day.on)}{holiday}")
        for gap in layout.gaps if inside else ():
            if gap.left <= x < gap.left + gap.width:
                lines.insert(0, f"{day_month(gap.first)} – {day_month(gap.last)}")
        return "\n".join(dict.fromkeys(lines))
