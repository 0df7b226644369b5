"""The paper of a certificate: the company's letterhead and words, the certificate's values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.certificates import (
    PAPER_NAMES,
    CertificateField,
    CertificateKind,
    body_of,
    places_of,
    subject_of,
    written_day,
)
from desktop.domain.letter import Letter
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.document import Certificate
from desktop.models.tenancy import Tenancy, TenancyParty
from desktop.services.certificates.filling import Filled, current_values, parties_on
from desktop.services.letters.addresses import printed_address
from desktop.services.letters.code_letters import contract_words
from desktop.services.letters.templates import company_head, letter_texts, template_number
from desktop.services.registration.people import letter_addresses, load_parties


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """A certificate as it is painted, and by which template (None: the built-in one)."""

    letter: Letter
    title: str
    file_name: str
    template_number: int | None
    values: Filled
    """As they stand in it."""
    shown: Filled
    """As the contract showed them."""


def paper_of(
    session: Session,
    row: Certificate,
    today: date,
    staff: str,
    typed: Mapping[CertificateField, str] | None = None,
) -> CertificatePaper:
    """Return the paper of a certificate of today; ``typed`` values stand in for the stored ones.

    ``staff`` is the name of who issues it, empty for the program itself.
    """
    kind = CertificateKind(row.kind)
    company = session.get_one(Company, row.company_id)
    tenancy = session.get_one(Tenancy, row.tenancy_id)
    reference = session.scalar(select(Case.reference).where(Case.id == row.case_id))
    kept, shown = current_values(session, tenancy, row, today)
    values = kept | dict(typed or {})
    texts = letter_texts(session, company, kind.template_kind)
    places = places_of(kind, values, company.name, today)
    info = (
        ("Ihr Vertrag", contract_words(tenancy.contract_number)),
        ("Vorgang", reference or ""),
        ("Bearbeitet von", staff),
        ("Telefon", company.phone),
        ("Servicezeiten", company.service_hours),
    )
    day, name = written_day(today), PAPER_NAMES[kind]
    return CertificatePaper(
        letter=Letter(
            head=company_head(session, company),
            address=_address(session, row, tenancy, today),
            info=tuple(pair for pair in info if pair[1]),
            day=day,
            subject=subject_of(texts, places),
            body=body_of(kind, texts, values, places),
        ),
        title=f"{name} vom {day}",
        file_name=f"{name} {today.isoformat()}.pdf",
        template_number=template_number(session, company.id, kind.template_kind),
        values=values,
        shown=shown,
    )


def _address(session: Session, row: Certificate, tenancy: Tenancy, today: date) -> tuple[str, ...]:
    """Who asked for it, else the first party; without a known address the name alone."""
    people = {one.tenant_id: one for one in load_parties(session, [tenancy.id])}
    first = next(iter(parties_on(tenancy, today) or tenancy.parties), None)
    tenant_id = row.tenant_id or (first.tenant_id if first is not None else 0)
    party: TenancyParty | None = people.get(tenant_id)
    if party is None:
        return ()
    known = letter_addresses(party, today)
    return printed_address("\n".join(known[0].lines)) if known else (party.tenant.full_name,)
