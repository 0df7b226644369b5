"""The guard goes by the day on which we learnt of a change, whatever day its source says."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.accounts import AddressChoice, ContactSource, MasterDataKind
from desktop.domain.address_guard import GuardWay
from desktop.domain.bank_change import ContactKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_event import PortalEventType
from desktop.models.contact import ContactDataChange
from desktop.models.exchange import AuditEvent
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, Tenant
from desktop.services.contacts.changes import take_contact_data_back
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import take_in
from desktop.services.registration.use_cases import (
    GuardAnswer,
    RequestCode,
    code_options,
    request_code,
)
from desktop.services.registration.view import PartyOptions
from desktop.services.staff.access import SYSTEM
from tests.services.contact_support import change_contact, tenant
from tests.services.intake_support import household, inbox, portal
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_company
from tests.support.master_data import STREET, Erp
from tests.support.portal import Portal, other

__all__ = ["household", "inbox", "portal"]

K = MasterDataKind
TODAY = date(2026, 11, 23)
BEGAN = date(2020, 2, 1)


@pytest.fixture
def erp(context: ServiceContext, tmp_path: Path) -> Erp:
    with context.database.write() as unit:
        add_company(unit)
    return Erp(context, tmp_path)


def _party(context: ServiceContext, contract: str) -> PartyOptions:
    with context.database.read() as session:
        tenancy_id = session.scalars(
            select(Tenancy.id).where(Tenancy.contract_number == contract)
        ).one()
    return code_options(context, SYSTEM, tenancy_id).parties[0]


def _seen(party: PartyOptions) -> list[tuple[ContactKind, date, date]]:
    return [(one.kind, one.changed_on, one.learnt_on) for one in party.guard.changes]


def test_an_import_with_an_old_date_or_one_to_come_wakes_the_guard_today(
    erp: Erp, context: ServiceContext, clock: FixedClock
) -> None:
    erp.contracts(3)
    erp.take(
        erp.file(
            K.PARTIES,
            erp.party(1, street="Probeweg", changed_at="2024-01-05"),
            erp.party(2, phone="0170 555 0199", changed_at="2030-01-01"),
            erp.party(3),
        )
    )
    moved, called, still = (_party(context, f"C{number}") for number in (1, 2, 3))
    assert _seen(moved) == [(ContactKind.ADDRESS, date(2024, 1, 5), TODAY)]
    assert moved.addresses[0].known_since == TODAY
    # A day to come is not believed: it would count as new for years, and overtake the tenant.
    assert _seen(called) == [(ContactKind.TELEPHONE, TODAY, TODAY)]
    assert [one.number for one in called.guard.old_numbers] == ["040 1234567"]
    assert not still.guard.demand.open
    clock.advance(timedelta(days=31))
    assert not _party(context, "C1").guard.demand.open
    assert not _party(context, "C2").guard.demand.open


def test_the_first_import_and_what_it_fills_later_wake_nobody(
    erp: Erp, context: ServiceContext
) -> None:
    nothing: dict[str, object] = dict.fromkeys((*STREET, "phone", "email"), "")
    erp.houses()
    erp.take(
        erp.file(K.TENANCIES, *(erp.contract(number) for number in (1, 2, 3))),
        erp.file(
            K.PARTIES,
            erp.party(1, changed_at="2026-11-20"),
            *({**erp.party(number), **nothing} for number in (2, 3)),
        ),
    )
    assert not any(_party(context, f"C{n}").guard.demand.open for n in (1, 2, 3))
    erp.take(erp.file(K.PARTIES, erp.party(1), erp.party(2), erp.party(3, street="Probeweg")))
    filled, elsewhere = _party(context, "C2"), _party(context, "C3")
    assert not filled.guard.demand.open
    assert filled.addresses[0].known_since == BEGAN
    # Nobody can be called on it yet: we have known it since today.
    assert filled.guard.old_numbers == ()
    # What was emptied and is filled anew is no first word.
    erp.take(erp.file(K.PARTIES, {**erp.party(1), "phone": "-"}, erp.party(2)))
    erp.take(erp.file(K.PARTIES, {**erp.party(1), "phone": "0170 555 0199"}, erp.party(2)))
    assert len(_party(context, "C1").guard.changes) == 2
    # But letters that begin to go elsewhere are looked at.
    assert _seen(elsewhere) == [(ContactKind.ADDRESS, TODAY, TODAY)]


def test_a_flat_that_an_import_moved_is_no_unchanged_address(
    erp: Erp, context: ServiceContext
) -> None:
    erp.contracts(3)
    other_house = {**STREET, "street": "Testallee", "postcode": "20095"}
    erp.take(
        erp.file(K.PROPERTIES, {"property_number": "5500", **other_house, "federal_state": "HH"}),
        erp.file(K.UNITS, {"property_number": "5500", "unit_number": "1", "kind": "flat"}),
    )
    assert not _party(context, "C1").guard.demand.open
    erp.take(
        erp.file(
            K.TENANCIES,
            erp.contract(1, property_number="5500", unit_number="1"),
            erp.contract(2, unit_number="003"),
            erp.contract(3),
        )
    )
    moved, neighbour = _party(context, "C1"), _party(context, "C2")
    assert [(one.kind, one.is_move) for one in moved.guard.changes] == [(ContactKind.ADDRESS, True)]
    since = {one.choice: one.known_since for one in moved.addresses}
    assert since == {AddressChoice.POSTAL: BEGAN, AddressChoice.UNIT: TODAY}
    # Another flat of the same house has the same address.
    assert not neighbour.guard.demand.open
    # The house: another spelling is no move, another street with its postcode is one.
    spelt = {**STREET, "street": "MUSTERKEHRE"}
    erp.take(erp.file(K.PROPERTIES, {"property_number": "4417", **spelt, "federal_state": "HH"}))
    assert not _party(context, "C3").guard.demand.open
    erp.take(
        erp.file(K.PROPERTIES, {"property_number": "4417", **other_house, "federal_state": "HH"})
    )
    house = _party(context, "C3")
    assert [one.is_move for one in house.guard.changes] == [True]
    unit = next(one for one in house.addresses if one.choice is AddressChoice.UNIT)
    command = RequestCode(
        tenancy_id=_tenancy(context, "C3"), tenant_id=house.tenant_id, address=unit.choice
    )
    seen = frozenset(one.change_id for one in house.guard.changes)
    answer = GuardAnswer(way=GuardWay.UNCHANGED_ADDRESS, seen=seen)
    for given, error in ((None, "answer_missing"), (answer, "address_too_new")):
        with pytest.raises(UserError, match=rf"^guard\.{error}$"):
            request_code(context, SYSTEM, replace(command, guard=given))
    request_code(context, SYSTEM, replace(command, guard=answer, address=AddressChoice.POSTAL))


def _tenancy(context: ServiceContext, contract: str) -> int:
    with context.database.read() as session:
        return session.scalars(select(Tenancy.id).where(Tenancy.contract_number == contract)).one()


def test_a_report_of_the_portal_that_comes_late_wakes_the_guard(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    clock: FixedClock,
) -> None:
    event = other(PortalEventType.CONTACT_CHANGED, "late")
    event["time"] = "2026-09-01T08:00:00Z"
    event["data"] |= {"portal_account": household.portal_account, "telephone": "0170 5550142"}
    portal.leave(event)
    take_in(context, inbox)
    options = code_options(context, household.clerk, household.tenancy_id).parties
    party = next(one for one in options if one.tenant_id == household.tenant_id)
    assert _seen(party) == [(ContactKind.TELEPHONE, date(2026, 9, 1), TODAY)]
    assert [one.number for one in party.guard.old_numbers] == ["040 555 0100"]
    clock.advance(timedelta(days=31))
    again = code_options(context, household.clerk, household.tenancy_id).parties
    assert not any(one.guard.demand.open for one in again)


def test_the_number_that_was_called_is_one_the_account_knew(
    context: ServiceContext, household: Household, clock: FixedClock
) -> None:
    change = change_contact(context, household, phone="0170 5550142")
    assert change is not None
    called = GuardAnswer(
        way=GuardWay.CALL_BACK,
        seen=frozenset({change}),
        number="+49 170 5550142",
        known_since=date(2019, 1, 1),
        reason="sagt die Mieterin",
    )
    command = RequestCode(
        tenancy_id=household.tenancy_id,
        tenant_id=household.tenant_id,
        address=AddressChoice.POSTAL,
        guard=called,
    )
    _free_account(context)

    def refused(answer: GuardAnswer) -> str:
        with pytest.raises(UserError) as error:
            request_code(context, household.clerk, replace(command, guard=answer))
        return error.value.code

    # The new number is none to call, whatever is said of it.
    assert refused(called) == "guard.number_too_new"
    assert refused(replace(called, number="nummer")) == "guard.number_missing"
    assert refused(replace(called, number="040 66969 218", reason=" ")) == "guard.number_missing"
    too_new = replace(called, number="040 66969 218", known_since=clock.today())
    assert refused(too_new) == "guard.number_too_new"
    found = replace(called, number="040 66969 218", reason="Mietvertrag, Seite 2")
    first = request_code(context, household.clerk, replace(command, guard=found))
    known = replace(called, number="(040) 555-0100", known_since=None, reason="")
    second = request_code(context, household.clerk, replace(command, guard=known))
    assert (first.needs_release, second.needs_release) == (True, True)
    with context.database.read() as session:
        rows = [session.get_one(RegistrationCode, one.code_id) for one in (first, second)]
        assert [(row.called_number, row.called_reason) for row in rows] == [
            ("••••••218", "Mietvertrag, Seite 2"),
            ("••••••100", None),
        ]
        told = [
            json.loads(event.details)
            for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))
            if "called" in event.details
        ]
    assert [(one["called"], one["called_is_known"]) for one in told] == [
        ("••••••218", False),
        ("••••••100", True),
    ]
    assert "555" not in str(told)
    assert "Mietvertrag" not in str(told)


def _free_account(context: ServiceContext) -> None:
    with context.database.write() as unit:
        unit.session.execute(update(PortalAccount).values(state=PortalAccountState.INVITED))


def test_undoing_a_change_brings_back_when_the_former_data_had_come(
    context: ServiceContext, household: Household, clock: FixedClock
) -> None:
    """What an older program or the first data noted without a row of its own is not forgotten."""
    before = datetime(2026, 11, 10, 8, tzinfo=UTC)
    with context.database.write() as unit:
        unit.session.get_one(Tenant, household.tenant_id).phone_changed_at = before
    first = change_contact(context, household, undo=timedelta(seconds=10))
    second = change_contact(
        context,
        household,
        phone="040 5550178",
        undo=timedelta(seconds=10),
        source=ContactSource.CASE,
    )
    assert first is not None
    assert second is not None
    for change, at in ((second, clock.now()), (first, before)):
        with context.database.write() as unit:
            take_contact_data_back(unit, context, household.clerk, [change])
        assert tenant(context, household).phone_changed_at == at
    with context.database.read() as session:
        kept = session.scalars(
            select(ContactDataChange.former_changed_at).order_by(ContactDataChange.id)
        ).all()
    assert kept == [before, clock.now()]
