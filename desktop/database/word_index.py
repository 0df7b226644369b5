"""Indexes of words that find the newest rows first: FTS5 in a file, tsvector on PostgreSQL.

An index knows ids and words, nothing else: no second copy of any text. Words are compared as they
are (folding is the caller's), by their beginnings or whole. Both products are asked so that a word
that stands everywhere costs no more than a rare one:

- FTS5 walks its lists from the highest id down and stops when the page is full. Beginnings of up
  to four letters have lists of their own; for longer ones FTS5 would first unite the lists of all
  words that begin so: the words are looked up (``search_words_known``) and named one by one.
- PostgreSQL's GIN knows no order (``word_vectors``).
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
    column,
    delete,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.orm import Session

PREFIX = "search_words_"
"""How the names of all tables of the indexes begin; the models do not know them."""
_INDEXED_BEGINNING = 4
_NAMED_WORDS = 200
"""So many words are named one by one; of more, FTS5 unites the lists itself."""
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
        from desktop.database import word_vectors

        word_vectors.hold(session, index, row_ids)


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
        from desktop.database import word_vectors

        word_vectors.write(session, index, ordered, replace=replace)
    else:
        _write_fts(session, index, ordered)


def remove(session: Session, index: WordIndex, row_ids: Collection[int]) -> None:
    """Take rows out of an index; what is not in it is no error."""
    if not row_ids:
        return
    if _is_postgres(session):
        from desktop.database import word_vectors

        word_vectors.remove(session, index, row_ids)
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
        from desktop.database import word_vectors

        return word_vectors.newest(session, index, clauses, before, limit)
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
        from desktop.database import word_vectors

        return word_vectors.matching(index, clauses)
    question = _fts_question(session, clauses)
    return None if question is None else _fts_rows(index, literal(question))


def _is_postgres(session: Session) -> bool:
    """Whether vectors are asked; their module is loaded only then, it brings 2 MB with it."""
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
