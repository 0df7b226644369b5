"""Who may propose and who may release; states of a case; errors a person can put right."""

import pickle

import pytest

from desktop.domain.case_status import CaseState, check_transition, may_follow
from desktop.domain.company_rules import CompanyRules, FourEyes
from desktop.domain.errors import UserError
from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.domain.release import (
    Refusal,
    open_warnings,
    second_person_needed,
    why_not_proposed,
    why_not_released,
)

RULES = CompanyRules()
BLOCKER = Finding(FindingCode.IBAN_FORMAT, Severity.BLOCKER)
WARNING = Finding(FindingCode.RISK_BY_MAIL, Severity.WARNING)
OK = Finding(FindingCode.IBAN_OK, Severity.OK)


def test_a_blocker_cannot_be_proposed() -> None:
    assert why_not_proposed([BLOCKER, WARNING], [WARNING]) is Refusal.BLOCKER_OPEN
    assert why_not_proposed([BLOCKER], [BLOCKER]) is Refusal.BLOCKER_OPEN


def test_a_warning_needs_a_decision() -> None:
    assert why_not_proposed([WARNING, OK], ()) is Refusal.WARNING_OPEN
    assert why_not_proposed([WARNING, OK], [WARNING]) is None
    assert why_not_proposed([OK], ()) is None


def test_a_decision_is_on_one_finding_not_on_all_of_its_code() -> None:
    first, second = (
        Finding(FindingCode.RISK_IBAN_SHARED, Severity.WARNING, {"contracts": contract})
        for contract in ("10.4417.0001", "10.4417.0099")
    )
    assert open_warnings([first, second], [first]) == (second,)
    assert why_not_proposed([first, second], [first]) is Refusal.WARNING_OPEN
    assert why_not_proposed([first, second], [first, second]) is None


@pytest.mark.parametrize(
    ("four_eyes", "findings", "needed"),
    [
        (FourEyes.ALWAYS, [OK], True),
        (FourEyes.WITH_WARNINGS, [OK], False),
        (FourEyes.WITH_WARNINGS, [OK, WARNING], True),
        (FourEyes.NEVER, [WARNING], False),
    ],
)
def test_when_a_second_person_is_needed(
    four_eyes: FourEyes, findings: list[Finding], needed: bool
) -> None:
    assert second_person_needed(findings, CompanyRules(four_eyes=four_eyes)) is needed


def test_nobody_releases_an_own_proposal() -> None:
    assert RULES.four_eyes is FourEyes.ALWAYS
    own = why_not_released([OK], (), proposer_id=1, releaser_id=1, rules=RULES)
    assert own is Refusal.OWN_PROPOSAL
    other = why_not_released([OK], (), proposer_id=1, releaser_id=2, rules=RULES)
    assert other is None


def test_nor_as_a_substitute_for_the_proposer() -> None:
    refused = why_not_released(
        [OK], (), proposer_id=1, releaser_id=2, rules=RULES, releaser_stands_in_for={1}
    )
    assert refused is Refusal.SUBSTITUTE


def test_what_cannot_be_proposed_cannot_be_released() -> None:
    refused = why_not_released([BLOCKER], (), proposer_id=1, releaser_id=2, rules=RULES)
    assert refused is Refusal.BLOCKER_OPEN
    own = why_not_released([BLOCKER], (), proposer_id=1, releaser_id=1, rules=RULES)
    assert own is Refusal.OWN_PROPOSAL
    alone = CompanyRules(four_eyes=FourEyes.NEVER)
    assert why_not_released([OK], (), proposer_id=1, releaser_id=1, rules=alone) is None


def test_ways_of_a_case() -> None:
    assert may_follow(CaseState.NEW, CaseState.IN_REVIEW)
    assert may_follow(CaseState.IN_REVIEW, CaseState.WAITING)
    assert may_follow(CaseState.WAITING, CaseState.IN_REVIEW)
    assert may_follow(CaseState.CLOSED, CaseState.IN_REVIEW)
    assert may_follow(CaseState.PROPOSED, CaseState.PROPOSED)
    assert not may_follow(CaseState.PROPOSED, CaseState.WAITING)
    check_transition(CaseState.NEW, CaseState.CLOSED)
    with pytest.raises(UserError) as caught:
        check_transition(CaseState.PROPOSED, CaseState.NEW)
    assert caught.value.code == "case.transition"
    assert caught.value.params["state"] == "proposed"


def test_every_state_can_end() -> None:
    assert all(may_follow(state, CaseState.CLOSED) for state in CaseState)


def test_the_text_of_an_error_is_its_code_alone() -> None:
    error = UserError("iban.secret", iban="DE89370400440532013000")
    assert str(error) == "iban.secret"
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, dict(again.params)) == (error.code, dict(error.params))
