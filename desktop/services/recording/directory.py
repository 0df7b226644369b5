"""Find a contract while somebody types: name, contract number, address, telephone, account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from sqlalchemy.orm import Session

from desktop.database.word_index import WordIndex, newest
from desktop.domain.text_match import search_key, words_of
from desktop.services.context import ServiceContext
from desktop.services.search.documents import contracts_of, people_of
from desktop.services.search.terms import MOST_ENDING, clauses_for, domestic, parse
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts.units import unit_text

FOUND_SHOWN = 50
RANKED = 200
_NUMBER_SIGNS = frozenset("0123456789+-/.() ")


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyEntry:
    """One contract as it is offered; ``names`` are the parties, the one addressed first."""

    tenancy_id: int
    company_id: int
    company_tag: str
    contract_number: str
    names: tuple[str, ...]
    address_line: str
    unit: str
    phones: tuple[str, ...]
    ended_on: date | None

    def speaker(self, sought: str) -> str:
        """Return the party whose name was sought, else the one addressed; "" where is none."""
        words = search_key(sought).split()
        for name in self.names:
            own = search_key(name).split()
            if any(part.startswith(word) for word in words for part in own):
                return name
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The best of what was found; ``more`` where others match as well."""

    entries: tuple[TenancyEntry, ...]
    more: bool = False


def find_tenancies(context: ServiceContext, actor: Actor, text: str) -> Found:
    """Return the contracts that ``text`` finds, as the search does; nothing by an empty text.

    Who begins with the first word comes first, contracts that have ended come last. Only the newest
    ``RANKED`` that match are put in order, so that one letter costs no more than a name.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    terms = parse(text)
    if not terms:
        return Found(())
    clauses = clauses_for(
        terms, WordIndex.TENANCIES, companies=actor.company_ids, most_ending=MOST_ENDING
    )
    with context.database.read() as session:
        ids = newest(session, WordIndex.TENANCIES, clauses, before=None, limit=RANKED + 1)
        entries = _entries(session, actor, ids[:RANKED])
    today, number = context.clock.today(), domestic(text) if _is_number(text) else ""
    first = terms.words[0] if terms.words else ""
    best = nsmallest(
        FOUND_SHOWN, entries, key=lambda entry: (_rank(entry, first, number), _order(entry, today))
    )
    return Found(tuple(best), len(entries) > len(best) or len(ids) > RANKED)


def tenancy_entry(context: ServiceContext, actor: Actor, tenancy_id: int) -> TenancyEntry | None:
    """Return one contract; None where it is none of the person's companies.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        return next(iter(_entries(session, actor, [tenancy_id])), None)


def _entries(session: Session, actor: Actor, tenancy_ids: Collection[int]) -> list[TenancyEntry]:
    if not tenancy_ids:
        return []
    people = people_of(session, tenancy_ids)
    return [
        TenancyEntry(
            tenancy_id=row.id,
            company_id=row.company_id,
            company_tag=row.company_tag,
            contract_number=row.contract_number,
            names=tuple(person.name for person in people.get(row.id, ())),
            address_line=f"{row.street} {row.house_number}, {row.postcode} {row.town}",
            unit=unit_text(row.kind, row.number, row.floor, row.position),
            phones=tuple(person.phone for person in people.get(row.id, ()) if person.phone),
            ended_on=row.ends_on,
        )
        for row in contracts_of(session, tenancy_ids, actor.company_ids).values()
    ]


def _rank(entry: TenancyEntry, word: str, number: str) -> int:
    contract = search_key(entry.contract_number)
    if contract == word or (number and domestic(entry.contract_number) == number):
        return 0
    if any(part.startswith(word) for name in entry.names for part in words_of(name)):
        return 1
    return 2 if contract.startswith(word) else 3


def _order(entry: TenancyEntry, today: date) -> tuple[bool, str, str]:
    ended = entry.ended_on is not None and entry.ended_on < today
    surname = entry.names[0].rpartition(" ")[2] if entry.names else ""
    return ended, search_key(surname), entry.contract_number


def _is_number(text: str) -> bool:
    """Whether no letter stands in what was typed."""
    return _NUMBER_SIGNS.issuperset(text)
