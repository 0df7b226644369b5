"""What fits a contract on the pages of a letter, and what contradicts it."""

from collections.abc import Iterator, Sequence

from desktop.domain.document_match.directory import Contract, Directory, could_be_to
from desktop.domain.document_match.page_facts import Claim, PageFacts
from desktop.domain.document_match.people import NameSeen, NameStrength
from desktop.domain.document_match.reasons import Reason, ReasonCode
from desktop.domain.document_match.recipients import Addressee

_NO_CLAIM = Claim(0, number=False, name=NameStrength.NONE, place=False, nameless=False, flat=False)


def opening_checks(
    contract: Contract, opening: PageFacts, directory: Directory
) -> Iterator[Reason]:
    """Compare the first page: number, name, address, and whom they could mean as well."""
    page = opening.number
    claim = opening.claim(contract.id) or _NO_CLAIM
    if claim.number:
        yield Reason(ReasonCode.NUMBER, page)
    if claim.name is not NameStrength.NONE:
        yield Reason(ReasonCode.NAME, page)
    if claim.place:
        yield Reason(ReasonCode.PLACE, page)
    if claim.name is NameStrength.NONE and not (claim.number and claim.place and claim.nameless):
        yield Reason(ReasonCode.NAME_MISSING, page)
    if not claim.number and not opening.numbers:
        yield Reason(ReasonCode.NUMBER_MISSING, page)
    if claim.number and _could_be_another(contract, claim, opening, directory):
        yield Reason(ReasonCode.NUMBER_NEAR, page, (contract.number,))
    if not claim.place:
        yield from _place_checks(contract, opening, directory)


def _could_be_another(
    contract: Contract, claim: Claim, opening: PageFacts, directory: Directory
) -> bool:
    """Whether the number may be that of another contract with two signs exchanged."""
    for near in directory.numbers.swapped(contract.number):
        other = directory.contracts[near]
        if near == contract.id or (claim.place and not _share_a_house(contract, other)):
            continue
        others = opening.claim(near)
        if claim.flat and others is not None and not others.flat:
            continue
        if could_be_to(contract, other, claim.name):
            return True
    return False


def _share_a_house(contract: Contract, other: Contract) -> bool:
    return any(one.is_at(two) for one in contract.places for two in other.places)


def _place_checks(contract: Contract, page: PageFacts, directory: Directory) -> Iterator[Reason]:
    """An address that is not this contract's says that another one may be meant."""
    if any(place.is_at(one) for place in page.places for one in contract.places):
        return
    for place in page.places:
        if not any(place.is_at(office) for office in directory.offices):
            yield Reason(ReasonCode.PLACE_OTHER, page.number, (place.text,))


def recipient_checks(
    contract: Contract, pages: Sequence[PageFacts], directory: Directory
) -> Iterator[Reason]:
    """Look on every page for whom it is written to: a stranger's may lie behind the letter."""
    for page in pages:
        for one in page.addressees:
            if _is_other(contract, one):
                yield Reason(ReasonCode.RECIPIENT_OTHER, page.number, (one.text,))
        claim = page.claim(contract.id) or _NO_CLAIM
        says_own = claim.number or claim.name is not NameStrength.NONE
        if page is not pages[0] and not says_own:
            yield from _place_checks(contract, page, directory)


def _is_other(contract: Contract, addressee: Addressee) -> bool:
    place = addressee.place
    at_home = place is not None and any(place.is_at(one) for one in contract.places)
    if at_home and not addressee.named:
        return False
    words = set(addressee.words)
    own = any(name.surname and words.issuperset(name.surname) for name in contract.people)
    return not own or (place is not None and not at_home)


def foreign_checks(
    contract: Contract, pages: Sequence[PageFacts], directory: Directory
) -> Iterator[Reason]:
    """Look for other tenants on every page."""
    for page in pages:
        yield from _foreign_numbers(contract, page, directory)
        for seen in _foreign_names(contract, page, directory):
            yield Reason(ReasonCode.NAME_FOREIGN, page.number, (seen.text,))
        for unknown in page.numbers:
            if not unknown.tenancies:
                yield Reason(ReasonCode.NUMBER_UNKNOWN, page.number, (unknown.text,))


def _foreign_numbers(contract: Contract, page: PageFacts, directory: Directory) -> Iterator[Reason]:
    for seen in page.numbers:
        if not seen.tenancies or contract.id in seen.tenancies:
            continue
        same = all(_same_people(contract, directory.contracts[one]) for one in seen.tenancies)
        code = ReasonCode.NUMBER_OTHER if same else ReasonCode.NUMBER_FOREIGN
        yield Reason(code, page.number, (seen.text,))


def _same_people(contract: Contract, other: Contract) -> bool:
    return not {name.words for name in contract.people}.isdisjoint(
        name.words for name in other.people
    )


def _foreign_names(contract: Contract, page: PageFacts, directory: Directory) -> Iterator[NameSeen]:
    own = [seen for seen in page.names if contract.id in seen.tenancies]
    for seen in page.names:
        if contract.id in seen.tenancies or any(_overlap(seen, one) for one in own):
            continue
        others = (directory.contracts[one] for one in seen.tenancies)
        if not seen.aside or any(_is_more_than_a_name(contract, one, page) for one in others):
            yield seen


def _overlap(seen: NameSeen, own: NameSeen) -> bool:
    """Whether it only shows where two columns meet: *Deniz Musterbach | Jette Modell*."""
    return seen.start < own.end and own.start < seen.end and len(seen.text) <= len(own.text) * 2


def _is_more_than_a_name(contract: Contract, other: Contract, page: PageFacts) -> bool:
    """Whether number or address of the other stand there; the house they share says nothing."""
    claim = page.claim(other.id)
    if claim is None:
        return False
    return claim.number or (claim.place and not _share_a_house(contract, other))


def company_checks(
    contract: Contract, opening: PageFacts, directory: Directory, company_id: int | None
) -> Iterator[Reason]:
    """Compare whose letter it is with whose contract."""
    code = directory.landlords[contract.company_id].code
    if company_id is not None and contract.company_id != company_id:
        yield Reason(ReasonCode.COMPANY_OTHER, None, (code,))
    if opening.landlords and contract.company_id not in opening.landlords:
        yield Reason(ReasonCode.LETTERHEAD_OTHER, None, (code,))
