"""How sure it is whose a letter is: everything that fits, everything that does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.document_match.checks import (
    company_checks,
    foreign_checks,
    opening_checks,
    recipient_checks,
)
from desktop.domain.document_match.directory import Contract, Directory
from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.document_match.page_order import page_checks
from desktop.domain.document_match.reasons import Match, Reason, ReasonCode, match_of
from desktop.domain.document_match.subjects import subject_of
from desktop.domain.document_match.time_checks import time_checks
from desktop.domain.document_match.times import Span


@dataclass(frozen=True, slots=True)
class Expected:
    """What a batch is for; None where it does not say."""

    company_id: int | None = None
    period: Span | None = None


ANYTHING = Expected()


def judge(
    file_name: str,
    pages: Sequence[PageFacts],
    directory: Directory,
    expected: Expected = ANYTHING,
    *,
    placed: bool = True,
) -> Match:
    """Judge one letter by its pages, of which there is at least one. Never raises.

    ``placed`` is false where its border in the file is a guess.
    """
    in_name = directory.numbers.seen_in_name(file_name)
    subject = subject_of(pages, in_name, directory, expected.company_id)
    reasons = list(subject.reasons)
    if not pages[0].readable:
        reasons.append(Reason(ReasonCode.NO_TEXT, pages[0].number))
    if not placed:
        reasons.append(Reason(ReasonCode.BORDER_UNSURE, pages[0].number))
    reasons.extend(page_checks(pages))
    if subject.tenancy_id is not None:
        contract = directory.contracts[subject.tenancy_id]
        reasons.extend(_about(contract, pages, directory, expected))
        if any(contract.id not in seen.tenancies for seen in in_name):
            reasons.append(
                Reason(ReasonCode.NAME_IN_NAME, values=tuple(seen.text for seen in in_name))
            )
    return match_of(subject.tenancy_id, _told_once(reasons))


def _about(
    contract: Contract, pages: Sequence[PageFacts], directory: Directory, expected: Expected
) -> Iterator[Reason]:
    yield from opening_checks(contract, pages[0], directory)
    yield from foreign_checks(contract, pages, directory)
    yield from recipient_checks(contract, pages, directory)
    yield from time_checks(contract, pages, directory, expected.period)
    yield from company_checks(contract, pages[0], directory, expected.company_id)


def _told_once(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Keep what a number or a name does wrong once, with the first page it stands on."""
    told: dict[tuple[ReasonCode, tuple[str, ...]], Reason] = {}
    for one in reasons:
        told.setdefault((one.code, one.values), one)
    swapped = {one.values for one in reasons if one.code is ReasonCode.NUMBER_SWAPPED}
    return tuple(
        one
        for one in told.values()
        if one.code is not ReasonCode.NUMBER_UNKNOWN or one.values not in swapped
    )
