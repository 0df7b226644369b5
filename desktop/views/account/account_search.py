"""The search for accounts: a field, a list of what was found, opened last or waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.services.accounts.finding import AccountEntry, FoundAccounts
from desktop.services.accounts.use_cases import accounts_by_id, accounts_to_release, find_accounts
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.accounts import code_state_text, names_text
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.account_pills import portal_pill
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState
from desktop.views.widgets.pill import PillKind
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.workplace import Workplace

RECENT_KEPT = 30
_RECENT, _RELEASE = "recent", "release"


def entry_row(entry: AccountEntry, today: date) -> FactRow:
    """One account as a row of the list; the key is the contract's.

    Where letters wait for a second person it tells of the one whose letter it is.
    """
    ended = entry.ended_on is not None and entry.ended_on < today
    concerned = entry.waiting[0] if entry.waiting else 0
    people = [*entry.people[concerned : concerned + 1], *entry.people]
    reach = next((one.phone or one.email for one in people if one.phone or one.email), "")
    return FactRow(
        (
            Cell(shown(names_text(entry.names)), strong=True, muted=ended),
            Cell(entry.contract_number, mono=True),
            Cell(shown(f"{entry.unit}, {entry.address_line}")),
            Cell(shown(reach)),
            portal_pill(entry.portal[concerned] if entry.portal else None),
            _about(entry, today),
            Cell(entry.company_tag, muted=True),
        ),
        key=entry.tenancy_id,
        tip="\n".join(
            shown(" · ".join(part for part in (one.name, one.phone, one.email) if part))
            for one in entry.people
        ),
    )


def _about(entry: AccountEntry, today: date) -> Cell:
    """Why the account is in the list, or that its contract has ended."""
    if entry.waiting:
        names = names_text(tuple(entry.names[one] for one in entry.waiting))
        return Cell(tr("Brief für {name}", name=shown(names)), PillKind.WARNING, "hourglass")
    if entry.code is not None:
        text = tr("Code {state}", state=code_state_text(entry.code))
        return Cell(text, PillKind.INFO if entry.code.usable else PillKind.NEUTRAL, "key-round")
    if entry.ended_on is not None and entry.ended_on < today:
        return Cell(tr("beendet {date}", date=full_date(entry.ended_on)), PillKind.NEUTRAL)
    return Cell()


class AccountSearch(QWidget):
    """The field and its list.

    ``opened`` carries a contract, ``left`` fires on Esc in the empty field, ``failed`` carries what
    kept the list from being read, ``read`` says that it was.
    """

    opened = Signal(int)
    left = Signal()
    failed = Signal(UserError)
    read = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``ask`` reads the list."""
        super().__init__(parent)
        self._workplace = workplace
        self._recent: list[int] = []
        self._asked = ""
        self._has_chosen = False
        self.companies: frozenset[int] = frozenset()
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
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self._lists, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self.ask())
        self.field.left_empty.connect(self.left)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.field.installEventFilter(self)
        self.table.installEventFilter(self)
        self.kinds.chosen.connect(self._on_kinds_chosen)
        self.table.opened.connect(self.opened)
        self.table.clicked.connect(lambda _: self._open(self.table.current_key()))

    def remember(self, tenancy_id: int) -> None:
        """An account was opened: it comes first among those that were opened last."""
        self._has_chosen = True
        if self._recent[:1] == [tenancy_id]:
            return
        self._recent = [tenancy_id, *(one for one in self._recent if one != tenancy_id)]
        del self._recent[RECENT_KEPT:]

    def focus_list(self) -> None:
        """Give the focus to the list, to the field where it is empty."""
        (self.table if self.table.facts.rows else self.field).setFocus()

    def begin(self) -> None:
        """Another account is sought: what is typed replaces what stood there."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def ask(self) -> None:
        """Read the list that belongs to what is typed and chosen."""
        text = self._asked = self.field.text().strip()
        self.kinds.setVisible(not text)
        if text:
            self._ask(find_accounts, text, self.companies)
        elif self.kinds.current_key() == _RELEASE or not self._has_chosen:
            self._ask(accounts_to_release, self.companies)
        else:
            self._ask(accounts_by_id, tuple(self._recent))

    def _ask(self, read: Callable[..., Any], *given: object) -> None:
        text = self._asked
        self._workplace.ask(
            read,
            *given,
            done=lambda came: self._on_came(text, came),
            failed=self.failed.emit,
            scope="accounts.find",
            lane=Lane.SEARCH,
            stale=Stale.SKIP,
        )

    def _on_came(self, text: str, came: FoundAccounts | tuple[AccountEntry, ...]) -> None:
        if text != self._asked:
            return
        found = came if isinstance(came, FoundAccounts) else FoundAccounts(came)
        if not text and not self._has_chosen:
            # Nobody has opened or chosen anything: what waits comes first, if anything does.
            self._has_chosen = True
            self.kinds.choose(_RELEASE if found.entries else _RECENT)
        self.read.emit()
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

    def _on_kinds_chosen(self, _key: str) -> None:
        self._has_chosen = True
        self.ask()

    def _on_field_return_pressed(self) -> None:
        if self.table.facts.rows and self._lists.currentWidget() is self.table:
            self._open(self.table.current_key() or self.table.facts.rows[0].key)

    def _open(self, tenancy_id: int) -> None:
        if tenancy_id:
            self.opened.emit(tenancy_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↓ leads from the field into the list, ↑ at its top back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.field and event.key() == Qt.Key.Key_Down:
                if self.table.facts.rows:
                    self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            if watched is self.table:
                at_top = self.table.currentIndex().row() <= 0
                up = event.key() == Qt.Key.Key_Up and at_top
                if up or event.key() == Qt.Key.Key_Escape:
                    self.begin()
                    return True
        return super().eventFilter(watched, event)
