"""The head of a page: title, what is said beside it, and buttons, below it where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.flow_layout import GAP, FlowLayout

_LEAST_SUMMARY = 150
"""Pixels at 100 % that the words beside the title keep before the buttons go below them."""


class PageHead(QWidget):
    """No button is ever narrower than its text: they go below the title, there on several lines."""

    def __init__(
        self,
        title: QWidget,
        summary: QWidget,
        acts: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        """``acts`` stand at the right in this order."""
        super().__init__(parent)
        self._title = title
        self._acts = tuple(acts)
        self._below: bool | None = None
        self.setAccessibleName("–")
        self._row = QWidget()
        flow = FlowLayout(self._row)
        for act in self._acts:
            flow.addWidget(act)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.current().space(3))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(title, 0, 0)
        self._grid.addWidget(summary, 0, 1)
        self._arrange()

    def is_below(self) -> bool:
        """Whether the buttons stand below the title."""
        return bool(self._below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange anew when a text or the font is another one."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _arrange(self) -> None:
        now = theme.current()
        high = max(act.sizeHint().height() for act in self._acts)
        for act in self._acts:
            # What is said beside the buttons stands at the height of their texts.
            act.setMinimumHeight(high)
        shown = [act.sizeHint().width() for act in self._acts if not act.isHidden()]
        wanted = sum(shown) + now.px(GAP) * max(0, len(shown) - 1)
        rest = self._title.sizeHint().width() + 2 * now.space(3) + now.px(_LEAST_SUMMARY)
        below = wanted + rest > self.width()
        self._row.setMinimumWidth(0 if below else wanted)
        if below == self._below:
            return
        self._below = below
        self._grid.removeWidget(self._row)
        if below:
            self._grid.addWidget(self._row, 1, 0, 1, 3)
        else:
            self._grid.addWidget(self._row, 0, 2, Qt.AlignmentFlag.AlignVCenter)
