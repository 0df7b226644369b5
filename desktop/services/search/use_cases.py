"""Finds anything by what somebody remembers of it: one question, the same answer on any database.

Every word has to begin a word of what is found. Newest first means: what came into the database
last. The relevance of hits is judged among the newest ``RANKED`` only, shared by the sources of the
scope, because a word that stands in every second message would have to be ranked over all of them
otherwise.

What is asked is never logged: people type names and accounts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.database import word_index
from desktop.database.word_index import WordIndex
from desktop.domain.text_match import words_of
from desktop.models.company import Category
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.search.codes import code_hits
from desktop.services.search.documents import GIVEN_REACH
from desktop.services.search.hits import case_hits, document_hits, message_hits
from desktop.services.search.marking import Marking
from desktop.services.search.tenancy_hits import tenancy_hits
from desktop.services.search.terms import (
    LEAST_ENDING,
    MOST_ENDING,
    KnownCategory,
    clauses_for,
    parse,
)
from desktop.services.search.upkeep import built_per_cent
from desktop.services.search.view import (
    HitKind,
    SearchHit,
    SearchKey,
    SearchOrder,
    SearchPage,
    SearchQuery,
    SearchScope,
)
from desktop.services.staff.access import Actor, Permission, allows, require

__all__ = ["RANKED", "known_categories", "search"]

RANKED = 200
_INDEXES = {
    SearchScope.ALL: (
        WordIndex.CASES,
        WordIndex.TENANCIES,
        WordIndex.MESSAGES,
        WordIndex.DOCUMENTS,
    ),
    SearchScope.CASES: (WordIndex.CASES,),
    SearchScope.MESSAGES: (WordIndex.MESSAGES,),
    SearchScope.TENANTS: (WordIndex.TENANCIES,),
    SearchScope.CONTRACTS: (WordIndex.TENANCIES,),
    SearchScope.DOCUMENTS: (WordIndex.DOCUMENTS,),
}
_ORDER = {kind: place for place, kind in enumerate(HitKind)}


def search(context: ServiceContext, actor: Actor, query: SearchQuery) -> SearchPage:
    """Return the next hits, kind by kind; without a word there are none.

    Raises:
        UserError: ``access.denied`` for a role that reads no cases, or a company that is not the
            person's.
    """
    require(actor, Permission.READ_CASES)
    reach = companies_in_reach(actor, query.companies)
    terms = parse(query.text)
    with context.database.read() as session:
        built = built_per_cent(session)
        if not terms:
            return SearchPage((), built=built)
        # Who may see no IBAN in full shall not find out more of one than its masked form tells.
        knows_ibans = allows(actor, Permission.REVEAL_IBAN)
        most_ending = MOST_ENDING if knows_ibans else LEAST_ENDING
        finder = _Finder(context, session, query, reach, Marking(terms, most_ending))
        parts = [finder.part(index) for index in _INDEXES[query.scope]]
        codes = _codes(session, query, reach)
    found = [*(hit for part in parts for hit in part.hits), *codes]
    hits = sorted(found, key=lambda hit: _ORDER[hit.kind])
    return SearchPage(tuple(hits), _next_key(query, parts), built)


def _codes(
    session: Session, query: SearchQuery, reach: frozenset[int] | None
) -> tuple[SearchHit, ...]:
    """Return the codes that the whole question may be the end of; they stand on the first page."""
    if query.scope not in (SearchScope.ALL, SearchScope.CONTRACTS) or query.after is not None:
        return ()
    return tuple(code_hits(session, query.text, reach, query.limit))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one index gave; ``position`` is where to go on, None where nothing follows."""

    index: WordIndex
    hits: tuple[SearchHit, ...] = ()
    position: int | None = None


