"""Finds tenant accounts by what a caller says: name, number, address, telephone, e-mail, code."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from desktop.database.word_index import WordIndex, newest
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.text_match import search_key, words_of
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, TenancyParty
from desktop.services.accounts.waiting_codes import to_release
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.search.codes import codes_ending
from desktop.services.search.documents import Person, contracts_of, people_of
from desktop.services.search.terms import (
    LEAST_ENDING,
    MOST_ENDING,
    clauses_for,
    domestic,
    parse,
)
from desktop.services.search.upkeep import built_per_cent
from desktop.services.staff.access import Actor, Permission, allows, require
from desktop.texts.units import unit_text

FOUND_SHOWN = 100
RANKED = 300
WAITING_SHOWN = 200
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_PORTAL = (
    select(TenancyParty.tenancy_id, TenancyParty.tenant_id, PortalAccount.state)
    .outerjoin(
        PortalAccount,
        (PortalAccount.tenancy_id == TenancyParty.tenancy_id)
        & (PortalAccount.tenant_id == TenancyParty.tenant_id),
    )
    .where(TenancyParty.tenancy_id.in_(_IDS))
    .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """One account as it is listed; the lists about people are in the contract's order.

    ``portal`` are the states of the parties, None for one without an account. ``code`` is the
    state of the code by whose last two symbols the account was found. ``waiting`` are the places
    of the people whose letters wait for a second person.
    """

    tenancy_id: int
    company_id: int
    company_tag: str
    contract_number: str
    people: tuple[Person, ...]
    portal: tuple[PortalAccountState | None, ...]
    address_line: str
    unit: str
    ended_on: date | None
    code: CodeState | None = None
    waiting: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parties, the one addressed first."""
        return tuple(person.name for person in self.people)


@dataclass(frozen=True, slots=True)
class FoundAccounts:
    """The best of what was found; ``more`` where others match as well.

    ``built`` is the per cent of the index that are there, None once it is complete.
    """

    entries: tuple[AccountEntry, ...]
    more: bool = False
    built: int | None = None


def find_accounts(
    context: ServiceContext, actor: Actor, text: str, companies: frozenset[int] = frozenset()
) -> FoundAccounts:
    """Return the accounts that ``text`` finds; nothing by an empty text.

    Two letters or digits alone are sought as the end of a code as well (``••7K``, ``7k``). Who is
    named by the first word comes first, contracts that have ended come last. Only the newest
    ``RANKED`` are put in order.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    reach = companies_in_reach(actor, companies)
    terms = parse(text)
    most_ending = MOST_ENDING if allows(actor, Permission.REVEAL_IBAN) else LEAST_ENDING
    with context.database.read() as session:
        built = built_per_cent(session)
        codes = _by_code(session, text, reach)
        ids = list[int]()
        if terms:
            clauses = clauses_for(
                terms, WordIndex.TENANCIES, companies=reach, most_ending=most_ending
            )
            ids = newest(session, WordIndex.TENANCIES, clauses, before=None, limit=RANKED + 1)
        found = _entries(session, [*codes, *ids[:RANKED]], reach, codes)
    today, first = context.clock.today(), terms.words[0] if terms.words else ""
    best = nsmallest(
        FOUND_SHOWN,
        found,
        key=lambda entry: (_rank(entry, first, terms.joined), _order(entry, today)),
    )
    return FoundAccounts(tuple(best), len(found) > len(best) or len(ids) > RANKED, built)


def accounts_by_id(
    context: ServiceContext, actor: Actor, tenancy_ids: Sequence[int]
) -> tuple[AccountEntry, ...]:
    """Return these accounts in this order; those that are not the person's are left out.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        found = {one.tenancy_id: one for one in _entries(session, tenancy_ids, actor.company_ids)}
    return tuple(found[key] for key in tenancy_ids if key in found)


def accounts_to_release(
    context: ServiceContext, actor: Actor, companies: frozenset[int] = frozenset()
) -> tuple[AccountEntry, ...]:
    """Return the accounts with a letter that waits for a second person, the oldest request first.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    reach = companies_in_reach(actor, companies)
    waiting = to_release(select(PortalAccount.tenancy_id, PortalAccount.tenant_id), reach)
    waiting = waiting.order_by(RegistrationCode.id).limit(WAITING_SHOWN)
    with context.database.read() as session:
        people = session.execute(waiting).tuples().all()
        ids = list(dict.fromkeys(tenancy_id for tenancy_id, _ in people))
        entries = _entries(session, ids, reach, waiting=frozenset(people))
        found = {one.tenancy_id: one for one in entries}
    return tuple(found[key] for key in ids if key in found)


def _by_code(session: Session, text: str, reach: frozenset[int] | None) -> dict[int, CodeState]:
    """The contracts with a code that ends so, and the state of that code: a usable one's first."""
    found: dict[int, CodeState] = {}
    for code in codes_ending(session, text, reach):
        found.setdefault(code.tenancy_id, code.state)
    return found


def _entries(
    session: Session,
    tenancy_ids: Collection[int],
    reach: frozenset[int] | None,
    codes: dict[int, CodeState] | None = None,
    *,
    waiting: frozenset[tuple[int, int]] = frozenset(),
) -> list[AccountEntry]:
    ids = list(dict.fromkeys(tenancy_ids))
    if not ids:
        return []
    people = people_of(session, ids)
    portal: defaultdict[int, list[PortalAccountState | None]] = defaultdict(list)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for tenancy_id, tenant_id, state in session.execute(_PORTAL, {"ids": ids}):
        if (tenancy_id, tenant_id) in waiting:
            places[tenancy_id].append(len(portal[tenancy_id]))
        portal[tenancy_id].append(state)
    return [
        AccountEntry(
            tenancy_id=row.id,
            company_id=row.company_id,
            company_tag=row.company_tag,
            contract_number=row.contract_number,
            people=tuple(people.get(row.id, ())),
            portal=tuple(portal[row.id]),
            address_line=f"{row.street} {row.house_number}, {row.postcode} {row.town}",
            unit=unit_text(row.kind, row.number, row.floor, row.position),
            ended_on=row.ends_on,
            code=(codes or {}).get(row.id),
            waiting=tuple(places[row.id]),
        )
        for row in contracts_of(session, ids, reach).values()
    ]


def _rank(entry: AccountEntry, word: str, number: str) -> int:
    """What was meant most likely comes first: the number itself, a code, a name, an address."""
    contract = search_key(entry.contract_number)
    if word and (contract == word or (number and domestic(entry.contract_number) == number)):
        return 0
    if entry.code is not None and entry.code.usable:
        return 1
    if word and any(part.startswith(word) for name in entry.names for part in words_of(name)):
        return 2
    if entry.code is not None:
        return 3
    return 4 if word and contract.startswith(word) else 5


def _order(entry: AccountEntry, today: date) -> tuple[bool, str, str]:
    ended = entry.ended_on is not None and entry.ended_on < today
    surname = entry.names[0].rpartition(" ")[2] if entry.names else ""
    return ended, search_key(surname), entry.contract_number
