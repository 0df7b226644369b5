"""Cards about the portal: how far each person is, and the registration codes of all of them."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.code_states import CodeState
from desktop.domain.portal_steps import PortalStep, PortalStepKind, StepState
from desktop.services.accounts.view import AccountPage, CodeRow, PartyAccount
from desktop.texts import tr
from desktop.texts.accounts import (
    channel_text,
    code_state_text,
    day_of,
    end_reason_text,
    masked_code,
    portal_state_text,
    step_text,
    waited_text,
)
from desktop.texts.dates import berlin_clock, full_date, full_moment
from desktop.texts.foreign import shown
from desktop.views.account.account_pills import code_pill
from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from desktop.views.account.portal_way import PortalWay, WayPoint
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.segmented import SegmentedButtons


def said_state(state: StepState) -> str:
    """How far a step is, in a word."""
    words = {
        StepState.DONE: tr("erledigt"),
        StepState.WAITING: tr("offen"),
        StepState.STOPPED: tr("unterbrochen"),
        StepState.AHEAD: tr("noch nicht erreicht"),
    }
    return words[state]


def way_points(party: PartyAccount, today: date) -> tuple[WayPoint, ...]:
    """The four steps of a person in words."""
    return tuple(
        WayPoint(
            step_text(step.kind), step.state, _lines(step, party, today), said_state(step.state)
        )
        for step in party.steps
    )


def _lines(step: PortalStep, party: PartyAccount, today: date) -> tuple[str, ...]:
    if step.state is StepState.DONE:
        first = day_of(step.at) if step.at is not None else tr("Tag unbekannt")
        second = _done_by(step, party)
        return (first, second) if second else (first,)
    if step.state is StepState.WAITING:
        if step.kind is PortalStepKind.ISSUED:
            return (tr("vorgemerkt"), waited_text(step.since, today))
        return (tr("offen"), waited_text(step.since, today))
    if step.state is StepState.STOPPED:
        return (_why_stopped(party), day_of(step.since))
    return ("–",)


def _done_by(step: PortalStep, party: PartyAccount) -> str:
    code = party.newest_code
    if step.at is None:
        return ""
    if step.kind is PortalStepKind.ISSUED and code is not None:
        return code.requested_by
    if step.kind is PortalStepKind.POSTED:
        return tr("Brief")
    if step.kind is PortalStepKind.REGISTERED:
        return channel_text(party.channel)
    return ""


def _why_stopped(party: PartyAccount) -> str:
    if party.closed_at is not None or party.locked_at is not None:
        return portal_state_text(party.state)
    code = party.newest_code
    return "" if code is None else code_state_text(code.state)


class PortalCard(Card):
    """Card *Portal-Konto*: the way of one person, and a choice where there are several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Portal-Konto"), parent=parent)
        self._parties: tuple[PartyAccount, ...] = ()
        self._today = date.min
        self._tenancy = 0
        self.people = SegmentedButtons((), tr("Person"))
        self.people.chosen.connect(lambda _key: self._show())
        self.add_to_head(self.people)
        self.acts = ActionButton(tr("Konto"), trailing="chevron-down", size=ButtonSize.SMALL)
        self.add_to_head(self.acts)
        self.way = PortalWay()
        self.more = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.body.addWidget(self.way)
        self.body.addWidget(self.more)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show the people of a contract; who was chosen stays chosen in the same contract."""
        same = page.tenancy_id == self._tenancy
        chosen = self.people.current_key() if same else ""
        choices = [(str(one.tenant_id), shown(one.first_name)) for one in page.parties]
        if not same or choices != self._choices():
            self.people.set_choices(choices)
            self.people.choose(chosen)
        self._parties, self._today, self._tenancy = page.parties, today, page.tenancy_id
        self.people.setVisible(len(choices) > 1)
        self._show()

    def _choices(self) -> list[tuple[str, str]]:
        return [(str(one.tenant_id), shown(one.first_name)) for one in self._parties]

    def current_party(self) -> PartyAccount | None:
        """Who is shown."""
        key = self.people.current_key()
        return next((one for one in self._parties if str(one.tenant_id) == key), None)

    def _show(self) -> None:
        party = self.current_party()
        if party is None:
            return
        name = tr("Weg ins Portal: {name}", name=party.name)
        self.way.show_points(name, way_points(party, self._today))
        self.more.setText(_more_text(party))
        self.more.setVisible(bool(self.more.text()))


def _more_text(party: PartyAccount) -> str:
    parts = []
    if party.portal_email:
        parts.append(tr("Benutzername {email}", email=shown(party.portal_email)))
    if party.last_login_at is not None:
        parts.append(tr("letzte Anmeldung {when}", when=full_moment(party.last_login_at)))
    return " · ".join(parts)


def code_rows(page: AccountPage, today: date) -> list[FactRow]:
    """All codes of a contract as rows; the key is the code's id."""
    names = {party.tenant_id: party.first_name for party in page.parties}
    return [
        FactRow(
            (
                Cell(masked_code(code.last_two), mono=True),
                Cell(names.get(code.tenant_id, "")),
                Cell(_short(code.issued_at, today)),
                Cell(_short(code.posted_at, today)),
                code_pill(code),
                Cell(_end_text(code), muted=True),
            ),
            key=code.code_id,
            tip=code_tip(code),
        )
        for code in page.codes
    ]


