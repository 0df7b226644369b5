"""What somebody else changed meanwhile, side by side: as it was shown, and as it is now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.case_facts import FactChange
from desktop.texts import tr
from desktop.texts.case_changes import fact_label, fact_values
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout


class ConflictTable(QWidget):
    """A line for each fact that overlaps with what was to be saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.current().px(4), 0, theme.current().px(4))
        self._grid.setHorizontalSpacing(theme.current().space(4))
        self._grid.setVerticalSpacing(theme.current().px(3))
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)
        self.hide()

    def show_changes(self, changes: tuple[FactChange, ...]) -> None:
        """Show these changes; without any there is nothing to compare."""
        clear_layout(self._grid)
        self.setVisible(bool(changes))
        heads = (tr("Angabe"), tr("Als Sie den Vorgang öffneten"), tr("Jetzt gespeichert"))
        for column, head in enumerate(heads):
            self._put(0, column, head, Tone.MUTED)
        said = []
        for row, change in enumerate(changes, start=1):
            was, now = fact_values(change)
            label = fact_label(change.fact, change.label)
            self._put(row, 0, label, Tone.SECONDARY)
            self._put(row, 1, was, Tone.SECONDARY)
            self._put(row, 2, now, Tone.PRIMARY)
            said.append(tr("{label}: bisher {old}, jetzt {new}", label=label, old=was, new=now))
        self.setAccessibleName("; ".join(said))

    def _put(self, row: int, column: int, text: str, tone: Tone) -> None:
        wrap = Qt.TextFlag.TextWordWrap if column else None
        label = TextLabel(text, TextStyle.SMALL, tone, wrap=wrap)
        self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
