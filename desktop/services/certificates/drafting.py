"""Certificates before they are issued: begun, filled, set aside; each in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.certificates import (
    CertificateField,
    CertificateKind,
    as_written,
    kinds_for,
    missing,
    spec_of,
)
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import OPEN_CERTIFICATES, CertificateState
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.document import Certificate
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.certificates.filling import (
    IN_CONTRACT,
    contract_values,
    current_values,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """A certificate that is asked for. ``in_reply_to`` is the portal's event that asked."""

    tenancy: Tenancy
    kind: CertificateKind
    case_id: int | None = None
    tenant_id: int | None = None
    values: Mapping[CertificateField, str]
    in_reply_to: str | None = None


def prepare_in(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, new: NewCertificate
) -> Certificate:
    """Begin a certificate in the caller's transaction; of one kind a case has one open at most.

    Raises:
        UserError: ``certificates.not_for_unit``, ``certificates.wrong_case``,
            ``certificates.party_unknown``; as ``as_written``.
    """
    session, tenancy = unit.session, new.tenancy
    if new.kind not in kinds_for(tenancy.unit.kind):
        raise UserError("certificates.not_for_unit")
    if new.tenant_id is not None and all(one.tenant_id != new.tenant_id for one in tenancy.parties):
        raise UserError("certificates.party_unknown")
    if new.case_id is not None:
        _check_case(session, new.case_id, tenancy.id)
        begun = _open_of_case(session, new.case_id, new.kind)
        if begun is not None:
            return begun
    company = session.get_one(Company, tenancy.company_id)
    shown = contract_values(tenancy, company, new.kind, context.clock.today())
    values = shown | {
        field: as_written(spec_of(new.kind, field), text) for field, text in new.values.items()
    }
    row = Certificate(
        company_id=tenancy.company_id,
        tenancy_id=tenancy.id,
        tenant_id=new.tenant_id,
        case_id=new.case_id,
        kind=new.kind.value,
        asked_at=context.clock.now(),
        asked_by_id=actor.staff_id,
        in_reply_to=new.in_reply_to,
    )
    put_values(row, values, shown)
    session.add(row)
    session.flush()
    record_act(unit, context, actor, AuditAction.CERTIFICATE_PREPARED, row, missing=row.missing)
    return row


def fill_in(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    row: Certificate,
    typed: Mapping[CertificateField, str],
) -> None:
    """Set values of a locked certificate that is not issued.

    Raises:
        UserError: ``certificates.not_open``; as ``as_written`` and ``spec_of``.
    """
    if row.state not in OPEN_CERTIFICATES:
        raise UserError("certificates.not_open")
    kind = CertificateKind(row.kind)
    tenancy = unit.session.get_one(Tenancy, row.tenancy_id)
    values, shown = current_values(unit.session, tenancy, row, context.clock.today())
    wanted = {field: as_written(spec_of(kind, field), text) for field, text in typed.items()}
    changed = sorted(field.value for field, text in wanted.items() if values.get(field, "") != text)
    if not changed:
        return
    put_values(row, values | wanted, shown)
    unit.session.flush()
    record_act(unit, context, actor, AuditAction.CERTIFICATE_CHANGED, row, fields=changed)


def put_values(
    row: Certificate,
    values: Mapping[CertificateField, str],
    shown: Mapping[CertificateField, str],
) -> None:
    """Keep values and what the contract ``shown``, what is missing, and where it stands."""
    row.values = {field.value: text for field, text in values.items() if text}
    row.values |= {IN_CONTRACT: {field.value: text for field, text in shown.items() if text}}
    row.missing = [field.value for field in missing(CertificateKind(row.kind), values)]
    row.state = CertificateState.INCOMPLETE if row.missing else CertificateState.DRAFT


def locked_certificate(
    session: Session, actor: Actor, certificate_id: int, version: int
) -> Certificate:
    """Return a certificate that the person may work on, as it was seen, locked until the commit.

    Raises:
        UserError: ``certificates.not_found``, ``access.denied``, ``certificates.changed``.
    """
    require(actor, Permission.WORK_CASES)
    row = session.get(Certificate, certificate_id, with_for_update=True)
    if row is None:
        raise UserError("certificates.not_found")
    require(actor, Permission.WORK_CASES, row.company_id)
    if row.version != version:
        raise UserError("certificates.changed")
    return row


def record_act(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    row: Certificate,
    **details: DetailValue,
) -> None:
    """Note an act in the audit log, names of fields only, and tell the screens that show it."""
    record(
        unit,
        context,
        actor,
        action,
        "certificates",
        row.id,
        row.company_id,
        {"kind": row.kind, "tenancy_id": row.tenancy_id, "case_id": row.case_id, **details},
    )
    unit.changed(ChangeKind.TENANCY, row.tenancy_id)
    unit.case_changed(row.case_id)


def _check_case(session: Session, case_id: int, tenancy_id: int) -> None:
    if session.scalar(select(Case.tenancy_id).where(Case.id == case_id)) != tenancy_id:
        raise UserError("certificates.wrong_case")


def _open_of_case(session: Session, case_id: int, kind: CertificateKind) -> Certificate | None:
    # Whoever presses twice has one certificate; the row of the case lets them come one by one.
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update(key_share=True))
    return session.scalars(
        select(Certificate)
        .where(
            Certificate.case_id == case_id,
            Certificate.kind == kind.value,
            Certificate.state.in_(OPEN_CERTIFICATES),
        )
        .order_by(Certificate.id)
        .limit(1)
    ).first()
