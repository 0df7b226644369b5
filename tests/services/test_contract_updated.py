"""The portal is told what a contract is now, once, and only where it shows the contract."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.kinds import PaymentMethod, PortalAccountState
from desktop.models.master_data import ResponsibleContact
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Unit
from desktop.services.accounts.contract_event import (
    ContractCause,
    queue_contract_updated,
    tenancies_of_property,
)
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from tests.services.exchange_support import RecordingOutbox
from tests.support.factories import Household, add_household
from tests.support.schemas import problems


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _tell(context: ServiceContext, home: Household, **changes: Any) -> int | None:
    cause = changes.pop("cause", ContractCause())
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        for name, value in changes.items():
            setattr(tenancy, name, value)
        return queue_contract_updated(unit, context, home.tenancy_id, cause)


def _sent(context: ServiceContext) -> list[dict[str, Any]]:
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox).failed == 0
    return outbox.events


def test_the_event_says_what_is_known_and_fits_its_schema(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        flat = unit.session.scalars(select(Unit)).one()
        contact = ResponsibleContact(
            property_id=flat.property_id, role="Hauswart", name="Bernd Muster", phone="040 555 0101"
        )
        unit.session.add(contact)
        unit.session.flush()
        assert tenancies_of_property(unit.session, [flat.property_id]) == [home.tenancy_id]
    _tell(context, home, cause=ContractCause(event_id="evt-7"))
    (event,) = _sent(context)
    assert problems("to-portal/contract.updated.v1", event) == []
    data = event["data"]
    assert (data["contract_number"], data["portal_account"], data["in_reply_to"]) == (
        home.contract_number,
        None,
        "evt-7",
    )
    assert data["contract"]["rent_cold"] == "612.40"
    assert data["contract"]["ends_on"] is None
    assert (data["unit"]["number"], data["unit"]["area_m2"]) == ("0302", "64.20")
    assert data["contacts"] == [
        {"role": "Hauswart", "name": "Bernd Muster", "phone": "040 555 0101", "email": None}
    ]
    assert "Aylin" not in str(event)


def test_the_same_is_not_told_twice(context: ServiceContext, home: Household) -> None:
    assert _tell(context, home) is not None
    assert _tell(context, home) is None
    assert len(_sent(context)) == 1
    assert _tell(context, home) is None
    assert _tell(context, home, rent_cold=Decimal("630.00")) is not None
    assert len(_sent(context)) == 1


def test_what_nobody_has_seen_yet_is_replaced(context: ServiceContext, home: Household) -> None:
    _tell(context, home)
    _tell(context, home, rent_cold=Decimal("630.00"))
    (event,) = _sent(context)
    assert event["data"]["contract"]["rent_cold"] == "630.00"


def test_what_can_be_undone_waits_and_takes_no_place(
    context: ServiceContext, home: Household
) -> None:
    until = context.clock.now() + timedelta(seconds=10)
    first = _tell(context, home)
    with context.database.write() as unit:
        unit.session.get_one(Tenancy, home.tenancy_id).payment_method = PaymentMethod.TRANSFER
        second = queue_contract_updated(unit, context, home.tenancy_id, not_before=until)
    assert first is not None
    assert second is not None
    (event,) = _sent(context)
    assert event["data"]["contract"]["payment_method"] == "direct_debit"


def test_who_has_left_is_told_no_more_of_the_contract(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        holder = unit.session.scalars(select(PortalAccount.tenant_id)).one()
        party = unit.session.scalars(
            select(TenancyParty).where(TenancyParty.tenant_id == holder)
        ).one()
        party.until = context.clock.today() - timedelta(days=1)
    assert _tell(context, home, rent_cold=Decimal(700)) is None
    with context.database.write() as unit:
        unit.session.scalars(
            select(TenancyParty).where(TenancyParty.tenant_id == holder)
        ).one().until = context.clock.today()
    assert _tell(context, home) is not None


@pytest.mark.parametrize("state", [PortalAccountState.INVITED, PortalAccountState.CLOSED])
def test_a_contract_nobody_sees_in_the_portal_is_not_told(
    context: ServiceContext, home: Household, state: PortalAccountState
) -> None:
    with context.database.write() as unit:
        unit.session.scalars(select(PortalAccount)).one().state = state
    assert _tell(context, home) is None
    assert _sent(context) == []
