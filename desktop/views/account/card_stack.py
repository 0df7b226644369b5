"""The frame of a tab of an account: cards one below another, each with a table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.account.fact_table import Column, FactRow, FactTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone


class CardStack(QScrollArea):
    """Cards one below another, as wide as the page."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is the accessible name of the area."""
        super().__init__(parent)
        now = theme.current()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget(self.viewport())
        content.setObjectName("caseColumns")
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(now.space(4), now.px(10), now.space(4), now.px(10))
        self.column.setSpacing(now.px(10))
        self.setWidget(content)


class TableCard(Card):
    """A card with a table, and a sentence where there are no rows."""

    def __init__(
        self,
        title: str,
        nothing: str,
        columns: tuple[Column, ...],
        *,
        marks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``nothing`` is said instead of an empty table; ``marks``: a button is about a row."""
        super().__init__(title, parent=parent)
        self.let_rows_run()
        self.table = FactTable(title, columns, marks=marks)
        self.nothing = TextLabel(nothing, TextStyle.BODY, Tone.MUTED)
        self.nothing.setMargin(theme.current().px(12))
        self.body.addWidget(self.table)
        self.body.addWidget(self.nothing)

    def show_rows(self, rows: list[FactRow]) -> None:
        """Show these rows."""
        self.count.setText(str(len(rows)) if rows else "")
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
