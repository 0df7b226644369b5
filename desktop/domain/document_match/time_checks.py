"""Whether the time a statement is about is the contract's own."""

from collections.abc import Iterator, Sequence

from desktop.domain.document_match.directory import Contract, Directory, could_be_to
from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.document_match.people import NameStrength
from desktop.domain.document_match.reasons import Reason, ReasonCode
from desktop.domain.document_match.subjects import own_times, periods
from desktop.domain.document_match.times import Span

_TOLERANCE = 31
"""Days a tenant's own part may reach beyond the contract: keys are handed over near its end."""


def time_checks(
    contract: Contract, pages: Sequence[PageFacts], directory: Directory, expected: Span | None
) -> Iterator[Reason]:
    """Compare the period, the tenant's own part of it, and who else lived there meanwhile."""
    stated, own = periods(pages), own_times(pages)
    if expected is not None and stated and not any(expected.shared_days(span) for span in stated):
        yield Reason(ReasonCode.PERIOD_DIFFERS, values=_days(stated[0]))
    period = expected or max(stated, key=_length, default=None)
    if period is not None and not contract.time.shared_days(period):
        yield _outside(contract, period)
        return
    for span in own:
        shared = contract.time.shared_days(span)
        if not shared:
            yield _outside(contract, span)
        elif _length(span) - shared > _TOLERANCE:
            yield Reason(ReasonCode.TIME_DIFFERS, values=_days(span))
    claim = pages[0].claim(contract.id)
    strength = NameStrength.NONE if claim is None else claim.name
    if _is_ambiguous(contract, strength, period, own, directory):
        yield Reason(ReasonCode.TWO_CONTRACTS)


def _is_ambiguous(
    contract: Contract,
    strength: NameStrength,
    period: Span | None,
    own: tuple[Span, ...],
    directory: Directory,
) -> bool:
    """Whether somebody of the same name had the same flat in the period, and no time decides."""
    for other in directory.of_unit(contract):
        if not could_be_to(contract, other, strength):
            continue
        if not own:
            if period is None or other.time.shared_days(period):
                return True
        elif any(other.time.shared_days(span) >= contract.time.shared_days(span) for span in own):
            return True
    return False


def _outside(contract: Contract, span: Span) -> Reason:
    ended = contract.time.last is not None and contract.time.last < span.first
    return Reason(ReasonCode.AFTER_END if ended else ReasonCode.BEFORE_START, values=_days(span))


def _length(span: Span) -> int:
    return span.shared_days(span)


def _days(span: Span) -> tuple[str, str]:
    return span.first.isoformat(), "" if span.last is None else span.last.isoformat()
