"""Whether a letter is whole: every page there, once, in its order, and readable."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.document_match.page_marks import PageMark
from desktop.domain.document_match.reasons import Reason, ReasonCode


class _Marked(NamedTuple):
    page: PageFacts
    place: PageMark


def page_checks(pages: Sequence[PageFacts]) -> Iterator[Reason]:
    """Check the pages of a letter."""
    for page in pages:
        if not page.readable and page is not pages[0]:
            yield Reason(ReasonCode.PAGE_PICTURE, page.number)
        if len(page.marks) > 1:
            yield Reason(ReasonCode.PAGE_ORDER, page.number)
    marked = [_Marked(page, page.marks[0]) for page in pages if page.marks]
    for place, run in enumerate(_runs(marked)):
        yield from _run_checks(run)
        if place and not run[0].page.claims:
            yield Reason(ReasonCode.PAGE_UNNAMED, run[0].page.number)


def _runs(marked: Sequence[_Marked]) -> Iterator[tuple[_Marked, ...]]:
    """Yield the pages of each part that counts its pages from 1."""
    starts = [place for place, one in enumerate(marked) if one.place.number == 1 or not place]
    for start, end in pairwise([*starts, len(marked)]):
        yield tuple(marked[start:end])


def _run_checks(run: Sequence[_Marked]) -> Iterator[Reason]:
    numbers = [one.place.number for one in run]
    totals = {one.place.total for one in run}
    if numbers != sorted(set(numbers)) or len(totals) > 1:
        yield Reason(ReasonCode.PAGE_ORDER, run[0].page.number)
        return
    total = next(iter(totals), None)
    last = numbers[-1] if total is None else total
    for missing in sorted(set(range(1, last + 1)) - set(numbers))[:1]:
        yield Reason(ReasonCode.PAGE_MISSING, None, (str(missing), str(total or "")))
