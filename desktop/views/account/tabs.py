"""What stands behind the tabs of an account besides its overview."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.accounts import EchoState
from desktop.domain.kinds import VersionState
from desktop.services.accounts.history import HistoryEntry
from desktop.services.accounts.view import (
    AccountPage,
    AttemptRow,
    BankVersionRow,
    MandateRow,
)
from desktop.texts import ntr, tr
from desktop.texts.accounts import (
    attempt_text,
    channel_text,
    consent_text,
    day_of,
    echo_text,
    mandate_text,
    version_text,
)
from desktop.texts.dates import full_date, full_moment
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.account_pills import case_pill
from desktop.views.account.card_stack import CardStack, TableCard
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.account.history_texts import topic_text, what_text, when_text, who_text
from desktop.views.account.portal_card import code_columns, code_rows
from desktop.views.channels import channel_name
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, LinkButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.pill import PillKind

_ECHO_PILLS = {
    EchoState.WAITING: (PillKind.WAITING, "hourglass"),
    EchoState.CONFIRMED: (PillKind.OK, "circle-check"),
    EchoState.CONTRADICTED: (PillKind.WARNING, "triangle-alert"),
    EchoState.REPLACED: (PillKind.NEUTRAL, "minus"),
}


class CasesTab(QWidget):
    """All cases of the contract. ``case_requested`` opens one, ``list_requested`` the list."""

    case_requested = Signal(int)
    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        now = theme.current()
        self.table = FactTable(
            tr("Vorgänge"),
            (
                Column(tr("Eingang")),
                Column(tr("Nummer"), drop=1),
                Column(tr("Kategorie"), drop=2),
                Column(tr("Betreff"), stretch=True),
                Column(tr("Abgeschlossen"), drop=3),
                Column(tr("Stand")),
            ),
            grows=False,
        )
        self.table.opened.connect(self.case_requested)
        self.more = LinkButton(tr("In der Vorgangsliste zeigen"))
        self.more.clicked.connect(self.list_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.px(10), now.space(4), now.px(10))
        column.addWidget(self.table, 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show the newest cases; the list has the rest."""
        self.table.show_rows(
            [
                FactRow(
                    (
                        Cell(full_date(case.received_on)),
                        Cell(case.reference),
                        Cell(case.category_short),
                        Cell(shown(case.subject), strong=case.is_open),
                        Cell("" if case.closed_on is None else full_date(case.closed_on)),
                        case_pill(case, today),
                    ),
                    key=case.case_id,
                )
                for case in page.cases
            ]
        )


