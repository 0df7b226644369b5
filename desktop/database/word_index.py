"""Indexes of words that find the newest rows first: FTS5 in a file, tsvector on PostgreSQL.

An index knows ids and words, nothing else: no second copy of any text. Words are compared as they
are (folding is the caller's), by their beginnings or whole. Both products are asked so that a word
that stands everywhere costs no more than a rare one:

- FTS5 walks its lists from the highest id down and stops when the page is full. Beginnings of up
  to four letters have lists of their own; for longer ones FTS5 would first unite the lists of all
  words that begin so: the words are looked up (``search_words_known``) and named one by one.
- PostgreSQL's GIN knows no order. What stands everywhere is found among the newest rows without
  it; what is not there often enough is rare enough to be fetched by GIN and sorted.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

PREFIX = "search_words_"
"""How the names of all tables of the indexes begin; the models do not know them."""
_INDEXED_BEGINNING = 4
_NAMED_WORDS = 200
"""So many words are named one by one; of more, FTS5 unites the lists itself."""
_NEWEST = 2_000
_LAST = "\U0010ffff"
_known = table(f"{PREFIX}known", column("word"))
_KNOWN_WORDS = (
    select(_known.c.word)
    .where(_known.c.word >= bindparam("first"), _known.c.word < bindparam("last"))
    .limit(_NAMED_WORDS + 1)
)


class WordIndex(StrEnum):
    """What is indexed; the id is that of the row."""

    CASES = "cases"
    MESSAGES = "messages"
    TENANCIES = "tenancies"
    DOCUMENTS = "documents"

    @property
    def table_name(self) -> str:
        """Return the name of its table."""
        return f"{PREFIX}{self.value}"


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that is sought: as a beginning, or ``whole``."""

    word: str
    whole: bool = False


Clause = tuple[Sought, ...]
"""One of these has to be there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one row. None of them is empty or contains a blank."""

    row_id: int
    words: Collection[str]


def hold(session: Session, index: WordIndex, row_ids: Collection[int]) -> None:
    """Keep rows of an index from others until the end of the transaction.

    To be called before the words are read that replace them: else two transactions that touch
    different things of one row would each write what they did not see of the other. A file has one
    writer at a time anyway.
    """
    if _is_postgres(session):
        vectors = _vectors(index)
        session.execute(
            select(vectors.c.id)
            .where(vectors.c.id.in_(row_ids))
            .order_by(vectors.c.id)
            .with_for_update()
        )


def write(
    session: Session, index: WordIndex, entries: Sequence[Entry], *, replace: bool = True
) -> None:
    """Put rows into an index, in the order of their ids.

    What is there already is replaced or left as it is: whoever reads what lies about for long must
    not write over somebody who knows better.
    """
    if not entries:
        return
    ordered = sorted(entries, key=lambda entry: entry.row_id)
    if _is_postgres(session):
        _write_vectors(session, index, ordered, replace=replace)
    else:
        _write_fts(session, index, ordered)


def remove(session: Session, index: WordIndex, row_ids: Collection[int]) -> None:
    """Take rows out of an index; what is not in it is no error."""
    if not row_ids:
        return
    if _is_postgres(session):
        vectors = _vectors(index)
        session.execute(delete(vectors).where(vectors.c.id.in_(row_ids)))
        return
    fts = _fts(index)
    session.execute(
        delete(fts).where(fts.c.rowid == bindparam("row_id")),
        [{"row_id": row_id} for row_id in sorted(row_ids)],
    )


def newest(
    session: Session,
    index: WordIndex,
    clauses: Sequence[Clause],
    *,
    before: int | None,
    limit: int,
) -> list[int]:
    """Return the ids, highest first, of the rows that meet every clause.

    ``before`` leaves out that id and all above it; None leaves out nothing.
    """
    if not clauses:
        return []
    if _is_postgres(session):
        return _newest_vectors(session, index, clauses, before, limit)
    return _newest_fts(session, index, clauses, before, limit)


def matching(
    session: Session, index: WordIndex, clauses: Sequence[Clause]
) -> Select[tuple[int]] | None:
    """Return what yields the ids of all rows that meet every clause, as part of a statement.

    None where no row can.
    """
    if not clauses:
        return None
    if _is_postgres(session):
        vectors = _vectors(index)
        sought = cast(_tsquery(clauses), postgresql.TSQUERY)
        return select(vectors.c.id).where(vectors.c.words.op("@@")(sought))
    question = _fts_question(session, clauses)
    return None if question is None else _fts_rows(index, literal(question))


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


