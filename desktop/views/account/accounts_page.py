"""Area *Mieterkonten*: accounts are found by what a caller says, and looked at as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.accounts.commands import RevealAccountIban
from desktop.services.accounts.history import HistoryEntry
from desktop.services.accounts.use_cases import account_history, account_page, reveal_iban
from desktop.services.accounts.view import AccountPage
from desktop.tasks import Stale
from desktop.texts.errors import error_sentence
from desktop.views.account.account_acts import AccountActs
from desktop.views.account.account_page import AccountView
from desktop.views.account.account_search import AccountSearch
from desktop.views.account.note_work import NoteWork
from desktop.views.consumption.usage_work import UsageWork
from desktop.views.documents.documents_work import DocumentsWork
from desktop.views.soon import Soon
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.skeleton import SkeletonRows
from desktop.views.workplace import Workplace

AGAIN_AFTER_MS = 150
_TOUCHING = frozenset(
    {
        ChangeKind.TENANCY,
        ChangeKind.CASE,
        ChangeKind.BANK_CHANGE,
        ChangeKind.MASTER_DATA,
        ChangeKind.HAND_OVER,
        ChangeKind.DELIVERY,
        ChangeKind.CONSUMPTION,
    }
)
"""What may change something that an account shows."""


class AccountsPage(QWidget):
    """The search with its list, and the account that is open.

    ``case_requested`` opens a case, ``list_requested`` (id, number) lists those of a contract,
    ``record_requested`` begins a new case for the
    open one. ``left`` fires on Esc in the empty field, ``place_changed`` when an account was opened
    or left.
    """

    case_requested = Signal(int)
    list_requested = Signal(int, str)
    record_requested = Signal()
    left = Signal()
    place_changed = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with the search."""
        super().__init__(parent)
        self._workplace = workplace
        self._opening: int | None = None
        self._document_id: int | None = None
        self.message = InPlaceMessage(MessageKind.ERROR, "", inset=True)
        self.message.hide()
        self.search = AccountSearch(workplace)
        self.account = AccountView()
        self.acts = AccountActs(workplace, self.account)
        self.notes = NoteWork(workplace, self.account)
        self.documents = DocumentsWork(workplace, self.account)
        self.usage = UsageWork(workplace, self.account.show_usage, self._on_failed, self)
        self.skeleton = SkeletonRows(self)
        self._soon = Soon(AGAIN_AFTER_MS, workplace.courtesy, self)
        self._views = QStackedWidget()
        self._views.addWidget(self.search)
        self._views.addWidget(self.account)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.message)
        outer.addWidget(self._views, 1)
        self._connect()
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.search.opened.connect(self.open_account)
        self.search.left.connect(self.left)
        self.search.failed.connect(self._on_failed)
        self.search.read.connect(self.message.hide)
        account = self.account
        account.installEventFilter(self)
        account.tenancy_requested.connect(self.open_account)
        account.case_requested.connect(self.case_requested)
        account.list_requested.connect(self.list_requested)
        account.reveal_requested.connect(self._on_account_reveal_requested)
        account.history_needed.connect(self._read_history)
        account.head.back_requested.connect(self.show_search)
        account.head.record.clicked.connect(self.record_requested)
        self.skeleton.cancel_requested.connect(self._on_skeleton_cancel_requested)
        self._soon.due.connect(self.refresh)
        self._workplace.changed.connect(self._on_workplace_changed)

    @property
    def tenancy_id(self) -> int | None:
        """The contract whose account is on show, None while the search is."""
        page = self.account.page
        on_show = self._views.currentWidget() is self.account
        return page.tenancy_id if on_show and page is not None else None

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the area for these companies (none chosen means all): what was open stays so."""
        self.search.companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Read again what is on show."""
        if self.tenancy_id is not None:
            self._read(self.tenancy_id)
        else:
            self.search.ask()

    def warn(self, sentence: str, detail: str) -> None:
        """Say in place what the person should know before going on."""
        self.message.show_message(MessageKind.WARNING, sentence, detail)
        self.message.show()

    def leave(self) -> None:
        """The person goes: what is being written is stored."""
        self.notes.leave()
        self.documents.leave()

    def show_search(self) -> None:
        """Back to the search, as it was left."""
        self._opening = None
        self.skeleton.stop()
        self.account.bank.mask_again()
        self.documents.leave()
        self._views.setCurrentWidget(self.search)
        self.setFocusProxy(self.search)
        self.place_changed.emit()
        self.search.ask()
        self.search.focus_list()

    def begin_search(self) -> None:
        """The search for another account: what is typed replaces what stood there."""
        self.show_search()
        self.search.begin()

    def open_account(self, tenancy_id: int, document_id: int | None = None) -> None:
        """Open an account; until it is read what stands there stays, for a moment.

        With a ``document_id`` it is opened at that document.
        """
        if not tenancy_id:
            return
        self._opening, self._document_id = tenancy_id, document_id
        self._cover()
        self._read(tenancy_id)

    def _cover(self) -> None:
        self.skeleton.setGeometry(self.rect())
        self.skeleton.start()

    def _read(self, tenancy_id: int) -> None:
        self._workplace.ask(
            account_page,
            tenancy_id,
            done=self._on_read,
            failed=self._on_failed,
            scope="accounts.page",
            stale=Stale.SKIP,
        )

    def _on_read(self, page: AccountPage) -> None:
        self.skeleton.stop()
        self.message.hide()
        if self._opening not in (None, page.tenancy_id):
            return
        opened, self._opening = self._opening is not None, None
        self.search.remember(page.tenancy_id)
        self.account.show_account(page, self._workplace.today())
        self.notes.show_account(page)
        self.documents.show_account(page)
        self.acts.judge()
        self.usage.read(page.tenancy_id)
        if opened:
            # What was said when it was open before may be long past.
            self.account.message.hide()
            self._views.setCurrentWidget(self.account)
            self.setFocusProxy(self.account.head.tabs)
            self.place_changed.emit()
            if self.isVisible():
                self.account.head.tabs.setFocus()
            if self._document_id is not None:
                self.documents.show_document(self._document_id)

    def _read_history(self) -> None:
        page = self.account.page
        if page is None:
            return
        tenancy_id = page.tenancy_id

        def show(entries: tuple[HistoryEntry, ...]) -> None:
            self.account.show_history(tenancy_id, entries)

        self._workplace.ask(
            account_history,
            tenancy_id,
            done=show,
            failed=self._on_failed,
            scope="accounts.history",
            stale=Stale.SKIP,
        )

    def _on_failed(self, error: UserError) -> None:
        self.skeleton.stop()
        self._opening = None
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.message.show()

    def _on_account_reveal_requested(self, bank_details_id: int) -> None:
        if self.tenancy_id is None:
            return
        tenancy_id = self.tenancy_id

        def show(iban: str) -> None:
            if self.tenancy_id == tenancy_id:
                self.account.bank.show_iban(bank_details_id, iban)

        self._workplace.ask(
            reveal_iban,
            RevealAccountIban(tenancy_id, bank_details_id),
            done=show,
            failed=self._on_failed,
        )

    def _on_skeleton_cancel_requested(self) -> None:
        self._opening = None
        self.skeleton.stop()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(change.kind in _TOUCHING for change in changes):
            self._soon.ask()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leads from an account back to the search."""
        if (
            watched is self.account
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.show_search()
            return True
        return super().eventFilter(watched, event)
