"""What a view holds, asked of the cases themselves: the slow truth behind lists and counts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, select

from desktop.domain.case_status import CaseState
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.bank import BankChange, ErpRow
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.services.inbox.reading import NowFacts
from desktop.services.inbox.rows import InboxView
from desktop.services.time_limits import Moment

OPEN_AND_CLOSED = frozenset({InboxView.LETTERS, InboxView.HAND_OVER})
"""Views that ask what still has to leave the house, be the case open or closed."""


def view_conditions(
    view: InboxView, staff_id: int | None, moment: Moment
) -> list[ColumnElement[bool]]:
    """Return what a view asks of a case, as far as the database can tell (see ``shows``)."""
    if view is InboxView.LETTERS:
        return [Case.id.in_(_with_letter(moment))]
    if view is InboxView.HAND_OVER:
        return [Case.id.in_(_with_row())]
    if view is InboxView.CLOSED:
        return [Case.is_open.is_(False)]
    # A literal, not a bound parameter: only so can the planner use an index over open cases.
    return [Case.is_open.is_(True), *_of_open(view, staff_id)]


def shows(view: InboxView, facts: NowFacts, today: date) -> bool:
    """Tell whether a view shows a case that meets its conditions, by what is true of it now."""
    if view is InboxView.DUE_TODAY:
        return facts.act_by is not None and facts.act_by <= today
    if view is InboxView.RUN_AT_RISK:
        return facts.at_risk
    return True


def _of_open(view: InboxView, staff_id: int | None) -> Sequence[ColumnElement[bool]]:
    if view is InboxView.MINE:
        return [Case.assignee_id == staff_id]
    if view is InboxView.UNASSIGNED:
        return [Case.assignee_id.is_(None)]
    if view is InboxView.RELEASES:
        return [Case.state == CaseState.PROPOSED]
    if view is InboxView.WAITING:
        return [Case.state == CaseState.WAITING]
    if view is InboxView.RUN_AT_RISK:
        return [BankChange.id.is_not(None)]
    return []


def _with_letter(moment: Moment) -> Select[tuple[int | None]]:
    """Cases with a letter that is to be printed and can no longer be taken back."""
    return select(Delivery.case_id).where(
        Delivery.case_id.is_not(None),
        Delivery.state == DeliveryState.WAITING,
        Delivery.channel == DeliveryChannel.LETTER,
        moment.over(Delivery.not_before),
    )


def _with_row() -> Select[tuple[int]]:
    """Cases with a row that waits for the ERP, be its undo time over or not."""
    return (
        select(BankChange.case_id)
        .join(ErpRow, ErpRow.bank_change_id == BankChange.id)
        .where(ErpRow.run_number.is_(None), ErpRow.cancelled_at.is_(None))
    )
