"""``certificate.requested``: a tenant wants a certificate and pressed for it in the portal.

Where all of it stands in the contract the paper is made at once (``waiting``); otherwise a person
gets a case that says what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.certificates import (
    AT_ONCE,
    LONGEST_VALUE,
    CertificateField,
    CertificateKind,
    kinds_for,
    missing,
    spec_of,
)
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome, PortalAccountState
from desktop.domain.portal_event import PortalEvent
from desktop.domain.portal_json import QuarantineReason, RefusedEventError
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.accounts.loading import load_tenancy
from desktop.services.cases.creation import NewAttachment, NewCase, create_case
from desktop.services.categories.codes import WITH_CERTIFICATES
from desktop.services.certificates.drafting import NewCertificate, prepare_in
from desktop.services.certificates.filling import contract_values, has_left
from desktop.services.context import ServiceContext
from desktop.services.intake.reports import Addressing, PortalReport, Taken
from desktop.services.staff.access import SYSTEM
from desktop.texts import tr
from desktop.texts.certificates import field_name, kind_name

_SHUT = (PortalAccountState.LOCKED, PortalAccountState.CLOSED)
_TEXTS = ("kind", "purpose", "text")


@dataclass(frozen=True, slots=True)
class CertificateRequest(PortalReport):
    """What is wanted. ``kind`` is as the portal calls it, ``said`` what else the tenant gave."""

    kind: str
    purpose: str
    text: str
    said: Mapping[str, str]

    def take_in(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        event: PortalEvent,
        addressing: Addressing,
    ) -> Taken:
        """Note a certificate that can be made at once, or make a case for a person."""
        tenancy = load_tenancy(unit.session, SYSTEM, addressing.tenancy_id)
        kind = _known_kind(self.kind, tenancy)
        reasons = self._reasons(unit, context, addressing, tenancy, kind)
        if event.attachments and not reasons:
            reasons.append(tr("Der Anfrage liegt etwas bei. Bitte sehen Sie es an."))
        case_id = None
        if reasons:
            case_id = create_case(
                unit, context, self._case(unit.session, event, addressing, reasons)
            ).id
        if kind is not None:
            new = NewCertificate(
                tenancy=tenancy,
                kind=kind,
                case_id=case_id,
                tenant_id=addressing.tenant_id,
                values=self._values(kind),
                in_reply_to=event.key.event_id,
            )
            prepare_in(unit, context, SYSTEM, new)
        return Taken() if case_id is None else Taken(IntakeOutcome.CASE, case_id)

    def _values(self, kind: CertificateKind) -> dict[CertificateField, str]:
        """What the tenant may say; a purpose only where the paper has one."""
        try:
            spec_of(kind, CertificateField.PURPOSE)
        except UserError:
            return {}
        return {CertificateField.PURPOSE: self.purpose[:LONGEST_VALUE]}

    def _reasons(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        addressing: Addressing,
        tenancy: Tenancy,
        kind: CertificateKind | None,
    ) -> list[str]:
        """Why a person has to look, each as a sentence; none: it is made at once."""
        reasons = []
        if kind is None:
            return [tr("Diese Bescheinigung wird nicht aus den Vertragsdaten erstellt.")]
        company = unit.session.get_one(Company, tenancy.company_id)
        gaps = missing(kind, contract_values(tenancy, company, kind, context.clock.today()))
        if gaps:
            names = ", ".join(map(field_name, gaps))
            reasons.append(tr("Es fehlt noch: {fields}.", fields=names))
        elif kind not in AT_ONCE:
            reasons.append(tr("Diese Bescheinigung bestätigt eine Person."))
        if self.text.strip() or self.said:
            reasons.append(tr("Die Anfrage enthält eigene Angaben. Bitte lesen Sie sie."))
        if has_left(tenancy, addressing.tenant_id, context.clock.today()):
            reasons.append(tr("Wer fragt, ist nicht mehr Vertragspartei."))
        if _is_shut(unit.session, addressing):
            reasons.append(tr("Das Portal-Konto ist gesperrt oder geschlossen."))
        return reasons

    def _case(
        self, session: Session, event: PortalEvent, addressing: Addressing, reasons: list[str]
    ) -> NewCase:
        known = {kind.value: kind_name(kind) for kind in CertificateKind}
        wanted = known.get(self.kind, self.kind)
        said = "\n".join(f"{name}: {text}" for name, text in self.said.items())
        parts = (self.text.strip(), said, "\n".join(reasons))
        return NewCase(
            company_id=addressing.company_id,
            category_id=category_id(session, addressing.company_id),
            tenancy_id=addressing.tenancy_id,
            portal_account_id=addressing.portal_account_id,
            channel=event.channel,
            received_at=event.time,
            correspondent=addressing.correspondent,
            subject=tr("Im Portal verlangt: {what}", what=wanted),
            text="\n\n".join(part for part in parts if part),
            fields={"purpose": self.purpose} if self.purpose else {},
            attachments=tuple(
                NewAttachment(
                    name=one.name, media_type=one.media_type, size=one.size or 0, sha256=one.sha256
                )
                for one in event.attachments
            ),
            source=event.key.source,
            event_id=event.key.event_id,
            referenced_case_id=_named_case(session, event, addressing),
        )


def read_request(event: PortalEvent) -> CertificateRequest:
    """Return what is wanted; without a kind it is a Mietbescheinigung.

    Raises:
        RefusedEventError: ``schema`` where a value has the wrong type.
    """
    texts = {name: _text(event.data, name) for name in _TEXTS}
    fields = event.data.get("fields")
    if fields is not None and not isinstance(fields, dict):
        raise RefusedEventError(QuarantineReason.SCHEMA, "data.fields")
    return CertificateRequest(
        kind=texts["kind"].strip() or CertificateKind.RENT.value,
        purpose=" ".join(texts["purpose"].split()),
        text=texts["text"],
        said={str(name): _said(value) for name, value in (fields or {}).items() if value},
    )


def category_id(session: Session, company_id: int) -> int:
    """Return the category of a company in which certificates are worked."""
    rows = session.execute(
        select(Category.code, Category.company_id, Category.id).where(
            Category.code.in_(WITH_CERTIFICATES),
            or_(Category.company_id.is_(None), Category.company_id == company_id),
        )
    ).all()
    # A company's own category comes before the one for all.
    found = sorted(
        rows, key=lambda row: (WITH_CERTIFICATES.index(row.code), row.company_id is None)
    )
    chosen: int = found[0].id
    return chosen


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedEventError(QuarantineReason.SCHEMA, f"data.{name}")
    return value


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _known_kind(name: str, tenancy: Tenancy) -> CertificateKind | None:
    return next((kind for kind in kinds_for(tenancy.unit.kind) if kind.value == name), None)


def _is_shut(session: Session, addressing: Addressing) -> bool:
    """Whether the account was locked or closed here: who wants something is not sure then."""
    state = session.scalar(
        select(PortalAccount.state).where(PortalAccount.id == addressing.portal_account_id)
    )
    return state in _SHUT


def _named_case(session: Session, event: PortalEvent, addressing: Addressing) -> int | None:
    if event.case_reference is None:
        return None
    return session.scalar(
        select(Case.id).where(
            Case.reference == event.case_reference, Case.tenancy_id == addressing.tenancy_id
        )
    )
