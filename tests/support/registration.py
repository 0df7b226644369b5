"""Letters with codes as bare rows: the codes are invented and are kept as real ones are."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import CodeOrigin
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_code import ClearCode, check_symbol, shape_of
from desktop.domain.typed_code import bare_symbols
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.registration import RegistrationAttempt, RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant
from desktop.services.context import ServiceContext
from tests.support.factories import Household, add_case

_ELEVEN = ("QBDK8EF7HJK", "M2NPQRS5TUV", "W3XYZABC4DE")
VALID, OLD, PARTNERS = (ClearCode(e + (check_symbol(e) or "")) for e in _ELEVEN)
IMPORTED = "AB0O-77x1"


def account_of(unit: UnitOfWork, home: Household, tenant_id: int | None = None) -> PortalAccount:
    """The account of a party; made where the party has none."""
    wanted = tenant_id or home.tenant_id
    found = unit.session.scalar(
        select(PortalAccount).where(
            PortalAccount.tenancy_id == home.tenancy_id, PortalAccount.tenant_id == wanted
        )
    )
    if found is not None:
        return found
    made = PortalAccount(
        company_id=home.company_id,
        tenancy_id=home.tenancy_id,
        tenant_id=wanted,
        state=PortalAccountState.INVITED,
    )
    unit.session.add(made)
    unit.session.flush()
    return made


def invite(context: ServiceContext, home: Household, **changes: Any) -> int:
    """Let the account of the household's tenant wait for its registration; its id."""
    with context.database.write() as unit:
        account = account_of(unit, home)
        account.state = PortalAccountState.INVITED
        for name, value in changes.items():
            setattr(account, name, value)
        return account.id


def add_partner(context: ServiceContext, home: Household) -> int:
    """A second party of the contract."""
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        partner = Tenant(company_id=home.company_id, first_name="Rolf", surname="Beispiel")
        unit.session.add(partner)
        unit.session.flush()
        unit.session.add(TenancyParty(tenancy_id=tenancy.id, party_number=2, tenant_id=partner.id))
        return partner.id


def add_letter(
    context: ServiceContext,
    home: Household,
    code: ClearCode | str | None = VALID,
    *,
    tenant_id: int | None = None,
    issued_on: date = date(2026, 11, 12),
    **changes: Any,
) -> int:
    """A letter with this code, posted and valid; None is one that is only asked for. Its id."""
    printed = code if isinstance(code, str) else None if code is None else code.printed
    symbols = "" if printed is None else bare_symbols(printed)
    values: dict[str, Any] = {
        "origin": CodeOrigin.LETTER,
        "state": CodeState.REQUESTED if code is None else CodeState.POSTED,
        "last_two": symbols[-2:],
        "shape": "" if printed is None else shape_of(printed),
        "surname": "Musterbach",
        "lookup": context.codes.lookup(symbols) if symbols else None,
        "hash": context.codes.hash(symbols) if symbols else None,
        "expires_on": None if code is None else date(2027, 2, 10),
        "issued_at": datetime(issued_on.year, issued_on.month, issued_on.day, 11, tzinfo=UTC),
    }
    with context.database.write() as unit:
        account = account_of(unit, home, tenant_id)
        row = RegistrationCode(
            public_id=str(uuid4()),
            company_id=home.company_id,
            portal_account_id=account.id,
            **{**values, **changes},
        )
        unit.session.add(row)
        unit.session.flush()
        return row.id


def add_registration_case(
    context: ServiceContext, home: Household, category: str = "registration", **changes: Any
) -> int:
    """A case of *Registrierung & Zugang* of the household."""
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        kind = unit.session.get_one(Category, home.categories[category])
        return add_case(
            unit, tenancy, kind, **{"subject": "Registrierung klappt nicht", **changes}
        ).id


def add_attempt(
    context: ServiceContext, home: Household, case_id: int, reason: str, **changes: Any
) -> None:
    """An attempt that failed, as the portal reported it."""
    with context.database.write() as unit:
        case = unit.session.get_one(Case, case_id)
        values: dict[str, Any] = {
            "at": datetime(2026, 11, 19, 9, 12, tzinfo=UTC),
            "channel": Channel.APP,
            "masked_input": "",
            "portal_account_id": account_of(unit, home).id,
        }
        unit.session.add(
            RegistrationAttempt(
                company_id=home.company_id,
                tenancy_id=home.tenancy_id,
                case_id=case.id,
                reason=reason,
                **{**values, **changes},
            )
        )
