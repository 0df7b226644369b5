"""Words that narrow a list of all cases there are, closed ones too: they stand nowhere any more.

The words of a million cases are found in the word index of the search: every word has to begin one
of the case's.
"""

from sqlalchemy import false
from sqlalchemy.orm import Session

from desktop.database import word_index
from desktop.database.word_index import WordIndex
from desktop.models.case import Case
from desktop.services.inbox.list_order import Conditions
from desktop.services.search.terms import clauses_for, parse
from desktop.services.search.use_cases import known_categories


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
