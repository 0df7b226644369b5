"""Who may propose and who may release a bank change (rule book, section 3, decision)."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from desktop.domain.company_rules import CompanyRules, FourEyes
from desktop.domain.findings import Finding, FindingCode, blockers, warnings


class Refusal(StrEnum):
    """Why a proposal or a release is not possible; each is also a ``UserError`` code."""

    BLOCKER_OPEN = "release.blocker"
    WARNING_OPEN = "release.warning"
    OWN_PROPOSAL = "release.own_proposal"
    SUBSTITUTE = "release.substitute"


def why_not_proposed(
    findings: Iterable[Finding], acknowledged: Collection[FindingCode]
) -> Refusal | None:
    """Return why a change cannot be proposed for release, None where it can.

    ``acknowledged`` are the codes of those warnings on which a person has decided with a reason.
    """
    found = tuple(findings)
    if blockers(found):
        return Refusal.BLOCKER_OPEN
    if any(warning.code not in acknowledged for warning in warnings(found)):
        return Refusal.WARNING_OPEN
    return None


def can_propose(findings: Iterable[Finding], acknowledged: Collection[FindingCode]) -> bool:
    """Tell whether nothing stands in the way of a proposal."""
    return why_not_proposed(findings, acknowledged) is None


def second_person_needed(findings: Iterable[Finding], rules: CompanyRules) -> bool:
    """Tell whether somebody else than the proposer has to release (setting of the company)."""
    if rules.four_eyes is FourEyes.WITH_WARNINGS:
        return bool(warnings(findings))
    return rules.four_eyes is FourEyes.ALWAYS


def why_not_released(
    findings: Iterable[Finding],
    acknowledged: Collection[FindingCode],
    *,
    proposer_id: int,
    releaser_id: int,
    rules: CompanyRules,
    releaser_stands_in_for: Collection[int] = (),
) -> Refusal | None:
    """Return why this person cannot release, None where it is allowed.

    Nobody releases what they proposed themselves, nor as a substitute for the proposer, unless the
    company needs no second person.
    """
    found = tuple(findings)
    if (refusal := why_not_proposed(found, acknowledged)) is not None:
        return refusal
    if not second_person_needed(found, rules):
        return None
    if proposer_id == releaser_id:
        return Refusal.OWN_PROPOSAL
    return Refusal.SUBSTITUTE if proposer_id in releaser_stands_in_for else None
