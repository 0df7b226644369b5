"""``contract.updated``: the portal is told what is known of a contract, whole, when it changed.

Contract data and the people responsible for its house. It is told of contracts with an account that
the portal knows, of somebody who is still a party; who registers later is told then. What the
portal was told last is not told twice. As long as an account was opened with a code that does not
count and nobody has locked it or decided whose it is, nothing is told (``doubted``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.kinds import DeliveryState, PortalAccountState
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.master_data import ResponsibleContact
from desktop.models.tenancy import PortalAccount, Property, Tenancy, TenancyParty, Unit
from desktop.services.accounts.doubted import is_doubted
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import (
    ContractAddress,
    OutgoingEvent,
    queue_contract_event,
)
from desktop.services.delivery.outgoing_events import AT_ONCE

_KNOWN_TO_THE_PORTAL = (
    PortalAccountState.REGISTERED,
    PortalAccountState.ACTIVATED,
    PortalAccountState.LOCKED,
)
_OPEN = (PortalAccountState.REGISTERED, PortalAccountState.ACTIVATED)
"""The portal shows such an account what it is told of the contract."""
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCause:
    """What an update comes of: a case that is worked, an event of the portal, or neither."""

    case_id: int | None = None
    case_reference: str | None = None
    event_id: str | None = None


NO_CAUSE = ContractCause()
"""An import of master data: it belongs to no case and answers no event."""


def queue_contract_updated(
    unit: UnitOfWork,
    context: ServiceContext,
    tenancy_id: int,
    cause: ContractCause = NO_CAUSE,
    *,
    not_before: datetime = AT_ONCE,
) -> int | None:
    """Tell the portal what a contract is now, in the caller's transaction.

    Call it after the change; the session is flushed here. ``not_before`` is the end of the undo
    time of what changed it.

    Returns:
        The id of the delivery; None where the portal knows no account of the contract, or was told
        the same last.
    """
    queued = queue_contracts_updated(unit, context, [tenancy_id], cause, not_before=not_before)
    return queued[0] if queued else None


def queue_contracts_updated(
    unit: UnitOfWork,
    context: ServiceContext,
    tenancy_ids: Iterable[int],
    cause: ContractCause = NO_CAUSE,
    *,
    not_before: datetime = AT_ONCE,
) -> list[int]:
    """Tell the portal of many contracts, as ``queue_contract_updated`` of one.

    Returns:
        The ids of the deliveries.
    """
    unit.session.flush()
    queued: list[int] = []
    for ids in _chunks(tenancy_ids):
        rows = _contracts(unit.session, ids, context.clock.today())
        contacts = _contacts(unit.session, {row.property_id for row in rows})
        told = _told_last(unit.session, [row.id for row in rows])
        for row in rows:
            data = _data(row, contacts.get(row.property_id, ()))
            last = told.get(row.id)
            if last is not None and _says(last, data):
                continue
            if last is not None and not_before == AT_ONCE:
                _take_the_place_of(last)
            queued.append(_queue(unit, context, row, data, cause, not_before))
    return queued


def hold_back(unit: UnitOfWork, context: ServiceContext, tenancy_id: int) -> None:
    """Take back what waits to be told of a contract, where nothing of it may be told any more.

    Call it after what brought the doubt; the session is flushed here. What a delivery has been
    attempted for may have been read already and stays. Whoever decides tells the contract anew.
    """
    unit.session.flush()
    if _contracts(unit.session, [tenancy_id], context.clock.today()):
        return
    waiting = select(Delivery).where(
        Delivery.tenancy_id == tenancy_id,
        Delivery.type == OutgoingEvent.CONTRACT_UPDATED.value,
        Delivery.state == DeliveryState.WAITING,
    )
    for row in unit.session.scalars(waiting):
        _take_the_place_of(row)


def tenancies_of_property(session: Session, property_ids: Iterable[int]) -> Sequence[int]:
    """Return the contracts of houses: those to tell when a responsible contact changed."""
    return session.scalars(
        select(Tenancy.id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(Unit.property_id.in_(list(property_ids)))
        .order_by(Tenancy.id)
    ).all()


def _take_the_place_of(last: Delivery) -> None:
    """Nobody has seen it yet, and what it says is no longer so.

    What can be undone takes no place: the one before it would be lost with the undo.
    """
    if last.state is DeliveryState.WAITING and not last.attempts:
        last.state = DeliveryState.CANCELLED


def _queue(
    unit: UnitOfWork,
    context: ServiceContext,
    row: Row[Any],
    data: Mapping[str, Any],
    cause: ContractCause,
    not_before: datetime,
) -> int:
    address = ContractAddress(
        company_id=row.company_id,
        company_code=row.company_code,
        tenancy_id=row.id,
        contract_number=row.contract_number,
        case_id=cause.case_id,
        case_reference=cause.case_reference,
    )
    return queue_contract_event(
        unit,
        context,
        address=address,
        event_type=OutgoingEvent.CONTRACT_UPDATED,
        data=data,
        not_before=not_before,
        in_reply_to=cause.event_id,
    ).id


def _chunks(tenancy_ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(dict.fromkeys(tenancy_ids))
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _contracts(session: Session, ids: Sequence[int], today: date) -> Sequence[Row[Any]]:
    """The contracts among ``ids`` that the portal shows to somebody who has not left them."""
    known = (
        select(PortalAccount.id)
        .join(
            TenancyParty,
            and_(
                TenancyParty.tenancy_id == PortalAccount.tenancy_id,
                TenancyParty.tenant_id == PortalAccount.tenant_id,
            ),
        )
        .where(
            PortalAccount.tenancy_id == Tenancy.id,
            PortalAccount.external_id.is_not(None),
            PortalAccount.state.in_(_KNOWN_TO_THE_PORTAL),
            or_(TenancyParty.until.is_(None), TenancyParty.until >= today),
            ~is_doubted(),
        )
    )
    open_to_somebody_else = select(PortalAccount.id).where(
        PortalAccount.tenancy_id == Tenancy.id,
        PortalAccount.state.in_(_OPEN),
        is_doubted(),
    )
    return session.execute(
        select(
            Tenancy.id,
            Tenancy.company_id,
            Company.code.label("company_code"),
            Tenancy.contract_number,
            Tenancy.starts_on,
            Tenancy.ends_on,
            Tenancy.rent_cold,
            Tenancy.rent_ancillary,
            Tenancy.payment_method,
            Unit.number.label("unit_number"),
            Unit.kind,
            Unit.floor,
            Unit.position,
            Unit.area_m2,
            Unit.property_id,
            Property.street,
            Property.house_number,
            Property.postcode,
            Property.town,
        )
        .join(Company, Company.id == Tenancy.company_id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .join(Property, Property.id == Unit.property_id)
        .where(Tenancy.id.in_(ids), known.exists(), ~open_to_somebody_else.exists())
        .order_by(Tenancy.id)
    ).all()


def _contacts(session: Session, property_ids: set[int]) -> dict[int, list[dict[str, str | None]]]:
    found: dict[int, list[dict[str, str | None]]] = defaultdict(list)
    if not property_ids:
        return found
    for contact in session.scalars(
        select(ResponsibleContact)
        .where(ResponsibleContact.property_id.in_(property_ids))
        .order_by(ResponsibleContact.property_id, ResponsibleContact.role)
    ):
        found[contact.property_id].append(
            {
                "role": contact.role,
                "name": contact.name or None,
                "phone": contact.phone or None,
                "email": contact.email or None,
            }
        )
    return found


def _told_last(session: Session, tenancy_ids: Sequence[int]) -> dict[int, Delivery]:
    """The latest update of each contract that left or is to leave."""
    rows = session.scalars(
        select(Delivery)
        .where(
            Delivery.tenancy_id.in_(tenancy_ids),
            Delivery.type == OutgoingEvent.CONTRACT_UPDATED.value,
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Delivery.id)
    )
    return {row.tenancy_id: row for row in rows if row.tenancy_id is not None}


def _says(delivery: Delivery, data: Mapping[str, Any]) -> bool:
    return all(delivery.data.get(key) == value for key, value in data.items())


def _data(row: Row[Any], contacts: Sequence[Mapping[str, str | None]]) -> dict[str, Any]:
    """What the event says: days as ISO dates, amounts and areas as decimal texts."""
    return {
        "contract": {
            "starts_on": _day(row.starts_on),
            "ends_on": _day(row.ends_on),
            "rent_cold": _decimal(row.rent_cold),
            "rent_ancillary": _decimal(row.rent_ancillary),
            "payment_method": row.payment_method.value,
        },
        "unit": {
            "number": row.unit_number,
            "kind": row.kind.value,
            "floor": row.floor or None,
            "position": row.position or None,
            "area_m2": _decimal(row.area_m2),
            "street": row.street,
            "house_number": row.house_number,
            "postcode": row.postcode,
            "town": row.town,
        },
        "contacts": [dict(contact) for contact in contacts],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _decimal(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
