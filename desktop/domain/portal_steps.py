"""The way of one person into the portal as four steps: letter, post, registration, activation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState


class PortalStepKind(StrEnum):
    """The steps, in their order."""

    ISSUED = "issued"
    POSTED = "posted"
    REGISTERED = "registered"
    ACTIVATED = "activated"


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    WAITING = "waiting"
    """It is the next one; ``since`` says for how long."""
    STOPPED = "stopped"
    """It cannot come: the code is dead, the account locked or closed."""
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class PortalStep:
    """One step. ``at`` is when it was done, None also where that is not known.

    ``since`` is from when on it has been waited for, or when it was stopped.
    """

    kind: PortalStepKind
    state: StepState
    at: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDates:
    """What is known of the code that counts: its state and when it came there (UTC)."""

    state: CodeState
    requested_at: datetime | None = None
    issued_at: datetime | None = None
    posted_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDates:
    """What is known of the account; ``state`` None where the person has none."""

    state: PortalAccountState | None = None
    registered_at: datetime | None = None
    activated_at: datetime | None = None
    locked_at: datetime | None = None
    closed_at: datetime | None = None


def portal_steps(account: AccountDates, code: CodeDates | None) -> tuple[PortalStep, ...]:
    """Return the four steps as they stand.

    A step that comes after one that is done was done as well, whether or not its day is known: who
    is registered had a letter. At most one step waits or is stopped.
    """
    moments = {
        PortalStepKind.ISSUED: None if code is None else code.issued_at,
        PortalStepKind.POSTED: None if code is None else code.posted_at,
        PortalStepKind.REGISTERED: account.registered_at,
        PortalStepKind.ACTIVATED: account.activated_at,
    }
    reached = _reached(account, code)
    steps = list[PortalStep]()
    for number, (kind, at) in enumerate(moments.items()):
        if number < reached:
            steps.append(PortalStep(kind, StepState.DONE, at))
        elif number == reached:
            steps.append(_next_step(kind, account, code, moments))
        else:
            steps.append(PortalStep(kind, StepState.AHEAD))
    return tuple(steps)


def _reached(account: AccountDates, code: CodeDates | None) -> int:
    """How many steps are done."""
    if account.activated_at is not None or account.state is PortalAccountState.ACTIVATED:
        return 4
    if account.registered_at is not None or account.state is PortalAccountState.REGISTERED:
        return 3
    if code is None or code.state is CodeState.REQUESTED:
        return 0
    posted = code.posted_at is not None or code.state in (CodeState.POSTED, CodeState.RETURNED)
    return 2 if posted else 1


def _next_step(
    kind: PortalStepKind,
    account: AccountDates,
    code: CodeDates | None,
    moments: dict[PortalStepKind, datetime | None],
) -> PortalStep:
    if account.state is PortalAccountState.CLOSED:
        return PortalStep(kind, StepState.STOPPED, since=account.closed_at)
    if account.state is PortalAccountState.LOCKED:
        return PortalStep(kind, StepState.STOPPED, since=account.locked_at)
    if kind is PortalStepKind.ISSUED:
        if code is None:
            return PortalStep(kind, StepState.AHEAD)
        return PortalStep(kind, StepState.WAITING, since=code.requested_at)
    if kind is PortalStepKind.ACTIVATED:
        return PortalStep(kind, StepState.WAITING, since=account.registered_at)
    if code is not None and code.state.final and code.state is not CodeState.REDEEMED:
        return PortalStep(kind, StepState.STOPPED, since=code.ended_at)
    before = PortalStepKind.ISSUED if kind is PortalStepKind.POSTED else PortalStepKind.POSTED
    return PortalStep(kind, StepState.WAITING, since=moments[before])
