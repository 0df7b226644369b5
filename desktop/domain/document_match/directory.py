"""All contracts of the register, as papers are compared with them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from desktop.domain.document_match.numbers import ContractNumbers
from desktop.domain.document_match.people import NameStrength, PeopleNames, PersonName
from desktop.domain.document_match.places import Place, Places
from desktop.domain.document_match.times import Span
from desktop.domain.document_match.words import folded_words
from desktop.domain.name_match import NameMatch, compare_names

_BASIS = 20


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract: who lives or lived where, from when to when.

    ``places`` are the house first, then where its parties get their post.
    """

    id: int
    company_id: int
    number: str
    unit_id: int
    time: Span
    people: tuple[PersonName, ...]
    places: tuple[Place, ...]
    flat: tuple[str, ...] = ()
    """Where in the house it lies, as folded words: 2 og links."""

    @property
    def basis(self) -> str:
        """A short hash of everything a paper is compared with: another one after each change."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:_BASIS]

    @property
    def house(self) -> Place:
        """The address of the house."""
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Landlord:
    """A company as it names itself in letters."""

    id: int
    code: str
    names: tuple[str, ...]
    place: Place | None = None
    """Where its office is: that address stands on every letter."""


@dataclass(frozen=True)
class Directory:
    """Everything a paper can be about. Made once for a batch; never changes."""

    contracts: Mapping[int, Contract]
    landlords: Mapping[int, Landlord]
    colleagues: tuple[str, ...] = ()
    _by_unit: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for contract in self.contracts.values():
            self._by_unit.setdefault(contract.unit_id, []).append(contract.id)

    @classmethod
    def of(
        cls,
        contracts: Iterable[Contract],
        landlords: Iterable[Landlord],
        colleagues: Iterable[str] = (),
    ) -> "Directory":
        """Build it from rows."""
        return cls(
            {contract.id: contract for contract in contracts},
            {landlord.id: landlord for landlord in landlords},
            tuple(colleagues),
        )

    @cached_property
    def numbers(self) -> ContractNumbers:
        """Contract numbers."""
        return ContractNumbers((one.id, one.number) for one in self.contracts.values())

    @cached_property
    def names(self) -> PeopleNames:
        """Names of the parties."""
        pairs = ((one.id, name) for one in self.contracts.values() for name in one.people)
        return PeopleNames(pairs, self.colleagues)

    @cached_property
    def places(self) -> Places:
        """Addresses of houses and of people."""
        return Places(place for one in self.contracts.values() for place in one.places)

    @cached_property
    def offices(self) -> tuple[Place, ...]:
        """Where the companies have their offices."""
        return tuple(one.place for one in self.landlords.values() if one.place is not None)

    @cached_property
    def landlord_names(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Folded names of the companies, the longest first."""
        found = [
            (words, landlord.id)
            for landlord in self.landlords.values()
            for name in landlord.names
            if (words := folded_words(name))
        ]
        return tuple(sorted(found, key=lambda pair: -len(pair[0])))

    def of_unit(self, contract: Contract) -> tuple[Contract, ...]:
        """Return the other contracts over the same flat."""
        ids = self._by_unit.get(contract.unit_id, ())
        return tuple(self.contracts[one] for one in ids if one != contract.id)

    def namesakes(self, contract: Contract) -> tuple[Contract, ...]:
        """Return other contracts that have a party of the same full name."""
        ids = {one for name in contract.people for one in self.names.of_name(name)}
        return tuple(self.contracts[one] for one in sorted(ids) if one != contract.id)


def could_be_to(contract: Contract, other: Contract, strength: NameStrength) -> bool:
    """Whether a letter that says so much of the name could be to the other contract as well."""
    if strength is NameStrength.NONE:
        return True
    pairs = [(name, second) for name in contract.people for second in other.people]
    if strength is NameStrength.SURNAME:
        return any(name.surname == second.surname for name, second in pairs)
    return any(
        compare_names(" ".join(name.words), " ".join(second.words)) is not NameMatch.DIFFERS
        for name, second in pairs
    )
