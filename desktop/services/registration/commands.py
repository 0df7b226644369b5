"""What people want done to registration codes and portal accounts."""

from dataclasses import dataclass, field
from datetime import date

from desktop.domain.accounts import AddressChoice, LockReason
from desktop.domain.address_guard import GuardWay


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardAnswer:
    """What a person did about recent changes of contact data.

    ``seen`` are the ids of the changes that were shown (``CodeOptions``). A call-back was made just
    now, on ``number``. Since when a number of the account has been known the account knows; of any
    other one ``known_since`` and ``reason`` say since when, and where it was found.
    """

    way: GuardWay
    seen: frozenset[int]
    number: str = field(default="", repr=False)
    known_since: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCode:
    """Ask for a letter with a new code for one party of a contract.

    ``case_id`` is the case out of which it is asked for. ``guard`` is needed where contact data
    changed lately. ``address_confirmed`` says that a person has checked an address from which a
    letter came back.
    """

    tenancy_id: int
    tenant_id: int
    address: AddressChoice
    case_id: int | None = None
    guard: GuardAnswer | None = None
    address_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    """Release a letter that somebody else asked for."""

    code_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCode:
    """End a code, or withdraw a letter that is not printed yet; that needs no reason."""

    code_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReturned:
    """A letter came back. ``note`` is what stands on it: moved, unknown, ..."""

    code_id: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockAccount:
    """Lock the portal account of a party; ``note`` stays in the house."""

    tenancy_id: int
    tenant_id: int
    reason: LockReason
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockAccount:
    """Unlock the portal account of a party; ``note`` stays in the house."""

    tenancy_id: int
    tenant_id: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccount:
    """Close the portal account of a party for good, with a reason that stays in the house."""

    tenancy_id: int
    tenant_id: int
    note: str
