"""SEPA mandates: their reference, their states and how long they live (rule book, section 3)."""

import re
from datetime import date
from enum import StrEnum

import msgspec

from desktop.domain.months import add_months

LAPSES_AFTER_MONTHS = 36
"""SEPA Core rulebook, 4.7.2: a mandate without collection for 36 months may not be used."""
LAPSES_SOON_AFTER_MONTHS = 33
_REFERENCE = re.compile(r"[A-Za-z0-9+?/\-:().,' ]{1,35}")
_NOT_OURS = re.compile(r"[^A-Z0-9]")


class MandateStatus(StrEnum):
    """Life of one version of a mandate."""

    NEW = "new"
    ACTIVE = "active"
    AMENDED = "amended"
    """In force, with a change of account that is still to be told to the debtor's bank."""
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    """Made by a release that was taken back before the ERP had it."""
    CORRECTED = "corrected"
    """Wrong, and with the ERP already: it may have been used until the correction's collection."""

    @property
    def usable(self) -> bool:
        """Whether a collection may name this version."""
        return self in (MandateStatus.NEW, MandateStatus.ACTIVE, MandateStatus.AMENDED)


_NOT_TAKEN_BACK = frozenset(
    {MandateStatus.NEW, MandateStatus.ACTIVE, MandateStatus.AMENDED, MandateStatus.LAPSED}
)


class MandateLife(StrEnum):
    """Whether a mandate may still be used on a given day."""

    ALIVE = "alive"
    LAPSES_SOON = "lapses_soon"
    LAPSED = "lapsed"


class MandateData(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one mandate; None where nothing is.

    ``revoked_on`` is the day of a revocation. ``account_holder`` is the debtor who signed, where
    it is known.
    """

    reference: str | None = None
    creditor_id: str | None = None
    signed_on: date | None = None
    last_collection_on: date | None = None
    revoked_on: date | None = None
    status: MandateStatus = MandateStatus.NEW
    account_holder: str | None = None

    @property
    def usable(self) -> bool:
        """Whether it is neither revoked nor superseded (lapsing is judged for a day)."""
        return self.revoked_on is None and self.status in _NOT_TAKEN_BACK


def is_valid_reference(reference: str | None) -> bool:
    """Tell whether a mandate reference has 1 to 35 characters of the SEPA set, not only blanks."""
    return (
        reference is not None
        and _REFERENCE.fullmatch(reference) is not None
        and not reference.isspace()
    )


def reference_key(reference: str) -> str:
    """Return the form in which references are compared: unique ignoring case."""
    return reference.strip().upper()


def make_reference(company_code: str, contract_number: str, number: int) -> str:
    """Return a reference of our own, without blanks: ``THOR-004417-02``.

    The middle part is taken from the digits and letters of the contract number, ``number`` counts
    the mandates of the contract from 1.
    """
    company = _NOT_OURS.sub("", company_code.upper())[:8]
    contract = _NOT_OURS.sub("", contract_number.upper()).rjust(6, "0")[-20:]
    return f"{company or 'M'}-{contract}-{number:02d}"[:35]


def lapses_on(mandate: MandateData) -> date | None:
    """Return the first day on which the mandate may no longer be used; None if nothing is known."""
    return _months_later(mandate, LAPSES_AFTER_MONTHS)


def life_on(mandate: MandateData, day: date) -> MandateLife:
    """Judge the mandate for a collection on ``day``.

    Counted from the last collection, or from the signature where there was none.
    """
    base = mandate.last_collection_on or mandate.signed_on
    if base is None or (day - base).days < LAPSES_SOON_AFTER_MONTHS * 28:
        return MandateLife.ALIVE
    soon = _months_later(mandate, LAPSES_SOON_AFTER_MONTHS)
    if soon is None or day < soon:
        return MandateLife.ALIVE
    lapse = _months_later(mandate, LAPSES_AFTER_MONTHS)
    lapsed = lapse is not None and day >= lapse
    return MandateLife.LAPSED if lapsed else MandateLife.LAPSES_SOON


def _months_later(mandate: MandateData, months: int) -> date | None:
    base = mandate.last_collection_on or mandate.signed_on
    if base is None or base.year > 9990:
        return None
    return add_months(base, months)
