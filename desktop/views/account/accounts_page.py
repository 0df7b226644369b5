"""Area *Mieterkonten*: accounts are found by what a caller says, and looked at as a whole."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.accounts.commands import AddAccountNote, RevealAccountIban
from desktop.services.accounts.finding import AccountEntry, FoundAccounts
from desktop.services.accounts.history import HistoryEntry
from desktop.services.accounts.use_cases import (
    account_history,
    account_page,
    accounts_by_id,
    accounts_to_release,
    add_note,
    find_accounts,
    reveal_iban,
)
from desktop.services.accounts.view import AccountPage
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.accounts import code_state_text, names_text
from desktop.texts.dates import full_date
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.account_acts import AccountActs
from desktop.views.account.account_page import AccountView
from desktop.views.account.account_pills import portal_pill
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.soon import Soon
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.pill import PillKind
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.widgets.skeleton import SkeletonRows
from desktop.views.workplace import Workplace

AGAIN_AFTER_MS = 150
RECENT_KEPT = 30
_RECENT, _RELEASE = "recent", "release"
_TOUCHING = frozenset(
    {
        ChangeKind.TENANCY,
        ChangeKind.CASE,
        ChangeKind.BANK_CHANGE,
        ChangeKind.MASTER_DATA,
        ChangeKind.HAND_OVER,
    }
)
"""What may change something that an account shows."""


def entry_row(entry: AccountEntry, today: date) -> FactRow:
    """One account as a row of the list; the key is the contract's."""
    ended = entry.ended_on is not None and entry.ended_on < today
    reach = next((one.phone or one.email for one in entry.people if one.phone or one.email), "")
    portal = portal_pill(entry.portal[0] if entry.portal else None)
    code = Cell()
    if entry.code is not None:
        usable = entry.code.usable
        text = tr("Code {state}", state=code_state_text(entry.code))
        code = Cell(text, PillKind.INFO if usable else PillKind.NEUTRAL, "key-round")
    elif ended and entry.ended_on is not None:
        code = Cell(tr("beendet {date}", date=full_date(entry.ended_on)), PillKind.NEUTRAL)
    return FactRow(
        (
            Cell(shown(names_text(entry.names)), strong=True, muted=ended),
            Cell(entry.contract_number, mono=True),
            Cell(shown(f"{entry.unit}, {entry.address_line}")),
            Cell(shown(reach)),
            portal,
            code,
            Cell(entry.company_tag, muted=True),
        ),
        key=entry.tenancy_id,
        tip="\n".join(
            shown(" · ".join(part for part in (one.name, one.phone, one.email) if part))
            for one in entry.people
        ),
    )


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
        self._companies: frozenset[int] = frozenset()
        self._recent: list[int] = []
        self._asked = ""
        self._opening: int | None = None
        self._build()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.field)

    def _build(self) -> None:
        self.title = TextLabel(tr("Mieterkonten"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.field = FilterField(
            tr("Name, Vertrag, Anschrift, Telefon, E-Mail oder die letzten zwei Zeichen des Codes"),
            icon_name="search",
        )
        self.field.setMaxLength(200)
        self.kinds = SegmentedButtons(
            ((_RECENT, tr("Zuletzt geöffnet")), (_RELEASE, tr("Freigabe nötig"))), tr("Welche")
        )
        self.table = FactTable(
            tr("Mieterkonten"),
            (
                Column(tr("Vertragsparteien"), stretch=True, least=250),
                Column(tr("Vertrag")),
                Column(tr("Mieteinheit"), drop=2),
                Column(tr("Erreichbar"), drop=3),
                Column(tr("Portal")),
                Column("", drop=1),
                Column(tr("Gesellschaft"), drop=4),
            ),
            grows=False,
        )
        self.empty = EmptyState("", "")
        self.message = InPlaceMessage(MessageKind.ERROR, "", inset=True)
        self.message.hide()
        self.search = QWidget()
        self.account = AccountView()
        self.acts = AccountActs(self._workplace, self.account)
        self.skeleton = SkeletonRows(self)
        self._soon = Soon(AGAIN_AFTER_MS, self._workplace.courtesy, self)

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        head.addWidget(self.kinds)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        column = QVBoxLayout(self.search)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self._lists, 1)
        self._views = QStackedWidget()
        self._views.addWidget(self.search)
        self._views.addWidget(self.account)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.message)
        outer.addWidget(self._views, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self._ask())
        self.field.left_empty.connect(self.left)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.field.installEventFilter(self)
        self.table.installEventFilter(self)
        self.account.installEventFilter(self)
        self.kinds.chosen.connect(lambda _: self._ask())
        self.table.opened.connect(self.open_account)
        self.table.clicked.connect(lambda _: self.open_account(self.table.current_key()))
        account = self.account
        account.tenancy_requested.connect(self.open_account)
        account.case_requested.connect(self.case_requested)
        account.list_requested.connect(self.list_requested)
        account.note_written.connect(self._on_account_note_written)
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
        self._companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Read again what is on show."""
        if self.tenancy_id is not None:
            self._read(self.tenancy_id)
        else:
            self._ask()

    def show_search(self) -> None:
        """Back to the search, as it was left."""
        self._opening = None
        self.skeleton.stop()
        self.account.bank.mask_again()
        self._views.setCurrentWidget(self.search)
        self.setFocusProxy(self.field)
        self.place_changed.emit()
        self._ask()
        (self.table if self.table.facts.rows else self.field).setFocus()

    def begin_search(self) -> None:
        """The search for another account: what is typed replaces what stood there."""
        self.show_search()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def open_account(self, tenancy_id: int) -> None:
        """Open an account; until it is read what stands there stays, for a moment."""
        if not tenancy_id:
            return
        self._opening = tenancy_id
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
        self._remember(page.tenancy_id)
        self.account.show_account(page, self._workplace.today())
        self.acts.judge()
        if opened:
            # What was said when it was open before may be long past.
            self.account.message.hide()
            self._views.setCurrentWidget(self.account)
            self.setFocusProxy(self.account.head.tabs)
            self.place_changed.emit()
            if self.isVisible():
                self.account.head.tabs.setFocus()

    def _remember(self, tenancy_id: int) -> None:
        if self._recent[:1] == [tenancy_id]:
            return
        self._recent = [tenancy_id, *(one for one in self._recent if one != tenancy_id)]
        del self._recent[RECENT_KEPT:]

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

    def _ask(self) -> None:
        text = self._asked = self.field.text().strip()
        self.kinds.setVisible(not text)
        ask = self._workplace.ask
        if text:
            ask(
                find_accounts,
                text,
                self._companies,
                done=lambda found: self._on_found(text, found),
                failed=self._on_failed,
                scope="accounts.find",
                lane=Lane.SEARCH,
                stale=Stale.SKIP,
            )
        elif self.kinds.current_key() == _RELEASE:
            ask(
                accounts_to_release,
                self._companies,
                done=lambda entries: self._on_found("", FoundAccounts(entries)),
                failed=self._on_failed,
                scope="accounts.find",
                lane=Lane.SEARCH,
                stale=Stale.SKIP,
            )
        else:
            ask(
                accounts_by_id,
                tuple(self._recent),
                done=lambda entries: self._on_found("", FoundAccounts(entries)),
                failed=self._on_failed,
                scope="accounts.find",
                lane=Lane.SEARCH,
                stale=Stale.SKIP,
            )

    def _on_found(self, text: str, found: FoundAccounts) -> None:
        if text != self._asked:
            return
        self.message.hide()
        today = self._workplace.today()
        self.table.show_rows([entry_row(entry, today) for entry in found.entries])
        self._lists.setCurrentWidget(self.table if found.entries else self.empty)
        self.summary.setText(self._summary(text, found))
        if not found.entries:
            self._say_nothing(text)

    def _summary(self, text: str, found: FoundAccounts) -> str:
        if found.built is not None:
            return tr("Index wird aufgebaut: {percent} %", percent=found.built)
        if not found.entries:
            return ""
        number = ntr("{n} Konto", "{n} Konten", len(found.entries))
        if not text:
            return number
        return tr("{count}, weitere folgen", count=number) if found.more else number

    def _say_nothing(self, text: str) -> None:
        if text:
            self.empty.show_text(
                tr("Kein Konto passt zu „{text}“", text=text),
                tr("Oft genügt ein Wort weniger. Telefonnummern gelten in jeder Schreibweise."),
            )
        elif self.kinds.current_key() == _RELEASE:
            self.empty.show_text(
                tr("Kein Brief wartet auf eine Freigabe"),
                tr(
                    "Hier steht, wo nach einem Rückruf eine zweite Person den Registrierungsbrief "
                    "freigeben muss."
                ),
            )
        else:
            self.empty.show_text(
                tr("Wer ruft an?"),
                tr(
                    "Geben Sie oben ein, was Sie wissen: einen Namen, eine Telefonnummer, die "
                    "Anschrift. Was Sie öffnen, steht danach hier."
                ),
            )

    def _on_failed(self, error: UserError) -> None:
        self.skeleton.stop()
        self._opening = None
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.message.show()

    def _on_field_return_pressed(self) -> None:
        if self.table.facts.rows and self._lists.currentWidget() is self.table:
            self.open_account(self.table.current_key() or self.table.facts.rows[0].key)

    def _on_account_note_written(self, text: str) -> None:
        if self.tenancy_id is not None:
            self._workplace.ask(
                add_note,
                AddAccountNote(self.tenancy_id, text),
                done=lambda _: self.account.notes.kept(),
                failed=self._on_failed,
            )

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
        """↓ leads from the field into the list, ↑ at its top back, Esc from an account back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.field and event.key() == Qt.Key.Key_Down:
                if self.table.facts.rows:
                    self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            if watched is self.table:
                at_top = self.table.currentIndex().row() <= 0
                up = event.key() == Qt.Key.Key_Up and at_top
                if up or event.key() == Qt.Key.Key_Escape:
                    self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    self.field.selectAll()
                    return True
            if watched is self.account and event.key() == Qt.Key.Key_Escape:
                self.show_search()
                return True
        return super().eventFilter(watched, event)
