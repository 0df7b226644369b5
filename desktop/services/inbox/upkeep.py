"""What lists and numbers need done by themselves now and then, while nobody is waiting for it."""

from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from desktop.models.standing import CaseTally, ClosedTally
from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import keep_current

__all__ = ["fold", "keep_lists"]

_LOCK = 7301982264521
_WORTH_IT = 500
"""With fewer rows to be saved folding would only make work."""
_Tallies = type[CaseTally] | type[ClosedTally]


def keep_lists(context: ServiceContext) -> None:
    """State what the clock turned, and fold the counters.

    Folding concerns PostgreSQL alone, where every transaction appends what it changed: the rows of
    each combination become one, and what is left of nothing goes. Nobody waits for it, and whoever
    reads meanwhile sees all rows from before or all from after it.

    Raises:
        UserError: ``database.*``.
    """
    keep_current(context)
    if context.database.is_embedded:
        return
    for table in (CaseTally, ClosedTally):
        if _surplus(context, table) >= _WORTH_IT:
            fold(context, table)


def fold(context: ServiceContext, table: _Tallies) -> None:
    """Make one row of all rows of a combination; another program that does so is left to it."""
    with context.database.write() as unit:
        if unit.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            _fold(unit.session, table)


def _surplus(context: ServiceContext, table: _Tallies) -> int:
    """How many rows there are more than combinations: what others have folded is no work again."""
    combinations = select(*_keys(table)).distinct().subquery()
    with context.database.read() as session:
        rows = session.scalar(select(func.count()).select_from(table)) or 0
        return rows - (session.scalar(select(func.count()).select_from(combinations)) or 0)


def _keys(table: _Tallies) -> list[KeyedColumnElement[Any]]:
    return [column for column in table.__table__.columns if column.name not in ("id", "n")]


def _fold(session: Session, table: _Tallies) -> None:
    keys = _keys(table)
    taken = delete(table).returning(*keys, table.n).cte("taken")
    folded = (
        select(*(taken.c[key.name] for key in keys), func.sum(taken.c.n))
        .group_by(*(taken.c[key.name] for key in keys))
        .having(func.sum(taken.c.n) != 0)
    )
    session.execute(insert(table).from_select([*(key.name for key in keys), "n"], folded))
