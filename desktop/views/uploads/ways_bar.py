"""How many letters go which way: a bar of parts and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.documents import DeliveryWay, RowState
from desktop.services.uploads.view import RowLine
from desktop.texts import tr
from desktop.texts.documents import way_name
from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.labels import ElidedLabel, Tone

_ORDER = (DeliveryWay.ELECTRONIC, DeliveryWay.POST, DeliveryWay.BOTH, DeliveryWay.NONE)
_FILLS = (Role.ACCENT_BASE, Role.TEXT_MUTED, Role.CHART_2, Role.BORDER_CONTROL)


def ways_of_rows(rows: Iterable[RowLine]) -> dict[DeliveryWay, int]:
    """Count the ways of the letters that are ready."""
    waits = (one for one in rows if one.ready and one.state is RowState.WAITING)
    return dict(Counter(one.way for one in waits if one.way is not None))


def ways_text(ways: Mapping[DeliveryWay, int], rest: int) -> str:
    """Return "elektronisch 298 · per Post 73 · offen 41"."""
    parts = [f"{way_name(way)} {ways[way]}" for way in _ORDER if ways.get(way)]
    return " · ".join([*parts, tr("offen {n}", n=rest)] if rest else parts)


class WaysBar(QWidget):
    """The words above, the parts below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.text = ElidedLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.parts = _Parts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space(1))
        column.addWidget(self.text)
        column.addWidget(self.parts)

    def show_ways(self, ways: Mapping[DeliveryWay, int], rest: int) -> None:
        """``rest`` are letters that are not ready."""
        self.text.setText(tr("Zustellung: {ways}", ways=ways_text(ways, rest)))
        self.parts.show_parts([ways.get(way, 0) for way in _ORDER], rest)
        self.setVisible(bool(rest or any(ways.values())))


class _Parts(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._parts: list[int] = []
        self._rest = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Anteile der Zustellung"))

    def show_parts(self, parts: list[int], rest: int) -> None:
        self._parts, self._rest = parts, rest
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(120), theme.current().px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BORDER_SUBTLE))
        whole = sum(self._parts) + self._rest
        left = 0.0
        for count, fill in zip(self._parts, _FILLS, strict=True) if self._parts else ():
            width = self.width() * count / whole if whole else 0.0
            if width:
                painter.fillRect(
                    round(left), 0, max(1, round(width) - 1), self.height(), now.color(fill)
                )
            left += width
        painter.end()
