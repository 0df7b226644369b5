"""Cards about the people of a contract: who they are, where they live, what they agreed to."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.accounts import ConsentKind
from desktop.domain.risk_checks import CONTACT_CHANGED_WITHIN
from desktop.services.accounts.view import AccountPage, ConsentRow, PartyAccount
from desktop.texts import tr
from desktop.texts.accounts import consent_text, day_of
from desktop.texts.dates import berlin_clock, day_month, full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.account_pills import party_pill
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone, line
from desktop.views.widgets.pill import Pill, PillKind

_SMALL = TextStyle.SMALL
MOST_SHOWN = 3
"""People beside each other; all of them stand under *Registrierung*."""


def recently(at: datetime | None, today: date) -> bool:
    """Whether contact data were changed so lately that the guard before a letter asks."""
    if at is None:
        return False
    return berlin_clock(at).date() >= today - CONTACT_CHANGED_WITHIN


def role_text(party: PartyAccount) -> str:
    """What somebody is in the contract, with the days where they are not those of the contract."""
    role = tr("Hauptmieter:in") if party.party_number == 1 else tr("Mitmieter:in")
    if party.is_former and party.until is not None:
        return tr("{role} bis {date}", role=role, date=full_date(party.until))
    if party.since is not None:
        return tr("{role} seit {date}", role=role, date=full_date(party.since))
    return role


def changed_text(party: PartyAccount, today: date) -> str:
    """What of somebody's telephone and e-mail was changed lately; empty for nothing."""
    parts = []
    for name, at in (
        (tr("Telefon"), party.phone_changed_at),
        (tr("E-Mail"), party.email_changed_at),
    ):
        if at is not None and recently(at, today):
            parts.append(
                tr("{what} geändert {date}", what=name, date=day_month(berlin_clock(at).date()))
            )
    return ", ".join(parts)


class _PartyLine(QWidget):
    """One person: initials, name, role and how to be reached, and how far in the portal."""

    def __init__(self) -> None:
        super().__init__()
        self._avatar = Avatar()
        self._name = ElidedLabel("", TextStyle.BODY_STRONG)
        self._reach = ElidedLabel("", _SMALL, Tone.SECONDARY)
        self._changed = TextLabel("", _SMALL, Tone.WARNING, wrap=Qt.TextFlag.TextWordWrap)
        self._pill = Pill()
        self._line = line()
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (self._name, self._reach, self._changed):
            words.addWidget(label)
        self._row = row = QHBoxLayout()
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._pill)
        self._measure()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._line)
        column.addLayout(row)

    def _measure(self) -> None:
        now = theme.current()
        self._row.setContentsMargins(now.space(3), now.px(7), now.space(3), now.px(7))
        self._row.setSpacing(now.space(2))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def show_party(self, party: PartyAccount, today: date, *, is_first: bool) -> None:
        """Show somebody."""
        self._line.setVisible(not is_first)
        initials = "".join(word[0] for word in party.name.split()[-2:] if word)
        self._avatar.show_person(initials, party.name)
        self._name.setText(party.name)
        parts = (role_text(party), party.phone, party.email)
        self._reach.setText(" · ".join(part for part in parts if part))
        changed = changed_text(party, today)
        self._changed.setText(changed)
        self._changed.setVisible(bool(changed))
        cell = party_pill(party)
        self._pill.show_status(cell.text, cell.pill or PillKind.NEUTRAL, cell.icon)
        self.setAccessibleName(
            ", ".join(part for part in (party.name, *parts, changed, cell.text) if part)
        )


class PartiesCard(Card):
    """Card *Vertragsparteien*."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Vertragsparteien"), parent=parent)
        self.let_rows_run()
        self._rows = KeptRows(self.body)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show everybody of a contract, those who left at the end."""
        self.count.setText(str(len(page.present)))
        parties = sorted(page.parties, key=lambda party: party.is_former)
        self._rows.begin()
        for number, party in enumerate(parties):
            row = self._rows.take(_PartyLine)
            row.show_party(party, today, is_first=number == 0)
        self._rows.finish()


