"""How a document reaches a party: in the portal only where the party agreed and can sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.document_period import Period
from desktop.domain.documents import DeliveryWay, WayReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState

IN_PORTAL = frozenset({DeliveryWay.ELECTRONIC, DeliveryWay.BOTH})
ON_PAPER = frozenset({DeliveryWay.POST, DeliveryWay.BOTH})
_REFUSING = {
    PortalAccountState.LOCKED: WayReason.ACCOUNT_LOCKED,
    PortalAccountState.CLOSED: WayReason.ACCOUNT_CLOSED,
}


@dataclass(frozen=True, slots=True)
class ConsentTimes:
    """One consent to electronic delivery: when it was given (None: unheard of) and withdrawn."""

    given_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """What decides about the way to a party.

    ``since`` and ``until`` bound its part in the contract. ``account`` is None without a portal
    account, ``has_portal_name`` tells whether the portal has a name for it. ``is_doubted``: nobody
    has decided yet whose account it is.
    """

    since: date | None
    until: date | None
    account: PortalAccountState | None
    has_portal_name: bool
    is_doubted: bool = False
    consents: Sequence[ConsentTimes] = ()

    @property
    def can_sign_in(self) -> bool:
        """Whether an event reaches somebody in the portal."""
        is_open = self.account is PortalAccountState.ACTIVATED and self.has_portal_name
        return is_open and not self.is_doubted

    @property
    def agreed(self) -> bool:
        """Whether a consent to electronic delivery holds."""
        return any(one.given_at and one.withdrawn_at is None for one in self.consents)

    def is_concerned(self, time: Period) -> bool:
        """Whether the party was in the contract on a day of ``time``."""
        left = self.until is not None and self.until < time.first
        return not left and (self.since is None or self.since <= time.last)


def usual_way(facts: PartyFacts, time: Period) -> tuple[DeliveryWay, WayReason]:
    """Return how a document about ``time`` reaches a party, and why."""
    if not facts.is_concerned(time):
        return DeliveryWay.NONE, WayReason.NOT_CONCERNED
    if facts.can_sign_in and facts.agreed:
        return DeliveryWay.ELECTRONIC, WayReason.CONSENT
    return DeliveryWay.POST, _why_not(facts)


def _why_not(facts: PartyFacts) -> WayReason:
    refusing = None if facts.account is None else _REFUSING.get(facts.account)
    if refusing is not None:
        return refusing
    if facts.is_doubted:
        return WayReason.ACCOUNT_DOUBTED
    if not facts.can_sign_in:
        return WayReason.NO_ACCOUNT
    return WayReason.CONSENT_WITHDRAWN if facts.consents else WayReason.NO_CONSENT


def check_chosen(facts: PartyFacts, way: DeliveryWay, note: str) -> None:
    """Refuse a way that a person chose and that does not work, or without saying why.

    Raises:
        UserError: ``documents.way_reason_missing``, ``documents.way_none`` (somebody has to get
            it), ``documents.way_no_account`` (nobody can sign in), ``documents.way_no_consent``
            (without consent the paper goes too).
    """
    if not note.strip():
        raise UserError("documents.way_reason_missing")
    if way is DeliveryWay.NONE:
        raise UserError("documents.way_none")
    if way in IN_PORTAL and not facts.can_sign_in:
        raise UserError("documents.way_no_account")
    if way is DeliveryWay.ELECTRONIC and not facts.agreed:
        raise UserError("documents.way_no_consent")
