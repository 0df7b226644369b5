"""How long a document of an account is kept (rule book, section 5).

A class ends with the calendar year (§ 257(5) HGB). What belongs to the contract itself counts from
the contract's end, everything else from the day it was published.
"""

from datetime import date

from desktop.domain.documents import DocumentKind
from desktop.domain.work import RetentionClass

_VOUCHERS = frozenset({DocumentKind.OPERATING_COSTS, DocumentKind.ACCOUNT_STATEMENT})
_OF_THE_CONTRACT = frozenset(
    {
        DocumentKind.CONTRACT,
        DocumentKind.RENT_ADJUSTMENT,
        DocumentKind.HANDOVER_RECORD,
        DocumentKind.HOUSE_RULES,
    }
)
_YEARS = {RetentionClass.COMMERCIAL_LETTER: 6, RetentionClass.BOOKING_VOUCHER: 8}


def retention_class_of(kind: DocumentKind) -> RetentionClass:
    """Return the class of a kind of document."""
    if kind in _VOUCHERS:
        return RetentionClass.BOOKING_VOUCHER
    return RetentionClass.COMMERCIAL_LETTER


def kept_until(
    kind: DocumentKind, published_on: date, contract_ends_on: date | None
) -> date | None:
    """Return the last day on which a document is kept; None as long as its contract runs."""
    begins = published_on
    if kind in _OF_THE_CONTRACT:
        if contract_ends_on is None:
            return None
        begins = max(published_on, contract_ends_on)
    return date(begins.year + _YEARS[retention_class_of(kind)], 12, 31)
