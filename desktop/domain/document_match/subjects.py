"""Which contract a letter is probably about, before anybody asks whether that is certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.numbers import NumberSeen
from desktop.domain.document_match.page_facts import Claim, PageFacts
from desktop.domain.document_match.people import NameStrength
from desktop.domain.document_match.reasons import Reason, ReasonCode
from desktop.domain.document_match.times import Span

_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """The contract a letter is probably about, and what was found instead of what should be."""

    tenancy_id: int | None
    reasons: tuple[Reason, ...] = ()


def subject_of(
    pages: Sequence[PageFacts], in_name: Sequence[NumberSeen], directory: Directory
) -> Subject:
    """Return the likeliest contract: by number and name, name and address, number alone."""
    opening = pages[0]
    confirmed = _strongest(one for one in opening.claims if one.number and _is_confirmed(one))
    if len(confirmed) == 1:
        return Subject(confirmed[0].tenancy_id)
    if len(confirmed) > 1:
        return _several(confirmed, directory)
    by_name = [one for one in opening.claims if one.name is NameStrength.FULL and one.place] or [
        one for one in opening.claims if one.name is NameStrength.FULL and not opening.numbered
    ]
    if by_name:
        return _by_name(by_name, opening, pages, directory)
    return _by_number(pages, in_name, directory)


def _is_confirmed(claim: Claim) -> bool:
    return claim.name is not NameStrength.NONE or claim.place


def _strongest(claims: Iterable[Claim]) -> list[Claim]:
    """Return those with the full name, else the surname, else the address."""
    found = list(claims)
    for strength in (NameStrength.FULL, NameStrength.SURNAME):
        if some := [one for one in found if one.name is strength]:
            return [one for one in some if one.place] or some
    return found


def _by_name(
    claims: list[Claim], opening: PageFacts, pages: Sequence[PageFacts], directory: Directory
) -> Subject:
    reasons = tuple(_instead_of_number(claims, opening, directory))
    if len(claims) == 1:
        return Subject(claims[0].tenancy_id, reasons)
    fitting = [one for one in claims if _fits_time(one, pages, directory)]
    if len(fitting) == 1:
        return Subject(fitting[0].tenancy_id, reasons)
    several = _several(claims, directory)
    return Subject(None, (*reasons, *several.reasons))


def _instead_of_number(
    claims: list[Claim], opening: PageFacts, directory: Directory
) -> Iterable[Reason]:
    """What stands where the contract's number should."""
    ids = {one.tenancy_id for one in claims}
    found = False
    for seen in opening.numbers:
        if ids & directory.numbers.swapped(seen.text):
            yield Reason(ReasonCode.NUMBER_SWAPPED, values=(seen.text,))
            found = True
        elif not seen.tenancies:
            yield Reason(ReasonCode.NUMBER_UNKNOWN, values=(seen.text,))
            found = True
    if not found:
        yield Reason(ReasonCode.NUMBER_MISSING)


def _fits_time(claim: Claim, pages: Sequence[PageFacts], directory: Directory) -> bool:
    time = directory.contracts[claim.tenancy_id].time
    spans = own_times(pages) or periods(pages)
    return bool(spans) and all(time.shared_days(span) for span in spans)


def own_times(pages: Iterable[PageFacts]) -> tuple[Span, ...]:
    """Return what the letter says of the tenant's own part of the period."""
    return tuple(dict.fromkeys(span for page in pages for span in page.times.own))


def periods(pages: Iterable[PageFacts]) -> tuple[Span, ...]:
    """Return the periods a letter speaks of."""
    return tuple(dict.fromkeys(span for page in pages for span in page.times.periods))


def _several(claims: Sequence[Claim], directory: Directory) -> Subject:
    numbers = tuple(directory.contracts[one.tenancy_id].number for one in claims[:_MOST_NAMED])
    return Subject(None, (Reason(ReasonCode.SEVERAL, values=numbers),))


def _by_number(
    pages: Sequence[PageFacts], in_name: Sequence[NumberSeen], directory: Directory
) -> Subject:
    """Where no name helps: the number on the first page, on a later one, in the file's name."""
    opening = pages[0]
    if opening.numbered:
        if len(opening.numbered) > 1:
            return _several([one for one in opening.claims if one.number], directory)
        return Subject(opening.numbered[0])
    reasons = [
        Reason(ReasonCode.NUMBER_UNKNOWN, values=(seen.text,))
        for seen in opening.numbers
        if not seen.tenancies
    ]
    later = tuple(dict.fromkeys(one for page in pages[1:] for one in page.numbered))
    if len(later) == 1:
        return Subject(later[0], (*reasons, Reason(ReasonCode.NUMBER_LATER)))
    named = tuple(dict.fromkeys(one for seen in in_name for one in seen.tenancies))
    if len(named) == 1:
        return Subject(named[0], (*reasons, Reason(ReasonCode.NUMBER_IN_NAME)))
    if len(named) > 1:
        numbers = tuple(directory.contracts[one].number for one in named[:_MOST_NAMED])
        return Subject(None, (*reasons, Reason(ReasonCode.SEVERAL, values=numbers)))
    return Subject(None, tuple(reasons))
