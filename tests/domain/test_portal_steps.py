"""The way into the portal: what is done, what is waited for, what cannot come."""

from datetime import UTC, datetime

import pytest

from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_steps import (
    AccountDates,
    CodeDates,
    PortalStepKind,
    StepState,
    portal_steps,
)

DONE, WAITING = StepState.DONE, StepState.WAITING
STOPPED, AHEAD = StepState.STOPPED, StepState.AHEAD
REQUESTED = datetime(2026, 10, 11, 9, tzinfo=UTC)
ISSUED = datetime(2026, 10, 12, 9, tzinfo=UTC)
POSTED = datetime(2026, 10, 13, 9, tzinfo=UTC)
LATER = datetime(2026, 10, 20, 9, tzinfo=UTC)
NOBODY = AccountDates()
INVITED = AccountDates(state=PortalAccountState.INVITED)


def code(state: CodeState, **dates: datetime) -> CodeDates:
    return CodeDates(state=state, requested_at=REQUESTED, **dates)


@pytest.mark.parametrize(
    ("account", "letter", "expected"),
    [
        (NOBODY, None, (AHEAD, AHEAD, AHEAD, AHEAD)),
        (INVITED, code(CodeState.REQUESTED), (WAITING, AHEAD, AHEAD, AHEAD)),
        (INVITED, code(CodeState.ISSUED, issued_at=ISSUED), (DONE, WAITING, AHEAD, AHEAD)),
        (
            INVITED,
            code(CodeState.POSTED, issued_at=ISSUED, posted_at=POSTED),
            (DONE, DONE, WAITING, AHEAD),
        ),
        (
            INVITED,
            code(CodeState.REVOKED, issued_at=ISSUED, posted_at=POSTED, ended_at=LATER),
            (DONE, DONE, STOPPED, AHEAD),
        ),
        (
            AccountDates(state=PortalAccountState.REGISTERED, registered_at=LATER),
            code(CodeState.REDEEMED, issued_at=ISSUED),
            (DONE, DONE, DONE, WAITING),
        ),
        (AccountDates(state=PortalAccountState.ACTIVATED), None, (DONE, DONE, DONE, DONE)),
        (
            AccountDates(state=PortalAccountState.LOCKED, locked_at=LATER),
            code(CodeState.POSTED, posted_at=POSTED),
            (DONE, DONE, STOPPED, AHEAD),
        ),
        (
            AccountDates(state=PortalAccountState.CLOSED, closed_at=LATER),
            None,
            (STOPPED, AHEAD, AHEAD, AHEAD),
        ),
    ],
)
def test_each_step_follows_the_one_before(
    account: AccountDates, letter: CodeDates | None, expected: tuple[StepState, ...]
) -> None:
    steps = portal_steps(account, letter)
    assert tuple(step.kind for step in steps) == tuple(PortalStepKind)
    assert tuple(step.state for step in steps) == expected


def test_what_is_waited_for_says_since_when() -> None:
    letter = code(CodeState.POSTED, issued_at=ISSUED, posted_at=POSTED)
    steps = portal_steps(INVITED, letter)
    assert [step.at for step in steps] == [ISSUED, POSTED, None, None]
    assert steps[2].since == POSTED
    ended = portal_steps(INVITED, code(CodeState.EXPIRED, posted_at=POSTED, ended_at=LATER))
    assert ended[2].since == LATER
