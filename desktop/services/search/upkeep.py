"""Keeps the word indexes true.

What a unit of work touched is read again before it ends; what was there before, little by little.
"""

import time
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desktop.database import word_index
from desktop.database.unit_of_work import UnitOfWork
from desktop.database.word_index import WordIndex
from desktop.models.case import Case, Message
from desktop.models.document import Document
from desktop.models.search import SearchBuild, SearchQueueRow
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.leases import lease

__all__ = [
    "build",
    "built_per_cent",
    "forget_touched",
    "index_everything",
    "index_touched",
    "keep_index",
    "leave_to_build",
]

LEASE = "search-index"
_SOURCES = {
    "case": WordIndex.CASES,
    "message": WordIndex.MESSAGES,
    "document": WordIndex.DOCUMENTS,
}
_WITH_NAMES: tuple[tuple[WordIndex, type[Case | Document]], ...] = (
    (WordIndex.CASES, Case),
    (WordIndex.DOCUMENTS, Document),
)
"""What is found by the names of its contract's people, too."""
_PEOPLE = "people"
_TENANCY = "tenancy"
_AT_ONCE = 500
_LEAST, _MOST = 50, 2_000
_MANY = 20_000
_LEFT_FROM = 200
"""So many new contracts of one transaction are not read before it ends."""
_LEFT_TO_BUILD = select(func.sum(SearchBuild.below - 1), func.sum(SearchBuild.total - 1))
_BEARABLE_SECONDS = 0.05
"""So long others may wait for their turn to write while what was there before is read."""
_TABLES: tuple[tuple[WordIndex, type[Case | Message | Tenancy | Document]], ...] = (
    (WordIndex.TENANCIES, Tenancy),
    (WordIndex.CASES, Case),
    (WordIndex.MESSAGES, Message),
    (WordIndex.DOCUMENTS, Document),
)
"""In the order of the first reading: people are looked up most, and there are fewest of them."""


def keep_index(context: ServiceContext) -> ServiceContext:
    """Let every unit of work leave the indexes as true as it found them; returns the context."""
    context.database.end_every_unit("search", index_touched)
    return context


def index_touched(unit: UnitOfWork) -> None:
    """Read again what triggers have noted, in the transaction that touched it."""
    session = unit.session
    while touched := _taken(session):
        by_index: dict[WordIndex, set[int]] = {}
        people = set[int]()
        for source, row_id in touched:
            by_index.setdefault(_SOURCES.get(source, WordIndex.TENANCIES), set()).add(row_id)
            if source == _PEOPLE:
                people.add(row_id)
        if people:
            for index, table in _WITH_NAMES:
                by_index.setdefault(index, set()).update(
                    session.scalars(select(table.id).where(table.tenancy_id.in_(people)))
                )
        # Always in the same order, so that two transactions never wait for each other.
        for index in WordIndex:
            _index(session, index, by_index.get(index, ()))
        if len(touched) < _AT_ONCE:
            return


