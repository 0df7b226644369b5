"""What a contract shows of the values of a certificate."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop.domain.certificates import (
    FIELDS,
    CertificateField,
    CertificateKind,
    known_values,
    written_area,
    written_day,
    written_money,
    written_names,
)
from desktop.domain.documents import OPEN_CERTIFICATES
from desktop.models.company import Company
from desktop.models.document import Certificate
from desktop.models.tenancy import Tenancy, TenancyParty

Filled = dict[CertificateField, str]
IN_CONTRACT = "in_contract"
"""Beside the values of a certificate: what the contract showed when they were kept."""


def parties_on(tenancy: Tenancy, today: date) -> Sequence[TenancyParty]:
    """Return who is in the contract today, or was on its last day."""
    day = today if tenancy.ends_on is None else min(today, tenancy.ends_on)
    day = max(day, tenancy.starts_on)
    return [
        one
        for one in tenancy.parties
        if (one.since is None or one.since <= day) and (one.until is None or one.until >= day)
    ]


def contract_values(
    tenancy: Tenancy, company: Company, kind: CertificateKind, today: date
) -> Filled:
    """Return the values that contract and company show; what is not known is empty.

    When somebody moved in is never known: a contract tells from when rent is owed.
    """
    known = _known(tenancy, company, today)
    return {spec.field: known.get(spec.field, "") for spec in FIELDS[kind]}


def has_left(tenancy: Tenancy, tenant_id: int | None, today: date) -> bool:
    """Whether somebody who asks was a party and is none today, or was none on the last day."""
    return tenant_id is not None and all(
        one.tenant_id != tenant_id for one in parties_on(tenancy, today)
    )


def current_values(
    session: Session, tenancy: Tenancy, row: Certificate, today: date
) -> tuple[Filled, Filled]:
    """Return the values of a certificate as it would be issued today, and what the contract shows.

    What came from the contract follows it until the certificate is issued; what a person typed in
    its place stays, and what was issued stands in the paper as it was.
    """
    kind = CertificateKind(row.kind)
    company = session.get_one(Company, row.company_id)
    shown = contract_values(tenancy, company, kind, today)
    values = known_values(kind, row.values)
    then = row.values.get(IN_CONTRACT)
    if row.state in OPEN_CERTIFICATES and isinstance(then, dict):
        values |= {
            field: text
            for field, text in shown.items()
            if values.get(field, "") == then.get(field.value, "")
        }
    return values, shown


def _known(tenancy: Tenancy, company: Company, today: date) -> Filled:
    unit = tenancy.unit
    home = unit.property
    names = written_names(_name(one) for one in parties_on(tenancy, today))
    return {
        CertificateField.TENANTS: names,
        CertificateField.PERSONS: names,
        CertificateField.ADDRESS: _place(home.street, home.house_number, home.postcode, home.town),
        CertificateField.POSITION: " ".join(part for part in (unit.floor, unit.position) if part),
        CertificateField.AREA: "" if unit.area_m2 is None else written_area(unit.area_m2),
        CertificateField.STARTS_ON: written_day(tenancy.starts_on),
        CertificateField.ENDS_ON: ("" if tenancy.ends_on is None else written_day(tenancy.ends_on)),
        CertificateField.RENT_COLD: (
            "" if tenancy.rent_cold is None else written_money(tenancy.rent_cold)
        ),
        CertificateField.RENT_ANCILLARY: (
            "" if tenancy.rent_ancillary is None else written_money(tenancy.rent_ancillary)
        ),
        CertificateField.LANDLORD: _landlord(company),
    }


def _name(party: TenancyParty) -> str:
    tenant = party.tenant
    return " ".join(part for part in (tenant.title, tenant.first_name, tenant.surname) if part)


def _landlord(company: Company) -> str:
    """Name and address; a name alone is not what the law asks for."""
    if not (company.street and company.house_number and company.postcode):
        return ""
    place = _place(company.street, company.house_number, company.postcode, company.town)
    return f"{company.name}, {place}"


def _place(street: str, number: str, postcode: str, town: str) -> str:
    if not (street and postcode and town):
        return ""
    return f"{street} {number}".strip() + f", {postcode} {town}"
