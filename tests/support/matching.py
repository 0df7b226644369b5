"""Invented contracts and letters for matching."""

from collections.abc import Sequence
from datetime import date

from desktop.domain.document_match.directory import Contract, Directory, Landlord
from desktop.domain.document_match.letters import letters_of
from desktop.domain.document_match.page_facts import read_page
from desktop.domain.document_match.people import PersonName
from desktop.domain.document_match.places import Place
from desktop.domain.document_match.reasons import Match
from desktop.domain.document_match.times import Span
from desktop.domain.document_match.verdicts import ANYTHING, Expected, judge
from desktop.domain.document_match.words import folded_words

THOR, WHS = 1, 2


def contract(
    key: int,
    number: str,
    *people: tuple[str, str],
    street: str = "Testhofstraße",
    house_number: str = "2",
    unit: int = 0,
    first: date = date(2020, 1, 1),
    last: date | None = None,
    company: int = THOR,
    flat: str = "",
) -> Contract:
    """A contract over a flat of its own in the house Testhofstraße 2."""
    return Contract(
        key,
        company,
        number,
        unit or key,
        Span(first, last),
        tuple(PersonName.of(*one) for one in people),
        (Place.of(street, house_number, "20099"),),
        folded_words(flat),
    )


def directory(*contracts: Contract, colleagues: Sequence[str] = ()) -> Directory:
    """A register with two companies."""
    landlords = (Landlord(THOR, "thor", ("THOR Wohnen",)), Landlord(WHS, "whs", ("WHS",)))
    return Directory.of(contracts, landlords, colleagues)


def matches(
    register: Directory, *pages: str, name: str = "brief.pdf", expected: Expected = ANYTHING
) -> list[Match]:
    """Read and judge the pages of a file; one match a letter."""
    facts = [read_page(number, page, register) for number, page in enumerate(pages, start=1)]
    return [
        judge(name, facts[one.first - 1 : one.last], register, expected, placed=one.placed)
        for one in letters_of(facts)
    ]
