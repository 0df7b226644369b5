"""The versions of a correction: what was before a release is made anew, the wrong ones are marked.

Nothing is deleted and nothing overwritten. Wrong versions that the ERP never got are *withdrawn*,
those it has are *corrected*: a collection may have used them until the restored ones are valid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant, MandateAction
from desktop.domain.holder import Address
from desktop.domain.iban import mask_iban
from desktop.domain.kinds import PaymentMethod, VersionState
from desktop.domain.mandate import MandateStatus
from desktop.models.bank import BankChange, BankDetails, Mandate
from desktop.models.case import Case
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.surroundings import address_of
from desktop.services.bank_changes.versions import (
    InForce,
    next_account_number,
    next_mandate_number,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is corrected: the release's record of what it made and replaced, and from when on.

    ``handed_over`` says that the ERP has the release's row already.
    """

    case: Case
    change: BankChange
    release: Mapping[str, Any]
    valid_from: date
    handed_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What holds again, and what was wrong.

    ``in_force.former`` is what undoing needs to know, ``erp_kind`` what the row is for the ERP.
    ``wrong_holder`` (empty: nobody) with ``wrong_address`` was told to be drawn from.
    """

    in_force: InForce
    erp_kind: BankChangeVariant
    wrong_holder: str
    wrong_address: Address | None


def restore(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, correction: Correction
) -> Restored:
    """Put in force again what the release replaced, valid from ``correction.valid_from`` on."""
    session = unit.session
    release = correction.release
    done: dict[str, Any] = {}
    wrong_account = _marked_account(unit, correction, done)
    wrong_mandate = _marked_mandate(unit, correction, done)
    account = _account(unit, context, actor, correction, wrong_account, done)
    mandate = _mandate(unit, context, actor, correction, done)
    tenancy = session.get_one(Tenancy, correction.change.tenancy_id)
    if (method := release.get("payment_method")) is not None:
        done["payment_method"] = tenancy.payment_method.value
        tenancy.payment_method = PaymentMethod(method)
    session.flush()
    collected = account is not None and mandate is not None and mandate.state.usable
    named = mandate if collected else wrong_mandate
    return Restored(
        in_force=_in_force(account, named, correction.valid_from, done, collects=collected),
        erp_kind=_erp_kind(account, wrong_account, collects=collected),
        wrong_holder=_drawn_from(wrong_mandate, done),
        wrong_address=_address_of(wrong_account or account),
    )


def _drawn_from(wrong: Mandate | None, done: Mapping[str, Any]) -> str:
    """Whose account the release wanted to draw from; "" where it ended or touched no mandate."""
    if wrong is None or not MandateStatus(done["wrong_mandate"]["state"]).usable:
        return ""
    return wrong.account_holder


def _address_of(account: BankDetails | None) -> Address | None:
    return None if account is None else address_of(account.holder_address)


def _erp_kind(
    account: BankDetails | None, wrong_account: BankDetails | None, *, collects: bool
) -> BankChangeVariant:
    if account is not None and wrong_account is not None:
        return BankChangeVariant.NEW_ACCOUNT
    return BankChangeVariant.MANDATE_ONLY if collects else BankChangeVariant.REVOCATION


def _in_force(
    account: BankDetails | None,
    named: Mandate | None,
    valid_from: date,
    done: dict[str, Any],
    *,
    collects: bool,
) -> InForce:
    """What is told: of a mandate that only ended no more than its name."""
    action = MandateAction.AMEND if collects else MandateAction.REVOKE
    shown = account if collects or "wrong_account" in done else None
    # An account without a mandate is one for transfers: it names no mandate either.
    mandate = named if collects or shown is None else None
    return InForce(
        iban="" if shown is None else shown.iban,
        bic="" if shown is None else shown.bic or "",
        account_holder="" if shown is None else shown.account_holder,
        holder_address=None if shown is None else address_of(shown.holder_address),
        mandate_action=action,
        mandate_reference="" if mandate is None else mandate.reference,
        creditor_id="" if mandate is None else mandate.creditor_id,
        signed_on=None if mandate is None else mandate.signed_on,
        valid_from=valid_from,
        former=done,
    )


def _marked_account(
    unit: UnitOfWork, correction: Correction, done: dict[str, Any]
) -> BankDetails | None:
    made = correction.release.get("bank_details")
    if made is None:
        return None
    row = unit.session.get_one(BankDetails, made)
    done["wrong_account"] = {"id": row.id, "state": row.state.value}
    row.state = VersionState.CORRECTED if correction.handed_over else VersionState.WITHDRAWN
    return row


def _marked_mandate(
    unit: UnitOfWork, correction: Correction, done: dict[str, Any]
) -> Mandate | None:
    made = correction.release.get("mandate")
    if made is None:
        return None
    row = unit.session.get_one(Mandate, made)
    done["wrong_mandate"] = {"id": row.id, "state": row.state.value}
    row.state = MandateStatus.CORRECTED if correction.handed_over else MandateStatus.WITHDRAWN
    return row


def _account(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    correction: Correction,
    wrong: BankDetails | None,
    done: dict[str, Any],
) -> BankDetails | None:
    """The account that holds after the correction: made anew, or the one nobody touched."""
    session, tenancy_id = unit.session, correction.change.tenancy_id
    if wrong is None:
        return session.scalars(
            select(BankDetails)
            .where(BankDetails.tenancy_id == tenancy_id, BankDetails.state == VersionState.CURRENT)
            .order_by(BankDetails.number.desc())
            .limit(1)
        ).first()
    former_id = correction.release.get("former_bank_details")
    if former_id is None:
        return None
    former = session.get_one(BankDetails, former_id)
    version = BankDetails(
        tenancy_id=tenancy_id,
        number=next_account_number(session, tenancy_id),
        state=VersionState.CURRENT,
        account_holder=former.account_holder,
        holder_address=former.holder_address,
        iban=former.iban,
        bic=former.bic,
        bank_name=former.bank_name,
        valid_from=correction.valid_from,
        bank_change_id=correction.change.id,
        created_at=context.clock.now(),
    )
    session.add(version)
    session.flush()
    done["account"] = version.id
    record(
        unit,
        context,
        actor,
        AuditAction.BANK_DETAILS_CREATED,
        "bank_details",
        version.id,
        correction.case.company_id,
        {
            "bank_change": correction.change.id,
            "iban": mask_iban(version.iban),
            "number": version.number,
            "restores": former.number,
            "valid_from": version.valid_from.isoformat(),
        },
    )
    return version


def _mandate(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    correction: Correction,
    done: dict[str, Any],
) -> Mandate | None:
    """The next version of the mandate that held before; None where the release replaced none."""
    known = correction.release.get("former_mandate")
    if known is None:
        return None
    former = unit.session.get_one(Mandate, known["id"])
    version = Mandate(
        tenancy_id=former.tenancy_id,
        reference=former.reference,
        reference_key=former.reference_key,
        creditor_id=former.creditor_id,
        state=_restored_state(MandateStatus(known["state"]), done, correction),
        account_holder=former.account_holder,
        iban=former.iban,
        signed_on=former.signed_on,
        last_collection_on=former.last_collection_on,
        revoked_on=former.revoked_on,
        text_version=former.text_version,
        proof=former.proof,
        valid_from=correction.valid_from,
        bank_change_id=correction.change.id,
        created_at=context.clock.now(),
    )
    version.number = next_mandate_number(unit.session, version)
    unit.session.add(version)
    unit.session.flush()
    done["mandate"] = version.id
    record(
        unit,
        context,
        actor,
        AuditAction.MANDATE_CREATED,
        "mandates",
        version.id,
        correction.case.company_id,
        {
            "bank_change": correction.change.id,
            "reference": version.reference,
            "number": version.number,
            "restores": former.number,
            "state": version.state.value,
        },
    )
    return version


def _restored_state(
    former: MandateStatus, done: Mapping[str, Any], correction: Correction
) -> MandateStatus:
    """The former state; the way back from an amendment is an amendment once a bank may know it."""
    wrong = done.get("wrong_mandate", {}).get("state")
    if former.usable and wrong == MandateStatus.AMENDED.value and correction.handed_over:
        return MandateStatus.AMENDED
    return former


def unrestore(unit: UnitOfWork, change: BankChange, done: Mapping[str, Any]) -> None:
    """Withdraw the versions of a correction that is undone; those it marked hold again."""
    session = unit.session
    if (made := done.get("account")) is not None:
        session.get_one(BankDetails, made).state = VersionState.WITHDRAWN
    if (made := done.get("mandate")) is not None:
        session.get_one(Mandate, made).state = MandateStatus.WITHDRAWN
    if (wrong := done.get("wrong_account")) is not None:
        session.get_one(BankDetails, wrong["id"]).state = VersionState(wrong["state"])
    if (wrong := done.get("wrong_mandate")) is not None:
        session.get_one(Mandate, wrong["id"]).state = MandateStatus(wrong["state"])
    if (method := done.get("payment_method")) is not None:
        session.get_one(Tenancy, change.tenancy_id).payment_method = PaymentMethod(method)
    session.flush()
