"""Rows that stay when something else is shown: filling a widget costs little, making one much.

A new widget is polished by the style sheet, is given font and colours, and has the layouts above it
reckoned anew. A bank change would need about a hundred of them every time it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.views.late_part import reached_by_tab

_TAB = Qt.FocusPolicy.TabFocus
W = TypeVar("W", bound=QWidget)
_ANYWHERE = Qt.AlignmentFlag(0)


class KeptRows:
    """Fills the beginning of a box layout with the rows that stand there, as far as they suit.

    ``begin``, then ``take`` one row after the other and fill it, then ``finish``: what is left over
    is hidden and kept. Who takes a row sets everything it shows: it may have shown another case.
    """

    def __init__(self, layout: QBoxLayout) -> None:
        """Start without rows."""
        self._layout = layout
        self._rows: list[tuple[Callable[[], QWidget], QWidget]] = []
        self._taken = 0
        self._changed = False

    def begin(self) -> None:
        """Fill from the first row on."""
        self._taken = 0

    def take(self, make: Callable[[], W], align: Qt.AlignmentFlag = _ANYWHERE) -> W:
        """Return the next row, a kept one that came from ``make`` or a new one."""
        place = self._taken
        self._taken += 1
        for number in range(place, len(self._rows)):
            if self._rows[number][0] == make:
                kept = self._rows.pop(number)
                break
        else:
            kept, number = (make, make()), -1
        self._rows.insert(place, kept)
        row = kept[1]
        if number != place:
            self._changed = True
            self._layout.removeWidget(row)
            self._layout.insertWidget(place, row, 0, align)
        row.setVisible(True)
        return cast("W", row)

    def finish(self) -> None:
        """Hide the rows that were not taken."""
        for _make, row in self._rows[self._taken :]:
            row.setVisible(False)
        area = self._layout.parentWidget()
        if self._changed and area is not None:
            self._changed = False
            order_tabs(area, [row for _make, row in self._rows])

    def taken(self) -> list[QWidget]:
        """The rows that are shown, from the first to the last."""
        return [row for _make, row in self._rows[: self._taken]]


def order_tabs(area: QWidget, rows: Iterable[QWidget]) -> None:
    """Let Tab go through ``rows`` in their order, after what comes before ``area``.

    Qt puts whatever is made later behind everything that was there.
    """
    before = area
    for row in rows:
        for widget in (row, *row.findChildren(QWidget)):
            if widget.focusPolicy() & _TAB:
                with reached_by_tab(before):
                    QWidget.setTabOrder(before, widget)
                before = widget
