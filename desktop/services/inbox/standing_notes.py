"""Which cases are concerned by what changed: the triggers' notes, spread out to cases.

A trigger notes what it saw (a tenancy, a mandate's reference, a company), never whom that concerns:
who else works on a case of that tenancy has perhaps not committed yet. Spread out is at the end,
one unit of work after the other, when all that counts is there.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.standing import CaseStanding, StandingNote
from desktop.models.tenancy import PortalAccount, TenancyParty

T = TypeVar("T")

SET = 500
"""So many keys or cases are handled by one statement."""


FIRST = "first"
"""The kind of the notes a migration leaves of every case that stands nowhere yet."""


def take_notes(session: Session) -> dict[str, set[str]]:
    """Remove the notes that are there and return them: kind to what was noted.

    On PostgreSQL those that another unit of work is just removing are left to it. The first notes
    of all stay: a unit of work that changes one case shall not have to state every case there is.
    """
    wanted = StandingNote.kind != FIRST
    if session.get_bind().dialect.name == "postgresql":
        chosen = select(StandingNote.id).where(wanted).with_for_update(skip_locked=True)
        wanted = StandingNote.id.in_(chosen)
    removing = delete(StandingNote).where(wanted).returning(StandingNote.kind, StandingNote.word)
    noted: defaultdict[str, set[str]] = defaultdict(set)
    for kind, word in session.execute(removing, execution_options={"synchronize_session": False}):
        noted[kind].add(word)
    return noted


def take_first(session: Session, at_most: int) -> set[int]:
    """Remove some of the first notes of all and return their cases; for one taker at a time."""
    chosen = select(StandingNote.id).where(StandingNote.kind == FIRST).limit(at_most)
    removing = delete(StandingNote).where(StandingNote.id.in_(chosen)).returning(StandingNote.word)
    words = session.scalars(removing, execution_options={"synchronize_session": False})
    return {int(word) for word in words}


def forget_notes(session: Session) -> None:
    """Remove the notes unread: for bulk writers who know that no case stands anywhere yet."""
    session.execute(delete(StandingNote).execution_options(synchronize_session=False))


def spread(session: Session, noted: Mapping[str, Collection[str]]) -> set[int]:
    """Return the cases around which something changed, those apart that changed themselves."""
    found: set[int] = set()
    for kind, statement in _SPREADING.items():
        for words in sets_of(sorted(noted.get(kind, ()))):
            found.update(session.scalars(statement(words)))
    return found


def sets_of(items: Collection[T]) -> Iterator[list[T]]:
    """Yield the items in sets that fit into one statement."""
    listed = list(items)
    for start in range(0, len(listed), SET):
        yield listed[start : start + SET]


def _of_bank_changes(words: Iterable[str]) -> Select[Any]:
    return select(BankChange.case_id).where(BankChange.id.in_(_numbers(words)))


def _of_tenancies(words: Iterable[str]) -> Select[Any]:
    return _standing().where(Case.tenancy_id.in_(_numbers(words)))


def _of_tenants(words: Iterable[str]) -> Select[Any]:
    tenants = _numbers(words)
    by_contract = select(TenancyParty.tenancy_id).where(TenancyParty.tenant_id.in_(tenants))
    by_account = select(PortalAccount.tenancy_id).where(PortalAccount.tenant_id.in_(tenants))
    return _standing().where(Case.tenancy_id.in_(by_contract.union(by_account)))


def _of_companies(words: Iterable[str]) -> Select[Any]:
    return select(CaseStanding.case_id).where(CaseStanding.company_id.in_(_numbers(words)))


def _of_categories(words: Iterable[str]) -> Select[Any]:
    return select(CaseStanding.case_id).where(CaseStanding.category_id.in_(_numbers(words)))


def _of_references(words: Iterable[str]) -> Select[Any]:
    return select(CaseStanding.case_id).where(CaseStanding.reference_key.in_(list(words)))


def _standing() -> Select[Any]:
    """Cases that have a row or ought to: the others are of no concern."""
    stands = select(CaseStanding.case_id).where(CaseStanding.case_id == Case.id).exists()
    return select(Case.id).where(or_(Case.is_open.is_(True), stands))


def _numbers(words: Iterable[str]) -> list[int]:
    return [int(word) for word in words]


_SPREADING: Mapping[str, Callable[[Iterable[str]], Select[Any]]] = {
    "bank_change": _of_bank_changes,
    "tenancy": _of_tenancies,
    "tenant": _of_tenants,
    "company": _of_companies,
    "category": _of_categories,
    "reference": _of_references,
}
