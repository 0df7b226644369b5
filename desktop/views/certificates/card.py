"""Card *Bescheinigung* of a case: its values, what is missing, how it looks, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.certificates import CertificateKind
from desktop.domain.documents import OPEN_CERTIFICATES, CertificateState, DocumentState
from desktop.domain.kinds import DeliveryChannel
from desktop.services.cases.view import ReplyWay
from desktop.services.certificates.view import Certificates, CertificateView
from desktop.services.documents.view import DocumentRow
from desktop.texts import tr
from desktop.texts.certificates import field_name, kind_name, state_name
from desktop.texts.dates import near_moment
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.actions import ActionId, Actions
from desktop.views.certificates.value_rows import ValueRows
from desktop.views.documents.preview import DocumentPreview
from desktop.views.documents.standings import arrival_text, standing_name, way_text
from desktop.views.recording.fields import ChoiceField
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind

PREVIEW_HEIGHT = 460
_PILLS = {
    CertificateState.INCOMPLETE: PillKind.WARNING,
    CertificateState.DRAFT: PillKind.INFO,
    CertificateState.ISSUED: PillKind.OK,
    CertificateState.CANCELLED: PillKind.NEUTRAL,
}


class CertificateCard(Card):
    """Shows the newest certificate of the kind that is chosen; what is typed stays.

    ``kind_chosen`` fires when another kind is looked at.
    """

    kind_chosen = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Bescheinigung"), parent=parent)
        self._found: Certificates | None = None
        self._denied = ""
        self.kind = ChoiceField(tr("Art der Bescheinigung"))
        self.kind.setMinimumContentsLength(max(len(kind_name(one)) for one in CertificateKind))
        self.kind.activated.connect(self._on_kind_activated)
        self.state = Pill()
        self.add_to_head(self.state)
        self.about = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.rows = ValueRows(self.kind)
        self.delivered = TextLabel("", TextStyle.SMALL, wrap=Qt.TextFlag.TextWordWrap)
        self.begin = ActionButton(
            tr("Anlegen"),
            icon_name="plus",
            size=ButtonSize.SMALL,
            shortcut=actions[ActionId.CERTIFICATE].shortcut().toString(),
        )
        self.look = _button(tr("Ansehen"), "eye")
        self.cancel = _button(tr("Verwerfen"), "trash-2")
        self.restore = _button(tr("Wieder aufnehmen"), "rotate-ccw")
        self.undo = _button(tr("Ausstellung zurücknehmen"), "undo-2")
        self.reply = _button(tr("Als Antwort"), "reply")
        self.issue = ActionButton(
            tr("Ausstellen"),
            variant=Variant.PRIMARY,
            size=ButtonSize.SMALL,
            icon_name="circle-check",
        )
        self.issue.bind(actions[ActionId.ISSUE_CERTIFICATE])
        self.preview = DocumentPreview("")
        self.preview_area = QWidget()
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.setSpacing(now.px(9))
        head.addWidget(self.kind)
        head.addWidget(self.about, 1)
        foot = FlowLayout()
        for button in (
            self.issue,
            self.begin,
            self.look,
            self.reply,
            self.undo,
            self.restore,
            self.cancel,
        ):
            foot.addWidget(button)
        area = QVBoxLayout(self.preview_area)
        area.setContentsMargins(0, 0, 0, 0)
        area.addWidget(self.preview)
        self.preview_area.setFixedHeight(now.px(PREVIEW_HEIGHT))
        self.preview_area.hide()
        self.body.setSpacing(now.px(6))
        self.body.addLayout(head)
        self.body.addWidget(self.rows)
        self.body.addWidget(self.delivered)
        self.body.addLayout(foot)
        self.body.addWidget(self.preview_area)

    def show_certificates(self, found: Certificates | None, denied: str) -> None:
        """Show what was made for a case; None hides the card. ``denied``: why nothing can be done.

        The kind that was chosen stays chosen for the same contract.
        """
        former = 0 if self._found is None else self._found.tenancy_id
        self._found, self._denied = found, denied
        self.setVisible(found is not None)
        if found is None:
            self.preview_area.hide()
            return
        newest = found.certificates[0].kind if found.certificates else found.kinds[0]
        self._offer(found, self.kind.currentData() if found.tenancy_id == former else newest)
        self._show()

    def show_kept(self, view: CertificateView) -> None:
        """Show a certificate as it was just kept."""
        if self._found is not None:
            made = self._found.certificates
            self._found = replace(
                self._found,
                certificates=tuple(
                    view if one.certificate_id == view.certificate_id else one for one in made
                ),
            )
            self._show()

    def chosen_kind(self) -> CertificateKind | None:
        """The kind that is looked at."""
        data = self.kind.currentData()
        return None if data is None else CertificateKind(data)

    def certificate(self) -> CertificateView | None:
        """The newest certificate of that kind."""
        kind = self.chosen_kind()
        made = () if self._found is None else self._found.certificates
        return next((one for one in made if one.kind is kind), None)

    def _offer(self, found: Certificates, chosen: object) -> None:
        kinds = list(dict.fromkeys((*found.kinds, *(one.kind for one in found.certificates))))
        if [self.kind.itemData(at) for at in range(self.kind.count())] != kinds:
            self.kind.clear()
            for kind in kinds:
                self.kind.addItem(kind_name(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))

    def _on_kind_activated(self) -> None:
        self._show()
        self.kind_chosen.emit()

    def _show(self) -> None:
        view = self.certificate()
        is_open = view is not None and view.state in OPEN_CERTIFICATES
        issued = view is not None and view.state is CertificateState.ISSUED
        self.state.setVisible(view is not None)
        if view is not None:
            self.state.show_status(state_name(view.state), _PILLS[view.state])
        self.about.setText(_about(view))
        delivered = _delivered(view)
        self.delivered.setText(delivered)
        self.delivered.setVisible(bool(delivered))
        fields = () if view is None or view.state is CertificateState.CANCELLED else view.fields
        whose = 0 if view is None else view.certificate_id
        self.rows.show_values(whose, fields, fixed=not is_open or bool(self._denied))
        self.rows.setVisible(bool(fields))
        self.begin.setVisible(not is_open)
        self.begin.setText(tr("Anlegen") if view is None else tr("Neue anlegen"))
        self.begin.name_keys(named=view is None)
        self.issue.setVisible(is_open)
        self.look.setVisible(bool(fields))
        self.cancel.setVisible(is_open)
        self.reply.setVisible(issued)
        self.undo.setVisible(issued and view is not None and view.undo_until is not None)
        self.restore.setVisible(view is not None and view.state is CertificateState.CANCELLED)
        for button in (self.begin, self.cancel, self.restore, self.undo, self.reply):
            button.set_blocked(self._denied)


def _about(view: CertificateView | None) -> str:
    """For whom, and what is missing or when it was issued."""
    if view is None:
        return tr("Noch keine angelegt; die Angaben kommen aus dem Vertrag.")
    if view.state is CertificateState.ISSUED and view.issued_at is not None:
        who = shown(view.issued_by) or tr("dem Programm")
        when = near_moment(view.issued_at)
        return tr("Ausgestellt {when} von {who}.", when=when, who=who)
    if view.state is CertificateState.CANCELLED:
        return tr("Verworfen; die Angaben sind noch da.")
    if view.missing:
        names = ", ".join(field_name(one.name) for one in view.missing)
        return tr("Für {name}. Es fehlt noch: {fields}.", name=shown(view.addressee), fields=names)
    return tr("Für {name}. Alles da.", name=shown(view.addressee))


def _delivered(view: CertificateView | None) -> str:
    """Where the paper that was issued stands, and by which way and why each party gets it."""
    if view is None or view.document is None or view.state is not CertificateState.ISSUED:
        return ""
    paper = view.document
    lines = []
    if paper.readers or paper.state is not DocumentState.PUBLISHED:
        lines = [tr("Im Mieterkonto: {standing}.", standing=standing_name(paper))]
    for one in paper.recipients:
        told = ", ".join(filter(None, (way_text(one), arrival_text(one))))
        lines.append(f"{shown(one.name)}, {told}")
    return "\n".join(lines)


def goes_by_letter_anyway(ways: Sequence[ReplyWay], paper: DocumentRow | None) -> bool:
    """Whether an answer would bring the tenant by post what a letter brings already."""
    if not ways or ways[0].channel is not DeliveryChannel.LETTER or paper is None:
        return False
    return any(one.on_paper is not None for one in paper.recipients)


def _button(text: str, icon_name: str) -> ActionButton:
    return ActionButton(text, icon_name=icon_name, size=ButtonSize.SMALL)