@cache
def _fts(index: WordIndex) -> TableClause:
    # The column with the table's own name is how FTS5 is asked.
    return table(index.table_name, column("rowid"), column("words"), column(index.table_name))


def _write_fts(session: Session, index: WordIndex, entries: Iterable[Entry]) -> None:
    rows = []
    known: set[str] = set()
    for entry in entries:
        rows.append({"rowid": entry.row_id, "words": " ".join(entry.words)})
        known.update(word for word in entry.words if _is_looked_up(word))
    session.execute(insert(_fts(index)).prefix_with("OR REPLACE"), rows)
    if known:
        session.execute(
            insert(_known).prefix_with("OR IGNORE"), [{"word": word} for word in sorted(known)]
        )


def _is_looked_up(word: str) -> bool:
    """Whether beginnings of the word are looked up; marked words are rare and need it not."""
    return len(word) > _INDEXED_BEGINNING and word[0].isalnum()


def _newest_fts(
    session: Session,
    index: WordIndex,
    clauses: Sequence[Clause],
    before: int | None,
    limit: int,
) -> list[int]:
    question = _fts_question(session, clauses)
    if question is None:
        return []
    values: dict[str, object] = {"question": question, "most": limit}
    if before is not None:
        values["before"] = before
    query = _fts_page(index, goes_on=before is not None)
    return list(session.connection().execute(query, values).scalars())


@cache
def _fts_page(index: WordIndex, *, goes_on: bool) -> Select[tuple[int]]:
    """Made once: at every key, building the statement would take longer than its answer."""
    rowid = _fts(index).c.rowid
    query = _fts_rows(index, bindparam("question", type_=Text))
    query = query.order_by(rowid.desc()).limit(bindparam("most", type_=BigInteger))
    return query.where(rowid < bindparam("before", type_=BigInteger)) if goes_on else query


def _fts_rows(index: WordIndex, question: ColumnElement[str]) -> Select[tuple[int]]:
    fts = _fts(index)
    return select(fts.c.rowid).where(fts.c[index.table_name].op("MATCH")(question))


def _fts_question(session: Session, clauses: Sequence[Clause]) -> str | None:
    """Return what FTS5 is asked; None where no row can meet a clause."""
    parts = []
    for clause in clauses:
        named = [part for sought in clause for part in _fts_terms(session, sought)]
        if not named:
            return None
        parts.append(f"({' OR '.join(named)})")
    return " AND ".join(parts)


def _fts_terms(session: Session, sought: Sought) -> list[str]:
    """Return the terms for FTS5 that stand for one sought word; none where no row can have it."""
    if sought.whole:
        return [f'"{sought.word}"']
    if _is_looked_up(sought.word):
        between = {"first": sought.word, "last": sought.word + _LAST}
        words = session.connection().execute(_KNOWN_WORDS, between).scalars().all()
        if len(words) <= _NAMED_WORDS:
            return [f'"{word}"' for word in words]
    return [f'"{sought.word}"*']


def _vectors(index: WordIndex) -> TableClause:
    return table(index.table_name, column("id"), column("words", postgresql.TSVECTOR))


def _write_vectors(
    session: Session, index: WordIndex, entries: Iterable[Entry], *, replace: bool
) -> None:
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


def _newest_vectors(
    session: Session,
    index: WordIndex,
    clauses: Sequence[Clause],
    before: int | None,
    limit: int,
) -> list[int]:
    values: dict[str, object] = {"sought": _tsquery(clauses), "most": limit}
    if before is not None:
        values["before"] = before
    connection = session.connection()
    among_newest, among_all = _vector_pages(index, goes_on=before is not None)
    found = list(connection.execute(among_newest, values).scalars())
    if len(found) == limit:
        return found
    return list(connection.execute(among_all, values).scalars())


@cache
def _vector_pages(
    index: WordIndex, *, goes_on: bool
) -> tuple[Select[tuple[int]], Select[tuple[int]]]:
    """What asks the newest rows alone, and what asks them all; made once, as ``_fts_page``."""
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
