"""Parties without a portal account, and codes of theirs as the services make them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.accounts import AddressChoice
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import Tenant
from desktop.services.context import ServiceContext
from desktop.services.registration.commands import GuardAnswer, RequestCode
from desktop.services.registration.preparing import prepare_codes
from desktop.services.registration.rendering import render_requests
from desktop.services.registration.requesting import request_code
from desktop.services.registration.view import RenderedCode
from desktop.services.staff.access import Actor
from tests.support.factories import Household, add_tenancy, add_tenant, add_unit


@contextmanager
def refusal(code: str) -> Iterator[None]:
    """Expect that what is done within is refused with this code."""
    with pytest.raises(UserError) as refused:
        yield
    assert refused.value.code == code


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One party of a contract that nobody has registered yet."""

    tenancy_id: int
    tenant_id: int
    contract_number: str


def add_newcomers(
    context: ServiceContext, home: Household, *names: str, number: int = 1, **changes: Any
) -> list[Newcomer]:
    """A contract of its own with these people, whose postal address is another than the flat's."""
    contract = f"10.2071.{number:04d}"
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        people = [
            add_tenant(unit, company, name, "Beispielsen", **{"street": "Probeweg", **changes})
            for name in names or ("Marga",)
        ]
        flat = add_unit(unit, company, property_number=f"2071-{number}")
        tenancy = add_tenancy(unit, company, flat, people, contract)
        return [Newcomer(tenancy.id, person.id, contract) for person in people]


def wish(
    who: Newcomer,
    *,
    address: AddressChoice = AddressChoice.POSTAL,
    guard: GuardAnswer | None = None,
    case_id: int | None = None,
) -> RequestCode:
    """What a clerk asks for."""
    return RequestCode(
        tenancy_id=who.tenancy_id,
        tenant_id=who.tenant_id,
        address=address,
        guard=guard,
        case_id=case_id,
    )


def render(context: ServiceContext, actor: Actor, *code_ids: int) -> list[RenderedCode]:
    """Render letters as a batch does."""
    prepared = prepare_codes(context, len(code_ids))
    with context.database.write() as unit:
        rows = [unit.session.get_one(RegistrationCode, code_id) for code_id in code_ids]
        return render_requests(unit, context, actor, rows, prepared)


def issue(context: ServiceContext, actor: Actor, who: Newcomer) -> RenderedCode:
    """Ask for a letter and render it."""
    return render(context, actor, request_code(context, actor, wish(who)).code_id)[0]


def change_tenant(context: ServiceContext, tenant_id: int, **values: Any) -> None:
    """Change a person's row as an import does."""
    with context.database.write() as unit:
        tenant = unit.session.get_one(Tenant, tenant_id)
        for name, value in values.items():
            setattr(tenant, name, value)


def codes(context: ServiceContext) -> list[RegistrationCode]:
    """Every code, the oldest first."""
    with context.database.read() as session:
        return list(session.scalars(select(RegistrationCode).order_by(RegistrationCode.id)))


def code(context: ServiceContext, code_id: int) -> RegistrationCode:
    """One code as it is stored."""
    with context.database.read() as session:
        return session.get_one(RegistrationCode, code_id)


def deliveries(context: ServiceContext) -> list[Delivery]:
    """Everything that leaves the house, in the order in which it was caused."""
    with context.database.read() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def told(context: ServiceContext) -> list[tuple[str, dict[str, Any]]]:
    """What the portal is told: the short type and the data of each event."""
    return [
        (one.type.removeprefix("de.mieterdesk.").removesuffix(".v1"), one.data)
        for one in deliveries(context)
        if one.type.startswith("de.mieterdesk.")
    ]
