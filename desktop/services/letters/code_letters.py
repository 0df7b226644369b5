"""Makes the letter with a registration code from its request; until it is rendered, with a mask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.code_letter import CodeLetterFacts, Part, body_of, filled_line
from desktop.domain.letter import Letter
from desktop.models.case import Case
from desktop.models.company import Company, Staff
from desktop.models.exchange import Delivery
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, Tenant
from desktop.services.letters.addresses import printed_address
from desktop.services.letters.templates import company_head, letter_texts

SHOWN_OF_CONTRACT = 4
_AT_ONCE = 500
"""So many parameters a statement takes at most."""


@dataclass(frozen=True, slots=True)
class CodeLetterSource:
    """What the letter of one request is made of."""

    code: RegistrationCode
    tenant: Tenant
    contract: str
    case_reference: str
    asked_by: str


def sources_of(session: Session, delivery_ids: Iterable[int]) -> dict[int, CodeLetterSource]:
    """Return what letters with codes are made of, by the ids of their deliveries."""
    found: dict[int, CodeLetterSource] = {}
    wanted = list(delivery_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        rows = session.execute(
            select(RegistrationCode, Tenant, Tenancy.contract_number, Case.reference, Staff.name)
            .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
            .join(Tenant, Tenant.id == PortalAccount.tenant_id)
            .join(Tenancy, Tenancy.id == PortalAccount.tenancy_id)
            .outerjoin(Case, Case.id == RegistrationCode.case_id)
            .outerjoin(Staff, Staff.id == RegistrationCode.requested_by_id)
            .where(RegistrationCode.delivery_id.in_(part))
        ).tuples()
        for code, tenant, contract, reference, asked_by in rows:
            if code.delivery_id is not None:
                found[code.delivery_id] = CodeLetterSource(
                    code, tenant, contract, reference or "", asked_by or ""
                )
    return found


def compose_code_letter(session: Session, delivery: Delivery, day: date, mark: str) -> Letter:
    """Return the letter of one delivery, with a mask in the place of its code."""
    source = sources_of(session, [delivery.id])[delivery.id]
    return letter_of(session, delivery, source, day, mark)


def letter_of(
    session: Session, delivery: Delivery, source: CodeLetterSource, day: date, mark: str
) -> Letter:
    """Return the letter of a delivery whose source is known."""
    company = session.get_one(Company, delivery.company_id)
    texts = letter_texts(session, company)
    code, tenant = source.code, source.tenant
    # What the portal compares: the spelling of the address field, kept with the request.
    surname = code.surname or str((code.address or {}).get("surname") or tenant.surname)
    facts = CodeLetterFacts(
        salutation=salutation_of(tenant, surname),
        surname=surname,
        company=company.name,
        phone=company.phone,
        expires_on=code.expires_on,
        last_two=code.last_two,
    )
    info = (
        ("Ihr Vertrag", contract_words(source.contract)),
        ("Vorgang", source.case_reference),
        ("Bearbeitet von", source.asked_by),
        ("Telefon", company.phone),
        ("Servicezeiten", company.service_hours),
    )
    return Letter(
        head=company_head(session, company),
        address=printed_address(delivery.recipient),
        info=tuple(pair for pair in info if pair[1]),
        day=f"{day:%d.%m.%Y}",
        subject=filled_line(texts[Part.SUBJECT], texts, facts),
        body=body_of(texts, facts),
        batch_mark=mark,
    )


def contract_words(contract: str) -> str:
    """Return what a letter says of the contract: it can fall into other hands."""
    return f"endet auf {contract[-SHOWN_OF_CONTRACT:]}" if contract else ""


def has_portal_address(session: Session, company: Company) -> bool:
    """Whether the letters of a company can say where the code is to be typed."""
    return bool(letter_texts(session, company)[Part.PORTAL])


def salutation_of(tenant: Tenant, surname: str) -> str:
    """Return how a letter greets a person."""
    titles = " ".join(part for part in (tenant.title, surname) if part)
    if tenant.salutation == "Frau":
        return f"Sehr geehrte Frau {titles}"
    if tenant.salutation == "Herr":
        return f"Sehr geehrter Herr {titles}"
    return f"Guten Tag {tenant.first_name} {surname}".strip()
