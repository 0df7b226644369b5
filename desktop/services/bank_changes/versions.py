"""New versions of bank details and mandate, put in force by a release, withdrawn by its undo.

Rows are never overwritten. The version that was current becomes *superseded* the moment a later one
is released, though collections use it until the later one's ``valid_from``: on any day the version
in use is the latest one, not withdrawn, whose ``valid_from`` is not after it. A correction makes
the former versions anew (``restoring``) and marks the wrong ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant, MandateAction
from desktop.domain.blank_text import one_line
from desktop.domain.creditor_id import normalise_creditor_id
from desktop.domain.holder import Address, AddressPart
from desktop.domain.iban import mask_iban
from desktop.domain.kinds import PaymentMethod, VersionState
from desktop.domain.mandate import MandateStatus, reference_key
from desktop.models.bank import BankChange, BankDetails, Mandate
from desktop.models.base import JsonObject
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.state import Standing
from desktop.services.context import ServiceContext
from desktop.services.hand_over.rows import ErpRowContent
from desktop.services.staff.access import Actor

_DIRECT_DEBIT = frozenset({MandateAction.NEW, MandateAction.AMEND})
_LONGEST_NAME = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What a release puts in force; empty texts where there is nothing.

    ``former`` is what undoing needs to know.
    """

    iban: str
    bic: str
    account_holder: str
    holder_address: Address | None
    mandate_action: MandateAction
    mandate_reference: str
    creditor_id: str
    signed_on: date | None
    valid_from: date
    former: dict[str, Any]

    @property
    def by_direct_debit(self) -> bool:
        """Whether the rent is collected with this mandate from ``valid_from`` on."""
        return self.mandate_action in _DIRECT_DEBIT


def row_content(session: Session, change: BankChange, in_force: InForce) -> ErpRowContent:
    """Return what the ERP is told of what is in force now."""
    tenancy = session.get_one(Tenancy, change.tenancy_id)
    return ErpRowContent(
        contract_number=tenancy.contract_number,
        account_holder=in_force.account_holder,
        iban=in_force.iban,
        bic=in_force.bic,
        mandate_reference=in_force.mandate_reference,
        creditor_id=in_force.creditor_id,
        signed_on=in_force.signed_on,
        valid_from=in_force.valid_from,
    )


@dataclass(frozen=True, slots=True)
class _Account:
    iban: str
    bic: str
    bank_name: str
    holder: str
    address: Address | None


def put_in_force(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, standing: Standing
) -> InForce:
    """Make the versions a release is about; they count from the collection that will use them."""
    valid_from = standing.assessment.expected_collection_on
    if valid_from is None:
        raise ValueError("a bank change has deadlines")
    account = _account(standing)
    former: dict[str, Any] = {}
    if standing.facts.application.variant is BankChangeVariant.NEW_ACCOUNT:
        _new_bank_details(unit, context, actor, standing, account, valid_from, former)
    mandate = _mandate_version(unit, context, actor, standing, account, valid_from, former)
    _pay_by(unit, standing, former)
    revoked = standing.assessment.mandate_action is MandateAction.REVOKE
    unit.session.flush()
    return InForce(
        iban="" if revoked else account.iban,
        bic="" if revoked else account.bic,
        account_holder="" if revoked else account.holder,
        holder_address=account.address,
        mandate_action=standing.assessment.mandate_action,
        mandate_reference="" if mandate is None else mandate.reference,
        creditor_id="" if mandate is None else mandate.creditor_id,
        signed_on=None if mandate is None else mandate.signed_on,
        valid_from=valid_from,
        former=former,
    )


def _account(standing: Standing) -> _Account:
    """The account that is used after the release: the new one, or the one known already."""
    current = standing.facts.current
    application = standing.facts.application
    check = standing.assessment.iban_check
    if application.variant is BankChangeVariant.NEW_ACCOUNT and check is not None:
        return _Account(
            iban=check.normalised,
            bic=check.bic or "",
            bank_name=check.bank_name or "",
            holder=one_line(application.account_holder)[:_LONGEST_NAME],
            address=application.holder_address,
        )
    if current is None:
        return _Account("", "", "", one_line(application.account_holder)[:_LONGEST_NAME], None)
    return _Account(
        current.iban,
        current.bic,
        current.bank_name,
        current.account_holder,
        application.holder_address or current.holder_address,
    )


def _new_bank_details(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    standing: Standing,
    account: _Account,
    valid_from: date,
    former: dict[str, Any],
) -> None:
    session = unit.session
    current = standing.facts.current
    if current is not None:
        session.get_one(BankDetails, current.bank_details_id).state = VersionState.SUPERSEDED
        former["former_bank_details"] = current.bank_details_id
    tenancy_id = standing.change.tenancy_id
    version = BankDetails(
        tenancy_id=tenancy_id,
        number=next_account_number(session, tenancy_id),
        state=VersionState.CURRENT,
        account_holder=account.holder,
        holder_address=_stored_address(account.address),
        iban=account.iban,
        bic=account.bic or None,
        bank_name=account.bank_name[:160] or None,
        valid_from=valid_from,
        bank_change_id=standing.change.id,
        created_at=context.clock.now(),
    )
    session.add(version)
    session.flush()
    former["bank_details"] = version.id
    record(
        unit,
        context,
        actor,
        AuditAction.BANK_DETAILS_CREATED,
        "bank_details",
        version.id,
        standing.case.company_id,
        {
            "bank_change": standing.change.id,
            "iban": mask_iban(account.iban),
            "number": version.number,
            "valid_from": valid_from.isoformat(),
        },
    )


