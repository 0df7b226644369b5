"""Findings about the account and its holder (rule book, section 3, groups iban and holder)."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from desktop.domain.bank_change import ApplicationField, BankChangeApplication, CheckContext
from desktop.domain.bank_register import NationalCheck
from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.findings import Finding, FindingCode, FindingParam, Severity
from desktop.domain.holder import Address, AddressState, HolderMatch
from desktop.domain.iban import IbanCheck, normalise_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.name_match import NameMatch

_NO_ADDRESS = Address()
_LONGEST_NAME = 140
_DIGIT = re.compile(r"\d")
_NATIONAL: Mapping[NationalCheck, Finding] = {
    NationalCheck.PASSED: Finding(FindingCode.IBAN_NATIONAL_OK, Severity.OK),
    NationalCheck.FAILED: Finding(FindingCode.IBAN_NATIONAL_FAILED, Severity.WARNING),
    NationalCheck.NOT_VERIFIABLE: Finding(FindingCode.IBAN_NATIONAL_UNVERIFIABLE, Severity.INFO),
}


def iban_findings(
    application: BankChangeApplication, context: CheckContext, check: IbanCheck | None
) -> Iterator[Finding]:
    """Yield what there is to say about the IBAN; nothing where none was to be checked."""
    if check is None:
        return
    if check.problem is not None:
        yield Finding(check.problem, Severity.BLOCKER, _country_params(check))
        return
    yield from _country_findings(check)
    yield from _bank_findings(check)
    if _unchanged(application, context, check):
        yield Finding(FindingCode.IBAN_UNCHANGED, Severity.WARNING)


def _country_params(check: IbanCheck) -> dict[str, FindingParam]:
    return {"country": check.country} if check.country else {}


def _country_findings(check: IbanCheck) -> Iterator[Finding]:
    if not check.sepa:
        yield Finding(FindingCode.IBAN_NOT_SEPA, Severity.BLOCKER, _country_params(check))
    if check.country != "DE":
        severity = Severity.INFO if check.eea else Severity.WARNING
        yield Finding(FindingCode.IBAN_FOREIGN, severity, _country_params(check))


def _bank_findings(check: IbanCheck) -> Iterator[Finding]:
    if check.bank_name is None:
        yield Finding(
            FindingCode.IBAN_BANK_UNKNOWN,
            Severity.WARNING,
            {"bank_code": check.bank_code or "", "register": check.register},
        )
    elif check.sepa:
        yield _bank_known(check.bank_name)
    if (national := _NATIONAL.get(check.national_check)) is not None:
        yield national


@lru_cache(maxsize=4096)
def _bank_known(bank: str) -> Finding:
    # One object for a bank: a file of applications names the same few banks all the time.
    return Finding(FindingCode.IBAN_OK, Severity.OK, {"bank": bank})


def _unchanged(application: BankChangeApplication, context: CheckContext, check: IbanCheck) -> bool:
    if context.current_iban is None or application.mandate is not None:
        return False
    return normalise_iban(context.current_iban) == check.normalised


def holder_findings(
    application: BankChangeApplication, match: HolderMatch | None
) -> Iterator[Finding]:
    """Yield how the account holder compares with the parties of the contract."""
    if ApplicationField.ACCOUNT_HOLDER not in application.given:
        return
    if match is None:
        # Only a new account has to name its holder.
        if application.variant.names_account and is_blank(application.account_holder):
            yield Finding(FindingCode.HOLDER_MISSING, Severity.BLOCKER)
        return
    name = _shown_name(application.account_holder)
    if match.match is NameMatch.SAME:
        yield Finding(FindingCode.HOLDER_OK, Severity.OK, {"holder": name})
    elif match.match is NameMatch.UNSURE:
        party = match.party.name if match.party else ""
        yield Finding(
            FindingCode.HOLDER_UNSURE,
            Severity.WARNING,
            {"holder": name, "party": _shown_name(party)},
        )
    else:
        yield Finding(FindingCode.HOLDER_DIFFERS, Severity.WARNING, {"holder": name})


def _shown_name(text: str | None) -> str:
    """Return a name fit to be stored with a finding, even where somebody typed an IBAN into it."""
    name = one_line(text)[:_LONGEST_NAME]
    return mask_ibans(name) if _DIGIT.search(name) else name


def address_findings(
    application: BankChangeApplication,
    check: IbanCheck | None,
    match: HolderMatch | None,
) -> Iterator[Finding]:
    """Yield what is missing of the holder's address, where one is needed.

    It is needed where the holder is none of the parties (the companies' rule) and for an account
    outside the EEA (rules for transfers of funds), where a party's own address will do as well.
    """
    differs = match is not None and match.match is NameMatch.DIFFERS
    outside = check is not None and check.valid and not check.eea
    asked = ApplicationField.HOLDER_ADDRESS in application.given
    if not differs and not (outside and asked):
        return
    address = application.holder_address or _NO_ADDRESS
    state = address.state
    if state is AddressState.MISSING and match is not None and match.match is NameMatch.SAME:
        own = match.party.address if match.party is not None else None
        address = own or address
        state = address.state
    if state is AddressState.MISSING:
        yield Finding(FindingCode.HOLDER_ADDRESS_MISSING, Severity.BLOCKER)
    elif state is AddressState.INCOMPLETE:
        yield Finding(
            FindingCode.HOLDER_ADDRESS_INCOMPLETE,
            Severity.BLOCKER,
            {"parts": ",".join(part.value for part in address.faulty_parts)},
        )
