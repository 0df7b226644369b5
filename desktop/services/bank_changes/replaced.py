"""What a release replaced, for a page that looks back at it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.kinds import DecisionKind, PaymentMethod
from desktop.domain.mandate import MandateData, MandateStatus
from desktop.models.bank import BankDetails, Mandate
from desktop.services.bank_changes.facts import BankChangeFacts
from desktop.services.bank_changes.state import latest_decision
from desktop.services.bank_changes.surroundings import CurrentAccount, CurrentMandate, address_of


def with_replaced(session: Session, facts: BankChangeFacts) -> BankChangeFacts:
    """Return the facts of a released bank change with the versions it replaced as the current ones.

    So old and new stand side by side as they did when it was decided.
    """
    release = latest_decision(session, facts.bank_change_id, DecisionKind.RELEASED)
    former: Mapping[str, Any] = (release.data if release is not None else None) or {}
    account = _account(session, former.get("former_bank_details"))
    if account is None and former.get("bank_details") is None:
        # Only the mandate changed; the account is still the one it was.
        account = facts.current
    known = former.get("former_mandate")
    mandate = None if known is None else _mandate(session, known)
    context = msgspec.structs.replace(
        facts.context,
        current_iban=None if account is None else account.iban,
        current_holder=None if account is None else account.account_holder,
        existing_mandate=None if mandate is None else mandate.data,
        references_taken=frozenset(),
        pays_by_direct_debit=_paid_by_debit(former, facts),
    )
    return replace(facts, current=account, mandate=mandate, context=context)


def _paid_by_debit(former: Mapping[str, Any], facts: BankChangeFacts) -> bool:
    """How the rent was paid before; a release that changed it kept the former way."""
    method = former.get("payment_method")
    if method is not None:
        return PaymentMethod(method) is PaymentMethod.DIRECT_DEBIT
    if former.get("mandate") is not None:
        return facts.application.variant is not BankChangeVariant.REVOCATION
    return facts.context.pays_by_direct_debit


def _account(session: Session, bank_details_id: int | None) -> CurrentAccount | None:
    row = None if bank_details_id is None else session.get(BankDetails, bank_details_id)
    if row is None:
        return None
    return CurrentAccount(
        bank_details_id=row.id,
        account_holder=row.account_holder,
        holder_address=address_of(row.holder_address),
        iban=row.iban,
        bic=row.bic or "",
        bank_name=row.bank_name or "",
        valid_from=row.valid_from,
    )


def _mandate(session: Session, known: Mapping[str, Any]) -> CurrentMandate | None:
    row = session.get(Mandate, known["id"])
    if row is None:
        return None
    return CurrentMandate(
        mandate_id=row.id,
        number=row.number,
        iban=row.iban,
        data=MandateData(
            reference=row.reference,
            creditor_id=row.creditor_id,
            signed_on=row.signed_on,
            last_collection_on=row.last_collection_on,
            revoked_on=row.revoked_on,
            status=MandateStatus(known["state"]),
            account_holder=row.account_holder,
        ),
    )
