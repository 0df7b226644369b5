"""The page of one tenant account: title lines, tabs, an overview in cards."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.services.accounts.history import HistoryEntry
from desktop.services.accounts.view import AccountPage
from desktop.services.consumption.view import AccountUsage
from desktop.texts import tr
from desktop.texts.accounts import names_text
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.account_pills import contract_pill
from desktop.views.account.columns import CardColumns
from desktop.views.account.consents_card import ConsentsCard
from desktop.views.account.contract_card import (
    CasesCard,
    ContactsCard,
    ContractCard,
    OthersCard,
    decimal_text,
)
from desktop.views.account.notes_card import NotesCard
from desktop.views.account.people_card import AddressCard, PartiesCard
from desktop.views.account.portal_card import CodesCard, PortalCard
from desktop.views.account.tabs import BankTab, CasesTab, HistoryTab, RegistrationTab
from desktop.views.consumption.usage_card import UsageCard
from desktop.views.consumption.usage_tab import UsageTab
from desktop.views.contact.echo_card import EchoCard
from desktop.views.documents.documents_card import DocumentsCard
from desktop.views.documents.documents_tab import DocumentsTab
from desktop.views.recording.given_files import brings_files
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, IconButton
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.pill import Pill, PillKind
from desktop.views.widgets.undo_bar import UndoBar

OVERVIEW, CASES, DOCUMENTS, USAGE, REGISTRATION, BANK, HISTORY = range(7)


class AccountHead(QWidget):
    """The title lines and the tabs. ``back_requested`` leads to the search."""

    back_requested = Signal()
    tab_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.back = IconButton("arrow-left", tr("Zurück zu den Mieterkonten"))
        self.back.clicked.connect(self.back_requested)
        self.title = ElidedLabel("", TextStyle.TITLE)
        self.state = Pill()
        self.record = ActionButton(tr("Vorgang anlegen"), icon_name="plus", shortcut="Ctrl+N")
        self.number = TextLabel("", TextStyle.MONO)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place = ElidedLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Teile des Mieterkontos"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for _ in range(HISTORY + 1):
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self.tab_chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        now = theme.current()
        first = QHBoxLayout()
        first.setSpacing(now.space(2))
        first.addWidget(self.back)
        first.addWidget(self.title)
        first.addWidget(self.state)
        first.addStretch(1)
        first.addWidget(self.record)
        second = QHBoxLayout()
        second.setSpacing(now.space(2))
        second.addWidget(self.number)
        second.addWidget(self.place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.space(2), now.space(4), 0)
        column.setSpacing(now.px(2))
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.tabs)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Say whose account it is."""
        self.title.setText(names_text(tuple(party.name for party in page.present)))
        pill = contract_pill(page, today)
        self.state.show_status(pill.text, pill.pill or PillKind.NEUTRAL, pill.icon)
        self.number.setText(page.contract_number)
        parts = [f"{page.home[0]}, {page.unit_text}, {page.home[1]}", page.company_name]
        if page.area_m2 is not None:
            parts.append(tr("{area} m²", area=decimal_text(page.area_m2)))
        parts.append(tr("Mietbeginn {date}", date=full_date(page.starts_on)))
        self.place.setText(" · ".join(shown(part) for part in parts))
        titles = {
            OVERVIEW: tr("Übersicht"),
            CASES: tr("Vorgänge {n}", n=page.cases_total),
            USAGE: tr("Verbräuche"),
            REGISTRATION: tr("Registrierung"),
            BANK: tr("Bankverbindung"),
            HISTORY: tr("Protokoll"),
        }
        for number, title in titles.items():
            self.tabs.setTabText(number, title)

    def show_documents(self, count: int | None) -> None:
        """Say how many documents there are; None until that is known."""
        title = tr("Dokumente") if count is None else tr("Dokumente {n}", n=count)
        self.tabs.setTabText(DOCUMENTS, title)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "tabs"):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        painter.setPen(now.pen(Role.BORDER_DEFAULT))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class AccountView(QWidget):
    """One account. What it shows is given to it; what is wanted of it goes out as signals.

    ``tenancy_requested`` and ``case_requested`` lead on, ``list_requested`` carries the contract
    whose cases shall be listed and its number. ``reveal_requested`` carries a version of bank
    details to be seen in full. ``history_needed`` fires when the time line is looked at,
    ``files_dropped`` when files are dropped anywhere on the account.
    """

    tenancy_requested = Signal(int)
    case_requested = Signal(int)
    list_requested = Signal(int, str)
    reveal_requested = Signal(int)
    history_needed = Signal()
    files_dropped = Signal(QMimeData)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.page: AccountPage | None = None
        self.head = AccountHead(self)
        self.parties = PartiesCard()
        self.addresses = AddressCard()
        self.echoes = EchoCard()
        self.consents = ConsentsCard()
        self.portal = PortalCard()
        self.codes = CodesCard()
        self.cases = CasesCard()
        self.contract = ContractCard()
        self.contacts = ContactsCard()
        self.others = OthersCard()
        self.notes = NotesCard()
        self.documents = DocumentsCard()
        self.usage = UsageCard(compact=True)
        self.overview = CardColumns(tr("Übersicht"))
        self.cases_tab = CasesTab()
        self.documents_tab = DocumentsTab()
        self.usage_tab = UsageTab()
        self.registration = RegistrationTab()
        self.bank = BankTab()
        self.history = HistoryTab()
        self.tabs = QStackedWidget()
        self.undo_bar = UndoBar(self)
        self.message = InPlaceMessage(MessageKind.OK, "", inset=True)
        self.release = InPlaceMessage(MessageKind.WARNING, "", inset=True)
        for message in (self.message, self.release):
            message.hide()
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        for part, cards in enumerate(
            (
                (self.parties, self.addresses, self.echoes, self.consents),
                (self.portal, self.codes, self.usage, self.cases),
                (self.documents, self.others, self.contract, self.contacts, self.notes),
            )
        ):
            for card in cards:
                self.overview.add(part, card)
        self.overview.finish()
        for tab in (
            self.overview,
            self.cases_tab,
            self.documents_tab,
            self.usage_tab,
            self.registration,
            self.bank,
            self.history,
        ):
            self.tabs.addWidget(tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.release)
        column.addWidget(self.message)
        column.addWidget(self.tabs, 1)
        bar = QHBoxLayout()
        margin = theme.current().space(4)
        bar.setContentsMargins(margin, 0, margin, 0)
        bar.addWidget(self.undo_bar)
        column.addLayout(bar)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on an account."""
        if self.documents.upload.isEnabled() and brings_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file was dropped."""
        event.acceptProposedAction()
        self.files_dropped.emit(event.mimeData())

    def say(self, kind: MessageKind, title: str) -> None:
        """Say at the top what became of an act."""
        self.keep_focus(self.message)
        self.message.clear_buttons()
        self.message.show_message(kind, title)
        self.message.show()

    def keep_focus(self, message: InPlaceMessage) -> None:
        """Before its buttons go: who pressed one stays on the account, not somewhere in the window.

        Qt gives the focus of a button that goes to the next one, which may be the field on top.
        """
        focus = QApplication.focusWidget()
        if focus is not None and message.isAncestorOf(focus):
            self.head.tabs.setFocus()

    def _connect(self) -> None:
        self.head.tab_chosen.connect(self._on_head_tab_chosen)
        for card in (self.contract, self.others):
            card.tenancy_requested.connect(self.tenancy_requested)
        for part in (self.cases, self.cases_tab, self.registration, self.history):
            part.case_requested.connect(self.case_requested)
        self.cases.all_requested.connect(lambda: self.head.tabs.setCurrentIndex(CASES))
        self.consents.details_requested.connect(
            lambda: self.head.tabs.setCurrentIndex(REGISTRATION)
        )
        self.cases_tab.list_requested.connect(self._on_list_requested)
        self.bank.reveal_requested.connect(self.reveal_requested)
        self.documents_tab.details.case_requested.connect(self.case_requested)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show an account; another one begins with its overview."""
        is_another = self.page is None or self.page.tenancy_id != page.tenancy_id
        self.page = page
        self.head.show_account(page, today)
        for card in (self.parties, self.addresses, self.portal, self.codes, self.cases):
            card.show_account(page, today)
        for part in (self.cases_tab, self.registration):
            part.show_account(page, today)
        for other in (self.consents, self.contract, self.contacts, self.others, self.notes):
            other.show_account(page)
        self.echoes.show_echoes(page.echoes, named=len(page.parties) > 1)
        self.bank.show_account(page)
        if is_another:
            self.message.hide()
            self.history.show_entries(())
            self._show_usage(None)
            self.head.tabs.setCurrentIndex(OVERVIEW)
            self.overview.verticalScrollBar().setValue(0)
        if self.head.tabs.currentIndex() == HISTORY:
            self.history_needed.emit()

    def show_usage(self, tenancy_id: int, usage: AccountUsage | None) -> None:
        """Show what the meters counted, unless another account is on show by now."""
        if self.page is not None and self.page.tenancy_id == tenancy_id:
            self._show_usage(usage)

    def _show_usage(self, usage: AccountUsage | None) -> None:
        self.usage.show_usage(usage)
        self.usage_tab.show_usage(usage)

    def show_history(self, tenancy_id: int, entries: tuple[HistoryEntry, ...]) -> None:
        """Show the time line, unless another account is on show by now."""
        if self.page is not None and self.page.tenancy_id == tenancy_id:
            self.history.show_entries(entries)

    def _on_head_tab_chosen(self, number: int) -> None:
        if number != BANK:
            self.bank.mask_again()
        self.tabs.setCurrentIndex(number)
        if number == HISTORY:
            self.history_needed.emit()

    def _on_list_requested(self) -> None:
        if self.page is not None:
            self.list_requested.emit(self.page.tenancy_id, self.page.contract_number)
