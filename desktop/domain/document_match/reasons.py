"""Why a letter was matched as it was: codes and values, of which sentences are made."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.documents import Verdict


class ReasonCode(StrEnum):
    """What speaks for a match or against it. The list is closed."""

    NUMBER = "number"
    """The contract's number stands on the first page."""
    NAME = "name"
    PLACE = "place"
    NO_TEXT = "no_text"
    UNREADABLE = "unreadable"
    """The file is locked, damaged or too long; the value is the state of its text."""
    TEXT_HIDDEN = "text_hidden"
    """Some of the text is not surely to be seen, so that nobody knows what the page really says."""
    NUMBER_IN_NAME = "number_in_name"
    """Only the file's name holds the contract's number."""
    NUMBER_LATER = "number_later"
    """The number stands on a later page only."""
    NUMBER_MISSING = "number_missing"
    NUMBER_SWAPPED = "number_swapped"
    """Two signs of the number are exchanged; the value is what stands there."""
    NUMBER_UNKNOWN = "number_unknown"
    NUMBER_NEAR = "number_near"
    """Exchanging two signs makes it the number of somebody the letter could be to as well."""
    NUMBER_OTHER = "number_other"
    """Another contract of the same people is named, too."""
    NUMBER_FOREIGN = "number_foreign"
    NAME_FOREIGN = "name_foreign"
    NAME_MISSING = "name_missing"
    NAME_IN_NAME = "name_in_name"
    """The file's name holds the number of another contract."""
    PLACE_OTHER = "place_other"
    RECIPIENT_OTHER = "recipient_other"
    """A page is written to somebody else, known or not."""
    SEVERAL = "several"
    """More than one contract fits; the values are their numbers."""
    TWO_CONTRACTS = "two_contracts"
    """Two contracts over the flat fall into the period, and nothing says which is meant."""
    BEFORE_START = "before_start"
    AFTER_END = "after_end"
    TIME_DIFFERS = "time_differs"
    """The tenant's own part of the period does not fit the contract."""
    PERIOD_DIFFERS = "period_differs"
    PAGE_MISSING = "page_missing"
    PAGE_ORDER = "page_order"
    PAGE_PICTURE = "page_picture"
    """A page among others that cannot be read."""
    PAGE_UNNAMED = "page_unnamed"
    """A page that begins something and says for nobody."""
    BORDER_UNSURE = "border_unsure"
    """The file holds several letters, and where one ends is a guess."""
    COMPANY_OTHER = "company_other"
    """The contract is another company's than those the batch is for."""
    LETTERHEAD_OTHER = "letterhead_other"
    DUPLICATE = "duplicate"
    """The same file is in the batch already, or in the contract's account."""
    TWICE = "twice"
    """Another letter of the batch is for the same contract."""
    CHANGED = "changed"
    """The contract or its parties changed after the letter was judged or decided."""
    REFUSED = "refused"
    """The file's content may not be published; the value says why."""


_HELD = frozenset(
    {
        ReasonCode.NUMBER_FOREIGN,
        ReasonCode.NAME_FOREIGN,
        ReasonCode.BEFORE_START,
        ReasonCode.AFTER_END,
        ReasonCode.PAGE_MISSING,
        ReasonCode.PAGE_ORDER,
        ReasonCode.COMPANY_OTHER,
        ReasonCode.DUPLICATE,
        ReasonCode.REFUSED,
    }
)
_WHO = frozenset({ReasonCode.NAME, ReasonCode.PLACE})
_FITS = _WHO | {ReasonCode.NUMBER}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``page`` counts from 1 in the file, ``values`` fill its sentence."""

    code: ReasonCode
    page: int | None = None
    values: tuple[str, ...] = ()

    @property
    def holds_back(self) -> bool:
        """Whether it contradicts, so that the letter is held back."""
        return self.code in _HELD

    @property
    def fits(self) -> bool:
        """Whether it speaks for the match."""
        return self.code in _FITS


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a letter probably is, how sure that is, and why."""

    verdict: Verdict
    tenancy_id: int | None
    reasons: tuple[Reason, ...]


def match_of(tenancy_id: int | None, reasons: tuple[Reason, ...]) -> Match:
    """Let the reasons decide how sure it is; what holds back comes first, what fits last."""
    ordered = tuple(sorted(reasons, key=lambda one: 2 if one.fits else 0 if one.holds_back else 1))
    return Match(_verdict(tenancy_id, ordered), tenancy_id, ordered)


def _verdict(tenancy_id: int | None, reasons: tuple[Reason, ...]) -> Verdict:
    if any(one.holds_back for one in reasons):
        return Verdict.HELD
    if tenancy_id is None:
        several = any(one.code is ReasonCode.SEVERAL for one in reasons)
        return Verdict.CHECK if several else Verdict.NONE
    codes = {one.code for one in reasons}
    proven = ReasonCode.NUMBER in codes and not codes.isdisjoint(_WHO)
    return Verdict.SURE if proven and all(one.fits for one in reasons) else Verdict.CHECK
