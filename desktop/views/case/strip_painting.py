"""Painting of the deadline strip: cells, lanes, markers. Positions come from ``strip_layout``."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from desktop.domain.outlook import Outlook
from desktop.texts import ntr, tr
from desktop.texts.dates import day_month, near_date, short_weekday
from desktop.views.case.strip_days import Shade
from desktop.views.case.strip_frame import Frame, number_font, zigzag
from desktop.views.case.strip_layout import Cell, CellMode, Gap, StripLayout
from desktop.views.case.strip_markers import (
    MarkerKind,
    PlacedMarker,
    late_note,
    progress_note,
)
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FILES = (MarkerKind.FILE, MarkerKind.NEXT_FILE)
_SHADES = {
    Shade.PLAIN: Role.BG_SURFACE,
    Shade.ELAPSED: Role.BG_ELAPSED,
    Shade.LATE: Role.WARNING_BG,
    Shade.OVERDUE: Role.DANGER_BG,
}


class StripPainter:
    """Paints one layout with one painter."""

    def __init__(
        self, painter: QPainter, now: Theme, outlook: Outlook, layout: StripLayout, frame: Frame
    ) -> None:
        self._painter = painter
        self._now = now
        self._outlook = outlook
        self._layout = layout
        self._frame = frame

    def paint(self) -> None:
        """Paint everything between sentence and lower edge."""
        for cell in self._layout.cells:
            self._paint_fill(cell)
        self._paint_grid()
        for gap in self._layout.gaps:
            self._paint_gap(gap)
        for cell in self._layout.cells:
            self._paint_text(cell)
        self._paint_today_box()
        self._paint_promise()
        for place in self._layout.markers:
            self._paint_marker(place)

    # --- days ---

    def _box(self, cell: Cell) -> QRectF:
        frame = self._frame
        return QRectF(frame.left + cell.left, frame.cells_top, cell.width, frame.cells_height)

    def _paint_fill(self, cell: Cell) -> None:
        box = self._box(cell)
        painter, now = self._painter, self._now
        shade = cell.day.shade
        if shade is Shade.LATE and not cell.day.is_workday:
            painter.fillRect(box, now.color(Role.WARNING_BG))
            self._hatch(box)
        elif not cell.day.is_workday:
            painter.fillRect(box, now.color(Role.BG_WEEKEND))
            self._hatch(box)
        else:
            painter.fillRect(box, now.color(Role.BG_SURFACE))
            painter.fillRect(self._part(cell, box), now.color(_SHADES[shade]))

    def _part(self, cell: Cell, box: QRectF) -> QRectF:
        """On the day of the file only the part after its moment is too late."""
        run = self._outlook.run
        if cell.day.shade is Shade.LATE and run is not None and cell.day.on == run.debit_file_on:
            file = self._layout.marker_of(MarkerKind.FILE)
            passed = file.marker.moment if file is not None else 0.0
            return box.adjusted(box.width() * passed, 0, 0, 0)
        return box

    def _hatch(self, box: QRectF) -> None:
        painter = self._painter
        painter.save()
        painter.setClipRect(box)
        painter.setPen(self._now.pen(Role.BORDER_DEFAULT))
        step = self._now.px(6)
        # Lines run on from cell to cell, so they start from multiples of the step.
        start = int(box.left() - box.height()) // step * step
        lines = [
            QLineF(x, box.bottom(), x + box.height(), box.top())
            for x in range(start, int(box.right()) + step, step)
        ]
        painter.drawLines(lines)
        painter.restore()

    def _paint_grid(self) -> None:
        painter, now, frame = self._painter, self._now, self._frame
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(now.pen(Role.BORDER_SUBTLE))
        top, bottom = round(frame.cells_top), round(frame.cells_bottom)
        for cell in self._layout.cells[1:]:
            x = round(frame.left + cell.left)
            painter.drawLine(x, top, x, bottom)
        painter.setPen(now.pen(Role.BORDER_DEFAULT))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(round(frame.left), top, round(frame.width), round(frame.cells_height))
        painter.restore()

    def _paint_text(self, cell: Cell) -> None:
        mode = self._layout.mode
        if mode is CellMode.WEEK:
            self._paint_week(cell)
            return
        day = cell.day
        full = mode is CellMode.FULL
        # Two letters of the weekday: three, as in English, run into the next cell.
        weekday = f"{short_weekday(day.on)[:2]} " if full else ""
        label = f"{weekday}{day.on.day:02d}"
        box = self._box(cell)
        upper = QRectF(box.left(), box.top() + self._now.px(3), box.width(), box.height() / 2)
        is_today = day.on == self._outlook.today
        ahead = day.is_workday and day.on >= self._outlook.today
        self._write(upper, label, self._day_role(cell), _CENTRE, 600 if is_today or ahead else 500)
        if day.number:
            number = tr("{n}. WT", n=day.number) if full else f"{day.number}."
            lower = QRectF(box.left(), box.center().y(), box.width(), box.height() / 2)
            role = Role.ACCENT_TEXT if is_today and full else Role.TEXT_SECONDARY
            self._painter.setFont(number_font(self._now))
            self._painter.setPen(self._now.color(role))
            self._painter.drawText(lower.translated(0, -self._now.px(1)), _CENTRE, number)

    def _day_role(self, cell: Cell) -> Role:
        day, today = cell.day.on, self._outlook.today
        if day == today:
            overdue = cell.day.shade is Shade.OVERDUE
            return Role.DANGER_TEXT if overdue else Role.ACCENT_TEXT
        if day < today or not cell.day.is_workday:
            return Role.TEXT_MUTED
        return Role.TEXT_PRIMARY

    def _paint_week(self, cell: Cell) -> None:
        """Mondays only, written across the cells that follow."""
        day = cell.day.on
        if day.weekday():
            return
        text = day_month(day)
        room = self._now.metrics(TextStyle.CAPTION).horizontalAdvance(text) + self._now.px(6)
        box = self._box(cell)
        limit = self._frame.left + self._frame.width
        gap = next((g for g in self._layout.gaps if g.left >= cell.left), None)
        end = self._frame.left + gap.left if gap is not None else limit
        if box.left() + room > end:
            return
        area = QRectF(
            box.left() + self._now.px(4), box.top() + self._now.px(3), room, box.height() / 2
        )
        self._write(area, text, Role.TEXT_SECONDARY, _LEFT, 500)

    def _paint_today_box(self) -> None:
        cell = self._layout.cell_of(self._outlook.today)
        if cell is None:
            return
        painter, now = self._painter, self._now
        box = self._box(cell)
        if self._layout.mode is CellMode.FULL and cell.day.shade is not Shade.OVERDUE:
            painter.save()
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.fillRect(box, now.color(Role.ACCENT_SUBTLE))
            painter.restore()
            self._paint_text(cell)
        pen = QPen(now.color(self._accent()), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, -1, 0, 1))

    def _accent(self) -> Role:
        return Role.CHART_1 if self._now.is_dark else Role.ACCENT_BASE

    def _paint_gap(self, gap: Gap) -> None:
        """The days left out: a white strip between two zigzag lines with their number."""
        painter, now, frame = self._painter, self._now, self._frame
        left, right = frame.left + gap.left, frame.left + gap.left + gap.width
        top, bottom = frame.cells_top - 1, frame.cells_bottom + 1
        painter.fillRect(QRectF(left, top, gap.width, bottom - top), now.color(Role.BG_SURFACE))
        painter.setPen(now.pen(Role.BORDER_CONTROL))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x in (left, right):
            painter.drawPolyline(zigzag(x, top, bottom, now.px(3)))
        text = ntr("{n} Tag", "{n} Tage", gap.days)
        self._write(
            QRectF(left, frame.cells_top, gap.width, frame.cells_height),
            text,
            Role.TEXT_MUTED,
            _CENTRE,
            500,
        )

    # --- upper lane ---

    def _paint_marker(self, place: PlacedMarker) -> None:
        kind = place.marker.kind
        x = self._frame.left + place.x
        if kind is MarkerKind.RECEIPT:
            self._paint_receipt(x)
        elif kind is MarkerKind.CUTOFF:
            self._paint_cutoff(x)
        elif kind in _FILES:
            self._paint_file(x, place)
        elif kind is MarkerKind.COLLECTION:
            self._paint_collection(x)
        elif kind is MarkerKind.TODAY:
            self._paint_today(x, place)
        if kind not in (MarkerKind.TODAY, MarkerKind.DUE):
            self._paint_label(place)

    def _paint_receipt(self, x: float) -> None:
        radius = self._now.px(8) / 2
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._now.color(self._accent()))
        y = self._frame.cells_bottom - self._now.px(10)
        self._painter.drawEllipse(QPointF(x, y), radius, radius)

    def _paint_cutoff(self, x: float) -> None:
        painter, now, frame = self._painter, self._now, self._frame
        painter.setPen(now.pen(Role.TEXT_PRIMARY, 2))
        painter.drawLine(QPointF(x, frame.cells_top), QPointF(x, frame.cells_bottom + now.px(4)))
        size = now.px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(Role.TEXT_PRIMARY))
        y = frame.cells_top
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, y - size),
                    QPointF(x + size, y),
                    QPointF(x, y + size),
                    QPointF(x - size, y),
                ]
            )
        )

    def _paint_file(self, x: float, place: PlacedMarker) -> None:
        painter, now, frame = self._painter, self._now, self._frame
        top = frame.labels_top + (frame.line - now.px(10)) / 2
        edge = now.px(10)
        painter.setPen(now.pen(Role.WARNING_BORDER, 2))
        painter.drawLine(QPointF(x, top), QPointF(x, frame.cells_top))
        painter.fillRect(QRectF(x - edge / 2, top, edge, edge), now.color(Role.WARNING_BORDER))

    def _paint_collection(self, x: float) -> None:
        painter, now = self._painter, self._now
        half = now.px(5)
        y = self._frame.cells_top - now.px(1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(Role.TEXT_PRIMARY))
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, y - half), QPointF(x + half, y - half), QPointF(x, y)])
        )

    def _paint_today(self, x: float, place: PlacedMarker) -> None:
        if not place.title:
            return
        painter, now, frame = self._painter, self._now, self._frame
        height = frame.line + now.px(3)
        bottom = frame.cells_top - now.px(7)
        box = QRectF(frame.left + place.label_left, bottom - height, place.label_width, height)
        painter.setPen(now.pen(self._accent(), 2))
        painter.drawLine(QPointF(x, bottom), QPointF(x, frame.cells_top - 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(Role.ACCENT_BASE))
        painter.drawRoundedRect(box, 4, 4)
        self._write(box, place.title, Role.TEXT_ON_ACCENT, _CENTRE, 600)

    def _paint_label(self, place: PlacedMarker) -> None:
        if not place.title:
            return
        frame = self._frame
        left = frame.left + place.label_left
        room = place.label_width
        kind = place.marker.kind
        align = _LEFT
        if place.label_right <= place.x + self._now.px(10):
            align = _RIGHT
        elif abs(place.label_left + room / 2 - place.x) < 1:
            align = Qt.AlignmentFlag.AlignCenter
        role = Role.WARNING_TEXT if kind in _FILES else Role.TEXT_PRIMARY
        top = frame.labels_top if place.detail else frame.labels_top + frame.line
        if kind in _FILES:
            top = frame.labels_top
        box = QRectF(left, top, room, frame.line)
        self._write(box, place.title, role, align, 600)
        if place.detail:
            self._write(
                box.translated(0, frame.line), place.detail, Role.TEXT_SECONDARY, align, 400
            )

    # --- lower lane ---

    def _paint_promise(self) -> None:
        painter, now, frame, layout = self._painter, self._now, self._frame, self._layout
        y = frame.cells_bottom + now.px(12)
        left, right = frame.left + layout.bar_left, frame.left + layout.bar_right
        filled = frame.left + layout.bar_filled
        pen = QPen(now.color(Role.BORDER_CONTROL), now.px(1.5))
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        if filled > left:
            thick = now.px(4)
            accent = now.color(self._accent())
            painter.fillRect(QRectF(left, y - thick / 2, filled - left, thick), accent)
            painter.fillRect(QRectF(left - 1, y - thick, 2, 2 * thick), accent)
        self._paint_flag(right, y)
        self._paint_notes(left, y)

    def _paint_flag(self, x: float, y: float) -> None:
        painter, now = self._painter, self._now
        top = y - now.px(6)
        painter.setPen(now.pen(Role.DANGER_BORDER, 2))
        painter.drawLine(QPointF(x, top), QPointF(x, y + now.px(7)))
        flag = QPainterPath(QPointF(x, top))
        flag.lineTo(x + now.px(12), top)
        flag.lineTo(x + now.px(9), top + now.px(4))
        flag.lineTo(x + now.px(12), top + now.px(8))
        flag.lineTo(x, top + now.px(8))
        flag.closeSubpath()
        painter.fillPath(flag, now.color(Role.DANGER_BORDER))
        due = self._layout.marker_of(MarkerKind.DUE)
        if due is None:
            return
        frame = self._frame
        left = frame.left + due.label_left
        upper = QRectF(left, y - frame.line / 2 - now.px(2), due.label_width, frame.line)
        align = _LEFT if due.label_left > due.x else _RIGHT
        if self._layout.mode is CellMode.FULL and align == _LEFT:
            self._write(upper, due.title, Role.DANGER_TEXT, align, 600)
            near = near_date(due.marker.on)
            lower = upper.translated(0, frame.line)
            self._write(lower, near, Role.TEXT_SECONDARY, align, 400)
        else:
            # To the left of the flag the label goes below the bar, not across it.
            below = frame.line if align == _RIGHT else now.px(2)
            text = f"{due.title}, {due.detail}"
            self._write(upper.translated(0, below), text, Role.DANGER_TEXT, align, 600)

    def _paint_notes(self, left: float, y: float) -> None:
        """What the bar and the amber days mean, where it fits between bar start and flag."""
        if self._layout.mode is not CellMode.FULL:
            return
        now, frame = self._now, self._frame
        metrics = now.metrics(TextStyle.CAPTION, 400)
        top = y + now.px(7)
        due = self._layout.marker_of(MarkerKind.DUE)
        end = frame.left + self._layout.bar_right - now.px(6)
        if due is not None and due.label_left < due.x:
            end = min(end, frame.left + due.label_left - now.px(8))
        late, progress = late_note(self._outlook), progress_note(self._outlook)
        late_width = metrics.horizontalAdvance(late)
        if late and end - late_width >= frame.left:
            box = QRectF(end - late_width - 2, top, late_width + 2, frame.line)
            self._write(box, late, Role.WARNING_TEXT, _RIGHT, 400)
            end -= late_width + now.px(16)
        width = metrics.horizontalAdvance(progress)
        if progress and left + width <= end:
            box = QRectF(left, top, width + 2, frame.line)
            self._write(box, progress, Role.TEXT_SECONDARY, _LEFT, 400)

    def _write(
        self, box: QRectF, text: str, role: Role, align: Qt.AlignmentFlag, weight: int
    ) -> None:
        self._painter.setFont(self._now.font(TextStyle.CAPTION, weight))
        self._painter.setPen(self._now.color(role))
        self._painter.drawText(box, align | Qt.TextFlag.TextDontClip, text)
