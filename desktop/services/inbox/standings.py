"""Keeps ``case_standings`` true: with every change, and with the passing of time.

Triggers note what a unit of work touched; at its end, in the same transaction, the cases concerned
are judged by the rule book and their rows written where they differ. What turns by the clock alone
is stated again by ``keep_current`` before somebody reads (``docs/lists.md``).
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.models.base import UtcDateTime
from desktop.models.standing import CaseStanding, StandingNote
from desktop.services.context import ServiceContext
from desktop.services.inbox.standing_notes import (
    FIRST,
    SET,
    sets_of,
    spread,
    take_first,
    take_notes,
)
from desktop.services.staff.company_settings import forget_rules
from desktop.services.time_limits import Moment

__all__ = ["attach", "is_current", "keep_current", "reading_now", "waiting_cases"]

Progress = Callable[[int], object]
_ENDING = "case_standings"
_LOCK = 7301982264520
_NOW = bindparam("now", type_=UtcDateTime())
_NOT_CURRENT = select(
    or_(
        exists(select(StandingNote.id)),
        exists(select(CaseStanding.case_id).where(CaseStanding.valid_until <= _NOW)),
        exists(select(CaseStanding.case_id).where(CaseStanding.valid_from > _NOW)),
    )
)
"""Whether something was noted, ended or has not begun: one look into three indexes."""


def attach(context: ServiceContext) -> ServiceContext:
    """Let every unit of work of this context's database state what it touched; returns it."""
    context.database.end_every_unit(_ENDING, lambda unit: _restate_touched(unit, context))
    return context


def keep_current(context: ServiceContext, on_progress: Progress = lambda _stated: None) -> int:
    """State again what time made stale and what was noted without being stated.

    To be called before a list or a number is read; it costs one look where nothing is to be
    done. Each set is a transaction of its own, so whoever ends it meanwhile loses nothing.
    ``on_progress`` is told how many cases are done. Returns how many there were.

    Raises:
        UserError: ``database.*``.
    """
    done = 0
    while not is_current(context):
        with context.database.write() as unit:
            # Whoever is at it already is waited for: there may be nothing left to do then.
            _one_after_the_other(unit.session)
            stale = _stale(unit.session, Moment.of(context.clock))
            first = take_first(unit.session, SET - len(stale))
            _restate(unit.session, context, first.union(stale))
            # What else was noted is the business of every unit's end.
        done += len(first.union(stale))
        on_progress(done)
    return done


def waiting_cases(context: ServiceContext) -> int:
    """Return about how many cases ``keep_current`` would state now; for telling how far it is."""
    first = select(func.count()).where(StandingNote.kind == FIRST)
    moment = Moment.of(context.clock)
    stale = select(func.count(CaseStanding.case_id)).where(or_(_before(moment), _after(moment)))
    with context.database.read() as session:
        return (session.scalar(first) or 0) + (session.scalar(stale) or 0)


def is_current(context: ServiceContext) -> bool:
    """Whether all that lists and numbers say is that of now."""
    with context.database.read() as session:
        return _is_current(session, Moment.of(context.clock))


@contextmanager
def reading_now(context: ServiceContext) -> Iterator[Session]:
    """Open a session that sees one moment, in which lists and numbers say what is so now.

    What has to be stated again is stated before, as ``keep_current`` does.

    Raises:
        UserError: ``database.*``.
    """
    while True:
        with context.database.read() as session:
            if _is_current(session, Moment.of(context.clock)):
                yield session
                return
        keep_current(context)


def _is_current(session: Session, moment: Moment) -> bool:
    return not session.connection().execute(_NOT_CURRENT, {"now": moment.now}).scalar_one()


def _restate_touched(unit: UnitOfWork, context: ServiceContext) -> None:
    session = unit.session
    noted = take_notes(session)
    if not noted:
        return
    _one_after_the_other(session)
    if "company" in noted:
        # This unit may have read the settings before it changed them.
        forget_rules(session)
    moved = spread(session, noted)
    touched = {int(word) for word in noted.get("case", ())}
    for cases in sets_of(sorted(moved | touched)):
        _restate(session, context, cases, touched - moved)


def _one_after_the_other(session: Session) -> None:
    """Wait for whoever states cases too, until the end of the transaction.

    Two units of work that concern one case see each other's changes only so: the second one judges
    when the first one has committed. A file has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _stale(session: Session, moment: Moment, limit: int = SET) -> list[int]:
    """Return some cases whose row does not hold at this moment; two look-ups in an index."""
    found: list[int] = []
    for outside in (_before(moment), _after(moment)):
        found += session.scalars(select(CaseStanding.case_id).where(outside).limit(limit))
    return found[:limit]


def _before(moment: Moment) -> ColumnElement[bool]:
    return CaseStanding.valid_until <= moment.now


def _after(moment: Moment) -> ColumnElement[bool]:
    return CaseStanding.valid_from > moment.now


def _restate(
    session: Session,
    context: ServiceContext,
    cases: Collection[int],
    unmoved: Collection[int] = (),
) -> None:
    """Judge these cases and write what differs; one that stands nowhere any more loses its row.

    ``unmoved`` as in ``standing_rows``.
    """
    from desktop.services.inbox.standing_rows import standing_rows

    if not cases:
        return
    _one_after_the_other(session)
    stated = standing_rows(session, context, cases, Moment.of(context.clock), unmoved)
    columns = CaseStanding.__table__.columns
    keys = select(columns.case_id)
    # What loses its row need not be read as a whole to be removed.
    unstated = [case_id for case_id in cases if case_id not in stated]
    gone = session.scalars(keys.where(columns.case_id.in_(unstated))).all() if unstated else []
    known = {}
    if stated:
        wanted = select(*columns).where(columns.case_id.in_(list(stated)))
        known = {row.case_id: row for row in session.execute(wanted)}
    fresh = [values for case_id, values in stated.items() if case_id not in known]
    if gone:
        session.execute(delete(CaseStanding).where(CaseStanding.case_id.in_(gone)))
    if fresh:
        session.connection().execute(insert(CaseStanding), fresh)
    for case_id, row in known.items():
        values = stated.get(case_id)
        if values is not None and (changed := _differing(values, row)):
            session.execute(
                update(CaseStanding).where(CaseStanding.case_id == case_id).values(changed)
            )


def _differing(values: dict[str, Any], row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}
