"""What a release replaced, for a page that looks back at it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.kinds import DecisionKind
from desktop.domain.mandate import MandateData, MandateStatus
from desktop.models.bank import BankDetails, Decision, Mandate
from desktop.services.bank_changes.facts import BankChangeFacts
from desktop.services.bank_changes.surroundings import CurrentAccount, CurrentMandate, address_of


def with_replaced(session: Session, facts: BankChangeFacts) -> BankChangeFacts:
    """Return the facts of a released bank change with the versions it replaced as the current ones.

    So old and new stand side by side as they did when it was decided.
    """
    former = _latest_release(session, facts.bank_change_id)
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
    )
    return replace(facts, current=account, mandate=mandate, context=context)


def _latest_release(session: Session, bank_change_id: int) -> Mapping[str, Any]:
    data = session.scalar(
        select(Decision.data)
        .where(Decision.bank_change_id == bank_change_id, Decision.kind == DecisionKind.RELEASED)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return data or {}


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
