"""Whether a letter is whole: every page there, once, in its order, and readable."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.document_match.page_marks import PageMark
from desktop.domain.document_match.reasons import Reason, ReasonCode


class _Marked(NamedTuple):
    page: int
    mark: PageMark


def page_checks(pages: Sequence[PageFacts], first: int) -> Iterator[Reason]:
    """Check the pages of a letter; ``first`` is the number of its first page in the file."""
    numbered = tuple(enumerate(pages, start=first))
    for number, page in numbered:
        if not page.readable and number > first:
            yield Reason(ReasonCode.PAGE_PICTURE, number)
        if len(page.marks) > 1:
            yield Reason(ReasonCode.PAGE_ORDER, number)
    marked = [_Marked(number, page.marks[0]) for number, page in numbered if page.marks]
    for place, run in enumerate(_runs(marked)):
        yield from _run_checks(run)
        if place and not pages[run[0].page - first].claims:
            yield Reason(ReasonCode.PAGE_UNNAMED, run[0].page)


def _runs(marked: Sequence[_Marked]) -> Iterator[tuple[_Marked, ...]]:
    """Yield the pages of each part that counts its pages from 1."""
    starts = [place for place, one in enumerate(marked) if one.mark.number == 1 or not place]
    for start, end in pairwise([*starts, len(marked)]):
        yield tuple(marked[start:end])


def _run_checks(run: Sequence[_Marked]) -> Iterator[Reason]:
    numbers = [one.mark.number for one in run]
    totals = {one.mark.total for one in run}
    if numbers != sorted(set(numbers)) or len(totals) > 1:
        yield Reason(ReasonCode.PAGE_ORDER, run[0].page)
        return
    total = next(iter(totals), None)
    last = numbers[-1] if total is None else total
    for missing in sorted(set(range(1, last + 1)) - set(numbers))[:1]:
        yield Reason(ReasonCode.PAGE_MISSING, None, (str(missing), str(total or "")))