class _Finder:
    """One question, asked of one index after the other in one moment of the database."""

    def __init__(
        self,
        context: ServiceContext,
        session: Session,
        query: SearchQuery,
        reach: frozenset[int] | None,
        marking: Marking,
    ) -> None:
        self._session = session
        self._query = query
        self._reach = reach
        self._marking = marking
        self._today = context.clock.today()
        self._categories = known_categories(session, reach)
        self._after = query.after or SearchKey()

    def part(self, index: WordIndex) -> _Part:
        """Return the next hits of one index."""
        position = getattr(self._after, index.value)
        if position is None:
            return _Part(index)
        if self._query.order is SearchOrder.RELEVANCE:
            return self._ranked(index)
        limit = self._query.limit
        ids = self._newest(index, limit + 1, before=position or None)
        shown = ids[:limit]
        hits = tuple(self._hits(index, shown))
        return _Part(index, hits, shown[-1] if len(ids) > limit else None)

    def _ranked(self, index: WordIndex) -> _Part:
        """Return the next of the best among the newest; the newer first where two are equal."""
        ranked = RANKED // len(_INDEXES[self._query.scope])
        hits = list(self._hits(index, self._newest(index, ranked, before=None)))
        hits.sort(key=self._relevance, reverse=True)
        start = self._after.offset
        end = start + self._query.limit
        return _Part(index, tuple(hits[start:end]), end if len(hits) > end else None)

    def _newest(self, index: WordIndex, limit: int, *, before: int | None) -> list[int]:
        clauses = clauses_for(
            self._marking.terms,
            index,
            companies=self._reach,
            categories=self._categories,
            people_only=self._query.scope is SearchScope.TENANTS,
            most_ending=self._marking.most_ending,
        )
        return word_index.newest(self._session, index, clauses, before=before, limit=limit)

    def _hits(self, index: WordIndex, ids: Sequence[int]) -> Iterator[SearchHit]:
        if not ids:
            return iter(())
        if index is WordIndex.CASES:
            return case_hits(self._session, ids, self._reach, self._marking)
        if index is WordIndex.MESSAGES:
            return message_hits(self._session, ids, self._reach, self._marking)
        if index is WordIndex.DOCUMENTS:
            return document_hits(self._session, ids, self._reach, self._marking)
        hits = tenancy_hits(self._session, ids, self._reach, self._marking, self._today)
        return (hit for hit in hits if self._is_wanted(hit))

    def _is_wanted(self, hit: SearchHit) -> bool:
        if self._query.scope is SearchScope.TENANTS:
            return hit.kind is HitKind.TENANT
        return self._query.scope is SearchScope.ALL or hit.kind is not HitKind.TENANT

    def _relevance(self, hit: SearchHit) -> tuple[int, int, int]:
        """Whole words before beginnings, the title before the rest, what is open before the old."""
        title, rest = words_of(hit.title), words_of(hit.detail)
        words = self._marking.terms.words
        whole = sum(2 * (word in title) + (word in rest) for word in words)
        begun = sum(any(one.startswith(word) for one in title) for word in words)
        return whole, begun, int(hit.is_open)


def _next_key(query: SearchQuery, parts: Sequence[_Part]) -> SearchKey | None:
    if all(part.position is None for part in parts):
        return None
    at = {part.index: part.position for part in parts}
    ranked = query.order is SearchOrder.RELEVANCE
    return SearchKey(
        cases=at.get(WordIndex.CASES),
        messages=at.get(WordIndex.MESSAGES),
        tenancies=at.get(WordIndex.TENANCIES),
        documents=at.get(WordIndex.DOCUMENTS),
        offset=(query.after.offset if query.after else 0) + query.limit if ranked else 0,
    )


@cache
def _categories(*, narrowed: bool) -> Select[Any]:
    rows = select(Category.id, Category.name, Category.short_name)
    if narrowed:
        rows = rows.where(Category.company_id.is_(None) | Category.company_id.in_(GIVEN_REACH))
    return rows


def known_categories(session: Session, reach: frozenset[int] | None) -> tuple[KnownCategory, ...]:
    """Return the categories by whose words cases are found."""
    values = {} if reach is None else {"reach": sorted(reach)}
    rows = session.connection().execute(_categories(narrowed=reach is not None), values)
    return tuple(
        KnownCategory(row.id, frozenset(words_of(f"{row.name} {row.short_name}"))) for row in rows
    )
