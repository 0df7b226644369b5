"""Findings about the mandate, and what a release does to it (rule book, section 3, mandate)."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from desktop.domain.bank_change import (
    ApplicationField,
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
    MandateAction,
)
from desktop.domain.blank_text import is_blank
from desktop.domain.company_rules import CompanyRules
from desktop.domain.creditor_id import is_valid_creditor_id
from desktop.domain.findings import Finding, FindingCode, FindingParam, Severity
from desktop.domain.iban import IbanCheck, check_iban
from desktop.domain.mandate import (
    MandateData,
    MandateLife,
    is_valid_reference,
    lapses_on,
    life_on,
    reference_key,
)
from desktop.domain.name_match import NameMatch, compare_names

_ALL_OF_A_MANDATE = frozenset(
    {
        ApplicationField.MANDATE_REFERENCE,
        ApplicationField.MANDATE_CREDITOR_ID,
        ApplicationField.MANDATE_SIGNED_ON,
    }
)


def mandate_findings(
    application: BankChangeApplication,
    *,
    context: CheckContext,
    rules: CompanyRules,
    iban: IbanCheck | None,
    today: date,
    judged_on: date | None,
) -> Iterator[Finding]:
    """Yield what there is to say about the mandate that the next collection would use.

    ``judged_on`` is the collection for which its life is judged, today where there is none.
    """
    if ApplicationField.MANDATE not in application.given:
        return
    if application.variant is BankChangeVariant.REVOCATION:
        return
    granted = application.mandate
    mandate = granted if granted is not None else context.existing_mandate
    if mandate is None:
        yield Finding(FindingCode.MANDATE_MISSING, _weight_of_missing(context, rules))
        return
    found: list[Finding] = []
    if granted is not None:
        found += _granted_findings(granted, application.given, context, today)
    elif _new_mandate_required(application, context=context, rules=rules, iban=iban):
        found.append(Finding(FindingCode.MANDATE_NEW_REQUIRED, Severity.BLOCKER))
    found += _life_findings(mandate, judged_on or today)
    if not mandate.usable:
        found.append(Finding(FindingCode.MANDATE_NOT_USABLE, Severity.BLOCKER))
    yield from found
    if not found and _fully_checked(application):
        yield _signed(mandate.signed_on)


@lru_cache(maxsize=4096)
def _signed(signed_on: date | None) -> Finding:
    params: dict[str, FindingParam] = {"signed_on": signed_on.isoformat()} if signed_on else {}
    return Finding(FindingCode.MANDATE_OK, Severity.OK, params)


def _weight_of_missing(context: CheckContext, rules: CompanyRules) -> Severity:
    self_payer = rules.self_payers_allowed and not context.pays_by_direct_debit
    return Severity.INFO if self_payer else Severity.BLOCKER


def _fully_checked(application: BankChangeApplication) -> bool:
    return application.mandate is None or application.given >= _ALL_OF_A_MANDATE


def _granted_findings(
    mandate: MandateData,
    given: frozenset[ApplicationField],
    context: CheckContext,
    today: date,
) -> Iterator[Finding]:
    if ApplicationField.MANDATE_REFERENCE in given:
        yield from _reference_findings(mandate.reference, context)
    if ApplicationField.MANDATE_CREDITOR_ID in given and not is_valid_creditor_id(
        mandate.creditor_id or ""
    ):
        yield Finding(FindingCode.MANDATE_CREDITOR_ID_INVALID, Severity.BLOCKER)
    if ApplicationField.MANDATE_SIGNED_ON not in given:
        return
    if mandate.signed_on is None:
        yield Finding(FindingCode.MANDATE_SIGNATURE_MISSING, Severity.BLOCKER)
    elif mandate.signed_on > today:
        yield Finding(
            FindingCode.MANDATE_SIGNATURE_IN_FUTURE,
            Severity.BLOCKER,
            {"signed_on": mandate.signed_on.isoformat()},
        )


def _reference_findings(reference: str | None, context: CheckContext) -> Iterator[Finding]:
    if reference is None or not is_valid_reference(reference):
        yield Finding(FindingCode.MANDATE_REFERENCE_INVALID, Severity.BLOCKER)
    elif reference_key(reference) in context.references_taken:
        yield Finding(
            FindingCode.MANDATE_REFERENCE_TAKEN, Severity.BLOCKER, {"reference": reference}
        )


def _life_findings(mandate: MandateData, day: date) -> Iterator[Finding]:
    life = life_on(mandate, day)
    if life is MandateLife.ALIVE:
        return
    lapse = lapses_on(mandate)
    assert lapse is not None
    params: dict[str, FindingParam] = {"lapses_on": lapse.isoformat()}
    if life is MandateLife.LAPSED:
        yield Finding(FindingCode.MANDATE_LAPSED, Severity.BLOCKER, params)
    else:
        yield Finding(FindingCode.MANDATE_LAPSES_SOON, Severity.WARNING, params)


def mandate_action(
    application: BankChangeApplication,
    *,
    context: CheckContext,
    rules: CompanyRules,
    iban: IbanCheck | None,
) -> MandateAction:
    """Tell what a release does to the mandate, given that no blocker is open."""
    if application.variant is BankChangeVariant.REVOCATION:
        return MandateAction.REVOKE
    if application.mandate is not None:
        return MandateAction.NEW
    if context.existing_mandate is None:
        return MandateAction.NONE
    if _new_mandate_required(application, context=context, rules=rules, iban=iban):
        return MandateAction.NONE
    return MandateAction.AMEND


def _new_mandate_required(
    application: BankChangeApplication,
    *,
    context: CheckContext,
    rules: CompanyRules,
    iban: IbanCheck | None,
) -> bool:
    """Tell whether the existing mandate does not cover what is applied for.

    It never covers another debtor, and another bank only where the company accepts that.
    """
    if _holder_changes(application, context):
        return True
    return rules.new_mandate_for_bank_change and _bank_changes(context, iban)


def _holder_changes(application: BankChangeApplication, context: CheckContext) -> bool:
    holder = application.account_holder
    mandate = context.existing_mandate
    signer = mandate.account_holder if mandate is not None else None
    known = signer or context.current_holder
    if holder is None or is_blank(holder) or known is None:
        return False
    return compare_names(known, holder) is not NameMatch.SAME


def _bank_changes(context: CheckContext, iban: IbanCheck | None) -> bool:
    if iban is None or not iban.valid or not context.current_iban:
        return False
    current = check_iban(context.current_iban)
    return (current.country, current.bank_code) != (iban.country, iban.bank_code)
