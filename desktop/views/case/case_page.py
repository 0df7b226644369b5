"""One case on one screen: header, deadline strip, cards in two columns, conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.case_status import DATE_STAMPED
from desktop.services.bank_changes.view import BankChangeView
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import AttachmentView
from desktop.views import theme
from desktop.views.actions import Actions
from desktop.views.bank_change.comparison_card import ComparisonCard
from desktop.views.bank_change.findings_card import FindingsCard
from desktop.views.bank_change.mandate_card import MandateCard
from desktop.views.bank_change.variant_text import variant_title
from desktop.views.case.case_parts import CaseParts
from desktop.views.case.draft_offers import DraftOffers
from desktop.views.case.tenancy_card import TenancyContext
from desktop.views.case.timeline_card import TimelineCard
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.widgets.chips import Chip
from desktop.views.widgets.layouts import lay_out_again

if TYPE_CHECKING:
    from desktop.views.case.attachment_viewer import AttachmentViewer
    from desktop.views.case.composer import Composer

LEAST_COLUMNS = 150
"""Height in pixels at 100 % that the columns below the strip have at least."""


BESIDE_FROM = 760
"""Width in pixels at 100 % from which a file stands beside the text."""


class CasePage(CaseParts):
    """Shows ``CasePageView``; what a person wants is said by the signals of its parts."""

    def __init__(
        self, actions: Actions, staff_id: int | None, parent: QWidget | None = None
    ) -> None:
        """Build what every case shows; ``show_case`` makes the rest when a case has it."""
        super().__init__(actions, parent)
        self._staff_id = staff_id
        self._case_id: int | None = None
        self._shown: CasePageView | None = None
        left, right = self.columns.main_part, self.columns.context_part
        self.findings = FindingsCard(left)
        self.comparison = ComparisonCard(left)
        self.mandate = MandateCard(right)
        self.draft_offers = DraftOffers(left)
        self.timeline = TimelineCard(left)
        self.tenancy = TenancyContext(right)
        self._asked_from: QWidget = self.timeline.list
        self._fill_columns()
        self.columns.finish()
        self._lay_out()
        self._connect()

    @LatePart
    def composer(self) -> Composer:
        """What is written to the tenant, or for the house alone."""
        from desktop.views.case.composer import Composer

        composer = Composer(self.timeline)
        self.timeline.body.insertWidget(0, composer)
        follow_in_tab_order(self.timeline.title, composer)
        if self._shown is not None:
            self._offer_choices(composer, self._shown)
        return composer

    @property
    def is_written_in(self) -> bool:
        """Whether the composer is open."""
        composer = CasePage.composer.of(self)
        return composer is not None and composer.is_open()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.header)
        self._strip_row = QVBoxLayout()
        self._strip_row.addWidget(self.strip)
        self._strip_scrolls = False
        self._column.addLayout(self._strip_row)
        self._column.addWidget(self.beside, 1)
        self._measure()

    def _measure(self) -> None:
        now = theme.current()
        self._column.setSpacing(now.px(10))
        self._strip_row.setContentsMargins(now.space(4), 0, now.space(4), 0)

    def _connect(self) -> None:
        self.timeline.attachment_requested.connect(self._open_file)
        CasePage.viewer.when_made(self, self._serve_viewer)
        self.columns.verticalScrollBar().valueChanged.connect(self.timeline.list.look)

    def show_case(self, page: CasePageView) -> None:
        """Fill every part; scroll position stays where it is for the same case."""
        self._shown = page
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
        self._show_bank_change(bank)
        self._show_form(page)
        self._show_damage(page)
        if page.contact is not None or CasePage.contact.is_made(self):
            self.contact.show_contact(page.contact, header.case_id)
        if page.echoes or CasePage.echoes.is_made(self):
            self.echoes.show_echoes(page.echoes)
        offers = bank is not None and bank.actions.apply_to_contracts.possible
        self.tenancy.show_tenancy(case.tenancy, case.linked, offer_contracts=offers)
        self._show_files(case.attachments)
        self.timeline.show_timeline(case)
        if composer := CasePage.composer.of(self):
            self._offer_choices(composer, page)
        if not self.isVisible():
            lay_out_again(self.columns)

    @staticmethod
    def _offer_choices(composer: Composer, page: CasePageView) -> None:
        case = page.case
        composer.set_choices(case.reply_ways, page.modules, case.attachments, case.actions.close)

    def _show_bank_change(self, bank: BankChangeView | None) -> None:
        for card in (self.findings, self.comparison, self.mandate):
            card.setVisible(bank is not None)
        correction = None if bank is None else bank.correction
        if correction is not None or CasePage.correction.is_made(self):
            self.correction.show_correction(correction)
        decisions = () if bank is None else bank.decisions
        if decisions or CasePage.decisions.is_made(self):
            self.decisions.show_decisions(decisions)
        if bank is not None:
            self.findings.show_findings(bank)
            self.comparison.show_comparison(bank)
            self.mandate.show_mandate(bank)

    def _show_form(self, page: CasePageView) -> None:
        form = page.case.form
        if page.bank is None:
            if form.fields or CasePage.fields.is_made(self):
                told = frozenset[str]() if page.damage is None else page.damage.told
                self.fields.show_form(form, told)
        elif fields := CasePage.fields.of(self):
            fields.hide()
        if form.checks or CasePage.checks.is_made(self):
            self.checks.show_checks(form)

    def _show_damage(self, page: CasePageView) -> None:
        case = page.case
        if page.damage is not None or CasePage.damage.is_made(self):
            fields = CasePage.fields.of(self)
            self.damage.show_damage(
                page.damage,
                is_suggested=case.actions.decide_suggestion.possible,
                is_edited_here=(fields is None or fields.isHidden()) and case.form.editable,
            )
            self.group.show_group(page.damage, case.header.case_id)
        ordered = page.damage is not None or bool(page.orders)
        if ordered or CasePage.orders.is_made(self):
            self.orders.setVisible(ordered)
            # Of a merged case they are worked on in the one that goes on.
            may_work = case.actions.note.possible and case.header.merged_into is None
            self.orders.show_orders(page.orders, may_work=may_work)

    def _show_files(self, files: tuple[AttachmentView, ...]) -> None:
        self._files = files
        if files or CasePage.attachments.is_made(self):
            self.attachments.show_attachments(files)
        if viewer := CasePage.viewer.of(self):
            viewer.show_files(files)

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
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_strip_scrolls"):
            self._measure()
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

    def _serve_viewer(self, viewer: AttachmentViewer) -> None:
        viewer.opened.connect(self._on_viewer_opened)
        viewer.opened.connect(self._share_the_room, Qt.ConnectionType.SingleShotConnection)
        viewer.closed.connect(self._on_viewer_closed)

    def _share_the_room(self) -> None:
        """At first half for the text and half for the file; later as a person has drawn it.

        The text stood alone before, and would be left with the least it can do with.
        """
        self.beside.setSizes([self.width(), self.width()])

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
