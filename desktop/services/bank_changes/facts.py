"""The facts a check of bank changes needs, looked up in bulk.

A fixed number of statements answers for a thousand bank changes, so that a list of all of them can
be assessed as of now. *Current* bank details and mandate are the latest versions that were not
withdrawn: what a further change would replace, also where they count from a later collection on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.bank_change import (
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
)
from desktop.domain.case_status import DATE_STAMPED, BankChangeState, Channel
from desktop.domain.company_rules import CutoffBasis
from desktop.domain.deadlines import Completion, Deadlines
from desktop.domain.kinds import PaymentMethod
from desktop.domain.mandate import MandateData, reference_key
from desktop.domain.months import Month
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.tenancy import Tenancy
from desktop.services.bank_changes.surroundings import (
    UNDECIDED,
    CurrentAccount,
    CurrentMandate,
    Surroundings,
    address_of,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.company_settings import load_rules

_CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrittenChange:
    """A bank change that is being typed: what ``gather`` reads of one that is stored.

    ``id`` lies behind all there are. Nothing was promised yet, so the deadlines are those of now.
    """

    tenancy_id: int
    company_id: int
    variant: BankChangeVariant
    channel: Channel
    received_at: datetime
    received_on: date
    iban: str | None
    iban_input: str | None
    account_holder: str | None
    holder_address: Mapping[str, Any] | None
    mandate_granted: bool | None
    mandate_reference: str | None
    mandate_creditor_id: str | None
    mandate_signed_on: date | None
    mandate_revoked_on: date | None
    ends_on: date | None
    payment_method: PaymentMethod
    id: int = 2**62
    case_id: int = 0
    state: BankChangeState = BankChangeState.OPEN
    completed_at: datetime | None = None
    exported_at: datetime | None = None


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


_CHANGES = (
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
    .where(BankChange.id.in_(bindparam("ids", expanding=True)))
)
"""Put together once: whoever opens a case waits for it."""
ChangeRow = Row[Any] | UnwrittenChange


def gather(
    session: Session, context: ServiceContext, bank_change_ids: Iterable[int]
) -> dict[int, BankChangeFacts]:
    """Return the facts of many bank changes by their id; unknown ids are left out."""
    found: dict[int, BankChangeFacts] = {}
    now = context.clock.now()
    for ids in _chunks(bank_change_ids):
        rows = session.execute(_CHANGES, {"ids": ids}).all()
        surroundings = Surroundings.load(session, rows)
        for row in rows:
            found[row.id] = _facts(session, row, surroundings, now)
    return found


def gather_unwritten(
    session: Session, context: ServiceContext, change: UnwrittenChange
) -> BankChangeFacts:
    """Return the facts of a bank change that nobody has stored yet."""
    return _facts(session, change, Surroundings.load(session, [change]), context.clock.now())


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    iterator = iter(ids)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _facts(
    session: Session, row: ChangeRow, around: Surroundings, now: datetime
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
        deadlines=_deadlines(session, row),
        current=current,
        mandate=mandate,
    )


def _deadlines(session: Session, row: ChangeRow) -> Deadlines | None:
    if isinstance(row, UnwrittenChange) or _cutoff_moves(session, row):
        return None
    return stored_deadlines(row)


def _application(row: ChangeRow, current: CurrentAccount | None) -> BankChangeApplication:
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
        received=row.received_on if row.channel in DATE_STAMPED else row.received_at,
        completed=completed,
        channel=row.channel,
        iban=row.iban_input or row.iban,
        account_holder=row.account_holder,
        holder_address=address_of(row.holder_address),
        mandate=mandate,
    )


def _existing_mandate(
    row: ChangeRow, application: BankChangeApplication, mandate: CurrentMandate | None
) -> MandateData | None:
    """The mandate in force; one the tenant revokes with a new account can no longer be used."""
    if mandate is None:
        return None
    if application.variant is BankChangeVariant.REVOCATION or row.mandate_revoked_on is None:
        return mandate.data
    return msgspec.structs.replace(mandate.data, revoked_on=row.mandate_revoked_on)


def _taken_for(row: ChangeRow, around: Surroundings) -> frozenset[str]:
    if not row.mandate_granted or not row.mandate_reference:
        return frozenset()
    key = reference_key(row.mandate_reference)
    taken = any(
        creditor_id == row.mandate_creditor_id and bank_change_id != row.id
        for creditor_id, bank_change_id in around.taken.get(key, ())
    )
    return frozenset({key}) if taken else frozenset()


def _shared_with(row: ChangeRow, around: Surroundings) -> tuple[str, ...]:
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
        received_at=None if row.channel in DATE_STAMPED else row.received_at,
        received_on=row.received_on,
        cutoff_on=row.cutoff_on,
        effective_month=Month.of(row.effective_month),
        collection_on=row.collection_on,
        debit_file_on=row.debit_file_on,
        debit_file_at=row.debit_file_at,
        due_on=row.due_on,
        rules_version=row.rules_version,
    )
