"""Card *Dokumente* on the overview: the newest ones, and how the chosen one looks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.berlin_time import berlin_day
from desktop.services.documents.view import AccountDocuments, DocumentRow, DocumentStanding
from desktop.texts import tr
from desktop.texts.document_views import day_text
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.documents.preview import DocumentPreview
from desktop.views.documents.standings import standing_cell, standing_name
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

SHOWN = 5
PREVIEW_HEIGHT = 420
_GONE = (DocumentStanding.UNDONE, DocumentStanding.REPLACED, DocumentStanding.RECALLED)


class DocumentsCard(Card):
    """``looked_at`` carries the document whose preview is wanted; Enter or a click asks for it.

    ``all_requested`` leads to the tab. What was recalled, replaced or undone stands there alone.
    """

    looked_at = Signal(int)
    all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Dokumente"), parent=parent)
        self.let_rows_run()
        self.upload = ActionButton(tr("Hochladen"), icon_name="upload", size=ButtonSize.SMALL)
        self.upload.setAccessibleName(tr("Dokument hochladen"))
        self.all = LinkButton(tr("Alle ansehen"))
        self.all.setAccessibleName(tr("Alle Dokumente ansehen"))
        self.all.clicked.connect(self.all_requested)
        self.add_to_head(self.all)
        self.add_to_head(self.upload)
        self.table = FactTable(
            tr("Dokumente"),
            (
                Column(tr("Dokument"), stretch=True, least=190),
                Column(tr("Datum"), drop=1),
                Column(tr("Stand")),
            ),
        )
        self.table.hide_headings()
        self.table.opened.connect(self.looked_at)
        self.table.clicked.connect(self._on_table_clicked)
        self.nothing = TextLabel(
            tr("Noch kein Dokument; Dateien lassen sich hierher ziehen."),
            TextStyle.BODY,
            Tone.MUTED,
            wrap=Qt.TextFlag.TextWordWrap,
        )
        self.nothing.setMargin(theme.current().px(12))
        self.preview = DocumentPreview("")
        self.preview_area = QWidget()
        column = QVBoxLayout(self.preview_area)
        now = theme.current()
        column.setContentsMargins(now.space(3), now.space(2), now.space(3), now.space(2))
        column.addWidget(self.preview)
        self.preview_area.setFixedHeight(now.px(PREVIEW_HEIGHT))
        self.preview_area.hide()
        for widget in (self.table, self.nothing, self.preview_area):
            self.body.addWidget(widget)
        self.show_none()

    def show_none(self) -> None:
        """Another account: nothing is known of its documents yet."""
        self.count.setText("")
        self.table.show_rows([])
        self.table.hide()
        self.nothing.hide()
        self.preview_area.hide()

    def show_documents(self, found: AccountDocuments, refusal: str) -> None:
        """Show the newest that hold; ``refusal`` is why nothing can be uploaded."""
        holding = [one for one in found.documents if one.standing not in _GONE]
        self.count.setText(str(len(holding)) if holding else "")
        self.table.show_rows([_row_of(one) for one in holding[:SHOWN]])
        self.table.setVisible(bool(holding))
        self.nothing.setVisible(not holding)
        self.all.setVisible(bool(found.documents))
        self.upload.set_blocked(refusal)

    def _on_table_clicked(self, index: QModelIndex) -> None:
        self.looked_at.emit(self.table.facts.rows[index.row()].key)


def _row_of(row: DocumentRow) -> FactRow:
    return FactRow(
        (
            Cell(shown(row.title)),
            Cell(f"{berlin_day(row.visible_from):%d.%m.%y}", muted=True),
            standing_cell(row),
        ),
        key=row.document_id,
        tip=f"{shown(row.title)}: {standing_name(row)}, {day_text(row.visible_from)}",
    )
