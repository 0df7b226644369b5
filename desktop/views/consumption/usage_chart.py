"""The months of a year as bars: this year, last year as a tick, what is missing hatched."""

from __future__ import annotations

import math
from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.domain.consumption.series import MonthState
from desktop.services.consumption.view import UsageMonth, UsageYear
from desktop.texts import tr
from desktop.views import theme
from desktop.views.consumption.usage_texts import (
    amount,
    month_sentence,
    month_state_text,
    short_month,
    until_text,
)
from desktop.views.theme_tokens import Role, TextStyle

_HEIGHT, _LEAST_WIDTH = 300, 330
_STEPS = 3
_HATCHED = frozenset({MonthState.MISSING, MonthState.HELD})
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -12,
    Qt.Key.Key_End: 12,
}


def axis_top(most: Decimal) -> float:
    """Return a round number of three equal steps that is not below ``most``."""
    if most <= 0:
        return float(_STEPS)
    step = float(most) / _STEPS
    size = float(10 ** math.floor(math.log10(step)))
    return _STEPS * next(size * one for one in (1, 2, 2.5, 4, 5, 10) if size * one >= step)


def _shown_value(month: UsageMonth, top: float) -> Decimal | None:
    """Return how high a bar is; what is not known is as high as last year, for its hatching."""
    if month.state in _HATCHED:
        return month.last_year or Decimal(str(top / 6))
    return month.value


