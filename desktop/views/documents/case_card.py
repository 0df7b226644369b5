"""Card *Dokumente* of a case: what exists of its contract, and what the archive is asked for."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.services.documents.view import CaseDocuments, DocumentRow
from desktop.texts import tr
from desktop.texts.document_views import day_text, period_text
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.actions import ActionId, Actions
from desktop.views.documents.requests_card import RequestsCard
from desktop.views.documents.standings import standing_cell, standing_name
from desktop.views.recording.given_files import brings_files
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone

_WRAP = Qt.TextFlag.TextWordWrap


class CaseDocumentsCard(Card):
    """``attach_requested`` carries the document that is to go with the answer (Enter).

    ``files_dropped`` carries what was dropped on the card: it belongs into the account.
    """

    attach_requested = Signal(int)
    files_dropped = Signal(QMimeData)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Dokumente des Vertrags"), parent=parent)
        self.wanted = TextLabel("", TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP)
        self.table = FactTable(
            tr("Dokumente des Vertrags"),
            (
                Column(tr("Dokument"), stretch=True, least=160),
                Column(tr("Zeitraum"), drop=2),
                Column(tr("Datum"), drop=3),
                Column(tr("Stand"), drop=1),
            ),
            marks=True,
        )
        self.table.opened.connect(self.attach_requested)
        self.nothing = TextLabel("", TextStyle.BODY, Tone.MUTED, wrap=_WRAP)
        self.requests = RequestsCard()
        foot = QWidget()
        flow = FlowLayout(foot)
        for icon_name, action_id in (
            ("paperclip", ActionId.ATTACH_DOCUMENT),
            ("upload", ActionId.UPLOAD_DOCUMENT),
            ("file-search", ActionId.ASK_ARCHIVE),
        ):
            action = actions[action_id]
            button = ActionButton(action.text(), icon_name=icon_name, size=ButtonSize.SMALL)
            button.bind(action)
            flow.addWidget(button)
        self.body.setSpacing(theme.current().px(6))
        for widget in (self.wanted, self.table, self.nothing, foot, self.requests):
            self.body.addWidget(widget)
        self.setAcceptDrops(True)
        self.hide()

    def show_documents(self, found: CaseDocuments | None, refusal: str) -> None:
        """Show what exists, what fits first; None hides the card."""
        self.setVisible(found is not None)
        if found is None:
            return
        self.count.setText(str(len(found.documents)) if found.documents else "")
        year = "" if found.year is None else f" {found.year}"
        self.wanted.setText(tr("Gewünscht: {wanted}", wanted=f"{shown(found.wanted)}{year}"))
        self.table.show_rows(
            [_row_of(one, fits=place < found.fitting) for place, one in enumerate(found.documents)]
        )
        self.table.setVisible(bool(found.documents))
        self.nothing.setVisible(not found.fitting)
        self.nothing.setText(
            tr("Nichts davon passt zu dem, was gewünscht ist.")
            if found.documents
            else tr("Im Mieterkonto liegt noch kein Dokument.")
        )
        self.requests.show_requests(found.requests, refusal)

    def current(self) -> int:
        """The document that is marked, 0 for none."""
        return self.table.current_key()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file that is dropped here goes into the account."""
        if brings_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file was dropped."""
        event.acceptProposedAction()
        self.files_dropped.emit(event.mimeData())


def _row_of(row: DocumentRow, *, fits: bool) -> FactRow:
    return FactRow(
        (
            Cell(shown(row.title), strong=fits),
            Cell(period_text(row.period)),
            Cell(day_text(row.visible_from), muted=True),
            standing_cell(row),
        ),
        key=row.document_id,
        tip=f"{shown(row.title)}: {standing_name(row)}",
    )
