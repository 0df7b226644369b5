"""The door of the room: certificates for tenants."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.certificates import CertificateField, CertificateKind, as_written, spec_of
from desktop.domain.documents import OPEN_CERTIFICATES, CertificateState
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.document import Certificate
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.accounts.loading import load_tenancy
from desktop.services.audit import AuditAction
from desktop.services.certificates.commands import (
    FillCertificate,
    IssueCertificate,
    PrepareCertificate,
    SetCertificateAside,
)
from desktop.services.certificates.drafting import (
    NewCertificate,
    fill_in,
    locked_certificate,
    prepare_in,
    put_values,
    record_act,
)
from desktop.services.certificates.filling import current_values
from desktop.services.certificates.issuing import IssuedCertificate, issue
from desktop.services.certificates.paper import paper_of
from desktop.services.certificates.reading import (
    account_certificates,
    case_certificates,
    certificate_view,
)
from desktop.services.certificates.view import CertificateView
from desktop.services.context import ServiceContext
from desktop.services.documents.use_cases import undo_publication
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import Actor, Permission, require

__all__ = [
    "account_certificates",
    "cancel_certificate",
    "case_certificates",
    "fill_certificate",
    "issue_certificate",
    "prepare_certificate",
    "preview_certificate",
    "restore_certificate",
    "undo_certificate",
]


def prepare_certificate(
    context: ServiceContext, actor: Actor, command: PrepareCertificate
) -> CertificateView:
    """Begin a certificate with what the contract shows; what is missing is told.

    Raises:
        UserError: ``account.not_found``, ``access.denied``; as ``drafting.prepare_in``.
    """
    with context.database.write() as unit:
        tenancy = load_tenancy(unit.session, actor, command.tenancy_id, Permission.WORK_CASES)
        new = NewCertificate(
            tenancy=tenancy,
            kind=command.kind,
            case_id=command.case_id,
            tenant_id=command.tenant_id or _asker(unit.session, command.case_id),
            values=command.values,
        )
        row = prepare_in(unit, context, actor, new)
        return certificate_view(unit.session, context, row)


def fill_certificate(
    context: ServiceContext, actor: Actor, command: FillCertificate
) -> CertificateView:
    """Set values of a certificate.

    Raises:
        UserError: as ``drafting.locked_certificate`` and ``drafting.fill_in``.
    """
    with context.database.write() as unit:
        row = locked_certificate(unit.session, actor, command.certificate_id, command.version)
        fill_in(unit, context, actor, row, command.values)
        return certificate_view(unit.session, context, row)


def preview_certificate(
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    certificate_id: int,
    typed: Mapping[CertificateField, str],
) -> bytes:
    """Return the paper as it would be issued now, with values that are typed and not kept yet.

    A value that cannot be understood stands as it is typed.

    Raises:
        UserError: ``certificates.not_found``, ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        row = session.get(Certificate, certificate_id)
        if row is None:
            raise UserError("certificates.not_found")
        require(actor, Permission.READ_CASES, row.company_id)
        values = {field: _shown(row, field, text) for field, text in typed.items()}
        paper = paper_of(session, row, context.clock.today(), actor.name, values)
    return press.pdf([paper.letter], made_at=context.clock.now())


def issue_certificate(
    context: ServiceContext, actor: Actor, press: LetterPress, command: IssueCertificate
) -> IssuedCertificate:
    """Issue a complete certificate: PDF, published in the account, filed. Raises as ``issue``."""
    return issue(context, actor, press, command.certificate_id, command.version)


def undo_certificate(context: ServiceContext, actor: Actor, certificate_id: int) -> None:
    """Take issuing back within its undo time: nothing has left, the certificate is a draft again.

    Raises:
        UserError: ``certificates.not_found``, ``access.denied``, ``certificates.not_issued``; as
            ``documents.use_cases.undo_publication``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        row = session.get(Certificate, certificate_id)
        if row is None:
            raise UserError("certificates.not_found")
        require(actor, Permission.WORK_CASES, row.company_id)
        document_id = row.document_id
    if document_id is None:
        raise UserError("certificates.not_issued")
    undo_publication(context, actor, document_id)


def cancel_certificate(
    context: ServiceContext, actor: Actor, command: SetCertificateAside
) -> CertificateView:
    """Set a certificate aside that nobody needs; ``restore_certificate`` takes that back.

    Raises:
        UserError: as ``drafting.locked_certificate``; ``certificates.not_open``.
    """
    with context.database.write() as unit:
        row = locked_certificate(unit.session, actor, command.certificate_id, command.version)
        if row.state not in OPEN_CERTIFICATES:
            raise UserError("certificates.not_open")
        row.state = CertificateState.CANCELLED
        unit.session.flush()
        record_act(unit, context, actor, AuditAction.CERTIFICATE_CANCELLED, row)
        return certificate_view(unit.session, context, row)


def restore_certificate(
    context: ServiceContext, actor: Actor, command: SetCertificateAside
) -> CertificateView:
    """Take the cancelling of a certificate back.

    Raises:
        UserError: as ``drafting.locked_certificate``; ``certificates.not_cancelled``.
    """
    with context.database.write() as unit:
        row = locked_certificate(unit.session, actor, command.certificate_id, command.version)
        if row.state is not CertificateState.CANCELLED:
            raise UserError("certificates.not_cancelled")
        row.state = CertificateState.DRAFT
        tenancy = unit.session.get_one(Tenancy, row.tenancy_id)
        put_values(row, *current_values(unit.session, tenancy, row, context.clock.today()))
        unit.session.flush()
        record_act(unit, context, actor, AuditAction.CERTIFICATE_RESTORED, row)
        return certificate_view(unit.session, context, row)


def _asker(session: Session, case_id: int | None) -> int | None:
    """Who wrote in the portal; not known where a case came another way."""
    return session.scalar(
        select(PortalAccount.tenant_id)
        .join(Case, Case.portal_account_id == PortalAccount.id)
        .where(Case.id == case_id, Case.tenancy_id == PortalAccount.tenancy_id)
    )


def _shown(row: Certificate, field: CertificateField, text: str) -> str:
    try:
        return as_written(spec_of(CertificateKind(row.kind), field), text)
    except UserError:
        return text
