"""What screens are told of documents."""

from dataclasses import dataclass

from desktop.domain.documents import DeliveryWay, WayReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWay:
    """How a document reaches one party, and why."""

    tenant_id: int
    name: str
    way: DeliveryWay
    reason: WayReason
    note: str = ""
    """Why a person chose it."""