def next_account_number(session: Session, tenancy_id: int) -> int:
    """Return the number of the contract's next version of bank details."""
    number = session.scalar(
        select(func.max(BankDetails.number)).where(BankDetails.tenancy_id == tenancy_id)
    )
    return (number or 0) + 1


def _stored_address(address: Address | None) -> JsonObject | None:
    if address is None:
        return None
    parts = {part.value: one_line(address.part(part)) for part in AddressPart}
    return parts if any(parts.values()) else None


def _mandate_version(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    standing: Standing,
    account: _Account,
    valid_from: date,
    former: dict[str, Any],
) -> Mandate | None:
    """Make the new version of the mandate; None where the release does not touch one."""
    act = standing.assessment.mandate_action
    version = _granted(standing.change) if act is MandateAction.NEW else None
    known = standing.facts.mandate
    if known is not None and act is not MandateAction.NONE:
        row = unit.session.get_one(Mandate, known.mandate_id)
        former["former_mandate"] = {"id": row.id, "state": row.state.value}
        if version is None:
            version = _next_version(row, act, standing.change, context)
        row.state = MandateStatus.SUPERSEDED
    if version is None:
        return None
    version.tenancy_id = standing.change.tenancy_id
    version.reference_key = reference_key(version.reference)
    version.number = next_mandate_number(unit.session, version)
    version.account_holder = account.holder
    version.iban = account.iban
    version.valid_from = valid_from
    version.bank_change_id = standing.change.id
    version.created_at = context.clock.now()
    unit.session.add(version)
    unit.session.flush()
    former["mandate"] = version.id
    record(
        unit,
        context,
        actor,
        AuditAction.MANDATE_CREATED,
        "mandates",
        version.id,
        standing.case.company_id,
        {
            "bank_change": standing.change.id,
            "reference": version.reference,
            "number": version.number,
            "state": version.state.value,
        },
    )
    return version


def _granted(change: BankChange) -> Mandate:
    """The first version of the mandate that was granted with the application."""
    if change.mandate_reference is None or change.mandate_creditor_id is None:
        raise ValueError("a mandate without reference is a blocker")
    return Mandate(
        reference=change.mandate_reference,
        creditor_id=normalise_creditor_id(change.mandate_creditor_id),
        state=MandateStatus.NEW,
        signed_on=change.mandate_signed_on,
        last_collection_on=None,
        revoked_on=None,
        text_version=change.mandate_text_version or "",
        proof=change.mandate_proof,
    )


def _next_version(
    row: Mandate, act: MandateAction, change: BankChange, context: ServiceContext
) -> Mandate:
    """The next version of a mandate that keeps its reference: amended or revoked."""
    revoked = act is MandateAction.REVOKE
    return Mandate(
        reference=row.reference,
        creditor_id=row.creditor_id,
        state=MandateStatus.REVOKED if revoked else MandateStatus.AMENDED,
        signed_on=row.signed_on,
        last_collection_on=row.last_collection_on,
        revoked_on=(change.mandate_revoked_on or context.clock.today()) if revoked else None,
        text_version=row.text_version,
        proof=row.proof,
    )


def next_mandate_number(session: Session, version: Mandate) -> int:
    """Return the number of the next version of a mandate, counted by its reference."""
    number = session.scalar(
        select(func.max(Mandate.number)).where(
            Mandate.tenancy_id == version.tenancy_id,
            Mandate.creditor_id == version.creditor_id,
            Mandate.reference_key == version.reference_key,
        )
    )
    return (number or 0) + 1


def _pay_by(unit: UnitOfWork, standing: Standing, former: dict[str, Any]) -> None:
    """Let the contract say how the rent is paid from now on."""
    act = standing.assessment.mandate_action
    if act is MandateAction.NONE:
        return
    method = PaymentMethod.TRANSFER if act is MandateAction.REVOKE else PaymentMethod.DIRECT_DEBIT
    tenancy = unit.session.get_one(Tenancy, standing.change.tenancy_id)
    if tenancy.payment_method is not method:
        former["payment_method"] = tenancy.payment_method.value
        tenancy.payment_method = method


def take_back(unit: UnitOfWork, change: BankChange, former: Mapping[str, Any]) -> None:
    """Withdraw the versions of a release that is undone; the former ones are current again."""
    session = unit.session
    if (made := former.get("bank_details")) is not None:
        session.get_one(BankDetails, made).state = VersionState.WITHDRAWN
    if (before := former.get("former_bank_details")) is not None:
        session.get_one(BankDetails, before).state = VersionState.CURRENT
    if (mandate := former.get("mandate")) is not None:
        session.get_one(Mandate, mandate).state = MandateStatus.WITHDRAWN
    if (known := former.get("former_mandate")) is not None:
        session.get_one(Mandate, known["id"]).state = MandateStatus(known["state"])
    if (method := former.get("payment_method")) is not None:
        session.get_one(Tenancy, change.tenancy_id).payment_method = PaymentMethod(method)
    session.flush()
