"""Card *Einwilligungen*: a table where there is room, else a line for each text with its people."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.accounts import ConsentKind
from desktop.services.accounts.view import AccountPage, ConsentRow, PartyAccount
from desktop.texts import tr
from desktop.texts.accounts import consent_text, day_of
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, line
from desktop.views.widgets.pill import Pill, PillKind

MOST_BESIDE = 3
"""People who can have a column of the table."""
SPARE = 24
"""Pixels at 100 % of room to spare before the table comes back.

A scroll bar that appears with one form and goes with the other must not make them take turns.
"""


class _KindLine(QWidget):
    """One text: what it is, and below it everybody with what he or she said."""

    def __init__(self, kind: ConsentKind, *, is_first: bool) -> None:
        super().__init__()
        self._kind = kind
        self._title = TextLabel(
            consent_text(kind), TextStyle.SMALL, weight=600, wrap=Qt.TextFlag.TextWordWrap
        )
        self.pills: list[Pill] = []
        self._flow = FlowLayout()
        self._words = QVBoxLayout()
        self._words.addWidget(self._title)
        self._words.addLayout(self._flow)
        self._measure()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not is_first:
            column.addWidget(line())
        column.addLayout(self._words)

    def _measure(self) -> None:
        now = theme.current()
        self._words.setContentsMargins(now.space(3), now.px(6), now.space(3), now.px(7))
        self._words.setSpacing(now.px(4))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_flow"):
            self._measure()

    def show_people(self, people: tuple[PartyAccount, ...]) -> None:
        """Show what everybody said."""
        while len(self.pills) < len(people):
            pill = Pill()
            self.pills.append(pill)
            self._flow.addWidget(pill)
        for pill in self.pills[len(people) :]:
            pill.hide()
        said = []
        for pill, party in zip(self.pills, people, strict=False):
            cell = consent_cell(party, self._kind)
            text = tr("{name}: {state}", name=shown(called(party, people)), state=cell.text)
            pill.show_status(text, cell.pill or PillKind.NONE, cell.icon)
            pill.show()
            said.append(text)
        self.setToolTip(consent_tip(people, self._kind))
        self.setAccessibleName(", ".join((consent_text(self._kind), *said)))


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
        self._people: tuple[PartyAccount, ...] = ()
        self.table = FactTable(tr("Einwilligungen"), _columns(()), tight=True)
        self.kinds = [
            _KindLine(kind, is_first=number == 0) for number, kind in enumerate(ConsentKind)
        ]
        self.body.addWidget(self.table)
        for row in self.kinds:
            self.body.addWidget(row)
            row.hide()

    def show_account(self, page: AccountPage) -> None:
        """Show what everybody agreed to."""
        self._people = page.present
        beside = page.present[:MOST_BESIDE]
        self.table.rename(_columns(beside))
        self.table.show_rows(
            [
                FactRow(
                    (
                        Cell(consent_text(kind), small=True),
                        *(consent_cell(one, kind) for one in beside),
                        *(Cell() for _ in range(MOST_BESIDE - len(beside))),
                    ),
                    tip=consent_tip(beside, kind),
                )
                for kind in ConsentKind
            ]
        )
        for row in self.kinds:
            row.show_people(page.present)
        self._choose_form()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for the table, or not any more."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._choose_form()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "kinds"):
            self._choose_form()

    def _choose_form(self) -> None:
        """Whoever read the table goes on at the link above it where the table gives way."""
        spare = theme.current().px(SPARE) if self.table.isHidden() else 0
        fits = len(self._people) <= MOST_BESIDE and self.table.needed() + spare <= self.width()
        if self.table.hasFocus() and not fits:
            self.details.setFocus()
        self.table.setVisible(fits)
        for row in self.kinds:
            row.setVisible(not fits)


def _columns(people: tuple[PartyAccount, ...]) -> tuple[Column, ...]:
    return (
        Column("", stretch=True),
        *(Column(shown(called(party, people))) for party in people),
        *(Column("", hidden=True) for _ in range(MOST_BESIDE - len(people))),
    )


def called(party: PartyAccount, people: tuple[PartyAccount, ...]) -> str:
    """The first name, or the whole name where two have the same first one."""
    alike = sum(one.first_name == party.first_name for one in people)
    return party.name if alike > 1 else party.first_name


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
            lines.append(tr("{name}: offen", name=called(party, people)))
        elif consent.is_given:
            lines.append(
                tr(
                    "{name}: ja, am {date}",
                    name=called(party, people),
                    date=day_of(consent.given_at),
                )
            )
        else:
            lines.append(
                tr(
                    "{name}: widerrufen am {date}",
                    name=called(party, people),
                    date=day_of(consent.withdrawn_at),
                )
            )
    return "\n".join(lines)
