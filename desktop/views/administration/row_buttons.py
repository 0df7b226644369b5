"""Up, down and away, at the end of every row that can be moved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.texts import tr
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant


class RowButtons(QWidget):
    """``moved`` carries -1 or 1, ``removed`` says that the row is to go."""

    moved = Signal(int)
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.up = _button("arrow-up")
        self.down = _button("arrow-down")
        self.away = _button("trash-2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.up, self.down, self.away):
            row.addWidget(button)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.away.clicked.connect(self.removed)

    def name(self, row: str, *, first: bool, last: bool) -> None:
        """Say which row they belong to; the first cannot go up, the last not down."""
        for button, text in (
            (self.up, tr("{row} nach oben", row=row)),
            (self.down, tr("{row} nach unten", row=row)),
            (self.away, tr("{row} herausnehmen", row=row)),
        ):
            button.setAccessibleName(text)
            button.setToolTip(text)
        self.up.setEnabled(not first)
        self.down.setEnabled(not last)


def _button(icon: str) -> ActionButton:
    return ActionButton(icon_name=icon, variant=Variant.QUIET, size=ButtonSize.SMALL, name=icon)
