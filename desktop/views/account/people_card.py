"""Cards about the people of a contract: who they are and where they live."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.risk_checks import CONTACT_CHANGED_WITHIN
from desktop.services.accounts.view import AccountPage, PartyAccount
from desktop.texts import tr
from desktop.texts.accounts import day_of
from desktop.texts.dates import berlin_clock, day_month, full_date
from desktop.views import theme
from desktop.views.account.account_pills import party_pill
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone, line
from desktop.views.widgets.pill import Pill, PillKind

_SMALL = TextStyle.SMALL
_APART = 12
"""Pixels at 100 % between a telephone number and the e-mail address beside it."""


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
    """One person: initials, name, role and how to be reached, and how far in the portal.

    A number that is dialled has to be read whole: it stands beside the e-mail address or above it,
    and only what is longer than the whole line is cut.
    """

    def __init__(self) -> None:
        super().__init__()
        self._avatar = Avatar()
        self._name = ElidedLabel("", TextStyle.BODY_STRONG)
        self._role = TextLabel("", _SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.phone = ElidedLabel("", _SMALL, Tone.SECONDARY)
        self.email = ElidedLabel("", _SMALL, Tone.SECONDARY)
        self._changed = TextLabel("", _SMALL, Tone.WARNING, wrap=Qt.TextFlag.TextWordWrap)
        self._pill = Pill()
        self._line = line()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        self._second = QHBoxLayout()
        self._second.addWidget(self._role, 1)
        self._second.addWidget(self._pill, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(self._second)
        reach = FlowLayout(across=_APART, down=0)
        for label in (self.phone, self.email):
            reach.addWidget(label)
        words.addLayout(reach)
        words.addWidget(self._changed)
        self._row = row = QHBoxLayout()
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
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
        self._second.setSpacing(now.space(2))

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
        self._role.setText(parts[0])
        for label, text in ((self.phone, party.phone), (self.email, party.email)):
            label.setText(text)
            label.setVisible(bool(text))
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
