"""The parties of a contract with their portal accounts, codes and consents."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.code_states import AccountCode, CodeState, is_accepted
from desktop.domain.portal_steps import AccountDates, CodeDates, portal_steps
from desktop.models.company import Staff
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.registration import Consent, RegistrationCode
from desktop.models.tenancy import PortalAccount, TenancyParty, Tenant
from desktop.services.accounts.view import CodeRow, ConsentRow, PartyAccount

_TENANCY: BindParameter[int] = bindparam("tenancy")
_RELEASER = aliased(Staff)
# Put together once: building a statement costs more than its answer.
_PARTIES = (
    select(TenancyParty.party_number, TenancyParty.since, TenancyParty.until, Tenant, PortalAccount)
    .join(Tenant, Tenant.id == TenancyParty.tenant_id)
    .outerjoin(
        PortalAccount,
        (PortalAccount.tenancy_id == TenancyParty.tenancy_id)
        & (PortalAccount.tenant_id == TenancyParty.tenant_id),
    )
    .where(TenancyParty.tenancy_id == _TENANCY)
    .order_by(TenancyParty.party_number)
)
_CODES = (
    select(
        RegistrationCode,
        PortalAccount.tenant_id,
        Staff.name.label("requester"),
        _RELEASER.name.label("releaser"),
        LetterBatch.number.label("unsure_batch"),
    )
    .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
    .outerjoin(Staff, Staff.id == RegistrationCode.requested_by_id)
    .outerjoin(_RELEASER, _RELEASER.id == RegistrationCode.released_by_id)
    .outerjoin(BatchLetter, BatchLetter.held_delivery_id == RegistrationCode.delivery_id)
    .outerjoin(
        LetterBatch,
        (LetterBatch.id == BatchLetter.batch_id)
        & (BatchLetter.made_round > LetterBatch.printed_round),
    )
    .where(PortalAccount.tenancy_id == _TENANCY)
    .order_by(RegistrationCode.id.desc())
)
_CONSENTS = (
    select(Consent, PortalAccount.tenant_id)
    .join(PortalAccount, PortalAccount.id == Consent.portal_account_id)
    .where(PortalAccount.tenancy_id == _TENANCY)
    .order_by(Consent.id.desc())
)


def parties_of(
    session: Session, tenancy_id: int, home: tuple[str, ...], today: date
) -> tuple[PartyAccount, ...]:
    """Return the parties in the contract's order; ``home`` is the address of the unit."""
    given = {"tenancy": tenancy_id}
    codes: defaultdict[int, list[CodeRow]] = defaultdict(list)
    for row in session.execute(_CODES, given):
        codes[row.tenant_id].append(_code_row(row, today))
    consents: defaultdict[int, list[ConsentRow]] = defaultdict(list)
    for consent, tenant_id in session.execute(_CONSENTS, given):
        consents[tenant_id].append(
            ConsentRow(consent.kind, consent.text_version, consent.given_at, consent.withdrawn_at)
        )
    return tuple(
        _party(row, codes[row.Tenant.id], tuple(consents[row.Tenant.id]), home, today)
        for row in session.execute(_PARTIES, given)
    )


def _code_row(row: Row[Any], today: date) -> CodeRow:
    code: RegistrationCode = row.RegistrationCode
    as_account = AccountCode(code_id=code.id, state=code.state, expires_on=code.expires_on)
    return CodeRow(
        code_id=code.id,
        tenant_id=row.tenant_id,
        state=code.state,
        last_two=code.last_two,
        surname=code.surname,
        origin=code.origin,
        requested_at=code.requested_at,
        requested_by=row.requester or "",
        requested_by_id=code.requested_by_id,
        issued_at=code.issued_at,
        posted_at=code.posted_at,
        expires_on=code.expires_on,
        ended_at=code.ended_at,
        end_reason=code.end_reason,
        end_note=code.end_note,
        guard_way=code.guard_way,
        called_number=code.called_number or "",
        called_known_since=code.guard_known_since,
        called_reason=code.called_reason or "",
        released_at=code.released_at,
        released_by=row.releaser or "",
        address=address_lines(code.address),
        opens=is_accepted(as_account, today=today),
        waits_for_release=(code.state is CodeState.REQUESTED and code.delivery_id is None),
        unsure_batch=row.unsure_batch,
        delivery_id=code.delivery_id,
    )


def address_lines(stored: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the lines of the address a letter was asked for with; none where nothing is kept."""
    lines: Any = (stored or {}).get("lines", ())
    return tuple(str(line) for line in lines)


def postal_lines(tenant: Tenant) -> tuple[str, ...]:
    """Return the postal address of a person without the name; empty where none is known."""
    street = f"{tenant.street} {tenant.house_number}".strip()
    town = f"{tenant.postcode} {tenant.town}".strip()
    country = "" if tenant.country in ("", "DE") else tenant.country
    if not street and not town:
        return ()
    return tuple(part for part in (tenant.addition, street, town, country) if part)


def _party(
    row: Row[Any],
    codes: Sequence[CodeRow],
    consents: tuple[ConsentRow, ...],
    home: tuple[str, ...],
    today: date,
) -> PartyAccount:
    tenant: Tenant = row.Tenant
    account: PortalAccount | None = row.PortalAccount
    own = postal_lines(tenant)
    return PartyAccount(
        tenant_id=tenant.id,
        party_number=row.party_number,
        name=" ".join(part for part in (tenant.title, tenant.full_name) if part),
        first_name=tenant.first_name or tenant.surname,
        email=tenant.email,
        phone=tenant.phone,
        since=row.since,
        until=row.until,
        is_former=row.until is not None and row.until < today,
        address=() if own == home else own,
        email_changed_at=tenant.email_changed_at,
        phone_changed_at=tenant.phone_changed_at,
        address_changed_at=tenant.address_changed_at,
        account_id=None if account is None else account.id,
        state=None if account is None else account.state,
        channel=None if account is None else account.channel,
        portal_email="" if account is None else account.email,
        last_login_at=None if account is None else account.last_login_at,
        locked_at=None if account is None else account.locked_at,
        closed_at=None if account is None else account.closed_at,
        steps=portal_steps(_account_dates(account), _dates_of(codes)),
        codes=tuple(codes),
        consents=consents,
    )


def _account_dates(account: PortalAccount | None) -> AccountDates:
    if account is None:
        return AccountDates()
    return AccountDates(
        state=account.state,
        registered_at=account.registered_at,
        activated_at=account.activated_at,
        locked_at=account.locked_at,
        closed_at=account.closed_at,
    )


def _dates_of(codes: Sequence[CodeRow]) -> CodeDates | None:
    """The code that tells how far somebody is: the redeemed, the usable, else the newest one."""
    if not codes:
        return None
    ranked = sorted(
        codes,
        key=lambda row: (row.state is CodeState.REDEEMED, row.state.usable, row.code_id),
        reverse=True,
    )
    code = ranked[0]
    return CodeDates(
        state=code.state,
        requested_at=code.requested_at,
        issued_at=code.issued_at,
        posted_at=code.posted_at,
        ended_at=code.ended_at,
    )
