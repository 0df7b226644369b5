"""One case on one screen: header, deadline strip, cards in two columns, conversation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.case_status import DATE_STAMPED
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.views import theme
from desktop.views.actions import Actions
from desktop.views.bank_change.application_editor import ApplicationEditor
from desktop.views.bank_change.comparison_card import ComparisonCard
from desktop.views.bank_change.correction_card import CorrectionCard
from desktop.views.bank_change.decisions_card import DecisionsCard
from desktop.views.bank_change.findings_card import FindingsCard
from desktop.views.bank_change.mandate_card import MandateCard
from desktop.views.bank_change.variant_text import variant_title
from desktop.views.case.attachment_viewer import AttachmentViewer
from desktop.views.case.attachments_card import AttachmentsCard
from desktop.views.case.composer import Composer
from desktop.views.case.deadline_strip import DeadlineStrip
from desktop.views.case.draft_offers import DraftOffers
from desktop.views.case.fields_card import FieldsCard
from desktop.views.case.header import CaseHeaderBar
from desktop.views.case.tenancy_card import TenancyContext
from desktop.views.case.timeline_card import TimelineCard
from desktop.views.case.two_columns import TwoColumns
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
from desktop.views.widgets.chips import Chip
from desktop.views.widgets.layouts import lay_out_again

LEAST_COLUMNS = 150
"""Height in pixels at 100 % that the columns below the strip have at least."""


BESIDE_FROM = 760
"""Width in pixels at 100 % from which a file stands beside the text."""


class CasePage(QWidget):
    """Shows ``CasePageView``; what a person wants is said by the signals of its parts."""

    def __init__(
        self, actions: Actions, staff_id: int | None, parent: QWidget | None = None
    ) -> None:
        """Build all parts once; ``show_case`` fills them."""
        super().__init__(parent)
        self._staff_id = staff_id
        self._case_id: int | None = None
        self.header = CaseHeaderBar(actions, self)
        self.strip = DeadlineStrip(self)
        self.beside = QSplitter(Qt.Orientation.Horizontal, self)
        self.columns = TwoColumns(tr("Vorgang"), self.beside)
        left, right = self.columns.main_part, self.columns.context_part
        self.findings = FindingsCard(left)
        self.comparison = ComparisonCard(left)
        self.mandate = MandateCard(right)
        self.decisions = DecisionsCard(right)
        self.correction = CorrectionCard(left)
        self.damage = DamageCard(actions, left)
        self.orders = OrdersCard(actions, left)
        self.contact = ContactCard(actions, left)
        self.echoes = EchoCard(right)
        self.group = GroupCard(actions, right)
        self.clinic = ClinicCard(actions, left)
        self.documents = CaseDocumentsCard(actions, left)
        self.usage = UsageCard(left, compact=True)
        self.certificates = CertificateCard(actions, left)
        self.fields = FieldsCard(actions, left)
        self.fields_editor = FieldsEditor(left)
        self.checks = ChecksCard(right)
        self.attachments = AttachmentsCard(left)
        self.editor = ApplicationEditor(left)
        self.composer = Composer()
        self.draft_offers = DraftOffers(left)
        self.timeline = TimelineCard(self.composer, left)
        self.tenancy = TenancyContext(right)
        self._fill_columns()
        self.columns.finish()
        self.viewer = AttachmentViewer(self.beside)
        self._asked_from: QWidget = self.timeline.list
        self.beside.setChildrenCollapsible(False)
        self.beside.addWidget(self.columns)
        self.beside.addWidget(self.viewer)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(10))
        column.addWidget(self.header)
        self._strip_row = QVBoxLayout()
        self._strip_row.setContentsMargins(now.space(4), 0, now.space(4), 0)
        self._strip_row.addWidget(self.strip)
        self._strip_scrolls = False
        column.addLayout(self._strip_row)
        column.addWidget(self.beside, 1)

    def _fill_columns(self) -> None:
        """Put what the case is about before what was said; what stands around it goes beside."""
        main: tuple[QWidget, ...] = (
            self.correction,
            self.findings,
            self.comparison,
            self.editor,
            self.damage,
            self.orders,
            self.contact,
            self.clinic,
            self.documents,
            self.usage,
            self.certificates,
            self.fields_editor,
            self.fields,
            self.attachments,
            self.draft_offers,
            self.timeline,
        )
        for card in main:
            self.columns.main.addWidget(card)
        context = (self.group, self.mandate, self.decisions, self.echoes, self.checks, self.tenancy)
        for card in context:
            self.columns.context.addWidget(card)

    def _connect(self) -> None:
        self.timeline.attachment_requested.connect(self.viewer.open_file)
        self.attachments.attachment_requested.connect(self.viewer.open_file)
        self.viewer.opened.connect(self._on_viewer_opened)
        self.viewer.closed.connect(self._on_viewer_closed)
        self.columns.verticalScrollBar().valueChanged.connect(self.timeline.list.look)

    def show_case(self, page: CasePageView) -> None:
        """Fill every part; scroll position stays where it is for the same case."""
        case, bank = page.case, page.bank
        header = case.header
        if header.case_id != self._case_id:
            self._leave_the_former_case()
            self._case_id = header.case_id
        self._show_header(page)
        self.strip.setVisible(case.outlook is not None)
        if case.outlook is not None:
            self.strip.show_outlook(
                case.outlook,
                received_at=None if header.channel in DATE_STAMPED else header.received_at,
                waiting_until=header.waiting_until if header.is_open else None,
            )
        for card in (self.findings, self.comparison, self.mandate, self.decisions):
            card.setVisible(bank is not None)
        self.correction.show_correction(None if bank is None else bank.correction)
        if bank is not None:
            self.findings.show_findings(bank)
            self.comparison.show_comparison(bank)
            self.mandate.show_mandate(bank)
            self.decisions.show_decisions(bank.decisions)
            self.fields.hide()
        else:
            told = frozenset[str]() if page.damage is None else page.damage.told
            self.fields.show_form(case.form, told)
        self.checks.show_checks(case.form)
        self.damage.show_damage(
            page.damage,
            is_suggested=case.actions.decide_suggestion.possible,
            is_edited_here=self.fields.isHidden() and case.form.editable,
        )
        self.orders.setVisible(page.damage is not None or bool(page.orders))
        # Of a merged case they are worked on in the one that goes on.
        may_work = case.actions.note.possible and header.merged_into is None
        self.orders.show_orders(page.orders, may_work=may_work)
        self.group.show_group(page.damage, header.case_id)
        self.contact.show_contact(page.contact, header.case_id)
        self.echoes.show_echoes(page.echoes)
        offers = bank is not None and bank.actions.apply_to_contracts.possible
        self.tenancy.show_tenancy(case.tenancy, case.linked, offer_contracts=offers)
        self.attachments.show_attachments(case.attachments)
        self.viewer.show_files(case.attachments)
        self.timeline.show_timeline(case)
        self.composer.set_choices(
            case.reply_ways, page.modules, case.attachments, case.actions.close
        )
        if not self.isVisible():
            lay_out_again(self.columns)

    def _leave_the_former_case(self) -> None:
        """Keys and marked text meant a row of the former case, not the one in its place."""
        focus = QApplication.focusWidget()
        if focus is None or not self.columns.isAncestorOf(focus) or isinstance(focus, Chip):
            return
        if isinstance(focus, QAbstractButton | QLabel):
            self.strip.setFocus()
            # Where there is no strip nothing of the page has the focus.
            focus.clearFocus()

    def show_expected(self, page: CasePageView) -> None:
        """Show header and timeline of a page; everything else, and what is typed, stays."""
        self._show_header(page)
        self.timeline.show_timeline(page.case)

    def _show_header(self, page: CasePageView) -> None:
        header = page.case.header
        title = variant_title(page.bank.variant) if page.bank is not None else header.subject
        mine = header.assignee is not None and header.assignee.staff_id == self._staff_id
        self.header.show_header(header, title, mine=mine)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the columns."""
        super().resizeEvent(event)
        self._place_strip()
        self._place_viewer()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_strip_row"):
            self._place_strip()

    def _place_strip(self) -> None:
        """The strip stays put; only where it would leave no room below it scrolls along."""
        taken = self.header.sizeHint().height() + self.strip.sizeHint().height()
        scrolls = self.height() - taken < theme.current().px(LEAST_COLUMNS)
        if scrolls == self._strip_scrolls:
            return
        self._strip_scrolls = scrolls
        if scrolls:
            self.columns.show_on_top(self.strip)
        else:
            self._strip_row.addWidget(self.strip)

    def _place_viewer(self) -> None:
        """Beside the text where there is room for both, otherwise below it."""
        wide = self.width() >= theme.current().px(BESIDE_FROM)
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.beside.orientation() is not way:
            self.beside.setOrientation(way)

    def _on_viewer_opened(self) -> None:
        now = theme.current()
        self.beside.setContentsMargins(0, 0, now.space(4), now.px(10))

    def _on_viewer_closed(self) -> None:
        """Back to the text, to where the file was asked for."""
        self.beside.setContentsMargins(0, 0, 0, 0)
        self._asked_from.setFocus()
        self._asked_from = self.timeline.list

    def show_file_from(self, asker: QWidget, file: AttachmentView) -> None:
        """Show a file beside the text; closing it leads back to ``asker``."""
        self._asked_from = asker
        self.viewer.open_file(file)

    def scroll_to_top(self) -> None:
        """Another case is shown: begin at its top."""
        self.columns.verticalScrollBar().setValue(0)
