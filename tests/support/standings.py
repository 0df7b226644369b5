"""What has to be true of ``case_standings`` at any time, by the slow truth."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from desktop.models.case import Case
from desktop.models.standing import CaseStanding
from desktop.services.context import ServiceContext
from desktop.services.inbox.reading import Moment as ReadingMoment
from desktop.services.inbox.reading import select_rows
from desktop.services.inbox.standing_rows import standing_rows
from desktop.services.inbox.standings import is_current, keep_current
from desktop.services.time_limits import Moment

_VALIDITY = {"valid_from", "valid_until"}


def stored_standings(context: ServiceContext) -> dict[int, dict[str, Any]]:
    """All rows as they are stored."""
    with context.database.read() as session:
        columns = CaseStanding.__table__.columns
        return {row.case_id: row._asdict() for row in session.execute(select(*columns))}


def assert_standings_true(context: ServiceContext) -> None:
    """Stated rows equal rows stated afresh, and what they say is what the slow truth says."""
    keep_current(context)
    assert is_current(context)
    stored = stored_standings(context)
    with context.database.read() as session:
        now = Moment.of(context.clock)
        fresh = standing_rows(session, context, list(session.scalars(select(Case.id))), now)
        rows = session.execute(select_rows([Case.is_open.is_(True)])).all()
        _assert_truth(context, stored, rows)
    assert _without_validity(stored) == _without_validity(fresh)
    for row in stored.values():
        assert row["valid_from"] <= now.now < row["valid_until"]


def _assert_truth(
    context: ServiceContext, stored: dict[int, dict[str, Any]], rows: Sequence[Row[Any]]
) -> None:
    with context.database.read() as session:
        moment = ReadingMoment(session, context)
        facts = moment.facts(rows)
    assert {key for key, row in stored.items() if row["is_open"]} == set(facts)
    for key, fact in facts.items():
        row = stored[key]
        act_by = row["act_by"] if fact.act_by is not None else None
        assert act_by == fact.act_by, (key, row, fact)
        at_risk = (
            row["risk_from"] is not None
            and row["risk_from"] <= moment.today
            and moment.now < row["risk_until"]
        )
        assert at_risk == fact.at_risk, (key, row, fact)


def _without_validity(rows: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {
        key: {name: value for name, value in row.items() if name not in _VALIDITY}
        for key, row in rows.items()
    }
