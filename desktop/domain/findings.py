"""What a check of a bank change can find. The list is closed (rule book, section 3).

Values that are made for every line of a file are msgspec structs instead of dataclasses: frozen as
well, and made many times faster.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

FindingParam = str | int
_NOTHING: Mapping[str, FindingParam] = MappingProxyType({})


class Severity(StrEnum):
    """How much a finding weighs; the order of the members is the order of display."""

    BLOCKER = "blocker"
    """Cannot be proposed for release."""
    WARNING = "warning"
    """Needs a decision with a reason."""
    INFO = "info"
    OK = "ok"
    """What it stands for was checked and is fine."""


class FindingCode(StrEnum):
    """Every result a check can have, in the order of the rule book's table."""

    IBAN_MISSING = "iban.missing"
    IBAN_FORMAT = "iban.format"
    IBAN_COUNTRY = "iban.country"
    IBAN_CHECK_DIGITS = "iban.check_digits"
    IBAN_NOT_SEPA = "iban.not_sepa"
    IBAN_FOREIGN = "iban.foreign"
    IBAN_BANK_UNKNOWN = "iban.bank_unknown"
    IBAN_NATIONAL_FAILED = "iban.national_failed"
    IBAN_NATIONAL_UNVERIFIABLE = "iban.national_unverifiable"
    IBAN_UNCHANGED = "iban.unchanged"
    IBAN_OK = "iban.ok"
    IBAN_NATIONAL_OK = "iban.national_ok"
    HOLDER_MISSING = "holder.missing"
    HOLDER_DIFFERS = "holder.differs"
    HOLDER_UNSURE = "holder.unsure"
    HOLDER_OK = "holder.ok"
    HOLDER_ADDRESS_MISSING = "holder.address_missing"
    HOLDER_ADDRESS_INCOMPLETE = "holder.address_incomplete"
    MANDATE_MISSING = "mandate.missing"
    MANDATE_REFERENCE_INVALID = "mandate.reference_invalid"
    MANDATE_REFERENCE_TAKEN = "mandate.reference_taken"
    MANDATE_CREDITOR_ID_INVALID = "mandate.creditor_id_invalid"
    MANDATE_SIGNATURE_MISSING = "mandate.signature_missing"
    MANDATE_SIGNATURE_IN_FUTURE = "mandate.signature_in_future"
    MANDATE_NEW_REQUIRED = "mandate.new_required"
    MANDATE_LAPSES_SOON = "mandate.lapses_soon"
    MANDATE_LAPSED = "mandate.lapsed"
    MANDATE_NOT_USABLE = "mandate.not_usable"
    MANDATE_OK = "mandate.ok"
    RISK_IBAN_SHARED = "risk.iban_shared"
    RISK_CONTACT_CHANGED = "risk.contact_changed"
    RISK_REPEATED = "risk.repeated"
    RISK_TENANCY_ENDED = "risk.tenancy_ended"
    RISK_BY_MAIL = "risk.by_mail"
    RUN_AT_RISK = "run.at_risk"
    RUN_MISSED = "run.missed"
    PROMISE_OVERDUE = "promise.overdue"
    PROMISE_AFTER_CUTOFF = "promise.after_cutoff"
    RUN_OK = "run.ok"
    PRENOTIFICATION_SHORT = "prenotification.short"


class Finding(msgspec.Struct, frozen=True):
    """One result of a check.

    ``params`` are plain texts and numbers (dates as ISO text), fit to be stored beside the case;
    they never hold an IBAN. The sentence for it is made by ``desktop.texts.findings``.
    """

    code: FindingCode
    severity: Severity
    params: Mapping[str, FindingParam] = msgspec.field(default_factory=lambda: _NOTHING)


_GROUPS = {"iban": 0, "holder": 1, "mandate": 2, "risk": 3, "run": 4, "promise": 4}
_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}
_PLACE = {
    code: (_GROUPS.get(code.value.partition(".")[0], 5), place)
    for place, code in enumerate(FindingCode)
}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as they are shown: by group, then severity, then place in the table."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, int, int]:
    group, place = _PLACE[finding.code]
    return group, _WEIGHT[finding.severity], place


def blockers(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that stand in the way of a release."""
    return tuple([f for f in findings if f.severity is Severity.BLOCKER])


def warnings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that need a person's decision with a reason."""
    return tuple(f for f in findings if f.severity is Severity.WARNING)
