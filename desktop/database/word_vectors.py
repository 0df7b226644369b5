"""Indexes of words on PostgreSQL: tsvector with GIN, which knows no order.

What stands everywhere is found among the newest rows without the index; what is not there often
enough is rare enough to be fetched by GIN and sorted. See ``word_index``, which asks this module
where the session's database is one of PostgreSQL.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from sqlalchemy import (
    BigInteger,
    Select,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    select,
    table,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from desktop.database.word_index import Clause, Entry, WordIndex

_NEWEST = 2_000


def hold(session: Session, index: WordIndex, row_ids: Collection[int]) -> None:
    """See ``word_index.hold``."""
    vectors = _vectors(index)
    session.execute(
        select(vectors.c.id)
        .where(vectors.c.id.in_(row_ids))
        .order_by(vectors.c.id)
        .with_for_update()
    )


def remove(session: Session, index: WordIndex, row_ids: Collection[int]) -> None:
    """See ``word_index.remove``."""
    vectors = _vectors(index)
    session.execute(delete(vectors).where(vectors.c.id.in_(row_ids)))


def matching(index: WordIndex, clauses: Sequence[Clause]) -> Select[tuple[int]]:
    """See ``word_index.matching``."""
    vectors = _vectors(index)
    sought = cast(_tsquery(clauses), postgresql.TSQUERY)
    return select(vectors.c.id).where(vectors.c.words.op("@@")(sought))


def write(session: Session, index: WordIndex, entries: Iterable[Entry], *, replace: bool) -> None:
    """See ``word_index.write``."""
    vectors = _vectors(index)
    # One statement for all rows: two lists travel, not a question and an answer for each row.
    rows = (
        func.unnest(
            bindparam("row_ids", type_=postgresql.ARRAY(BigInteger)),
            bindparam("row_words", type_=postgresql.ARRAY(Text)),
        )
        .table_valued("id", "words")
        .render_derived()
    )
    words = func.array_to_tsvector(
        func.string_to_array(rows.c.words, " "), type_=postgresql.TSVECTOR
    )
    statement = postgresql.insert(vectors).from_select(["id", "words"], select(rows.c.id, words))
    conflict = (
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"words": statement.excluded.words}
        )
        if replace
        else statement.on_conflict_do_nothing()
    )
    entries = list(entries)
    session.execute(
        conflict,
        {
            "row_ids": [entry.row_id for entry in entries],
            "row_words": [" ".join(entry.words) for entry in entries],
        },
    )


def newest(
    session: Session,
    index: WordIndex,
    clauses: Sequence[Clause],
    before: int | None,
    limit: int,
) -> list[int]:
    """See ``word_index.newest``."""
    values: dict[str, object] = {"sought": _tsquery(clauses), "most": limit}
    if before is not None:
        values["before"] = before
    connection = session.connection()
    among_newest, among_all = _pages(index, goes_on=before is not None)
    found = list(connection.execute(among_newest, values).scalars())
    if len(found) == limit:
        return found
    return list(connection.execute(among_all, values).scalars())


@cache
def _pages(index: WordIndex, *, goes_on: bool) -> tuple[Select[tuple[int]], Select[tuple[int]]]:
    """What asks the newest rows alone, and what asks them all; made once, as in a file."""
    vectors = _vectors(index)
    sought = cast(bindparam("sought", type_=Text), postgresql.TSQUERY)
    most = bindparam("most", type_=BigInteger)
    ids = select(vectors.c.id, vectors.c.words)
    if goes_on:
        ids = ids.where(vectors.c.id < bindparam("before", type_=BigInteger))
    top = ids.order_by(vectors.c.id.desc()).limit(_NEWEST).subquery()
    among_newest = (
        select(top.c.id).where(top.c.words.op("@@")(sought)).order_by(top.c.id.desc()).limit(most)
    )
    # MATERIALIZED keeps the planner from walking all rows in the order of their ids.
    every = (
        ids.with_only_columns(vectors.c.id)
        .where(vectors.c.words.op("@@")(sought))
        .cte("every")
        .prefix_with("MATERIALIZED")
    )
    return among_newest, select(every.c.id).order_by(every.c.id.desc()).limit(most)


def _tsquery(clauses: Sequence[Clause]) -> str:
    return " & ".join(
        "(" + " | ".join(f"'{one.word}'" + ("" if one.whole else ":*") for one in clause) + ")"
        for clause in clauses
    )


def _vectors(index: WordIndex) -> TableClause:
    return table(index.table_name, column("id"), column("words", postgresql.TSVECTOR))
