"""What is known of the letters and accounts of a household, for the clinic."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import DeliveryState, PortalAccountState
from desktop.domain.registration_code import OUR_SHAPE
from desktop.domain.registration_diagnosis import AccountFacts, IssuedCode, valid_letter
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, TenancyParty, Tenant
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.registration.clinic_view import ClinicParty


def household(session: Session, tenancy_id: int, today: date) -> tuple[ClinicParty, ...]:
    """Return the parties of a contract with all codes of the household, in the contract's order."""
    tenants = session.scalars(
        select(Tenant)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == tenancy_id)
        .order_by(TenancyParty.party_number)
    ).all()
    accounts = {
        account.tenant_id: account
        for account in session.scalars(
            select(PortalAccount).where(PortalAccount.tenancy_id == tenancy_id)
        )
    }
    codes = _codes(session, tenancy_id, accounts.values())
    return tuple(_party(tenant, accounts.get(tenant.id), codes, today) for tenant in tenants)


def _codes(
    session: Session, tenancy_id: int, accounts: Iterable[PortalAccount]
) -> tuple[IssuedCode, ...]:
    owners = {account.id: account.tenant_id for account in accounts}
    rows = session.execute(
        select(RegistrationCode, LetterBatch.number)
        .outerjoin(BatchLetter, BatchLetter.held_delivery_id == RegistrationCode.delivery_id)
        .outerjoin(
            LetterBatch,
            (LetterBatch.id == BatchLetter.batch_id)
            & (BatchLetter.made_round > LetterBatch.printed_round),
        )
        .where(RegistrationCode.portal_account_id.in_(owners))
        .order_by(RegistrationCode.id.desc())
    ).tuples()
    found = rows.all()
    is_any_usable = any(row.state.usable for row, _ in found)
    on_the_way = _on_the_way(session, tenancy_id) if is_any_usable else frozenset()
    return tuple(
        replace(_issued(row, owners[row.portal_account_id], on_the_way), unsure_batch=batch)
        for row, batch in found
    )


def _on_the_way(session: Session, tenancy_id: int) -> frozenset[str]:
    """The codes of which the portal has not been told yet: until then it refuses them."""
    waiting = session.scalars(
        select(Delivery.data).where(
            Delivery.tenancy_id == tenancy_id,
            Delivery.type == OutgoingEvent.CODE_ISSUED.value,
            Delivery.state == DeliveryState.WAITING,
        )
    )
    return frozenset(str(data.get("code_id", "")) for data in waiting)


def _issued(row: RegistrationCode, tenant_id: int, on_the_way: Iterable[str]) -> IssuedCode:
    return IssuedCode(
        code_id=row.id,
        party_id=tenant_id,
        state=row.state,
        issued_on=_day(row.issued_at),
        ended_on=_day(row.ended_at),
        expires_on=row.expires_on,
        last_two=row.last_two,
        shape=row.shape or OUR_SHAPE,
        surname=row.surname,
        at_portal=row.public_id not in on_the_way,
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else berlin_day(moment)


def _party(
    tenant: Tenant, account: PortalAccount | None, codes: tuple[IssuedCode, ...], today: date
) -> ClinicParty:
    state = PortalAccountState.INVITED if account is None else account.state
    facts = AccountFacts(
        party_id=tenant.id,
        state=state,
        codes=codes,
        begun_in=None if account is None else account.channel,
        surname=tenant.surname,
        email=None if account is None else account.email or None,
    )
    own = [code for code in codes if code.party_id == tenant.id]
    return ClinicParty(
        tenant_id=tenant.id,
        name=tenant.full_name,
        state=state,
        facts=facts,
        valid=valid_letter(facts, today=today),
        requested=any(code.state is CodeState.REQUESTED for code in own),
    )


def owners(session: Session, account_ids: Iterable[int | None]) -> dict[int, int]:
    """Return whose accounts these are: the person by the account."""
    wanted = {account_id for account_id in account_ids if account_id is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(PortalAccount.id, PortalAccount.tenant_id).where(PortalAccount.id.in_(wanted))
    )
    return dict(rows.tuples().all())
