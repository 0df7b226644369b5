"""What lists and numbers need done by themselves now and then, while nobody is waiting for it."""

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from desktop.models.base import Base
from desktop.models.standing import CaseTally, ClosedTally
from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import keep_current

_LOCK = 7301982264521
_WORTH_IT = 500
"""With fewer rows appended since the last time folding would only make work."""


class ListUpkeep:
    """States what the clock turned, and folds the counters; for one program run.

    Folding concerns PostgreSQL alone, where every transaction appends what it changed: the rows of
    each combination become one, and what is left of nothing goes. Nobody waits for it, and whoever
    reads meanwhile sees all rows from before or all from after it.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._folded_up_to: dict[type[Base], int] = {}

    def run(self) -> None:
        """Do what there is to do.

        Raises:
            UserError: ``database.*``.
        """
        keep_current(self._context)
        if self._context.database.is_embedded:
            return
        for table in (CaseTally, ClosedTally):
            if self._is_worth_it(table):
                fold(self._context, table)
                self._folded_up_to[table] = self._last_id(table)

    def _is_worth_it(self, table: type[CaseTally | ClosedTally]) -> bool:
        return self._last_id(table) - self._folded_up_to.get(table, 0) >= _WORTH_IT

    def _last_id(self, table: type[CaseTally | ClosedTally]) -> int:
        with self._context.database.read() as session:
            return session.scalar(select(func.max(table.id))) or 0


def fold(context: ServiceContext, table: type[CaseTally | ClosedTally]) -> None:
    """Make one row of all rows of a combination; another program that does so is left to it."""
    with context.database.write() as unit:
        if unit.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            _fold(unit.session, table)


def _fold(session: Session, table: type[CaseTally | ClosedTally]) -> None:
    columns = table.__table__.columns
    keys = [column for column in columns if column.name not in ("id", "n")]
    taken = delete(table).returning(*keys, columns.n).cte("taken")
    folded = (
        select(*(taken.c[key.name] for key in keys), func.sum(taken.c.n))
        .group_by(*(taken.c[key.name] for key in keys))
        .having(func.sum(taken.c.n) != 0)
    )
    session.execute(insert(table).from_select([*(key.name for key in keys), "n"], folded))
