"""The facts a check of bank changes needs, looked up in bulk.

A fixed number of statements answers for a thousand bank changes, so that a list of all of them can
be assessed as of now. *Current* bank details and mandate are the latest versions that were not
withdrawn: what a further change would replace, also where they count from a later collection on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from desktop.domain.bank_change import (
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
    ContactChange,
    ContactKind,
)
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import BankChangeState, Channel
from desktop.domain.company_rules import CutoffBasis
from desktop.domain.deadlines import Completion, Deadlines
from desktop.domain.holder import Address, AddressPart, Party
from desktop.domain.kinds import PaymentMethod, VersionState
from desktop.domain.mandate import MandateData, MandateStatus, reference_key
from desktop.domain.months import Month
from desktop.domain.risk_checks import REPEATED_WITHIN
from desktop.models.bank import BankChange, BankDetails, Mandate
from desktop.models.case import Case
from desktop.models.tenancy import Tenancy, TenancyParty, Tenant
from desktop.services.company_settings import load_rules
from desktop.services.context import ServiceContext

_CHUNK = 1000
UNDECIDED = (BankChangeState.OPEN, BankChangeState.PROPOSED)
"""States in which an application is still to be decided."""
_DATED_BY_STAMP = frozenset({Channel.LETTER, Channel.TELEPHONE})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BankChangeFacts:
    """Everything ``domain.assessment.assess`` takes for one bank change.

    ``deadlines`` are the stored ones; None while an incomplete application's cut-off moves on with
    the days (setting of the company).
    """

    bank_change_id: int
    case_id: int
    company_id: int
    tenancy_id: int
    state: BankChangeState
    application: BankChangeApplication
    context: CheckContext
    deadlines: Deadlines | None
    current: CurrentAccount | None
    mandate: CurrentMandate | None


def gather(
    session: Session, context: ServiceContext, bank_change_ids: Iterable[int]
) -> dict[int, BankChangeFacts]:
    """Return the facts of many bank changes by their id; unknown ids are left out."""
    found: dict[int, BankChangeFacts] = {}
    now = context.clock.now()
    for ids in _chunks(bank_change_ids):
        rows = session.execute(_changes().where(BankChange.id.in_(ids))).all()
        surroundings = _Surroundings.load(session, rows)
        for row in rows:
            found[row.id] = _facts(session, row, surroundings, now)
    return found


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    iterator = iter(ids)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _changes() -> Select[Any]:
    return (
        select(
            BankChange.id,
            BankChange.case_id,
            BankChange.tenancy_id,
            BankChange.variant,
            BankChange.state,
            BankChange.iban,
            BankChange.iban_input,
            BankChange.account_holder,
            BankChange.holder_address,
            BankChange.mandate_granted,
            BankChange.mandate_reference,
            BankChange.mandate_creditor_id,
            BankChange.mandate_signed_on,
            BankChange.mandate_revoked_on,
            BankChange.cutoff_on,
            BankChange.effective_month,
            BankChange.collection_on,
            BankChange.debit_file_on,
            BankChange.debit_file_at,
            BankChange.due_on,
            BankChange.rules_version,
            BankChange.exported_at,
            Case.company_id,
            Case.channel,
            Case.received_at,
            Case.received_on,
            Case.completed_at,
            Tenancy.ends_on,
            Tenancy.payment_method,
        )
        .join(Case, Case.id == BankChange.case_id)
        .join(Tenancy, Tenancy.id == BankChange.tenancy_id)
    )


@dataclass(slots=True)
class _Surroundings:
    """What lies around a chunk of bank changes, by tenancy or by IBAN."""

    parties: Mapping[int, tuple[Party, ...]]
    contact_changes: Mapping[int, tuple[ContactChange, ...]]
    accounts: Mapping[int, CurrentAccount]
    mandates: Mapping[int, CurrentMandate]
    taken: Mapping[str, list[tuple[str, int | None]]]
    users: Mapping[str, set[tuple[int, int, str]]]
    former: Mapping[int, list[tuple[int, date]]]

    @classmethod
    def load(cls, session: Session, rows: Collection[Row[Any]]) -> "_Surroundings":
        tenancies = {row.tenancy_id for row in rows}
        parties, contacts = _parties(session, tenancies)
        return cls(
            parties=parties,
            contact_changes=contacts,
            accounts=current_accounts(session, tenancies),
            mandates=current_mandates(session, tenancies),
            taken=_taken_references(session, rows),
            users=_iban_users(session, {row.iban for row in rows if row.iban}),
            former=_former_changes(session, rows, tenancies),
        )


def _parties(
    session: Session, tenancies: Collection[int]
) -> tuple[dict[int, tuple[Party, ...]], dict[int, tuple[ContactChange, ...]]]:
    parties: defaultdict[int, list[Party]] = defaultdict(list)
    contacts: defaultdict[int, list[ContactChange]] = defaultdict(list)
    rows = session.execute(
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
        .where(TenancyParty.tenancy_id.in_(tenancies))
        .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
    )
    for row in rows:
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
    return (
        {key: tuple(value) for key, value in parties.items()},
        {key: tuple(value) for key, value in contacts.items()},
    )


def current_accounts(session: Session, tenancies: Collection[int]) -> dict[int, CurrentAccount]:
    """Return the latest bank details of tenancies that were not withdrawn."""
    rows = session.execute(
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
        .where(BankDetails.tenancy_id.in_(tenancies), BankDetails.state == VersionState.CURRENT)
        .order_by(BankDetails.tenancy_id, BankDetails.number)
    )
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
    rows = session.execute(
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
        .where(
            Mandate.tenancy_id.in_(tenancies),
            Mandate.state.not_in((MandateStatus.SUPERSEDED, MandateStatus.WITHDRAWN)),
        )
        .order_by(Mandate.tenancy_id, Mandate.id)
    )
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
    session: Session, rows: Collection[Row[Any]]
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
    current = (
        select(BankDetails.iban, Tenancy.company_id, Tenancy.id, Tenancy.contract_number)
        .join(Tenancy, Tenancy.id == BankDetails.tenancy_id)
        .where(BankDetails.iban.in_(ibans), BankDetails.state == VersionState.CURRENT)
    )
    applied = (
        select(BankChange.iban, Tenancy.company_id, Tenancy.id, Tenancy.contract_number)
        .join(Tenancy, Tenancy.id == BankChange.tenancy_id)
        .where(BankChange.iban.in_(ibans), BankChange.state.in_(UNDECIDED))
    )
    for statement in (current, applied):
        for iban, company_id, tenancy_id, contract in session.execute(statement):
            found[iban].add((company_id, tenancy_id, contract))
    return dict(found)


def _former_changes(
    session: Session, rows: Collection[Row[Any]], tenancies: Collection[int]
) -> dict[int, list[tuple[int, date]]]:
    """Bank changes of the tenancies near enough to count as repeated, rejected ones apart."""
    found: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
    if not rows:
        return {}
    since = min(row.received_on for row in rows) - REPEATED_WITHIN - timedelta(days=1)
    statement = (
        select(BankChange.tenancy_id, BankChange.id, Case.received_on)
        .join(Case, Case.id == BankChange.case_id)
        .where(
            BankChange.tenancy_id.in_(tenancies),
            BankChange.state != BankChangeState.REJECTED,
            Case.received_on >= since,
        )
    )
    for tenancy_id, bank_change_id, received_on in session.execute(statement):
        found[tenancy_id].append((bank_change_id, received_on))
    return dict(found)


def _facts(
    session: Session, row: Row[Any], around: _Surroundings, now: datetime
) -> BankChangeFacts:
    current = around.accounts.get(row.tenancy_id)
    mandate = around.mandates.get(row.tenancy_id)
    application = _application(row, current)
    return BankChangeFacts(
        bank_change_id=row.id,
        case_id=row.case_id,
        company_id=row.company_id,
        tenancy_id=row.tenancy_id,
        state=row.state,
        application=application,
        context=CheckContext(
            parties=around.parties.get(row.tenancy_id, ()),
            current_iban=None if current is None else current.iban,
            current_holder=None if current is None else current.account_holder,
            existing_mandate=_existing_mandate(row, application, mandate),
            references_taken=_taken_for(row, around),
            shared_contracts=_shared_with(row, around),
            contact_changes=around.contact_changes.get(row.tenancy_id, ()),
            former_changes_on=tuple(
                day for other, day in around.former.get(row.tenancy_id, ()) if other < row.id
            ),
            tenancy_ended_on=row.ends_on,
            pays_by_direct_debit=row.payment_method is PaymentMethod.DIRECT_DEBIT,
            exported_at=row.exported_at,
            confirmation_at=now if row.state in UNDECIDED else None,
        ),
        deadlines=None if _cutoff_moves(session, row) else stored_deadlines(row),
        current=current,
        mandate=mandate,
    )


def _application(row: Row[Any], current: CurrentAccount | None) -> BankChangeApplication:
    variant = row.variant
    if variant is BankChangeVariant.MANDATE_ONLY and current is None:
        # A mandate alone is for the account that is known; where none is, one has to be named.
        variant = BankChangeVariant.NEW_ACCOUNT
    mandate = None
    if row.mandate_granted:
        mandate = MandateData(
            reference=row.mandate_reference,
            creditor_id=row.mandate_creditor_id,
            signed_on=row.mandate_signed_on,
            account_holder=row.account_holder,
        )
    completed = row.completed_at or Completion.STILL_OPEN
    return BankChangeApplication(
        variant=variant,
        received=row.received_on if row.channel in _DATED_BY_STAMP else row.received_at,
        completed=completed,
        channel=row.channel,
        iban=row.iban_input or row.iban,
        account_holder=row.account_holder,
        holder_address=address_of(row.holder_address),
        mandate=mandate,
    )


def _existing_mandate(
    row: Row[Any], application: BankChangeApplication, mandate: CurrentMandate | None
) -> MandateData | None:
    """The mandate in force; one the tenant revokes with a new account can no longer be used."""
    if mandate is None:
        return None
    if application.variant is BankChangeVariant.REVOCATION or row.mandate_revoked_on is None:
        return mandate.data
    return replace(mandate.data, revoked_on=row.mandate_revoked_on)


def _taken_for(row: Row[Any], around: _Surroundings) -> frozenset[str]:
    if not row.mandate_granted or not row.mandate_reference:
        return frozenset()
    key = reference_key(row.mandate_reference)
    taken = any(
        creditor_id == row.mandate_creditor_id and bank_change_id != row.id
        for creditor_id, bank_change_id in around.taken.get(key, ())
    )
    return frozenset({key}) if taken else frozenset()


def _shared_with(row: Row[Any], around: _Surroundings) -> tuple[str, ...]:
    # Contracts of another company are none of this company's business.
    return tuple(
        sorted(
            contract
            for company_id, tenancy_id, contract in around.users.get(row.iban or "", ())
            if company_id == row.company_id and tenancy_id != row.tenancy_id
        )
    )


def _cutoff_moves(session: Session, row: Row[Any]) -> bool:
    """Whether the cut-off still looks at today, because the application is not complete."""
    if row.completed_at is not None or row.state not in UNDECIDED:
        return False
    return load_rules(session, row.company_id).cutoff_basis is CutoffBasis.COMPLETED


def stored_deadlines(row: Row[Any]) -> Deadlines:
    """Return the deadlines as they were promised, from a row with the columns of both tables."""
    return Deadlines(
        received_at=None if row.channel in _DATED_BY_STAMP else row.received_at,
        received_on=row.received_on,
        cutoff_on=row.cutoff_on,
        effective_month=Month.of(row.effective_month),
        collection_on=row.collection_on,
        debit_file_on=row.debit_file_on,
        debit_file_at=row.debit_file_at,
        due_on=row.due_on,
        rules_version=row.rules_version,
    )


def address_of(value: Mapping[str, Any] | None) -> Address | None:
    """Return the address kept as a JSON object; parts that are no text count as absent."""
    if not value:
        return None
    parts = {part.value: value.get(part.value) for part in AddressPart}
    return Address(**{key: part if isinstance(part, str) else None for key, part in parts.items()})
