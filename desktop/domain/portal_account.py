"""Where the portal account of a party stands, and what reports of the portal change in it."""

from datetime import datetime

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


def is_overtaken(
    event: PortalEventType,
    at: datetime,
    *,
    registered_at: datetime | None,
    activated_at: datetime | None,
    closed_at: datetime | None,
) -> bool:
    """Tell whether what happened later is known already, so that a report moves nothing any more.

    An account that was opened again is not closed by a report that was under way for long, nor is
    one that was closed opened by one. The moments are those of the portal, or of our own closing.
    """
    if event is PortalEventType.ACCOUNT_CLOSED:
        return any(moment is not None and moment > at for moment in (registered_at, activated_at))
    if closed_at is not None and closed_at > at:
        return True
    is_registration = event is PortalEventType.REGISTRATION_COMPLETED
    return is_registration and registered_at is not None and registered_at > at
