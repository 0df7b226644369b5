"""F8: which case is the next to be worked on, wherever somebody is.

It is the most urgent open case that is the person's own or nobody's, of the companies chosen, in
the order of the list: overdue, run at risk, then by the day to act by and by receipt. Passed over
are cases that somebody else has to go on with: one that waits (unless its own day to act has come,
for its clocks run on), and a proposal of the person's own, which a second person has to release.
So is what was opened in this round already.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.models.standing import CaseStanding
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.inbox.standings import keep_current
from desktop.services.staff.access import Actor

_ORDER = (CaseStanding.act_by, CaseStanding.received_at, CaseStanding.case_id)


def next_case(
    context: ServiceContext,
    actor: Actor,
    companies: frozenset[int] = frozenset(),
    passed: frozenset[int] = frozenset(),
) -> int | None:
    """Return the id of the next case to be worked on; None where there is none.

    ``companies`` empty means all the person may see; ``passed`` are ids of cases to leave out.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    reach = companies_in_reach(actor, companies)
    keep_current(context)
    now, today = context.clock.now(), context.clock.today()
    conditions = [CaseStanding.is_open.is_(True), CaseStanding.case_id.not_in(passed)]
    if reach is not None:
        conditions.append(CaseStanding.company_id.in_(reach))
    # An owner at a time: so each look-up walks an index and ends at the first that fits.
    owners = _owners(actor, today)
    with context.database.read() as session:
        for group in _groups(now, today):
            found = [_first(session, (*conditions, group, owner)) for owner in owners]
            if firsts := [place for place in found if place is not None]:
                return min(firsts)[-1]
    return None


def _owners(actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """Nobody's cases, and those of the person that go on with the person."""
    goes_on = or_(CaseStanding.state != CaseState.WAITING, CaseStanding.act_by <= today)
    owners = [and_(CaseStanding.assignee_id.is_(None), goes_on)]
    if actor.staff_id is not None:
        mine = CaseStanding.assignee_id == actor.staff_id
        owners.append(and_(mine, goes_on, CaseStanding.state != CaseState.PROPOSED))
    return owners


def _groups(now: datetime, today: date) -> tuple[ColumnElement[bool], ...]:
    """The groups of the list, one after the other; from due today on the day alone decides."""
    at_risk = and_(
        CaseStanding.risk_from.is_not(None),
        CaseStanding.risk_from <= today,
        CaseStanding.risk_until > now,
    )
    overdue = CaseStanding.act_by < today
    return overdue, and_(not_(overdue), at_risk), not_(overdue)


def _first(
    session: Session, conditions: Iterable[ColumnElement[bool]]
) -> tuple[date, datetime, int] | None:
    row = session.execute(select(*_ORDER).where(*conditions).order_by(*_ORDER).limit(1)).first()
    return None if row is None else (row.act_by, row.received_at, row.case_id)
