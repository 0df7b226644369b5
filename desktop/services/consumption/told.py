"""How the news of a value went to a party, and whether it has arrived."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from desktop.domain.document_ways import IN_PORTAL, ON_PAPER
from desktop.domain.kinds import DeliveryState
from desktop.models.consumption import ConsumptionNotice
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenant
from desktop.services.consumption.view import Told
from desktop.services.documents.view import Arrival

_EVENT, _LETTER = aliased(Delivery), aliased(Delivery)


def notices() -> Select[Any]:
    """Return the query of notices with what ``told_of`` needs of each."""
    return (
        select(
            ConsumptionNotice,
            Tenant.first_name,
            Tenant.surname,
            _EVENT.state.label("event_state"),
            _EVENT.delivered_at.label("event_at"),
            _LETTER.state.label("letter_state"),
            _LETTER.attempts.label("letter_attempts"),
            _LETTER.delivered_at.label("letter_at"),
        )
        .join(Tenant, Tenant.id == ConsumptionNotice.tenant_id)
        .outerjoin(_EVENT, _EVENT.id == ConsumptionNotice.delivery_id)
        .outerjoin(_LETTER, _LETTER.id == ConsumptionNotice.letter_id)
    )


def told_of(row: Row[Any]) -> Told:
    """Return a row of ``notices`` as what is shown."""
    notice: ConsumptionNotice = row.ConsumptionNotice
    electronic, paper = notice.way in IN_PORTAL, notice.way in ON_PAPER
    return Told(
        name=f"{row.first_name} {row.surname}".strip(),
        way=notice.way,
        reason=notice.way_reason,
        published_at=notice.published_at,
        in_portal=_arrival(row.event_state, 0) if electronic else None,
        on_paper=_arrival(row.letter_state, row.letter_attempts) if paper else None,
        arrived_at=row.event_at or row.letter_at,
    )


def _arrival(state: DeliveryState | None, attempts: int | None) -> Arrival | None:
    if state is None:
        return None
    if state is DeliveryState.DELIVERED:
        return Arrival.ARRIVED
    if state is DeliveryState.CANCELLED:
        return Arrival.CANCELLED
    return Arrival.IN_BATCH if attempts else Arrival.WAITING
