"""A card of rows that can be added, moved and taken out, such as the fields of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.administration.row_buttons import RowButtons
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import let_go


class MovableRow(QWidget):
    """One row; ``buttons`` move it.

    Args:
        words: what the row is called by, and where the typing begins.
        unnamed: what it is called while nothing is typed there.
    """

    def __init__(self, words: QLineEdit, unnamed: str) -> None:
        super().__init__()
        self.buttons = RowButtons()
        self._words = words
        self._unnamed = unnamed

    def title(self) -> str:
        """What the row is called by its buttons."""
        return self._words.text().strip() or self._unnamed

    def first(self) -> QLineEdit:
        """The input that gets the focus."""
        return self._words


R = TypeVar("R", bound=MovableRow)


class MovableRows(Generic[R]):
    """The rows of a card in their order. ``on_change`` is called after each change of it."""

    def __init__(
        self,
        card: Card,
        hint: str,
        add_text: str,
        make: Callable[[], R],
        on_change: Callable[[], None],
    ) -> None:
        """Put the rows into ``card``, with a hint above and a button below."""
        self._make = make
        self._on_change = on_change
        self._rows: list[R] = []
        self.hint = TextLabel(hint, TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.add_button = ActionButton(add_text, icon_name="plus", size=ButtonSize.SMALL)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.current().space(2))
        card.body.addWidget(self.hint)
        card.body.addLayout(self._column)
        card.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.clicked.connect(self._on_add_clicked)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        """Take all rows out, without a word to anybody."""
        for row in self._rows:
            self._column.removeWidget(row)
            let_go(row)
        self._rows.clear()

    def add(self) -> R:
        """Add a row at the end, without a word to anybody."""
        row = self._make()
        row.buttons.moved.connect(partial(self._on_moved, row))
        row.buttons.removed.connect(partial(self._on_removed, row))
        self._rows.append(row)
        self._column.addWidget(row)
        return row

    def name_rows(self) -> None:
        """Let the buttons say to which row they belong."""
        for place, row in enumerate(self._rows):
            last = place == len(self._rows) - 1
            row.buttons.name(row.title(), first=place == 0, last=last)

    def _on_add_clicked(self) -> None:
        row = self.add()
        self.name_rows()
        self._on_change()
        # Only a row that has its place can be scrolled to.
        QTimer.singleShot(0, row, lambda: row.first().setFocus())

    def _on_moved(self, row: R, steps: int) -> None:
        place = self._rows.index(row)
        target = place + steps
        if not 0 <= target < len(self._rows):
            return
        self._rows.insert(target, self._rows.pop(place))
        self._column.removeWidget(row)
        self._column.insertWidget(target, row)
        self.name_rows()
        self._on_change()
        button = row.buttons.up if steps < 0 else row.buttons.down
        (button if button.isEnabled() else row.first()).setFocus()

    def _on_removed(self, row: R) -> None:
        place = self._rows.index(row)
        self._rows.remove(row)
        self._column.removeWidget(row)
        let_go(row)
        self.name_rows()
        self._on_change()
        if self._rows:
            self._rows[min(place, len(self._rows) - 1)].first().setFocus()
        else:
            self.add_button.setFocus()
