"""*Ansicht Mieter*: what a party sees in the portal now, no more and no less."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.documents.view import TenantDocument, TenantView
from desktop.texts import tr
from desktop.texts.accounts import portal_state_text
from desktop.texts.document_views import day_text, period_text
from desktop.texts.documents import document_kind_name
from desktop.texts.foreign import shown
from desktop.texts.sizes import byte_size
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.recording.fields import ChoiceField
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.pill import PillKind


class TenantViewDialog(QDialog):
    """``party_chosen`` asks for the view of a party; ``show_view`` answers."""

    party_chosen = Signal(int)

    def __init__(self, parties: Sequence[tuple[int, str]], parent: QWidget | None = None) -> None:
        """``parties`` are ids and names; the first is chosen, nothing is asked for it yet."""
        super().__init__(parent)
        self.setWindowTitle(tr("Ansicht Mieter"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.person = ChoiceField(tr("Person"))
        for tenant_id, name in parties:
            self.person.addItem(shown(name), tenant_id)
        self.person.currentIndexChanged.connect(lambda _: self.ask())
        self.blind = InPlaceMessage(MessageKind.WARNING, "")
        self.blind.hide()
        self.table = FactTable(
            tr("Dokumente im Portal"),
            (
                Column(tr("Sichtbar seit")),
                Column(tr("Titel"), stretch=True, least=160),
                Column(tr("Art"), drop=2),
                Column(tr("Zeitraum"), drop=1),
                Column(tr("Datei"), drop=3),
                Column(""),
            ),
            grows=False,
        )
        self.nothing = EmptyState(
            tr("Das Portal zeigt dieser Person kein Dokument"),
            icon_name="eye",
            tone=Tone.MUTED,
        )
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.nothing)
        self.close_button = ActionButton(tr("Schließen"), shortcut="Esc")
        self.close_button.clicked.connect(self.accept)
        head = QHBoxLayout()
        head.addWidget(TextLabel(tr("Ansicht Mieter"), TextStyle.TITLE))
        head.addStretch(1)
        head.addWidget(self.person)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addLayout(head)
        column.addWidget(
            TextLabel(
                tr("Genau das zeigt das Portal jetzt. Was noch übertragen wird, fehlt hier."),
                TextStyle.BODY,
                Tone.SECONDARY,
                wrap=Qt.TextFlag.TextWordWrap,
            )
        )
        column.addWidget(self.blind)
        column.addWidget(self.lists, 1)
        column.addLayout(foot)
        self.setMinimumSize(now.px(620), now.px(360))
        self.person.setFocus()

    def ask(self) -> None:
        """Ask for the view of the party that is chosen."""
        tenant_id = self.person.currentData()
        if tenant_id is not None:
            self.party_chosen.emit(int(tenant_id))

    def show_view(self, view: TenantView) -> None:
        """Show what a party sees, unless another one is chosen by now."""
        if view.tenant_id != self.person.currentData():
            return
        self.blind.setVisible(not view.can_see)
        if not view.can_see:
            self.blind.show_message(
                MessageKind.WARNING,
                tr("{name} sieht im Portal nichts", name=shown(view.name)),
                tr("Portal-Konto: {state}", state=portal_state_text(view.account)),
            )
        seen = view.documents if view.can_see else ()
        self.table.show_rows([_row_of(one) for one in seen])
        self.lists.setCurrentWidget(self.table if seen else self.nothing)

    def show_problem(self, sentence: str) -> None:
        """Say why it cannot be shown."""
        self.table.show_rows([])
        self.lists.setCurrentWidget(self.table)
        self.blind.show_message(MessageKind.ERROR, sentence)
        self.blind.show()


def _row_of(one: TenantDocument) -> FactRow:
    mark = Cell(tr("neu"), PillKind.INFO, "mail") if one.is_new else Cell("")
    if one.is_leaving:
        mark = Cell(tr("wird zurückgerufen"), PillKind.WARNING, "undo-2")
    return FactRow(
        (
            Cell(day_text(one.visible_from)),
            Cell(shown(one.title), strong=one.is_new),
            Cell(document_kind_name(one.kind)),
            Cell(period_text(one.period)),
            Cell(f"{shown(one.file_name)}, {byte_size(one.size)}", muted=True),
            mark,
        ),
        key=one.document_id,
    )
