"""What is known of one document: where it stands, to whom it went and how, how long it is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.documents import DocumentState
from desktop.services.documents.view import DocumentRecipientRow, DocumentRow
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.texts.document_views import (
    origin_name,
    pages_text,
    period_text,
    text_state_text,
)
from desktop.texts.documents import document_kind_name, scan_text
from desktop.texts.foreign import shown
from desktop.texts.sizes import byte_size
from desktop.views import theme
from desktop.views.documents.standings import arrival_text, standing_sentence, way_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid
from desktop.views.widgets.labels import TextLabel, Tone, line

_SMALL = TextStyle.SMALL
_WRAP = Qt.TextFlag.TextWordWrap


class _RecipientLine(QWidget):
    """One party: the way and its reason, and how far the document came."""

    def __init__(self) -> None:
        super().__init__()
        self._who = TextLabel("", TextStyle.BODY, weight=500, wrap=_WRAP)
        self._way = TextLabel("", _SMALL, Tone.SECONDARY, wrap=_WRAP)
        self._arrived = TextLabel("", _SMALL, Tone.SECONDARY, wrap=_WRAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(4))
        column.setSpacing(1)
        for widget in (line(), self._who, self._way, self._arrived):
            column.addWidget(widget)

    def show_recipient(self, row: DocumentRecipientRow) -> None:
        """Show a party."""
        self._who.setText(shown(row.name))
        way = way_text(row)
        self._way.setText(way)
        arrived = arrival_text(row)
        self._arrived.setText(arrived)
        self._arrived.setVisible(bool(arrived))
        self.setAccessibleName(", ".join(filter(None, (row.name, way, arrived))))


class DetailsCard(Card):
    """``version_requested``, ``recall_requested`` and ``case_requested`` are what can be done.

    ``document_requested`` leads to the version before or after.
    """

    version_requested = Signal()
    recall_requested = Signal()
    case_requested = Signal(int)
    document_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Angaben"), parent=parent)
        self.row: DocumentRow | None = None
        self.facts = KeyValueGrid(key_width=92)
        self.new_version = ActionButton(
            tr("Neue Version …"), icon_name="upload", size=ButtonSize.SMALL
        )
        self.recall = ActionButton(tr("Zurückrufen …"), icon_name="undo-2", size=ButtonSize.SMALL)
        self.other_version = LinkButton("")
        self.open_case = LinkButton("")
        self.new_version.clicked.connect(self.version_requested)
        self.recall.clicked.connect(self.recall_requested)
        self.other_version.clicked.connect(self._on_other_version_clicked)
        self.open_case.clicked.connect(self._on_open_case_clicked)
        acts = QWidget()
        flow = FlowLayout(acts)
        for widget in (self.new_version, self.recall, self.other_version, self.open_case):
            flow.addWidget(widget)
        people = QWidget()
        column = QVBoxLayout(people)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._people = KeptRows(column)
        self.body.addWidget(acts)
        self.body.addWidget(self.facts)
        self.body.addWidget(TextLabel(tr("Zustellung"), _SMALL, weight=600))
        self.body.addWidget(people)

    def show_document(self, row: DocumentRow | None, refusal: str) -> None:
        """Show a document; ``refusal`` is why this person may do nothing with it."""
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self.title.setText(shown(row.title))
        self.facts.show_rows(_facts_of(row))
        self._people.begin()
        for one in row.recipients:
            self._people.take(_RecipientLine).show_recipient(one)
        self._people.finish()
        self.new_version.set_blocked(refusal or _why_no_version(row))
        self.recall.set_blocked(refusal or _why_not_recalled(row))
        other = row.replaced_by_id or row.replaces_id
        self.other_version.setVisible(other is not None)
        newer = row.replaced_by_id is not None
        text = tr("Neuere Version zeigen") if newer else tr("Version davor zeigen")
        self.other_version.setText(text)
        self.other_version.setAccessibleName(text)
        self.open_case.setVisible(row.case_id is not None)
        self.open_case.setText(row.case_reference)
        self.open_case.setAccessibleName(
            tr("Vorgang {reference} öffnen", reference=row.case_reference)
        )

    def people(self) -> list[QWidget]:
        """A line for each party, from the first to the last."""
        return self._people.taken()

    def _on_other_version_clicked(self) -> None:
        if self.row is not None:
            self.document_requested.emit(self.row.replaced_by_id or self.row.replaces_id or 0)

    def _on_open_case_clicked(self) -> None:
        if self.row is not None and self.row.case_id is not None:
            self.case_requested.emit(self.row.case_id)


def _facts_of(row: DocumentRow) -> list[KeyValue]:
    file = filter(None, (shown(row.file_name), pages_text(row.pages), byte_size(row.size)))
    kept = tr("solange der Vertrag läuft, dann sechs Jahre")
    if row.kept_until is not None:
        kept = tr("bis {date}", date=full_date(row.kept_until))
    rows = [
        KeyValue(tr("Stand"), standing_sentence(row), _SMALL),
        KeyValue(tr("Dokumentart"), document_kind_name(row.kind), _SMALL),
    ]
    if row.period is not None:
        rows.append(KeyValue(tr("Zeitraum"), period_text(row.period), _SMALL))
    rows += [
        KeyValue(tr("Version"), f"{row.edition}, {origin_name(row.origin)}", _SMALL),
        KeyValue(tr("Datei"), " · ".join(file), _SMALL),
        KeyValue(tr("Virenprüfung"), scan_text(row.scan_state), _SMALL),
        KeyValue(tr("Suche"), text_state_text(row.text_state), _SMALL),
        KeyValue(tr("Aufbewahrt"), kept, _SMALL),
    ]
    if row.late_accepted:
        rows.append(KeyValue(tr("Frist"), tr("verspätet veröffentlicht, das war bekannt"), _SMALL))
    return rows


def _why_no_version(row: DocumentRow) -> str:
    if row.replaced_by_id is not None:
        return tr("Es gibt schon eine neuere Version.")
    return ""


def _why_not_recalled(row: DocumentRow) -> str:
    if row.state is not DocumentState.PUBLISHED:
        return tr("Dieses Dokument ist nicht mehr veröffentlicht.")
    return ""
