"""How states of codes, people, contracts and cases look as pills."""

from __future__ import annotations

from datetime import date

from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.services.accounts.view import AccountCase, AccountPage, CodeRow, PartyAccount
from desktop.texts import tr
from desktop.texts.accounts import code_state_text, portal_state_text
from desktop.texts.dates import day_month, full_date
from desktop.views.account.fact_table import Cell
from desktop.views.case.header import state_text
from desktop.views.widgets.pill import PillKind

_CODES = {
    CodeState.REQUESTED: (PillKind.NEUTRAL, "clock"),
    CodeState.ISSUED: (PillKind.INFO, "printer"),
    CodeState.POSTED: (PillKind.INFO, "send"),
    CodeState.REDEEMED: (PillKind.OK, "circle-check"),
    CodeState.REVOKED: (PillKind.NEUTRAL, "ban"),
    CodeState.EXPIRED: (PillKind.NEUTRAL, "hourglass"),
    CodeState.RETURNED: (PillKind.WARNING, "undo-2"),
    CodeState.LOCKED: (PillKind.DANGER, "lock"),
}
_ACCOUNTS = {
    PortalAccountState.REGISTERED: (PillKind.WARNING, "hourglass"),
    PortalAccountState.ACTIVATED: (PillKind.OK, "circle-check"),
    PortalAccountState.LOCKED: (PillKind.DANGER, "lock"),
    PortalAccountState.CLOSED: (PillKind.NEUTRAL, "ban"),
}


def code_pill(code: CodeRow) -> Cell:
    """Where a code stands; it counts as expired with its last day, before the night says so."""
    if code.waits_for_release:
        return Cell(tr("Freigabe nötig"), PillKind.WARNING, "shield-alert")
    state = code.state
    if state.usable and not code.opens:
        state = CodeState.EXPIRED
    if state.usable and code.unsure_batch is not None:
        return Cell(tr("Druck unbestätigt"), PillKind.WARNING, "printer")
    kind, icon = _CODES[state]
    return Cell(code_state_text(state), kind, icon)


def party_pill(party: PartyAccount) -> Cell:
    """How far a person is: the account where there is one to speak of, else the newest code."""
    look = None if party.state is None else _ACCOUNTS.get(party.state)
    if look is not None:
        return Cell(portal_state_text(party.state), look[0], look[1])
    code = party.newest_code
    if code is not None:
        return code_pill(code)
    if party.state is None:
        return Cell(portal_state_text(None), PillKind.NEUTRAL, "minus")
    return Cell(portal_state_text(party.state), PillKind.INFO, "mail")


def portal_pill(state: PortalAccountState | None) -> Cell:
    """How far an account is, by its state alone."""
    if state is None:
        return Cell(portal_state_text(None), PillKind.NEUTRAL, "minus")
    kind, icon = _ACCOUNTS.get(state, (PillKind.INFO, "mail"))
    return Cell(portal_state_text(state), kind, icon)


def contract_pill(page: AccountPage, today: date) -> Cell:
    """Whether a contract runs."""
    if page.starts_on > today:
        return Cell(tr("beginnt am {date}", date=full_date(page.starts_on)), PillKind.INFO, "clock")
    if not page.is_running and page.ends_on is not None:
        ended = full_date(page.ends_on)
        return Cell(tr("beendet am {date}", date=ended), PillKind.NEUTRAL, "minus")
    if page.ends_on is not None:
        return Cell(tr("endet am {date}", date=full_date(page.ends_on)), PillKind.WARNING, "clock")
    return Cell(tr("Vertrag aktiv"), PillKind.OK, "circle-check")


def case_pill(case: AccountCase, today: date) -> Cell:
    """When an open case has to be done, or that it is done."""
    if not case.is_open:
        return Cell(tr("erledigt"), PillKind.DONE)
    if case.act_by is None:
        return Cell(state_text(case.state), PillKind.NEUTRAL)
    if case.act_by < today:
        return Cell(tr("überfällig"), PillKind.OVERDUE)
    if case.act_by == today:
        return Cell(tr("heute"), PillKind.TODAY)
    return Cell(tr("bis {date}", date=day_month(case.act_by)), PillKind.SOON)
