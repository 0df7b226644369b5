"""What lies around bank changes: parties, accounts, mandates, other users of an IBAN; in bulk."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ContactSource, ContactState
from desktop.domain.address_guard import is_first_word
from desktop.domain.bank_change import ContactChange, ContactKind
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import BankChangeState
from desktop.domain.holder import Address, AddressPart, Party
from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateData, MandateStatus, reference_key
from desktop.domain.risk_checks import CONTACT_CHANGED_WITHIN, REPEATED_WITHIN
from desktop.models.bank import BankChange, BankDetails, Mandate
from desktop.models.case import Case
from desktop.models.contact import ContactDataChange
from desktop.models.tenancy import Tenancy, TenancyParty, Tenant

UNDECIDED = (BankChangeState.OPEN, BankChangeState.PROPOSED)
"""States in which an application is still to be decided."""
NEVER_TO_BE = (BankChangeState.REJECTED, BankChangeState.SET_ASIDE)
"""States of an application that comes to nothing."""
MANDATES_OF_THE_PAST = (
    MandateStatus.SUPERSEDED,
    MandateStatus.WITHDRAWN,
    MandateStatus.CORRECTED,
)
"""Versions of a mandate that a further change neither replaces nor amends."""

# Put together once: a case page asks all of them, and that costs as much as their answers.
_TENANCIES: BindParameter[list[int]] = bindparam("tenancies", expanding=True)
_IBANS: BindParameter[list[str]] = bindparam("ibans", expanding=True)
_PARTIES = (
    select(
        TenancyParty.tenancy_id,
        Tenant.first_name,
        Tenant.surname,
        Tenant.street,
        Tenant.house_number,
        Tenant.postcode,
        Tenant.town,
        Tenant.country,
        Tenant.email_changed_at,
        Tenant.phone_changed_at,
        Tenant.address_changed_at,
    )
    .join(Tenant, Tenant.id == TenancyParty.tenant_id)
    .where(TenancyParty.tenancy_id.in_(_TENANCIES))
    .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
)
_ACCOUNTS = (
    select(
        BankDetails.id,
        BankDetails.tenancy_id,
        BankDetails.account_holder,
        BankDetails.holder_address,
        BankDetails.iban,
        BankDetails.bic,
        BankDetails.bank_name,
        BankDetails.valid_from,
    )
    .where(BankDetails.tenancy_id.in_(_TENANCIES), BankDetails.state == VersionState.CURRENT)
    .order_by(BankDetails.tenancy_id, BankDetails.number)
)
_MANDATES = (
    select(
        Mandate.id,
        Mandate.tenancy_id,
        Mandate.number,
        Mandate.reference,
        Mandate.creditor_id,
        Mandate.signed_on,
        Mandate.last_collection_on,
        Mandate.revoked_on,
        Mandate.state,
        Mandate.account_holder,
        Mandate.iban,
    )
    .where(Mandate.tenancy_id.in_(_TENANCIES), Mandate.state.not_in(MANDATES_OF_THE_PAST))
    .order_by(Mandate.tenancy_id, Mandate.id)
)
_USERS_NOW = (
    select(BankDetails.iban, Tenancy.company_id, Tenancy.id, Tenancy.contract_number)
    .join(Tenancy, Tenancy.id == BankDetails.tenancy_id)
    .where(BankDetails.iban.in_(_IBANS), BankDetails.state == VersionState.CURRENT)
)
_USERS_TO_BE = (
    select(BankChange.iban, Tenancy.company_id, Tenancy.id, Tenancy.contract_number)
    .join(Tenancy, Tenancy.id == BankChange.tenancy_id)
    .where(BankChange.iban.in_(_IBANS), BankChange.state.in_(UNDECIDED))
)
_LEARNT = (
    select(
        TenancyParty.tenancy_id,
        ContactDataChange.kind,
        ContactDataChange.source,
        ContactDataChange.former,
        ContactDataChange.noted_at,
    )
    .join(ContactDataChange, ContactDataChange.tenant_id == TenancyParty.tenant_id)
    .where(
        TenancyParty.tenancy_id.in_(_TENANCIES),
        ContactDataChange.state == ContactState.APPLIED,
        ContactDataChange.noted_at >= bindparam("since"),
    )
)
_FORMER = (
    select(BankChange.tenancy_id, BankChange.id, Case.received_on)
    .join(Case, Case.id == BankChange.case_id)
    .where(
        BankChange.tenancy_id.in_(_TENANCIES),
        BankChange.state.not_in(NEVER_TO_BE),
        Case.received_on >= bindparam("since"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentAccount:
    """The bank details a further change would replace."""

    bank_details_id: int
    account_holder: str
    holder_address: Address | None
    iban: str
    bic: str
    bank_name: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentMandate:
    """The mandate a further change would replace or amend."""

    mandate_id: int
    number: int
    data: MandateData
    iban: str


@dataclass(slots=True)
class Surroundings:
    """What lies around a chunk of bank changes, by tenancy or by IBAN."""

    parties: Mapping[int, tuple[Party, ...]]
    contact_changes: Mapping[int, tuple[ContactChange, ...]]
    accounts: Mapping[int, CurrentAccount]
    mandates: Mapping[int, CurrentMandate]
    taken: Mapping[str, list[tuple[str, int | None]]]
    users: Mapping[str, set[tuple[int, int, str]]]
    former: Mapping[int, list[tuple[int, date]]]

    @classmethod
    def load(cls, session: Session, rows: Collection[Any]) -> "Surroundings":
        """Look up what the rows of bank changes (id, tenancy, IBAN, mandate, receipt) need."""
        tenancies = {row.tenancy_id for row in rows}
        parties, contacts = _parties(session, tenancies)
        _add_learnt(session, rows, tenancies, contacts)
        return cls(
            parties=parties,
            contact_changes={key: tuple(value) for key, value in contacts.items()},
            accounts=current_accounts(session, tenancies),
            mandates=current_mandates(session, tenancies),
            taken=_taken_references(session, rows),
            users=_iban_users(session, {row.iban for row in rows if row.iban}),
            former=_former_changes(session, rows, tenancies),
        )


def _parties(
    session: Session, tenancies: Collection[int]
) -> tuple[dict[int, tuple[Party, ...]], defaultdict[int, list[ContactChange]]]:
    """The parties of tenancies, and when a source says that their contact data were changed."""
    parties: defaultdict[int, list[Party]] = defaultdict(list)
    contacts: defaultdict[int, list[ContactChange]] = defaultdict(list)
    for row in session.execute(_PARTIES, {"tenancies": list(tenancies)}):
        address = Address(
            street=row.street,
            house_number=row.house_number,
            postcode=row.postcode,
            town=row.town,
            country=row.country,
        )
        parties[row.tenancy_id].append(Party(f"{row.first_name} {row.surname}".strip(), address))
        for kind, moment in (
            (ContactKind.EMAIL, row.email_changed_at),
            (ContactKind.TELEPHONE, row.phone_changed_at),
            (ContactKind.ADDRESS, row.address_changed_at),
        ):
            if moment is not None:
                contacts[row.tenancy_id].append(ContactChange(kind, berlin_day(moment)))
    return {key: tuple(value) for key, value in parties.items()}, contacts


def _add_learnt(
    session: Session,
    rows: Collection[Any],
    tenancies: Collection[int],
    contacts: defaultdict[int, list[ContactChange]],
) -> None:
    """Add the days on which changes were learnt of, as the guard of a new code counts them.

    A source may date a change as early as it likes, so its day alone lets none pass unseen. What
    the ERP only says for the first time is no change here either.
    """
    if not rows:
        return
    since = berlin_instant(min(row.received_on for row in rows) - CONTACT_CHANGED_WITHIN)
    for row in session.execute(_LEARNT, {"tenancies": list(tenancies), "since": since}):
        from_erp = row.source is ContactSource.ERP
        if not is_first_word(row.kind, row.former, from_erp=from_erp, leads_home=True):
            learnt = ContactChange(row.kind, berlin_day(row.noted_at))
            if learnt not in contacts[row.tenancy_id]:
                contacts[row.tenancy_id].append(learnt)


def current_accounts(session: Session, tenancies: Collection[int]) -> dict[int, CurrentAccount]:
    """Return the latest bank details of tenancies that were not withdrawn."""
    rows = session.execute(_ACCOUNTS, {"tenancies": list(tenancies)})
    return {
        row.tenancy_id: CurrentAccount(
            bank_details_id=row.id,
            account_holder=row.account_holder,
            holder_address=address_of(row.holder_address),
            iban=row.iban,
            bic=row.bic or "",
            bank_name=row.bank_name or "",
            valid_from=row.valid_from,
        )
        for row in rows
    }


def current_mandates(session: Session, tenancies: Collection[int]) -> dict[int, CurrentMandate]:
    """Return the latest mandate of tenancies that was neither superseded nor withdrawn."""
    rows = session.execute(_MANDATES, {"tenancies": list(tenancies)})
    return {
        row.tenancy_id: CurrentMandate(
            mandate_id=row.id,
            number=row.number,
            iban=row.iban,
            data=MandateData(
                reference=row.reference,
                creditor_id=row.creditor_id,
                signed_on=row.signed_on,
                last_collection_on=row.last_collection_on,
                revoked_on=row.revoked_on,
                status=row.state,
                account_holder=row.account_holder,
            ),
        )
        for row in rows
    }


def _taken_references(
    session: Session, rows: Collection[Any]
) -> dict[str, list[tuple[str, int | None]]]:
    """Creditor identifier and bank change of every mandate that has one of the references."""
    keys = {
        reference_key(row.mandate_reference)
        for row in rows
        if row.mandate_granted and row.mandate_reference
    }
    found: defaultdict[str, list[tuple[str, int | None]]] = defaultdict(list)
    if keys:
        statement = select(
            Mandate.reference_key, Mandate.creditor_id, Mandate.bank_change_id
        ).where(Mandate.reference_key.in_(keys), Mandate.state != MandateStatus.WITHDRAWN)
        for row in session.execute(statement):
            found[row.reference_key].append((row.creditor_id, row.bank_change_id))
    return dict(found)


def _iban_users(session: Session, ibans: Collection[str]) -> dict[str, set[tuple[int, int, str]]]:
    """Company, tenancy and contract number of everybody who uses one of the IBANs."""
    found: defaultdict[str, set[tuple[int, int, str]]] = defaultdict(set)
    if not ibans:
        return {}
    for statement in (_USERS_NOW, _USERS_TO_BE):
        rows = session.execute(statement, {"ibans": list(ibans)})
        for iban, company_id, tenancy_id, contract in rows:
            found[iban].add((company_id, tenancy_id, contract))
    return dict(found)


def _former_changes(
    session: Session, rows: Collection[Any], tenancies: Collection[int]
) -> dict[int, list[tuple[int, date]]]:
    """Bank changes of the tenancies that may count as repeated; what came to nothing is none."""
    found: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
    if not rows:
        return {}
    since = min(row.received_on for row in rows) - REPEATED_WITHIN - timedelta(days=1)
    former = session.execute(_FORMER, {"tenancies": list(tenancies), "since": since})
    for tenancy_id, bank_change_id, received_on in former:
        found[tenancy_id].append((bank_change_id, received_on))
    return dict(found)


def address_of(value: Mapping[str, Any] | None) -> Address | None:
    """Return the address kept as a JSON object; parts that are no text count as absent."""
    if not value:
        return None
    parts = {part.value: value.get(part.value) for part in AddressPart}
    return Address(**{key: part if isinstance(part, str) else None for key, part in parts.items()})