class _AddressLine(QWidget):
    """One address: what it is for, since when or changed when, its lines."""

    def __init__(self) -> None:
        super().__init__()
        now = theme.current()
        self._icon = IconLabel("house", Tone.SECONDARY)
        self._title = ElidedLabel("", TextStyle.BODY_STRONG)
        self._note = TextLabel("", _SMALL, Tone.MUTED)
        self._pill = Pill()
        self._address = TextLabel("", TextStyle.BODY, wrap=Qt.TextFlag.TextWordWrap)
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.setSpacing(now.space(2))
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        head.addWidget(self._note)
        head.addWidget(self._pill)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self._address)
        self._measure()

    def _measure(self) -> None:
        now = theme.current()
        self._column.setContentsMargins(0, now.px(3), 0, now.px(3))
        self._column.setSpacing(now.px(2))
        self._address.setIndent(now.px(24))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    def show_address(
        self, icon: str, title: str, lines: tuple[str, ...], note: str = "", warning: str = ""
    ) -> None:
        """Show an address; ``warning`` says that it is a new one."""
        self._icon.show_icon(icon, Tone.SECONDARY)
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._pill.show_status(warning, PillKind.WARNING)
        self._pill.setVisible(bool(warning))
        self._address.setText(", ".join(lines))
        self.setAccessibleName(", ".join(part for part in (title, note, warning, *lines) if part))


class AddressCard(Card):
    """Card *Anschriften*: the unit, and where people get their post otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Anschriften"), parent=parent)
        self._rows = KeptRows(self.body)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show the addresses of a contract."""
        self._rows.begin()
        since = tr("seit {date}", date=full_date(page.starts_on))
        place = (page.home[0], page.unit_text, *page.home[1:])
        self._rows.take(_AddressLine).show_address("house", tr("Mieteinheit"), place, since)
        for party in page.present:
            if party.address:
                self._show_postal(page, party, today)
        self._rows.finish()

    def _show_postal(self, page: AccountPage, party: PartyAccount, today: date) -> None:
        title = tr("Postanschrift")
        if len(page.present) > 1:
            title = tr("Postanschrift {name}", name=party.first_name)
        changed = party.address_changed_at
        note = warning = ""
        if changed is not None:
            text = tr("geändert {date}", date=day_of(changed))
            note, warning = ("", text) if recently(changed, today) else (text, "")
        row = self._rows.take(_AddressLine)
        row.show_address("mail", title, party.address, note, warning)


class ConsentsCard(Card):
    """Card *Einwilligungen*: who acknowledged and agreed to what.

    ``details_requested`` asks for the times and the versions of the texts.
    """

    details_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Einwilligungen"), parent=parent)
        self.let_rows_run()
        self.details = LinkButton(tr("Nachweise"))
        self.details.clicked.connect(self.details_requested)
        self.add_to_head(self.details)
        self.table = FactTable(tr("Einwilligungen"), _columns(()), tight=True)
        self.body.addWidget(self.table)

    def show_account(self, page: AccountPage) -> None:
        """Show what everybody agreed to."""
        people = page.present[:MOST_SHOWN]
        self.table.rename(_columns(people))
        self.table.show_rows(
            [
                FactRow(
                    (
                        Cell(consent_text(kind), small=True),
                        *(consent_cell(one, kind) for one in people),
                        *(Cell() for _ in range(MOST_SHOWN - len(people))),
                    ),
                    tip=consent_tip(people, kind),
                )
                for kind in ConsentKind
            ]
        )


def _columns(people: tuple[PartyAccount, ...]) -> tuple[Column, ...]:
    return (
        Column("", stretch=True),
        *(Column(shown(party.first_name)) for party in people),
        *(Column("", hidden=True) for _ in range(MOST_SHOWN - len(people))),
    )


def latest_consent(party: PartyAccount, kind: ConsentKind) -> ConsentRow | None:
    """What somebody said last about one text."""
    return next((one for one in party.consents if one.kind is kind), None)


def consent_cell(party: PartyAccount, kind: ConsentKind) -> Cell:
    """Given, withdrawn or not asked yet."""
    consent = latest_consent(party, kind)
    if consent is None:
        return Cell(tr("offen"), PillKind.NONE, "circle-help")
    if consent.is_given:
        return Cell(tr("ja"), PillKind.OK, "circle-check")
    return Cell(tr("widerrufen"), PillKind.WARNING, "ban")


def consent_tip(people: tuple[PartyAccount, ...], kind: ConsentKind) -> str:
    """The times of all of them, a line for each person."""
    lines = []
    for party in people:
        consent = latest_consent(party, kind)
        if consent is None:
            lines.append(tr("{name}: offen", name=party.first_name))
        elif consent.is_given:
            lines.append(
                tr("{name}: ja, am {date}", name=party.first_name, date=day_of(consent.given_at))
            )
        else:
            lines.append(
                tr(
                    "{name}: widerrufen am {date}",
                    name=party.first_name,
                    date=day_of(consent.withdrawn_at),
                )
            )
    return "\n".join(lines)
