"""Statements that both databases know and SQLAlchemy spells per product."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

ConflictInsert = postgresql.Insert | sqlite.Insert


def insert_with_conflict(session: Session, table: type[DeclarativeBase]) -> ConflictInsert:
    """Begin an INSERT that can be given an ON CONFLICT clause, for the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
