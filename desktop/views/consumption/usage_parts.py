"""The parts of the page *Verbrauch* and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.texts import tr
from desktop.views import theme
from desktop.views.consumption.usage_rows import (
    held_headings,
    history_headings,
    month_headings,
    table_headings,
)
from desktop.views.master_data.cells import finding_headings
from desktop.views.master_data.import_bar import ImportBar
from desktop.views.master_data.text_table import TextTable
from desktop.views.theme_tokens import Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind

_MOST_ROWS = 8
_LEAST_ROWS = 2


class TableBox(Card):
    """A card with one table as high as its lines, up to a few, or why there are none."""

    def __init__(self, title: str, table: TextTable, buttons: Iterable[ActionButton]) -> None:
        """Start empty; ``buttons`` stand in the line of the title."""
        super().__init__(title)
        self.table = table
        self.nothing = EmptyState("", icon_name="info", tone=Tone.INFO)
        self._places = QStackedWidget()
        self._places.addWidget(self.nothing)
        self._places.addWidget(table)
        self.let_rows_run()
        for button in buttons:
            self.add_to_head(button)
        self.body.addWidget(self._places)
        self.show_lines((), ())

    def show_lines(
        self,
        lines: Sequence[Sequence[str]],
        keys: Sequence[object],
        *,
        total: int | None = None,
        goes_on: bool = False,
    ) -> None:
        """Show other lines; ``total`` is how many there are where not all are shown.

        With ``goes_on`` the line after a chosen one that is gone is chosen, else the first.
        """
        before, place = self.table.chosen(), self.table.currentIndex().row()
        self.table.show_lines(lines, keys)
        if goes_on and lines and place >= 0 and before not in keys:
            self.table.selectRow(min(place, len(lines) - 1))
        self._places.setCurrentWidget(self.table if lines else self.nothing)
        self.count.setText(str(total or len(lines)) if lines else "")
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need other rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_places"):
            self._fit()

    def _fit(self) -> None:
        now = theme.current()
        rows = max(_LEAST_ROWS, min(self.table.lines.rowCount(), _MOST_ROWS))
        height = rows * now.row_height(Row.TABLE) + now.row_height(Row.TABLE_HEADER)
        self._places.setFixedHeight(height + now.px(4))


class UsageParts(QWidget):
    """Cards below each other: files, bad rows, held values, months, former imports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the parts; nothing is connected yet."""
        super().__init__(parent)
        self.title = TextLabel(tr("Verbrauch"), TextStyle.TITLE)
        self.summary = ElidedLabel(
            tr("Monatswerte fernablesbarer Zähler: übernehmen, prüfen, mitteilen"),
            TextStyle.BODY,
            Tone.SECONDARY,
        )
        self.choose = ActionButton(tr("Dateien wählen …"), icon_name="plus")
        self.bar = ImportBar()
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self._build_files()
        self._build_values()
        self._lay_out()
        self.setFocusProxy(self.choose)

    def _build_files(self) -> None:
        self.tables = TextTable(tr("Dateien"), table_headings(), 0, range(1, 5))
        self.files = TableBox(tr("Dateien"), self.tables, ())
        self.files.nothing.show_text(
            tr("Noch keine Datei gewählt"),
            tr("Ziehen Sie CSV- oder XLSX-Dateien des Messdienstes hierher oder wählen Sie sie."),
        )
        self.attempt = ActionButton(tr("Probelauf"), icon_name="search")
        self.take = ActionButton(
            tr("Werte übernehmen"),
            variant=Variant.PRIMARY,
            icon_name="save",
            shortcut="Ctrl+Return",
        )
        self.save = ActionButton(tr("Liste speichern …"), size=ButtonSize.SMALL)
        findings = TextTable(tr("Schlechte Zeilen"), finding_headings(), 4, range(1, 2))
        self.findings = TableBox(tr("Schlechte Zeilen"), findings, (self.save,))
        self.findings.hide()

    def _build_values(self) -> None:
        small = ButtonSize.SMALL
        self.accept = ActionButton(tr("Annehmen …"), size=small, shortcut="A")
        self.refuse = ActionButton(tr("Verwerfen …"), size=small, shortcut="V")
        self.correct = ActionButton(tr("Berichtigen …"), size=small, shortcut="Return")
        held = TextTable(tr("Zurückgehaltene Werte"), held_headings(), 6, range(4, 6))
        self.held = TableBox(
            tr("Zurückgehaltene Werte"), held, (self.accept, self.refuse, self.correct)
        )
        self.held.nothing.show_text(tr("Kein Wert wartet auf Prüfung"))
        self.publish = ActionButton(tr("Veröffentlichen …"), size=small, shortcut="Return")
        self.prove = ActionButton(tr("Nachweis …"), size=small, shortcut="N")
        months = TextTable(tr("Monate"), month_headings(), 1, range(2, 5))
        self.months = TableBox(tr("Monate"), months, (self.prove, self.publish))
        self.months.nothing.show_text(tr("Es liegen keine Monatswerte vor."))
        self.take_back = ActionButton(tr("Zurücknehmen …"), size=small, shortcut="Del")
        history = TextTable(tr("Frühere Importe"), history_headings(), 1, range(2, 6))
        self.history = TableBox(tr("Frühere Importe"), history, (self.take_back,))
        self.history.nothing.show_text(tr("Es wurde noch nichts übernommen"))

    def _lay_out(self) -> None:
        now = theme.current()
        # Room for the frame of what has the focus, which the edge of the area would cut off.
        edge = now.px(3)
        head = QHBoxLayout()
        head.setContentsMargins(edge, 0, edge, 0)
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        head.addWidget(self.choose)
        steps = QHBoxLayout()
        steps.setSpacing(now.space(2))
        steps.addStretch(1)
        steps.addWidget(self.attempt)
        steps.addWidget(self.take)
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(edge, 0, edge, edge)
        cards.setSpacing(now.space(3))
        cards.addWidget(self.message)
        cards.addWidget(self.files)
        cards.addLayout(steps)
        for card in (self.findings, self.held, self.months, self.history):
            cards.addWidget(card)
        cards.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName(tr("Verbrauch"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(content)
        column = QVBoxLayout(self)
        side = now.space(5) - edge
        column.setContentsMargins(side, now.space(4), side, now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.area, 1)

    def say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        """Say what became of something, and bring it into sight."""
        self.message.show_message(kind, title, detail)
        self.message.show()
        self.area.verticalScrollBar().setValue(0)
