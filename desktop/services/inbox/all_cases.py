"""What narrows a list of all cases there are, closed ones too: they stand nowhere any more.

The words of a million cases are found in the word index of the search: every word has to begin one
of the case's. A filter asks what a closed case can still answer; by what is due or unread there is
none.
"""

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from desktop.database import word_index
from desktop.database.word_index import WordIndex
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.inbox.filters import (
    NO_FILTER,
    AssigneeFilter,
    CaseFilter,
    ReadFilter,
    RunFilter,
)
from desktop.services.inbox.list_order import Conditions
from desktop.services.search.terms import clauses_for, parse
from desktop.services.search.use_cases import known_categories
from desktop.services.staff.access import Actor


def with_words(session: Session, needle: str, reach: frozenset[int] | None) -> Conditions:
    """Return that every word of a needle is found in the case; no needle asks for nothing."""
    if not needle.strip():
        return []
    terms = parse(needle)
    clauses = clauses_for(
        terms, WordIndex.CASES, companies=reach, categories=known_categories(session, reach)
    )
    found = word_index.matching(session, WordIndex.CASES, clauses) if terms else None
    return [false() if found is None else Case.id.in_(found)]


def with_filter(wanted: CaseFilter, actor: Actor) -> Conditions:
    """Return what a filter asks of closed cases."""
    if wanted == NO_FILTER:
        return []
    of_open_only = (
        wanted.due is not None
        or wanted.waiting is not None
        or wanted.read is not ReadFilter.ALL
        or wanted.run is not RunFilter.ALL
    )
    if of_open_only:
        return [false()]
    conditions: Conditions = []
    if wanted.categories:
        codes = select(Category.id).where(Category.code.in_(sorted(wanted.categories)))
        conditions.append(Case.category_id.in_(codes))
    if wanted.channels:
        conditions.append(Case.channel.in_(sorted(wanted.channels)))
    if wanted.states:
        conditions.append(Case.state.in_(sorted(wanted.states)))
    if wanted.assignee is AssigneeFilter.ME:
        conditions.append(Case.assignee_id == actor.staff_id)
    elif wanted.assignee is AssigneeFilter.NOBODY:
        conditions.append(Case.assignee_id.is_(None))
    elif wanted.assignee is AssigneeFilter.PEOPLE:
        conditions.append(Case.assignee_id.in_(sorted(wanted.people)))
    return conditions
