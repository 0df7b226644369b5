"""The parts of the page *Stammdaten* and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.master_data.cells import finding_headings, history_headings, table_headings
from desktop.views.master_data.import_bar import ImportBar
from desktop.views.master_data.text_table import TextTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind

_FEW_ROWS = 5
_LEAST_ROWS = 3
"""So many rows of a list are always in sight; in a low window the page is scrolled instead."""


class MasterDataParts(QWidget):
    """Three cards below each other: files, what is said of their rows, former imports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the parts; nothing is connected yet."""
        super().__init__(parent)
        self.title = TextLabel(tr("Stammdaten"), TextStyle.TITLE)
        self.summary = ElidedLabel(
            tr("Objekte, Verträge, Mietparteien und Bankverbindungen aus dem ERP"),
            TextStyle.BODY,
            Tone.SECONDARY,
        )
        self.choose = ActionButton(tr("Dateien wählen …"), icon_name="plus")
        self.bar = ImportBar()
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self._build_files()
        self._build_findings()
        self._build_history()
        self._lay_out()
        self.setFocusProxy(self.choose)

    def _build_files(self) -> None:
        self.files_card = Card(tr("Dateien"))
        self.tables = TextTable(tr("Dateien"), table_headings(), 1, range(2, 8))
        self.no_files = EmptyState(
            tr("Noch keine Datei gewählt"),
            tr(
                "Ziehen Sie CSV- oder XLSX-Dateien aus dem ERP hierher oder wählen Sie sie. Ein "
                "Probelauf zeigt, was sich ändern würde, bevor etwas übernommen wird."
            ),
            icon_name="info",
            tone=Tone.INFO,
        )
        self.files = QStackedWidget()
        self.files.addWidget(self.no_files)
        self.files.addWidget(self.tables)
        self.map = ActionButton(tr("Spalten zuordnen …"), size=ButtonSize.SMALL)
        self.confirm_ends = QCheckBox(tr("So viele dürfen auf einmal enden"))
        self.confirm_ends.hide()
        self.attempt = ActionButton(tr("Probelauf"), icon_name="search")
        self.take = ActionButton(
            tr("Daten übernehmen"),
            variant=Variant.PRIMARY,
            icon_name="save",
            shortcut="Ctrl+Return",
        )
        self.files_card.let_rows_run()
        self.files_card.add_to_head(self.map)
        self.files_card.body.addWidget(self.files)

    def _build_findings(self) -> None:
        self.findings_card = Card(tr("Auffällige und schlechte Zeilen"))
        self.findings = TextTable(
            tr("Auffällige und schlechte Zeilen"), finding_headings(), 4, range(1, 2)
        )
        self.save = ActionButton(tr("Liste speichern …"), size=ButtonSize.SMALL)
        self.no_findings = EmptyState("", icon_name="info", tone=Tone.INFO)
        self.finding_pages = QStackedWidget()
        self.finding_pages.addWidget(self.no_findings)
        self.finding_pages.addWidget(self.findings)
        self.findings_card.let_rows_run()
        self.findings_card.fill_height()
        self.findings_card.add_to_head(self.save)
        self.findings_card.body.addWidget(self.finding_pages)

    def _build_history(self) -> None:
        self.history_card = Card(tr("Frühere Importe"))
        self.history = TextTable(tr("Frühere Importe"), history_headings(), 8, range(3, 8))
        self.take_back = ActionButton(tr("Zurücknehmen …"), size=ButtonSize.SMALL)
        self.no_history = EmptyState(
            tr("Es wurde noch nichts übernommen"), icon_name="info", tone=Tone.INFO
        )
        self.history_pages = QStackedWidget()
        self.history_pages.addWidget(self.no_history)
        self.history_pages.addWidget(self.history)
        self.history_card.let_rows_run()
        self.history_card.fill_height()
        self.history_card.add_to_head(self.take_back)
        self.history_card.body.addWidget(self.history_pages)

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        head.addWidget(self.choose)
        steps = QHBoxLayout()
        steps.setSpacing(now.space(2))
        steps.addWidget(self.confirm_ends)
        steps.addStretch(1)
        steps.addWidget(self.attempt)
        steps.addWidget(self.take)
        content = QWidget()
        cards = QVBoxLayout(content)
        # Room for the frame of what has the focus, which the edge of the area would cut off.
        edge = now.px(3)
        head.setContentsMargins(edge, 0, edge, 0)
        cards.setContentsMargins(edge, 0, edge, edge)
        cards.setSpacing(now.space(3))
        cards.addWidget(self.message)
        cards.addWidget(self.files_card)
        cards.addLayout(steps)
        cards.addWidget(self.findings_card, 3)
        cards.addWidget(self.history_card, 2)
        self.area = QScrollArea()
        self.area.setAccessibleName(tr("Stammdaten"))
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
        self.finding_pages.setMinimumHeight(self._height_of(self.findings, _LEAST_ROWS))
        self.history_pages.setMinimumHeight(self._height_of(self.history, _LEAST_ROWS))
        self._fit_tables(0)
        self.show_finding_number(0, tried=False)
        self.show_history_number(0)

    def show_tables(self, lines: Sequence[Sequence[str]], names: Sequence[object]) -> None:
        """Show the chosen tables, or why there are none."""
        self.tables.show_lines(lines, names)
        self.files.setCurrentWidget(self.tables if lines else self.no_files)
        self._fit_tables(len(lines))

    def _fit_tables(self, lines: int) -> None:
        """As high as the tables need, up to a few of them."""
        rows = max(2, min(lines, _FEW_ROWS))
        self.files.setFixedHeight(self._height_of(self.tables, rows))

    @staticmethod
    def _height_of(table: TextTable, rows: int) -> int:
        row = table.verticalHeader().defaultSectionSize()
        return table.horizontalHeader().height() + rows * row + theme.current().px(4)

    def show_top(self) -> None:
        """Bring the message into sight."""
        self.area.verticalScrollBar().setValue(0)

    def show_finding_number(self, number: int, *, tried: bool) -> None:
        """Say how many rows are listed, or why none is."""
        self.finding_pages.setCurrentWidget(self.findings if number else self.no_findings)
        self.findings_card.count.setText(str(number) if number else "")
        if tried:
            self.no_findings.show_text(tr("Keine Zeile ist auffällig oder schlecht"))
        else:
            self.no_findings.show_text(tr("Noch nichts geprüft"))

    def show_history_number(self, number: int) -> None:
        """Show the former imports, or that there is none yet."""
        self.history_pages.setCurrentWidget(self.history if number else self.no_history)
        words = ntr("{n} Import", "{n} Importe", number) if number else ""
        self.history_card.note.setText(words)
