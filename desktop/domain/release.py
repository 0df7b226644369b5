"""Who may propose and who may release a bank change (rule book, section 3, decision)."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from desktop.domain.company_rules import CompanyRules, FourEyes
from desktop.domain.findings import Finding, blockers, warnings


class Refusal(StrEnum):
    """Why a proposal or a release is not possible; each is also a ``UserError`` code."""

    BLOCKER_OPEN = "release.blocker"
    WARNING_OPEN = "release.warning"
    OWN_PROPOSAL = "release.own_proposal"
    SUBSTITUTE = "release.substitute"


def open_warnings(
    findings: Iterable[Finding], acknowledged: Collection[Finding]
) -> tuple[Finding, ...]:
    """Return the warnings on which nobody has decided yet.

    ``acknowledged`` are those findings on which a person has decided with a reason. The same code
    may be found twice, of two contracts say: a decision is on one of them.
    """
    return tuple(warning for warning in warnings(findings) if warning not in acknowledged)


def why_not_proposed(
    findings: Iterable[Finding], acknowledged: Collection[Finding]
) -> Refusal | None:
    """Return why a change cannot be proposed for release, None where it can.

    ``acknowledged`` is as for ``open_warnings``.
    """
    found = tuple(findings)
    if blockers(found):
        return Refusal.BLOCKER_OPEN
    return Refusal.WARNING_OPEN if open_warnings(found, acknowledged) else None


def why_not_corrected(
    *,
    proposer_id: int,
    releaser_id: int | None,
    rules: CompanyRules,
    releaser_stands_in_for: Collection[int] = (),
) -> Refusal | None:
    """Return why this person cannot release a correction, None where it is allowed.

    It takes back what a second person had looked at. So it needs a second person itself wherever a
    release can need one; parameters as for ``why_not_released``.
    """
    if rules.four_eyes is FourEyes.NEVER:
        return None
    if proposer_id == releaser_id:
        return Refusal.OWN_PROPOSAL
    return Refusal.SUBSTITUTE if proposer_id in releaser_stands_in_for else None


def second_person_needed(findings: Iterable[Finding], rules: CompanyRules) -> bool:
    """Tell whether somebody else than the proposer has to release (setting of the company)."""
    if rules.four_eyes is FourEyes.WITH_WARNINGS:
        return bool(warnings(findings))
    return rules.four_eyes is FourEyes.ALWAYS


def why_not_released(
    findings: Iterable[Finding],
    acknowledged: Collection[Finding],
    *,
    proposer_id: int,
    releaser_id: int | None,
    rules: CompanyRules,
    releaser_stands_in_for: Collection[int] = (),
) -> Refusal | None:
    """Return why this person cannot release, None where it is allowed.

    Nobody releases what they proposed themselves, nor as a substitute for the proposer, unless the
    company needs no second person. That comes first: who may not release at all need not hear what
    else is open. ``releaser_id`` is None for the program itself; ``releaser_stands_in_for`` are the
    absent people whose work this person does; ``acknowledged`` is as for ``open_warnings``.
    """
    found = tuple(findings)
    if second_person_needed(found, rules):
        if proposer_id == releaser_id:
            return Refusal.OWN_PROPOSAL
        if proposer_id in releaser_stands_in_for:
            return Refusal.SUBSTITUTE
    return why_not_proposed(found, acknowledged)
