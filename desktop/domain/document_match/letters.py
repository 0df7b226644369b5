"""Where in a file a letter ends and the next one begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.document_match.page_facts import Claim, PageFacts
from desktop.domain.document_match.people import NameStrength


@dataclass(frozen=True, slots=True)
class Letter:
    """Pages of a file that go to one recipient; ``first`` and ``last`` count from 1.

    ``placed`` tells that nothing about its borders is a guess: every page says whose it is, or
    which page of the letter it is. A file that is one letter is always placed.
    """

    first: int
    last: int
    placed: bool


def letters_of(pages: Sequence[PageFacts]) -> tuple[Letter, ...]:
    """Split a file where the recipient changes; never loses a page."""
    starts = [0]
    for place in range(1, len(pages)):
        if _opens(pages[place], pages[starts[-1]]):
            starts.append(place)
    ends = [*starts[1:], len(pages)]
    return tuple(
        Letter(start + 1, end, len(starts) == 1 or all(map(_is_placed, pages[start:end])))
        for start, end in zip(starts, ends, strict=True)
    )


def spoken_for(page: PageFacts) -> frozenset[int]:
    """Return the contracts a page is about: by number, else by full name."""
    numbered = page.numbered
    if numbered:
        return frozenset(numbered)
    return frozenset(one.tenancy_id for one in page.claims if one.name is NameStrength.FULL)


def _opens(page: PageFacts, opening: PageFacts) -> bool:
    """Whether a page begins a letter to somebody else than the one that ``opening`` began."""
    begins = any(mark.number == 1 for mark in page.marks)
    if page.marks and not begins:
        return False
    current, here = spoken_for(opening), spoken_for(page)
    if goes_on(page, current) or not (here or _has_unknown(page)):
        return False
    return begins or (bool(current) and any(map(_is_complete, page.claims)))


def goes_on(page: PageFacts, current: frozenset[int]) -> bool:
    """Whether a page speaks for one of the contracts, by number or by name."""
    return any(
        one.tenancy_id in current and (one.number or one.name is NameStrength.FULL)
        for one in page.claims
    )


def _has_unknown(page: PageFacts) -> bool:
    return any(not seen.tenancies for seen in page.numbers)


def _is_complete(claim: Claim) -> bool:
    return claim.name is NameStrength.FULL and (claim.number or claim.place)


def _is_placed(page: PageFacts) -> bool:
    return bool(page.marks) or bool(spoken_for(page))