def _taken(session: Session) -> list[tuple[str, int]]:
    """Take the next rows off the queue; what another transaction holds is its own to do."""
    first = (
        select(SearchQueueRow.id)
        .order_by(SearchQueueRow.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(
        delete(SearchQueueRow)
        .where(SearchQueueRow.id.in_(first))
        .returning(SearchQueueRow.source, SearchQueueRow.row_id),
        execution_options={"synchronize_session": False},
    )
    return [(source, row_id) for source, row_id in taken]


def _index(session: Session, index: WordIndex, row_ids: Collection[int]) -> None:
    from desktop.services.search.documents import entries_for

    ordered = sorted(row_ids)
    for start in range(0, len(ordered), _AT_ONCE):
        chunk = ordered[start : start + _AT_ONCE]
        word_index.hold(session, index, chunk)
        entries = entries_for(session, index, chunk)
        word_index.write(session, index, entries)
        word_index.remove(session, index, set(chunk) - {entry.row_id for entry in entries})


def build(
    context: ServiceContext,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int], None] = lambda _per_cent: None,
    most: int = _MOST,
) -> bool:
    """Read what was there before the indexes, the newest first; tells whether all of it is read.

    It goes in small transactions that note how far they came, so that a program that dies begins
    where it was, and others write in between. ``on_progress`` hears the per cent that are done;
    ``most`` is how many rows a transaction may read.

    Raises:
        UserError: ``lease.taken`` where another program is at it.
    """
    with context.database.read() as session:
        if built_per_cent(session) is None:
            return True
    with lease(context, LEASE) as held:
        at_once = min(_LEAST, most)
        while not is_cancelled():
            begun = time.perf_counter()
            with context.database.write() as unit:
                if not _build_some(unit.session, at_once):
                    return True
                per_cent = built_per_cent(unit.session)
            bearable = time.perf_counter() - begun < _BEARABLE_SECONDS
            at_once = min(at_once * 2, most) if bearable else max(at_once // 2, min(_LEAST, most))
            on_progress(100 if per_cent is None else per_cent)
            held.renew()
    return False


def forget_touched(session: Session) -> None:
    """Drop what triggers have noted: for bulk writers, who index everything in the end."""
    session.execute(delete(SearchQueueRow).execution_options(synchronize_session=False))


def leave_to_build(session: Session, added: Sequence[int]) -> None:
    """Let new contracts, if they are many, be read by ``build`` like what was there before.

    To read them before their transaction ends would take several times as long as to write them.
    Whoever sought for them meanwhile is told how far the reading is. Of contracts that are still to
    be read, people and accounts need not be read now either; those with cases or documents are.
    """
    state = session.get(SearchBuild, WordIndex.TENANCIES.value, with_for_update=True)
    if len(added) >= _LEFT_FROM:
        below = max(added) + 1
        if state is None:
            state = SearchBuild(source=WordIndex.TENANCIES.value, below=below, total=below)
            session.add(state)
        state.below = max(state.below, below)
        state.total = max(state.total, below)
        session.flush()
        # Nobody has a case, and nothing is in the index yet: the shortest way.
        session.execute(
            delete(SearchQueueRow).where(
                SearchQueueRow.source == _PEOPLE,
                SearchQueueRow.row_id.between(min(added), max(added)),
            ),
            execution_options={"synchronize_session": False},
        )
    if state is None or state.below <= 1:
        return
    with_cases = select(Case.id).where(Case.tenancy_id == SearchQueueRow.row_id)
    with_papers = select(Document.id).where(Document.tenancy_id == SearchQueueRow.row_id)
    left = delete(SearchQueueRow).where(
        SearchQueueRow.source.in_((_PEOPLE, _TENANCY)),
        SearchQueueRow.row_id < state.below,
        ~with_cases.exists(),
        ~with_papers.exists(),
    )
    touched = session.scalars(
        left.returning(SearchQueueRow.row_id), execution_options={"synchronize_session": False}
    ).all()
    # What is in the index already would stay there as it is.
    stale = sorted(set(touched) - set(added))
    for start in range(0, len(stale), _MOST):
        word_index.remove(session, WordIndex.TENANCIES, stale[start : start + _MOST])


def index_everything(
    context: ServiceContext, on_progress: Callable[[int], None] = lambda _rows: None
) -> int:
    """Read every row there is in large sets, the oldest first: for whoever has just written them.

    ``on_progress`` hears how many rows are done. Returns how many there were.
    """
    from desktop.services.search.documents import entries_for

    done = 0
    for index, table in _TABLES:
        last = 0
        while True:
            with context.database.write() as unit:
                session = unit.session
                row_ids = session.scalars(
                    select(table.id).where(table.id > last).order_by(table.id).limit(_MANY)
                ).all()
                for start in range(0, len(row_ids), _MOST):
                    chunk = row_ids[start : start + _MOST]
                    word_index.write(session, index, entries_for(session, index, chunk))
            if not row_ids:
                break
            last = row_ids[-1]
            done += len(row_ids)
            on_progress(done)
    return done


def _build_some(session: Session, at_once: int) -> bool:
    """Read the next rows; False where none are left."""
    from desktop.services.search.documents import entries_for

    for index, table in _TABLES:
        state = session.get(SearchBuild, index.value, with_for_update=True)
        if state is None or state.below <= 1:
            continue
        row_ids = session.scalars(
            select(table.id).where(table.id < state.below).order_by(table.id.desc()).limit(at_once)
        ).all()
        entries = entries_for(session, index, row_ids)
        word_index.write(session, index, entries, replace=False)
        state.below = min(row_ids, default=1)
        session.flush()
        return True
    return False


def built_per_cent(session: Session) -> int | None:
    """Return how much of what was there before is read; None where all of it is."""
    open_, total = session.connection().execute(_LEFT_TO_BUILD).one()
    if not open_:
        return None
    return int(100 * (total - open_) // total)
