"""Reads certificates for the account and for the case; nothing is changed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.certificates import FIELDS, CertificateKind, kinds_for, missing
from desktop.domain.documents import OPEN_CERTIFICATES, CertificateState, DocumentState
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.document import Certificate, Document
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.accounts.loading import load_tenancy
from desktop.services.categories.codes import WITH_CERTIFICATES
from desktop.services.certificates.filling import Filled, current_values, parties_on
from desktop.services.certificates.view import Certificates, CertificateView, FieldView
from desktop.services.context import ServiceContext
from desktop.services.documents.reading import documents_by_id
from desktop.services.documents.view import DocumentRow
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.time_limits import Moment

_ISSUER = aliased(Staff)
_CERTIFICATES = (
    select(
        Certificate,
        Staff.name.label("asker"),
        _ISSUER.name.label("issuer"),
        Case.reference,
        Document.state.label("document_state"),
        Document.undo_until,
        Tenant,
    )
    .outerjoin(Staff, Staff.id == Certificate.asked_by_id)
    .outerjoin(_ISSUER, _ISSUER.id == Certificate.issued_by_id)
    .outerjoin(Case, Case.id == Certificate.case_id)
    .outerjoin(Document, Document.id == Certificate.document_id)
    .outerjoin(Tenant, Tenant.id == Certificate.tenant_id)
    .order_by(Certificate.id.desc())
)
_KNOWN_KINDS = [kind.value for kind in CertificateKind]


def account_certificates(context: ServiceContext, actor: Actor, tenancy_id: int) -> Certificates:
    """Return the certificates of a contract.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        query = _CERTIFICATES.where(Certificate.tenancy_id == tenancy_id)
        return _found(session, context, tenancy, query)


def case_certificates(context: ServiceContext, actor: Actor, case_id: int) -> Certificates:
    """Return the certificates that were made for a case.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``certificates.no_contract``.
    """
    with context.database.read() as session:
        require(actor, Permission.READ_CASES)
        row = session.execute(
            select(Case.tenancy_id, Case.company_id).where(Case.id == case_id)
        ).one_or_none()
        if row is None:
            raise UserError("case.not_found")
        require(actor, Permission.READ_CASES, row.company_id)
        if row.tenancy_id is None:
            raise UserError("certificates.no_contract")
        tenancy = load_tenancy(session, actor, row.tenancy_id)
        query = _CERTIFICATES.where(Certificate.case_id == case_id)
        return _found(session, context, tenancy, query)


def certificates_of_case(
    session: Session, context: ServiceContext, case: Case
) -> Certificates | None:
    """Return the certificates of a case that is being read; whether it may be was checked before.

    None for a case without a contract, of another category, or of a general one that has none.
    """
    if case.tenancy_id is None or case.category.code not in WITH_CERTIFICATES:
        return None
    found = _found(
        session,
        context,
        session.get_one(Tenancy, case.tenancy_id),
        _CERTIFICATES.where(Certificate.case_id == case.id),
    )
    return found if found.certificates or case.category.code == WITH_CERTIFICATES[0] else None


def certificate_view(
    session: Session, context: ServiceContext, row: Certificate
) -> CertificateView:
    """Return one certificate; whether the person may see it was checked before."""
    session.flush()
    tenancy = session.get_one(Tenancy, row.tenancy_id)
    (view,) = _views(session, context, tenancy, _CERTIFICATES.where(Certificate.id == row.id))
    return view


def _found(
    session: Session, context: ServiceContext, tenancy: Tenancy, query: Select[Any]
) -> Certificates:
    known = query.where(Certificate.kind.in_(_KNOWN_KINDS))
    return Certificates(
        tenancy_id=tenancy.id,
        kinds=kinds_for(tenancy.unit.kind),
        certificates=_views(session, context, tenancy, known),
    )


def _views(
    session: Session, context: ServiceContext, tenancy: Tenancy, query: Select[Any]
) -> tuple[CertificateView, ...]:
    rows = session.execute(query).all()
    papers = [one.Certificate.document_id for one in rows if one.Certificate.document_id]
    documents = documents_by_id(session, context, papers)
    return tuple(_view(session, context, tenancy, row, documents) for row in rows)


def _view(
    session: Session,
    context: ServiceContext,
    tenancy: Tenancy,
    row: Row[Any],
    documents: Mapping[int, DocumentRow],
) -> CertificateView:
    certificate: Certificate = row.Certificate
    today, kind = context.clock.today(), CertificateKind(certificate.kind)
    values, shown = current_values(session, tenancy, certificate, today)
    state = certificate.state
    if state in OPEN_CERTIFICATES:
        gaps = missing(kind, values)
        state = CertificateState.INCOMPLETE if gaps else CertificateState.DRAFT
    undo_until = row.undo_until if row.document_state is DocumentState.PUBLISHED else None
    if undo_until is not None and Moment.of(context.clock).is_over(undo_until):
        undo_until = None
    people = parties_on(tenancy, today)
    tenant = row.Tenant or (people[0].tenant if people else None)
    return CertificateView(
        certificate_id=certificate.id,
        version=certificate.version,
        tenancy_id=tenancy.id,
        company_id=certificate.company_id,
        kind=kind,
        state=state,
        fields=_fields(kind, values, shown),
        addressee="" if tenant is None else tenant.full_name,
        asked_at=certificate.asked_at,
        asked_by=row.asker or "",
        by_portal=certificate.in_reply_to is not None,
        issued_at=certificate.issued_at,
        issued_by=row.issuer or "",
        document_id=certificate.document_id,
        undo_until=undo_until,
        case_id=certificate.case_id,
        case_reference=row.reference or "",
        document=documents.get(certificate.document_id or 0),
    )


def _fields(kind: CertificateKind, values: Filled, shown: Filled) -> tuple[FieldView, ...]:
    return tuple(
        FieldView(
            name=spec.field,
            value_kind=spec.value_kind,
            needed=spec.needed,
            value=values.get(spec.field, ""),
            in_contract=shown[spec.field],
        )
        for spec in FIELDS[kind]
    )
