"""Where the portal account of a party stands, and what reports of the portal change in it."""

from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_event import PortalEventType


def account_after(state: PortalAccountState, event: PortalEventType) -> PortalAccountState:
    """Return the state of an account after a report of the portal.

    Reports may come in another order: an activation that comes first counts, and the registration
    that follows it late takes nothing back. A lock of ours ends only by us or with the account.
    """
    if event is PortalEventType.ACCOUNT_CLOSED:
        return PortalAccountState.CLOSED
    if state is PortalAccountState.LOCKED:
        return state
    if event is PortalEventType.ACCOUNT_ACTIVATED and state is not PortalAccountState.CLOSED:
        return PortalAccountState.ACTIVATED
    if (
        event is PortalEventType.REGISTRATION_COMPLETED
        and state is not PortalAccountState.ACTIVATED
    ):
        return PortalAccountState.REGISTERED
    return state
