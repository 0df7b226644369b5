"""States of a case and of a bank change, and the ways by which a case arrives."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.errors import UserError


class Channel(StrEnum):
    """How a tenant's matter reached us."""

    PORTAL = "portal"
    APP = "app"
    EMAIL = "email"
    TELEPHONE = "telephone"
    LETTER = "letter"
    COUNTER = "counter"
    """Said or handed in by a visitor; what was put into the house's letter box is a letter."""


DATE_STAMPED = frozenset({Channel.LETTER, Channel.TELEPHONE, Channel.COUNTER})
"""Channels whose receipt is a date without time (rule book, section 1)."""
BY_PORTAL = frozenset({Channel.PORTAL, Channel.APP})
"""Channels on which the tenant is signed in."""


class CaseState(StrEnum):
    """Where the work on a case stands."""

    NEW = "new"
    IN_REVIEW = "in_review"
    PROPOSED = "proposed"
    """A second person has to release it."""
    WAITING = "waiting"
    """The tenant has to answer; both clocks run on."""
    CLOSED = "closed"


class BankChangeState(StrEnum):
    """Where the decision about proposed bank details stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    RELEASED = "released"
    REJECTED = "rejected"
    CORRECTING = "correcting"
    """Released; that it is taken back waits for a second person."""
    CORRECTED = "corrected"
    """The release was taken back after its undo time: what was before holds again."""
    SET_ASIDE = "set_aside"
    """The case turned out to be of another category; nobody applies for anything here now."""

    @property
    def was_released(self) -> bool:
        """Whether it was once put in force, for good or until a correction."""
        return self in _ONCE_RELEASED


_ONCE_RELEASED = frozenset(
    {BankChangeState.RELEASED, BankChangeState.CORRECTING, BankChangeState.CORRECTED}
)


_NEXT: Mapping[CaseState, frozenset[CaseState]] = MappingProxyType(
    {
        CaseState.NEW: frozenset(
            {CaseState.IN_REVIEW, CaseState.PROPOSED, CaseState.WAITING, CaseState.CLOSED}
        ),
        CaseState.IN_REVIEW: frozenset(
            {CaseState.NEW, CaseState.PROPOSED, CaseState.WAITING, CaseState.CLOSED}
        ),
        CaseState.PROPOSED: frozenset({CaseState.IN_REVIEW, CaseState.CLOSED}),
        CaseState.WAITING: frozenset({CaseState.IN_REVIEW, CaseState.PROPOSED, CaseState.CLOSED}),
        CaseState.CLOSED: frozenset(
            # Reopening leads to in_review; an undo leads back to where the case came from.
            {CaseState.NEW, CaseState.IN_REVIEW, CaseState.PROPOSED, CaseState.WAITING}
        ),
    }
)


def may_follow(state: CaseState, following: CaseState) -> bool:
    """Tell whether a case may go from ``state`` to ``following``; staying is always possible."""
    return state is following or following in _NEXT[state]


def check_transition(state: CaseState, following: CaseState) -> None:
    """Raise ``UserError("case.transition")`` where a case may not go that way."""
    if not may_follow(state, following):
        raise UserError("case.transition", state=state.value, following=following.value)
