"""Tab *Dokumente* of an account: the list, what is known of one, and how it looks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.services.documents.view import AccountDocuments, DocumentRow
from desktop.texts import tr
from desktop.texts.document_views import day_text, period_text
from desktop.texts.documents import document_kind_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.documents.details_card import DetailsCard
from desktop.views.documents.preview import DocumentPreview
from desktop.views.documents.requests_card import RequestsCard
from desktop.views.documents.standings import standing_cell, standing_name
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind

LEAST_SIDE = 300


class DocumentsTab(QWidget):
    """``chosen`` carries the id of the document that is looked at, 0 for none.

    ``lift_requested`` asks to end the hold.
    """

    chosen = Signal(int)
    lift_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.shown: AccountDocuments | None = None
        self._refusal = ""
        self.upload = ActionButton(tr("Hochladen …"), icon_name="upload", shortcut="Ctrl+F5")
        self.tenant_view = ActionButton(
            tr("Ansicht Mieter"), icon_name="eye", shortcut="Ctrl+Shift+F5"
        )
        self.ask_archive = ActionButton(tr("Im Archiv anfordern …"), icon_name="file-search")
        self.hold = ActionButton(tr("Löschsperre setzen …"), icon_name="lock")
        self.held = InPlaceMessage(MessageKind.INFO, "")
        self.lift = self.held.add_button(tr("Löschsperre aufheben …"))
        self.lift.clicked.connect(self.lift_requested)
        self.overdue = InPlaceMessage(MessageKind.WARNING, "")
        self.table = FactTable(
            tr("Dokumente"),
            (
                Column(tr("Datum"), drop=1),
                Column(tr("Dokument"), stretch=True, least=150),
                Column(tr("Art"), drop=4),
                Column(tr("Zeitraum"), drop=3),
                Column(tr("Stand")),
            ),
            grows=False,
        )
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._on_row_changed())
        self.nothing = EmptyState(
            tr("Noch kein Dokument in diesem Mieterkonto"),
            tr("Ziehen Sie eine Datei hierher, oder laden Sie eine hoch."),
            icon_name="file-text",
            tone=Tone.MUTED,
        )
        self.requests = RequestsCard()
        self.details = DetailsCard()
        self.details.document_requested.connect(self.choose)
        self.preview = DocumentPreview(tr("Kein Dokument gewählt"))
        self._lay_out()

    def _lay_out(self) -> None:
        now = theme.current()
        acts = QWidget()
        flow = FlowLayout(acts)
        for button in (self.upload, self.tenant_view, self.ask_archive, self.hold):
            flow.addWidget(button)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.nothing)
        self.lists.setMinimumHeight(now.px(96))
        content = QWidget()
        content.setObjectName("caseColumns")
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, now.px(6), 0, 0)
        cards.setSpacing(now.px(8))
        cards.addWidget(self.details)
        cards.addWidget(self.requests)
        cards.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("Angaben zum Dokument"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.left.setContentsMargins(0, 0, now.px(8), 0)
        self.left.setChildrenCollapsible(False)
        self.left.addWidget(self.lists)
        self.left.addWidget(scroll)
        self.left.setSizes([420, 580])
        right = Card()
        right.setAccessibleName(tr("Vorschau"))
        right.fill_height()
        right.body.addWidget(self.preview)
        right.setMinimumWidth(now.px(LEAST_SIDE))
        self.sides = QSplitter(Qt.Orientation.Horizontal)
        self.sides.setChildrenCollapsible(False)
        self.sides.addWidget(self.left)
        beside = QWidget()
        room = QVBoxLayout(beside)
        room.setContentsMargins(now.px(8), 0, 0, 0)
        room.addWidget(right)
        self.sides.addWidget(beside)
        self.sides.setSizes([560, 440])
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.px(10), now.space(4), now.px(10))
        column.setSpacing(now.px(8))
        column.addWidget(acts)
        column.addWidget(self.overdue)
        column.addWidget(self.held)
        column.addWidget(self.sides, 1)

    def show_documents(self, found: AccountDocuments, refusal: str) -> None:
        """Show the documents of an account; ``refusal`` is why this person may change nothing."""
        self.shown = found
        self.table.show_rows([_row_of(one) for one in found.documents])
        self.lists.setCurrentWidget(self.table if found.documents else self.nothing)
        self.requests.show_requests(found.requests, refusal)
        self._show_overdue(found)
        self._show_hold(found)
        self._refusal = refusal
        for button in (self.upload, self.ask_archive, self.hold, self.lift):
            button.set_blocked(refusal)
        self._show_details()

    def show_none(self) -> None:
        """Another account: nothing of the last one is on show until its documents are read."""
        self.shown = None
        self.table.show_rows([])
        self.lists.setCurrentWidget(self.table)
        self.requests.hide()
        self.overdue.hide()
        self.held.hide()
        self.details.show_document(None, "")

    def current(self) -> DocumentRow | None:
        """The document that is looked at."""
        key = self.table.current_key()
        rows = () if self.shown is None else self.shown.documents
        return next((one for one in rows if one.document_id == key), None)

    def choose(self, document_id: int) -> None:
        """Look at a document of the account; nothing happens where it is none."""
        for place, row in enumerate(self.table.facts.rows):
            if row.key == document_id:
                self.table.setCurrentIndex(self.table.facts.index(place, 0))
                self.table.scrollTo(self.table.currentIndex())

    def _show_overdue(self, found: AccountDocuments) -> None:
        late = [shown(one.wanted) for one in found.requests if one.is_overdue]
        self.overdue.setVisible(bool(late))
        if late:
            self.overdue.show_message(
                MessageKind.WARNING,
                tr("Das Archiv hat noch nicht geantwortet: {wanted}", wanted=", ".join(late)),
            )

    def _show_hold(self, found: AccountDocuments) -> None:
        hold = next((one for one in found.holds if one.lifted_at is None), None)
        self.held.setVisible(hold is not None)
        self.hold.setVisible(hold is None)
        if hold is not None:
            self.held.show_message(
                MessageKind.INFO,
                tr("Löschsperre: In diesem Mieterkonto wird nichts gelöscht"),
                tr(
                    "seit {date} von {name}: {reason}",
                    date=day_text(hold.since),
                    name=hold.by,
                    reason=shown(hold.reason),
                ),
            )

    def _on_row_changed(self) -> None:
        self._show_details()
        row = self.current()
        self.chosen.emit(0 if row is None else row.document_id)

    def _show_details(self) -> None:
        self.details.show_document(self.current(), self._refusal)


def _row_of(row: DocumentRow) -> FactRow:
    title = f"{row.title} ({row.edition})" if row.edition > 1 else row.title
    gone = row.replaced_by_id is not None or row.recalled_at is not None
    return FactRow(
        (
            Cell(day_text(row.visible_from)),
            Cell(shown(title), strong=not gone, muted=gone),
            Cell(document_kind_name(row.kind), muted=gone),
            Cell(period_text(row.period), muted=gone),
            standing_cell(row),
        ),
        key=row.document_id,
        tip=f"{shown(row.title)}: {standing_name(row)}",
    )
