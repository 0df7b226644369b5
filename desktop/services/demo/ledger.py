"""Bank details and mandates of all contracts, with every version the invented years brought."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from sqlalchemy import update
from sqlalchemy.orm import Session

from desktop.domain.bank_register import find_bank
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.holder import Address, AddressPart
from desktop.domain.kinds import PaymentMethod, VersionState
from desktop.domain.mandate import MandateStatus, reference_key
from desktop.domain.months import Month
from desktop.domain.workdays import bank_day_of_month
from desktop.models.bank import BankDetails, Mandate
from desktop.models.tenancy import Tenancy
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.contracts import AccountVersion, Contract, MandateTrouble, MandateVersion

_CHUNK = 500


def write_ledger(
    writer: BulkWriter, session: Session, contracts: Iterable[Contract], today: date
) -> None:
    """Write all versions; the last account of a contract is current, the others superseded.

    Who revoked the last mandate without replacement pays by transfer.
    """
    last_run = bank_day_of_month(Month.of(today), DEFAULT_RULES.collection_bank_day)
    if last_run > today:
        last_run = bank_day_of_month(Month.of(today).plus(-1), DEFAULT_RULES.collection_bank_day)
    payers = []
    for contract in contracts:
        for number, account in enumerate(contract.accounts, start=1):
            _add_account(
                writer, contract, account, number, is_last=number == len(contract.accounts)
            )
        _collect(contract, last_run)
        for mandate in contract.mandates:
            _add_mandate(writer, contract, mandate)
        if contract.mandates and contract.mandates[-1].status is MandateStatus.REVOKED:
            payers.append(contract.tenancy_id)
        writer.relieve()
    writer.flush()
    for start in range(0, len(payers), _CHUNK):
        session.execute(
            update(Tenancy)
            .where(Tenancy.id.in_(payers[start : start + _CHUNK]))
            .values(payment_method=PaymentMethod.TRANSFER)
        )


def _collect(contract: Contract, last_run: date) -> None:
    """Let each mandate have been used until the next one, the last one up to the last run."""
    for former, following in pairwise(contract.mandates):
        run = bank_day_of_month(Month.of(following.valid_from).plus(-1), 1)
        former.last_collection_on = run if run >= former.valid_from else None
    sound = contract.ends_on is None and contract.mandate_trouble is MandateTrouble.NONE
    if not contract.mandates or not sound:
        return
    latest = contract.mandates[-1]
    if latest.valid_from <= last_run:
        latest.last_collection_on = last_run
    elif len(contract.mandates) > 1 and contract.mandates[-2].reference == latest.reference:
        latest.last_collection_on = contract.mandates[-2].last_collection_on


def stored_address(address: Address | None) -> dict[str, str | None] | None:
    """Return an address as the tables keep it."""
    return None if address is None else {part.value: address.part(part) for part in AddressPart}


def _add_account(
    writer: BulkWriter, contract: Contract, account: AccountVersion, number: int, *, is_last: bool
) -> None:
    bank = find_bank(account.iban[:2], account.iban[4:12]) if account.iban[:2] == "DE" else None
    writer.add(
        BankDetails,
        id=writer.key(BankDetails),
        version=1,
        tenancy_id=contract.tenancy_id,
        number=number,
        state=VersionState.CURRENT if is_last else VersionState.SUPERSEDED,
        account_holder=account.holder,
        holder_address=stored_address(account.address),
        iban=account.iban,
        bic=None if bank is None else bank.bic,
        bank_name=None if bank is None else bank.name,
        valid_from=account.valid_from,
        bank_change_id=account.bank_change_id,
        created_at=account.created_at,
    )


def _add_mandate(writer: BulkWriter, contract: Contract, mandate: MandateVersion) -> None:
    writer.add(
        Mandate,
        id=writer.key(Mandate),
        version=1,
        tenancy_id=contract.tenancy_id,
        reference=mandate.reference,
        reference_key=reference_key(mandate.reference),
        creditor_id=contract.house.creditor_id,
        number=mandate.number,
        state=mandate.status,
        account_holder=mandate.holder,
        iban=mandate.iban,
        signed_on=mandate.signed_on,
        last_collection_on=mandate.last_collection_on,
        revoked_on=mandate.revoked_on,
        text_version="",
        proof=None,
        valid_from=mandate.valid_from,
        bank_change_id=mandate.bank_change_id,
        created_at=mandate.created_at,
    )
