"""Find a contract while somebody types: name, contract number, address, telephone.

All contracts of the person's companies are read once, and searching them asks nobody: about five
milliseconds for a thousand contracts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.text_match import search_key
from desktop.models.company import Company
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts.units import unit_text

FOUND_SHOWN = 50
_NUMBER_SIGNS = frozenset("0123456789+-/.() ")
_GERMANY = ("0049", "49")


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
    """The best of what was found, and how many contracts match in all."""

    entries: tuple[TenancyEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Indexed:
    entry: TenancyEntry
    text: str
    names: tuple[str, ...]
    numbers: str
    contract: str
    order: tuple[bool, str, str]


class Directory:
    """The contracts of a person's companies, ready to be searched."""

    def __init__(self, entries: Iterable[TenancyEntry], today: date) -> None:
        """Prepare the search; contracts that ended before ``today`` come last."""
        self._indexed = [_indexed(entry, today) for entry in entries]
        self._by_id = {one.entry.tenancy_id: one.entry for one in self._indexed}

    def __len__(self) -> int:
        """How many contracts there are."""
        return len(self._indexed)

    def entry(self, tenancy_id: int) -> TenancyEntry | None:
        """Return a contract; None where it is none of the person's companies."""
        return self._by_id.get(tenancy_id)

    def find(self, text: str, limit: int = FOUND_SHOWN) -> Found:
        """Return the contracts in which every word stands, in any spelling of the umlauts.

        Digits are sought in contract numbers and telephone numbers too, whatever stands between
        them. Who begins with the first word comes first; nothing is found by an empty text.
        """
        words = [(search_key(word), _number(word)) for word in text.split()]
        if not words:
            return Found((), 0)
        number = _number(text)
        hits = [one for one in self._indexed if _matches(one, words, number)]
        first = words[0][0]
        best = nsmallest(limit, hits, key=lambda one: (_rank(one, first, number), one.order))
        return Found(tuple(one.entry for one in best), len(hits))


def load_directory(context: ServiceContext, actor: Actor) -> Directory:
    """Read the contracts of the companies the person may work for.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        people = _people(session, actor.company_ids)
        query = (
            select(
                Tenancy.id,
                Tenancy.company_id,
                Tenancy.contract_number,
                Tenancy.ends_on,
                Company.short_name,
                Unit.kind,
                Unit.number,
                Unit.floor,
                Unit.position,
                Property.street,
                Property.house_number,
                Property.postcode,
                Property.town,
            )
            .join(Company, Company.id == Tenancy.company_id)
            .join(Unit, Unit.id == Tenancy.unit_id)
            .join(Property, Property.id == Unit.property_id)
        )
        if actor.company_ids is not None:
            query = query.where(Tenancy.company_id.in_(actor.company_ids))
        entries = [
            TenancyEntry(
                tenancy_id=row.id,
                company_id=row.company_id,
                company_tag=row.short_name,
                contract_number=row.contract_number,
                names=tuple(name for name, _ in people.get(row.id, ())),
                address_line=f"{row.street} {row.house_number}, {row.postcode} {row.town}",
                unit=unit_text(row.kind, row.number, row.floor, row.position),
                phones=tuple(phone for _, phone in people.get(row.id, ()) if phone),
                ended_on=row.ends_on,
            )
            for row in session.execute(query)
        ]
    return Directory(entries, context.clock.today())


def _people(
    session: Session, companies: Collection[int] | None
) -> dict[int, list[tuple[str, str]]]:
    query = (
        select(TenancyParty.tenancy_id, Tenant.first_name, Tenant.surname, Tenant.phone)
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
    )
    if companies is not None:
        query = query.where(Tenant.company_id.in_(companies))
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.tenancy_id].append((f"{row.first_name} {row.surname}".strip(), row.phone))
    return dict(found)


def _indexed(entry: TenancyEntry, today: date) -> _Indexed:
    names = tuple(word for name in entry.names for word in search_key(name).split())
    contract = search_key(entry.contract_number)
    numbers = " ".join(
        (_only_digits(entry.contract_number), *(_domestic(phone) for phone in entry.phones))
    )
    text = " ".join((*names, contract, search_key(entry.address_line)))
    ended = entry.ended_on is not None and entry.ended_on < today
    surname = entry.names[0].rpartition(" ")[2] if entry.names else ""
    return _Indexed(
        entry, text, names, numbers, contract, (ended, search_key(surname), entry.contract_number)
    )


def _matches(one: _Indexed, words: list[tuple[str, str]], number: str) -> bool:
    if number and number in one.numbers:
        return True
    return all(word in one.text or (digits and digits in one.numbers) for word, digits in words)


def _rank(one: _Indexed, word: str, number: str) -> int:
    if one.contract == word or (number and one.numbers.partition(" ")[0] == number):
        return 0
    if any(name.startswith(word) for name in one.names):
        return 1
    return 2 if one.contract.startswith(word) else 3


def _number(text: str) -> str:
    """The digits of what looks like a number; nothing where letters stand in it."""
    return _domestic(text) if _NUMBER_SIGNS.issuperset(text) else ""


def _domestic(phone: str) -> str:
    """A telephone number as it is dialled here: ``+49 (0)40 555`` is ``040555``."""
    digits = _only_digits(phone)
    international = phone.strip().startswith(("+", "00"))
    for prefix in _GERMANY:
        if international and digits.startswith(prefix):
            return f"0{digits.removeprefix(prefix).lstrip('0')}"
    return digits


def _only_digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
