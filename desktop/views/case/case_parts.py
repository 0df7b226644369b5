"""The parts of a case page that only some cases have; each is made when a case first has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.views.actions import Actions
from desktop.views.case.deadline_strip import DeadlineStrip
from desktop.views.case.header import CaseHeaderBar
from desktop.views.case.two_columns import TwoColumns
from desktop.views.late_part import LatePart, follow_in_tab_order

if TYPE_CHECKING:
    from desktop.views.bank_change.application_editor import ApplicationEditor
    from desktop.views.bank_change.correction_card import CorrectionCard
    from desktop.views.bank_change.decisions_card import DecisionsCard
    from desktop.views.case.attachment_viewer import AttachmentViewer
    from desktop.views.case.attachments_card import AttachmentsCard
    from desktop.views.case.fields_card import FieldsCard
    from desktop.views.certificates.card import CertificateCard
    from desktop.views.consumption.usage_card import UsageCard
    from desktop.views.contact.contact_card import ContactCard
    from desktop.views.contact.echo_card import EchoCard
    from desktop.views.damage.damage_card import DamageCard
    from desktop.views.damage.group_card import GroupCard
    from desktop.views.damage.orders_card import OrdersCard
    from desktop.views.documents.case_card import CaseDocumentsCard
    from desktop.views.forms.checks_card import ChecksCard
    from desktop.views.forms.fields_editor import FieldsEditor
    from desktop.views.registration.clinic_card import ClinicCard

_MAIN = (
    *("correction", "findings", "comparison", "editor", "damage", "orders", "contact", "clinic"),
    *("documents", "usage", "certificates", "fields_editor", "fields", "attachments"),
    *("draft_offers", "timeline"),
)
_CONTEXT = ("group", "mandate", "decisions", "echoes", "checks", "tenancy")
_TAB_ORDER = (
    *("findings", "comparison", "mandate", "decisions", "correction", "damage", "orders"),
    *("contact", "echoes", "group", "clinic", "documents", "usage", "certificates", "fields"),
    *("fields_editor", "checks", "attachments", "editor"),
)
_Card = TypeVar("_Card", bound=QWidget)


class CaseParts(QWidget):
    """The frame of the page: header, strip, both columns, beside them a file."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start with empty columns."""
        super().__init__(parent)
        self._actions = actions
        self._files: tuple[AttachmentView, ...] = ()
        self.header = CaseHeaderBar(actions, self)
        self.strip = DeadlineStrip(self)
        self.beside = QSplitter(Qt.Orientation.Horizontal, self)
        self.beside.setChildrenCollapsible(False)
        self.columns = TwoColumns(tr("Vorgang"), self.beside)
        self.beside.addWidget(self.columns)

    @LatePart
    def decisions(self) -> DecisionsCard:
        """What was decided about warnings."""
        from desktop.views.bank_change.decisions_card import DecisionsCard

        return self._place(DecisionsCard(self.columns.context_part), "decisions")

    @LatePart
    def correction(self) -> CorrectionCard:
        """A correction of a run."""
        from desktop.views.bank_change.correction_card import CorrectionCard

        return self._place(CorrectionCard(self.columns.main_part), "correction")

    @LatePart
    def damage(self) -> DamageCard:
        """What is broken."""
        from desktop.views.damage.damage_card import DamageCard

        return self._place(DamageCard(self._actions, self.columns.main_part), "damage")

    @LatePart
    def orders(self) -> OrdersCard:
        """Orders to craftsmen."""
        from desktop.views.damage.orders_card import OrdersCard

        return self._place(OrdersCard(self._actions, self.columns.main_part), "orders")

    @LatePart
    def contact(self) -> ContactCard:
        """Contact data that somebody gave."""
        from desktop.views.contact.contact_card import ContactCard

        return self._place(ContactCard(self._actions, self.columns.main_part), "contact")

    @LatePart
    def echoes(self) -> EchoCard:
        """Contact data on the way to other programs."""
        from desktop.views.contact.echo_card import EchoCard

        return self._place(EchoCard(self.columns.context_part), "echoes")

    @LatePart
    def group(self) -> GroupCard:
        """Reports of the same cause."""
        from desktop.views.damage.group_card import GroupCard

        return self._place(GroupCard(self._actions, self.columns.context_part), "group")

    @LatePart
    def clinic(self) -> ClinicCard:
        """Why a registration fails."""
        from desktop.views.registration.clinic_card import ClinicCard

        return self._place(ClinicCard(self._actions, self.columns.main_part), "clinic")

    @LatePart
    def documents(self) -> CaseDocumentsCard:
        """Documents of the account."""
        from desktop.views.documents.case_card import CaseDocumentsCard

        return self._place(CaseDocumentsCard(self._actions, self.columns.main_part), "documents")

    @LatePart
    def usage(self) -> UsageCard:
        """What the meters counted."""
        from desktop.views.consumption.usage_card import UsageCard

        return self._place(UsageCard(self.columns.main_part, compact=True), "usage")

    @LatePart
    def certificates(self) -> CertificateCard:
        """A certificate for the tenant."""
        from desktop.views.certificates.card import CertificateCard

        return self._place(CertificateCard(self._actions, self.columns.main_part), "certificates")

    @LatePart
    def fields(self) -> FieldsCard:
        """The form of the case."""
        from desktop.views.case.fields_card import FieldsCard

        return self._place(FieldsCard(self._actions, self.columns.main_part), "fields")

    @LatePart
    def fields_editor(self) -> FieldsEditor:
        """The form while it is filled in."""
        from desktop.views.forms.fields_editor import FieldsEditor

        return self._place(FieldsEditor(self.columns.main_part), "fields_editor")

    @LatePart
    def checks(self) -> ChecksCard:
        """The check list of the category."""
        from desktop.views.forms.checks_card import ChecksCard

        return self._place(ChecksCard(self.columns.context_part), "checks")

    @LatePart
    def attachments(self) -> AttachmentsCard:
        """The files of the case."""
        from desktop.views.case.attachments_card import AttachmentsCard

        card = AttachmentsCard(self.columns.main_part)
        card.attachment_requested.connect(self._open_file)
        return self._place(card, "attachments")

    @LatePart
    def editor(self) -> ApplicationEditor:
        """The application while it is corrected."""
        from desktop.views.bank_change.application_editor import ApplicationEditor

        return self._place(ApplicationEditor(self.columns.main_part), "editor")

    @LatePart
    def viewer(self) -> AttachmentViewer:
        """A file beside the text."""
        from desktop.views.case.attachment_viewer import AttachmentViewer

        viewer = AttachmentViewer(self.beside)
        viewer.show_files(self._files)
        self.beside.addWidget(viewer)
        follow_in_tab_order(self.columns, viewer)
        return viewer

    def _fill_columns(self) -> None:
        """Put what the case is about before what was said; what stands around it goes beside."""
        for column, names in ((self.columns.main, _MAIN), (self.columns.context, _CONTEXT)):
            for card in self._made(names):
                column.addWidget(card)

    def _made(self, names: tuple[str, ...]) -> list[QWidget]:
        return [vars(self)[name] for name in names if name in vars(self)]

    def _place(self, card: _Card, name: str) -> _Card:
        """Put a card that was made just now where it belongs; it shows itself when it is filled."""
        card.hide()
        beside = name in _CONTEXT
        column = self.columns.context if beside else self.columns.main
        names = _CONTEXT if beside else _MAIN
        behind = self._made(names[names.index(name) + 1 :])[0]
        column.insertWidget(column.indexOf(behind), card)
        follow_in_tab_order(self._made(_TAB_ORDER[: _TAB_ORDER.index(name)])[-1], card)
        return card

    def _open_file(self, file: AttachmentView) -> None:
        self.viewer.open_file(file)
