"""Which contract a letter is probably about, before anybody asks whether that is certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
    several: tuple[int, ...] = ()
    """Contracts that fit equally well; empty where one is the likeliest."""


def subject_of(
    pages: Sequence[PageFacts],
    in_name: Sequence[NumberSeen],
    directory: Directory,
    company_id: int | None = None,
) -> Subject:
    """Return the likeliest contract: by number and name, name and address, number alone.

    Where several fit, those of other companies than ``company_id`` are told by the company only:
    who works on its letters may not know the others' contracts.
    """
    subject = _subject(pages, in_name, directory)
    if not subject.several:
        return subject
    told = dict.fromkeys(_told(directory, one, company_id) for one in subject.several)
    several = Reason(ReasonCode.SEVERAL, values=tuple(told))
    return replace(subject, reasons=(*subject.reasons, several))


def _told(directory: Directory, contract_id: int, company_id: int | None) -> str:
    contract = directory.contracts[contract_id]
    if company_id in {None, contract.company_id}:
        return contract.number
    return directory.landlords[contract.company_id].code


def _subject(
    pages: Sequence[PageFacts], in_name: Sequence[NumberSeen], directory: Directory
) -> Subject:
    opening = pages[0]
    confirmed = _strongest(one for one in opening.claims if one.number and _is_confirmed(one))
    if len(confirmed) == 1:
        return Subject(confirmed[0].tenancy_id)
    if len(confirmed) > 1:
        return _several(confirmed)
    by_name = [one for one in opening.claims if one.name is NameStrength.FULL and one.place] or [
        one for one in opening.claims if one.name is NameStrength.FULL and not opening.numbered
    ]
    if by_name:
        return _by_name(by_name, opening, pages, directory)
    return _by_number(pages, in_name)


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
    return replace(_several(claims), reasons=reasons)


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


def _several(claims: Sequence[Claim]) -> Subject:
    return Subject(None, several=tuple(one.tenancy_id for one in claims[:_MOST_NAMED]))


def _by_number(pages: Sequence[PageFacts], in_name: Sequence[NumberSeen]) -> Subject:
    """Where no name helps: the number on the first page, on a later one, in the file's name."""
    opening = pages[0]
    if opening.numbered:
        if len(opening.numbered) > 1:
            return _several([one for one in opening.claims if one.number])
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
        return Subject(None, tuple(reasons), named[:_MOST_NAMED])
    return Subject(None, tuple(reasons))