class RegistrationTab(CardStack):
    """Codes, what was agreed to and when, and registrations that failed.

    ``case_requested`` opens the case of an attempt.
    """

    case_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Registrierung"), parent)
        self.codes = TableCard(
            tr("Registrierungscodes"),
            tr("Für niemanden in diesem Vertrag gibt es einen Code."),
            code_columns(),
            marks=True,
        )
        self.revoke = ActionButton(tr("Widerrufen …"), icon_name="ban", size=ButtonSize.SMALL)
        self.returned = ActionButton(tr("Rückläufer …"), icon_name="undo-2", size=ButtonSize.SMALL)
        self.letter = ActionButton(tr("Brief ansehen"), icon_name="eye", size=ButtonSize.SMALL)
        for button in (self.letter, self.revoke, self.returned):
            self.codes.add_to_head(button)
        self.consents = TableCard(
            tr("Nachweise der Einwilligungen"),
            tr("Aus dem Portal wurde noch keine Erklärung gemeldet."),
            (
                Column(tr("Person")),
                Column(tr("Erklärung"), stretch=True),
                Column(tr("Fassung"), drop=1),
                Column(tr("Erteilt")),
                Column(tr("Widerrufen")),
            ),
        )
        self.attempts = TableCard(
            tr("Fehlgeschlagene Registrierungen"),
            tr("Das Portal hat keinen fehlgeschlagenen Versuch gemeldet."),
            (
                Column(tr("Zeit")),
                Column(tr("Person")),
                Column(tr("Weg"), drop=2),
                Column(tr("Grund des Portals"), stretch=True),
                Column(tr("Eingabe, verdeckt"), drop=1),
            ),
        )
        self.attempts.table.opened.connect(self.case_requested)
        for card in (self.codes, self.consents, self.attempts):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show the registration of everybody."""
        names = {party.tenant_id: party.first_name for party in page.parties}
        self.codes.show_rows(code_rows(page, today))
        self.consents.show_rows(
            [
                FactRow(
                    (
                        Cell(party.first_name),
                        Cell(consent_text(consent.kind)),
                        Cell(consent.text_version),
                        Cell(day_of(consent.given_at)),
                        Cell(day_of(consent.withdrawn_at), muted=consent.withdrawn_at is None),
                    ),
                    tip=_consent_tip(consent.given_at, consent.withdrawn_at),
                )
                for party in page.parties
                for consent in party.consents
            ]
        )
        self.attempts.show_rows([_attempt_row(one, names) for one in page.attempts])


def _consent_tip(given: datetime | None, withdrawn: datetime | None) -> str:
    parts = []
    if given is not None:
        parts.append(tr("Erteilt {when}", when=full_moment(given)))
    if withdrawn is not None:
        parts.append(tr("Widerrufen {when}", when=full_moment(withdrawn)))
    return "\n".join(parts)


def _attempt_row(attempt: AttemptRow, names: dict[int, str]) -> FactRow:
    return FactRow(
        (
            Cell(full_moment(attempt.at)),
            Cell(names.get(attempt.tenant_id or 0, "–")),
            Cell(channel_text(attempt.channel) or channel_name(attempt.channel)),
            Cell(attempt_text(attempt.reason)),
            Cell(shown(attempt.masked_input), mono=True),
        ),
        key=attempt.case_id or 0,
    )


class BankTab(CardStack):
    """Bank details and mandates with their history, masked.

    ``reveal_requested`` carries the version that shall be seen in full; that is logged.
    """

    reveal_requested = Signal(int)
    case_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Bankverbindung"), parent)
        self._page: AccountPage | None = None
        self._revealed: dict[int, str] = {}
        self.details = TableCard(
            tr("Bankverbindungen"),
            tr("Für diesen Vertrag ist keine Bankverbindung hinterlegt."),
            (
                Column(tr("Gültig ab")),
                Column(tr("Kontoinhaber:in"), stretch=True),
                Column(tr("IBAN")),
                Column(tr("Bank"), drop=2),
                Column(tr("Stand")),
                Column(tr("ERP"), drop=1),
            ),
            marks=True,
        )
        self.reveal = ActionButton(
            tr("IBAN anzeigen (wird protokolliert)"), icon_name="eye", size=ButtonSize.SMALL
        )
        self.reveal.clicked.connect(self._on_reveal_clicked)
        self.details.add_to_head(self.reveal)
        self.mandates = TableCard(
            tr("SEPA-Mandate"),
            tr("Für diesen Vertrag gibt es kein Mandat."),
            (
                Column(tr("Referenz")),
                Column(tr("Kontoinhaber:in"), stretch=True),
                Column(tr("IBAN"), drop=2),
                Column(tr("Unterschrieben")),
                Column(tr("Letzter Einzug"), drop=3),
                Column(tr("Widerrufen"), drop=4),
                Column(tr("Stand")),
            ),
        )
        for card in (self.details, self.mandates):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_account(self, page: AccountPage) -> None:
        """Show the money side of a contract; what was revealed of another one is masked again."""
        if self._page is None or page.tenancy_id != self._page.tenancy_id:
            self._revealed.clear()
        self._page = page
        self._show_details()
        self.reveal.set_blocked("" if page.bank else tr("Es gibt keine Bankverbindung."))
        self.mandates.show_rows([_mandate_row(mandate) for mandate in page.mandates])

    def show_iban(self, bank_details_id: int, iban: str) -> None:
        """Show one IBAN in full, until another account is opened."""
        self._revealed[bank_details_id] = iban
        self._show_details()

    def mask_again(self) -> None:
        """Mask again what was revealed."""
        if self._revealed:
            self._revealed.clear()
            self._show_details()

    def _show_details(self) -> None:
        if self._page is not None:
            self.details.show_rows(
                [
                    _bank_row(version, self._revealed.get(version.bank_details_id))
                    for version in self._page.bank
                ]
            )

    def _on_reveal_clicked(self) -> None:
        key = self.details.table.current_key()
        if key:
            self.reveal_requested.emit(key)


def _bank_row(version: BankVersionRow, revealed: str | None) -> FactRow:
    current = version.state is VersionState.CURRENT
    echo = Cell()
    if version.echo is not None:
        kind, icon = _ECHO_PILLS[version.echo]
        echo = Cell(echo_text(version.echo), kind, icon)
    return FactRow(
        (
            Cell(full_date(version.valid_from)),
            Cell(shown(version.account_holder), strong=current),
            Cell(revealed or version.iban_masked, mono=True),
            Cell(version.bank_name),
            Cell(version_text(version.state), PillKind.OK if current else PillKind.NEUTRAL),
            echo,
        ),
        key=version.bank_details_id,
        tip=tr(
            "Fassung {n}, angelegt {when}", n=version.number, when=full_moment(version.created_at)
        ),
    )


def _mandate_row(mandate: MandateRow) -> FactRow:
    usable = mandate.state.usable
    return FactRow(
        (
            Cell(mandate.reference, mono=True),
            Cell(shown(mandate.account_holder), strong=usable),
            Cell(mandate.iban_masked, mono=True),
            Cell("–" if mandate.signed_on is None else full_date(mandate.signed_on)),
            Cell(
                "–" if mandate.last_collection_on is None else full_date(mandate.last_collection_on)
            ),
            Cell("–" if mandate.revoked_on is None else full_date(mandate.revoked_on)),
            Cell(mandate_text(mandate.state), PillKind.OK if usable else PillKind.NEUTRAL),
        ),
        tip=tr("Gläubiger-ID {id}", id=mandate.creditor_id),
    )


class HistoryTab(QWidget):
    """Everything on one time line, the newest first. ``case_requested`` opens a case of it."""

    case_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        now = theme.current()
        self.summary = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.table = FactTable(
            tr("Zeitleiste"),
            (
                Column(tr("Zeit")),
                Column(tr("Bereich"), drop=1),
                Column(tr("Was geschah"), stretch=True),
                Column(tr("Wer"), drop=2),
            ),
            grows=False,
        )
        self.table.opened.connect(self.case_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.px(10), now.space(4), now.px(10))
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)

    def show_entries(self, entries: tuple[HistoryEntry, ...]) -> None:
        """Show what happened."""
        self.summary.setText(ntr("{n} Eintrag", "{n} Einträge", len(entries)))
        self.table.show_rows(
            [
                FactRow(
                    (
                        Cell(when_text(entry)),
                        Cell(topic_text(entry.kind), muted=True),
                        Cell(shown(what_text(entry))),
                        Cell(shown(who_text(entry)), muted=True),
                    ),
                    key=entry.case_id or 0,
                    tip=shown(what_text(entry)),
                )
                for entry in entries
            ]
        )
