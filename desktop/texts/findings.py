"""What a finding is called, why it was made, and the whole of it in one sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from desktop.domain.findings import FindingCode, Severity
from desktop.domain.holder import AddressPart
from desktop.domain.months import Month
from desktop.texts import mark, tr
from desktop.texts.countries import country_name
from desktop.texts.dates import full_date, month_name, run_name
from desktop.texts.finding_table import (
    ADDRESS_PARTS,
    CONTACT_KINDS,
    FOREIGN_OUTSIDE_EEA,
    FORMAT_WITHOUT_COUNTRY,
    MANDATE_WITHOUT_DATE,
    TEXTS,
    FindingText,
)


class ExplainedFinding(Protocol):
    """A finding of the rule book, or one that was stored and is shown again."""

    @property
    def code(self) -> str:
        """Value of a ``FindingCode``."""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""

    @property
    def params(self) -> Mapping[str, object]:
        """As in ``desktop.domain.findings.Finding``."""


SEVERITIES: Mapping[Severity, str] = {
    Severity.BLOCKER: mark("Fehler"),
    Severity.WARNING: mark("Warnung"),
    Severity.INFO: mark("Hinweis"),
    Severity.OK: mark("in Ordnung"),
}


def finding_title(finding: ExplainedFinding) -> str:
    """Return what was found in two or three words: "Kontoinhaber weicht ab"."""
    return tr(_text(finding).title)


def finding_reason(finding: ExplainedFinding) -> str:
    """Return the short reason beside the title: "Rolf Musterbach, keine Mietpartei"."""
    return tr(_text(finding).reason).format_map(_Shown(finding.params))


def finding_sentence(finding: ExplainedFinding) -> str:
    """Return the finding explained in one whole sentence."""
    sentence, params = tr(_text(finding).sentence), finding.params
    return sentence.format_map(_Shown(params)) if "{" in sentence else sentence


def severity_name(severity: Severity) -> str:
    """Return the word for a severity: "Fehler", "Warnung", "Hinweis", "in Ordnung"."""
    return tr(SEVERITIES[severity])


def _text(finding: ExplainedFinding) -> FindingText:
    code, params = finding.code, finding.params
    if not isinstance(code, FindingCode):
        code = FindingCode(code)
    if code is FindingCode.IBAN_FOREIGN and finding.severity is Severity.WARNING:
        return FOREIGN_OUTSIDE_EEA
    if code is FindingCode.IBAN_FORMAT and "country" not in params:
        return FORMAT_WITHOUT_COUNTRY
    if code is FindingCode.MANDATE_OK and "signed_on" not in params:
        return MANDATE_WITHOUT_DATE
    return TEXTS[code]


_AS_IT_IS = frozenset({"holder", "party", "bank", "bank_code", "register", "reference"})


class _Shown(dict[str, object]):
    """Parameters of a finding as people read them; a missing one becomes a gap."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__(params)
        for name in self.keys() - _AS_IT_IS:
            self[name] = _shown(name, params[name])

    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if name.endswith("_on"):
            return full_date(date.fromisoformat(value))
        if name == "run":
            return run_name(Month.parse(value))
        if name == "effective_month":
            return month_name(Month.parse(value))
    except ValueError:
        return value
    return _shown_code(name, value)


def _shown_code(name: str, value: str) -> str:
    if name == "parts":
        return ", ".join(
            tr(ADDRESS_PARTS[AddressPart(part)])
            for part in value.split(",")
            if part in ADDRESS_PARTS
        )
    if name == "kind" and value in CONTACT_KINDS:
        return tr(CONTACT_KINDS[value])
    return country_name(value) if name == "country" else value
