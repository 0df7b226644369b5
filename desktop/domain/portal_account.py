"""Where the portal account of a party stands, and what reports of the portal change in it."""

from enum import StrEnum

from desktop.domain.portal_event import PortalEventType


class AccountState(StrEnum):
    """Where the portal account of a party stands."""

    NONE = "none"
    REGISTERED = "registered"
    """The form was sent; the link in the activation mail was not clicked yet."""
    ACTIVE = "active"
    LOCKED = "locked"
    """By a person here."""
    CLOSED = "closed"

    @property
    def takes_code(self) -> bool:
        """Whether a code makes sense: not where the account is open, nor where it is locked."""
        return self not in (AccountState.ACTIVE, AccountState.LOCKED)


def account_after(state: AccountState, event: PortalEventType) -> AccountState:
    """Return the state of an account after a report of the portal.

    Reports may come in another order: an activation that comes first counts, and the registration
    that follows it late takes nothing back. A lock of ours ends only by us or with the account.
    """
    if event is PortalEventType.ACCOUNT_CLOSED:
        return AccountState.CLOSED
    if state is AccountState.LOCKED:
        return state
    if event is PortalEventType.ACCOUNT_ACTIVATED and state is not AccountState.CLOSED:
        return AccountState.ACTIVE
    if event is PortalEventType.REGISTRATION_COMPLETED and state is not AccountState.ACTIVE:
        return AccountState.REGISTERED
    return state