class UsageChart(QWidget):
    """Twelve bars. ←/→ go through the months, whose numbers a screen reader says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._months: tuple[UsageMonth, ...] = ()
        self._year = 0
        self._unit = ""
        self._name = ""
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_year(self, year: UsageYear, unit: str, name: str) -> None:
        """Show a year; ``name`` says what is counted."""
        self._months, self._year, self._unit, self._name = year.months, year.year, unit, name
        known = [n for n, one in enumerate(year.months) if one.value is not None]
        self.current = known[-1] if known else 0
        self.setAccessibleName(f"{name} {year.year}")
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        return QSize(now.px(_LEAST_WIDTH), now.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(_LEAST_WIDTH) // 2, theme.current().px(_HEIGHT))

    def sentence(self, place: int) -> str:
        """Return what is known of one of the months."""
        return month_sentence(self._months[place], self._unit) if self._months else ""

    def _describe(self) -> None:
        self.setAccessibleDescription(self.sentence(self.current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or not self._months:
            super().keyPressEvent(event)
            return
        self.current = max(0, min(len(self._months) - 1, self.current + step))
        self._describe()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().x())
        if place is not None:
            self.current = place
            self._describe()
            self.update()
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say the numbers of the month under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos().x())
            if place is not None:
                QToolTip.showText(event.globalPos(), self.sentence(place), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def _place_at(self, x: float) -> int | None:
        plot = self._plot()
        if not self._months or not plot.left() <= x < plot.right():
            return None
        return int((x - plot.left()) / plot.width() * len(self._months))

    def _most(self) -> Decimal:
        known = [one.value or Decimal(0) for one in self._months]
        return max([*known, *(one.last_year or Decimal(0) for one in self._months), Decimal(0)])

    def _plot(self) -> QRectF:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        left = metrics.horizontalAdvance(amount(Decimal(str(axis_top(self._most()))))) + now.px(10)
        line = metrics.height()
        below = line + now.px(6) + self._legend_lines() * (line + now.px(4))
        return QRectF(
            left,
            line + now.px(4),
            max(1, self.width() - left - now.px(4)),
            max(1, self.height() - line - now.px(8) - below),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._months:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.current().font(TextStyle.SMALL))
        plot, top = self._plot(), axis_top(self._most())
        self._paint_axis(painter, plot, top)
        width = plot.width() / len(self._months)
        for place, month in enumerate(self._months):
            column = QRectF(plot.left() + place * width, plot.top(), width, plot.height())
            if place == self.current and self.hasFocus():
                painter.fillRect(column, theme.current().color(Role.BG_SELECTED))
            self._paint_month(painter, column, month, top)
        # A word is wider than its bar: it stands before the bars beside it.
        for place, month in enumerate(self._months):
            if month.state in _HATCHED:
                column = QRectF(plot.left() + place * width, plot.top(), width, plot.height())
                y = column.bottom() - column.height() * float(_shown_value(month, top) or 0) / top
                self._paint_word(painter, column, y, month_state_text(month))
        self._paint_legend(painter, plot)
        painter.end()

    def _paint_axis(self, painter: QPainter, plot: QRectF, top: float) -> None:
        now = theme.current()
        height = now.metrics(TextStyle.SMALL).height()
        for step in range(_STEPS + 1):
            y = plot.bottom() - plot.height() * step / _STEPS
            painter.setPen(now.pen(Role.CHART_GRID if step else Role.BORDER_CONTROL))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(now.color(Role.TEXT_SECONDARY))
            label = QRectF(0, y - height / 2, plot.left() - now.px(6), height)
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(label, right, amount(Decimal(str(round(top * step / _STEPS, 3)))))

    def _paint_month(
        self, painter: QPainter, column: QRectF, month: UsageMonth, top: float
    ) -> None:
        now = theme.current()
        inset = column.width() * 0.26
        bar = column.adjusted(inset, 0, -inset, 0)
        value = _shown_value(month, top)
        if value is not None:
            bar.setTop(column.bottom() - column.height() * float(value) / top)
            self._paint_bar(painter, bar, month.state)
        if month.last_year is not None:
            y = column.bottom() - column.height() * float(month.last_year) / top
            painter.setPen(now.pen(Role.CHART_2, 2.0))
            out = column.width() * 0.14
            painter.drawLine(QPointF(column.left() + out, y), QPointF(column.right() - out, y))
        painter.setPen(now.color(Role.TEXT_SECONDARY))
        height = now.metrics(TextStyle.SMALL).height()
        below = QRectF(column.left(), column.bottom() + now.px(4), column.width(), height)
        text = short_month(month.month.month)
        if now.metrics(TextStyle.SMALL).horizontalAdvance(text) > column.width():
            text = text[:1]
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), text)

    def _paint_word(self, painter: QPainter, column: QRectF, y: float, word: str) -> None:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL, 600)
        width = metrics.horizontalAdvance(word) + now.px(2)
        middle = column.center().x()
        left = max(0.0, min(self.width() - width, middle - width / 2))
        painter.setPen(now.color(Role.WARNING_TEXT))
        painter.setFont(now.font(TextStyle.SMALL, 600))
        place = QRectF(left, y - metrics.height() - now.px(4), width, metrics.height())
        centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip)
        painter.drawText(place, centred, word)
        painter.setFont(now.font(TextStyle.SMALL))

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRectF, state: MonthState) -> None:
        now = theme.current()
        if state in _HATCHED:
            pen = QPen(now.color(Role.CHART_2), 1.0, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar)
            painter.save()
            painter.setClipRect(bar)
            painter.setPen(now.pen(Role.CHART_2))
            step, x = now.px(5), bar.left() - bar.height()
            while x < bar.right():
                painter.drawLine(QPointF(x, bar.bottom()), QPointF(x + bar.height(), bar.top()))
                x += step
            painter.restore()
        elif state is MonthState.RUNNING:
            painter.setPen(QPen(now.color(Role.CHART_1), 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(now.color(Role.ACCENT_SUBTLE))
            painter.drawRect(bar)
        else:
            painter.fillRect(bar, now.color(Role.CHART_1))

    def _legend(self) -> list[tuple[MonthState | None, str]]:
        """What occurs, in words; None stands for the tick of last year."""
        found: list[tuple[MonthState | None, str]] = [(MonthState.REPORTED, str(self._year))]
        found += [
            (MonthState.RUNNING, until_text(one))
            for one in self._months
            if one.state is MonthState.RUNNING and one.value is not None
        ]
        if any(one.last_year is not None for one in self._months):
            found.append((None, str(self._year - 1)))
        if any(one.state is MonthState.MISSING for one in self._months):
            found.append((MonthState.MISSING, tr("nicht gemeldet")))
        if any(one.state is MonthState.HELD for one in self._months):
            found.append((MonthState.HELD, tr("in Prüfung")))
        return found

    def _legend_rows(self) -> list[list[tuple[MonthState | None, str]]]:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        rows: list[list[tuple[MonthState | None, str]]] = [[]]
        left = 0
        for one in self._legend():
            width = metrics.horizontalAdvance(one[1]) + now.px(32)
            if rows[-1] and left + width > self.width():
                rows.append([])
                left = 0
            rows[-1].append(one)
            left += width
        return rows

    def _legend_lines(self) -> int:
        return len(self._legend_rows()) if self._months else 1

    def _paint_legend(self, painter: QPainter, plot: QRectF) -> None:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        line = metrics.height()
        y = plot.bottom() + line + now.px(10)
        for row in self._legend_rows():
            x = float(now.px(4))
            for state, text in row:
                sign = QRectF(x, y + line * 0.2, now.px(12), line * 0.6)
                if state is None:
                    painter.setPen(now.pen(Role.CHART_2, 2.0))
                    painter.drawLine(
                        QPointF(sign.left(), sign.center().y()),
                        QPointF(sign.right(), sign.center().y()),
                    )
                else:
                    self._paint_bar(painter, sign, state)
                painter.setPen(now.color(Role.TEXT_SECONDARY))
                painter.drawText(QPointF(sign.right() + now.px(5), y + metrics.ascent()), text)
                x += metrics.horizontalAdvance(text) + now.px(32)
            y += line + now.px(4)