def code_columns() -> tuple[Column, ...]:
    """What is said of a code."""
    return (
        Column(tr("Code")),
        Column(tr("Person"), stretch=True, least=58),
        Column(tr("Ausgestellt"), drop=3),
        Column(tr("Versendet"), drop=1),
        Column(tr("Status")),
        Column(tr("Gültig"), drop=2),
    )


def _short(at: datetime | None, today: date) -> str:
    if at is None:
        return "–"
    local = berlin_clock(at)
    if local.date() == today:
        return tr("heute {time}", time=f"{local.hour:02d}:{local.minute:02d}")
    return f"{local:%d.%m.%y}"


def _end_text(code: CodeRow) -> str:
    if code.state.usable and code.expires_on is not None:
        return tr("bis {date}", date=f"{code.expires_on:%d.%m.%y}")
    if code.ended_at is not None:
        return tr("am {date}", date=f"{berlin_clock(code.ended_at):%d.%m.%y}")
    if code.state is CodeState.EXPIRED and code.expires_on is not None:
        return tr("am {date}", date=f"{code.expires_on:%d.%m.%y}")
    return ""


def code_tip(code: CodeRow) -> str:
    """Everything about one code, for whoever looks closer."""
    lines = [masked_code(code.last_two)]
    if code.opens:
        lines.append(tr("Das ist der gültige Brief."))
    if code.unsure_batch is not None:
        lines.append(
            tr(
                "Niemand hat bestätigt, dass er auf Papier ist (Stapel {number}).",
                number=code.unsure_batch,
            )
        )
    if code.surname:
        lines.append(tr("Nachname im Brief: {name}", name=shown(code.surname)))
    if code.requested_by and code.requested_at is not None:
        lines.append(
            tr(
                "Vorgemerkt {when} von {name}",
                when=full_moment(code.requested_at),
                name=code.requested_by,
            )
        )
    if code.released_by:
        lines.append(tr("Freigegeben von {name}", name=code.released_by))
    if code.expires_on is not None:
        lines.append(tr("Gültig bis {date}", date=full_date(code.expires_on)))
    lines += [text for text in (end_reason_text(code.end_reason), shown(code.end_note)) if text]
    if code.address:
        lines.append(tr("Anschrift: {address}", address=shown(", ".join(code.address))))
    return "\n".join(lines)


class CodesCard(Card):
    """Card *Registrierungscodes*: every code of everybody, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Registrierungscodes"), parent=parent)
        self.let_rows_run()
        self.new = ActionButton(
            tr("Neuen Code ausstellen"),
            icon_name="key-round",
            size=ButtonSize.SMALL,
            shortcut="Ctrl+Shift+C",
        )
        self.new.show_hint(shown=False)
        self.add_to_head(self.new)
        self.table = FactTable(tr("Registrierungscodes"), code_columns(), tight=True)
        self.nothing = TextLabel(
            tr("Für niemanden in diesem Vertrag gibt es einen Code."), TextStyle.BODY, Tone.MUTED
        )
        self.nothing.setMargin(12)
        self.body.addWidget(self.table)
        self.body.addWidget(self.nothing)

    def show_account(self, page: AccountPage, today: date) -> None:
        """Show the codes of a contract."""
        rows = code_rows(page, today)
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
