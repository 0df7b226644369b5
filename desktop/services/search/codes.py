"""Registration codes found by what is known of them: their last two symbols."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.code_states import CodeState
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.search.documents import contracts_of
from desktop.services.search.view import HitKind, SearchHit
from desktop.texts.accounts import code_state_text, masked_code

MOST_CODES = 300
_CODE = re.compile(r"[\s•.*…·]*([0-9A-Za-z]{2})\s*")


@dataclass(frozen=True, slots=True)
class FoundCode:
    """One code with these last symbols, and whose it is."""

    tenancy_id: int
    state: CodeState
    last_two: str
    name: str


def code_sought(text: str) -> str:
    """Return the last two symbols of a code that a text may be, as they are stored; else ""."""
    match = _CODE.fullmatch(text)
    return "" if match is None else match.group(1).upper()


def codes_ending(
    session: Session, text: str, reach: frozenset[int] | None, limit: int = MOST_CODES
) -> list[FoundCode]:
    """Return the codes that ``text`` may be the end of, usable ones first, then the newest.

    ``reach`` None means every company.
    """
    sought = code_sought(text)
    if not sought:
        return []
    query = (
        select(
            PortalAccount.tenancy_id,
            RegistrationCode.state,
            RegistrationCode.last_two,
            Tenant.first_name,
            Tenant.surname,
        )
        .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
        .join(Tenant, Tenant.id == PortalAccount.tenant_id)
        .where(RegistrationCode.last_two == sought)
        .order_by(RegistrationCode.id.desc())
        .limit(MOST_CODES)
    )
    if reach is not None:
        query = query.where(RegistrationCode.company_id.in_(sorted(reach)))
    found = [
        FoundCode(row.tenancy_id, row.state, row.last_two, f"{row.first_name} {row.surname}")
        for row in session.execute(query)
    ]
    return sorted(found, key=lambda one: not one.state.usable)[:limit]


def code_hits(
    session: Session, text: str, reach: frozenset[int] | None, limit: int
) -> Iterator[SearchHit]:
    """Return the codes that ``text`` may be the end of, a hit for each."""
    codes = codes_ending(session, text, reach, limit)
    contracts = contracts_of(session, {code.tenancy_id for code in codes}, reach)
    for code in codes:
        row = contracts.get(code.tenancy_id)
        if row is None:
            continue
        title = f"{masked_code(code.last_two)} · {code.name}"
        address = f"{row.street} {row.house_number}, {row.postcode} {row.town}"
        yield SearchHit(
            kind=HitKind.CODE,
            title=title,
            detail=f"{code_state_text(code.state)} · {row.contract_number} · {address}",
            marks=((2, len(code.last_two)),),
            tenancy_id=row.id,
            is_open=code.state.usable,
            company_id=row.company_id,
            company_tag=row.company_tag,
        )
