"""Who a company is: names, address, creditor identifier and letterhead; and a new company.

The short sign stays: the portal and the ERP know a company by it. Letters printed from now on carry
what is changed here; mandates that were granted keep the creditor identifier they were granted to.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from sqlalchemy import func, select

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.creditor_id import is_valid_creditor_id, normalise_creditor_id
from desktop.domain.errors import UserError
from desktop.domain.portal_json import is_storable
from desktop.domain.workdays import FederalState
from desktop.models.company import Company, StaffCompany
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_change import (
    administered_companies,
    change_company,
    same_rules,
)
from desktop.texts.companies import detail_name

__all__ = [
    "LENGTHS",
    "LONGEST_CODE",
    "CreateCompany",
    "DetailsForm",
    "DetailsView",
    "SaveDetails",
    "add_company",
    "checked_code",
    "checked_details",
    "create_company",
    "list_details",
    "save_details",
]

LONGEST_CODE = 40
LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "name": 120,
        "short_name": 20,
        "street": 80,
        "house_number": 12,
        "postcode": 10,
        "town": 80,
        "creditor_id": 35,
        "department": 80,
        "phone": 40,
        "email": 120,
        "website": 120,
        "service_hours": 80,
        "register_court": 80,
        "register_number": 80,
    }
)
"""So many letters each part of ``DetailsForm`` may have, as the columns of ``Company`` do."""
_NEEDED = ("name", "short_name", "town", "creditor_id")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_POSTCODE = re.compile(r"[0-9]{5}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsForm:
    """What is typed; parts of the letterhead may be empty, and are left out there then."""

    name: str = ""
    short_name: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""
    creditor_id: str = ""
    department: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    service_hours: str = ""
    register_court: str = ""
    register_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsView:
    """One company as it is kept."""

    company_id: int
    version: int
    code: str
    name: str
    form: DetailsForm


@dataclass(frozen=True, slots=True)
class SaveDetails:
    """Keep what is typed; ``expected_version`` is that of the company as shown."""

    company_id: int
    form: DetailsForm
    expected_version: int


@dataclass(frozen=True, slots=True)
class CreateCompany:
    """A company that is not there yet; all its rules begin with the usual ones."""

    code: str
    federal_state: FederalState
    form: DetailsForm


def list_details(context: ServiceContext, actor: Actor) -> tuple[DetailsView, ...]:
    """Return the person's companies, by name.

    Raises:
        UserError: ``access.denied``.
    """
    return administered_companies(context, actor, _view)


def save_details(context: ServiceContext, actor: Actor, command: SaveDetails) -> DetailsView:
    """Keep who a company is.

    Raises:
        UserError: as ``change_company`` and ``checked_details``; ``company.name_taken``.
    """
    clean = checked_details(command.form)
    with context.database.write() as unit:
        _refuse_taken_name(unit, clean, command.company_id)
        company = change_company(
            unit,
            context,
            actor,
            command.company_id,
            command.expected_version,
            same_rules,
            asdict(clean),
        )
        return _view(company)


def create_company(context: ServiceContext, actor: Actor, command: CreateCompany) -> DetailsView:
    """Add a company; who adds it administers it, and signs in anew to see it.

    Raises:
        UserError: ``access.denied``, ``company.bad_code`` with ``most``, ``company.code_taken``
            with ``code`` and ``name``, ``company.name_taken`` with ``name``, and as
            ``checked_details``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.write() as unit:
        company = add_company(unit, context, actor, command)
        if actor.staff_id is not None:
            unit.session.add(StaffCompany(staff_id=actor.staff_id, company_id=company.id))
            unit.changed(ChangeKind.STAFF, actor.staff_id)
        unit.session.flush()
        return _view(company)


def add_company(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, command: CreateCompany
) -> Company:
    """Add a company in the caller's transaction; raises as ``create_company``."""
    code = checked_code(command.code)
    clean = checked_details(command.form)
    taken = unit.session.scalar(select(Company.name).where(func.lower(Company.code) == code))
    if taken is not None:
        raise UserError("company.code_taken", code=code, name=taken)
    _refuse_taken_name(unit, clean, None)
    company = Company(
        code=code, federal_state=command.federal_state.value, settings={}, **asdict(clean)
    )
    unit.session.add(company)
    unit.session.flush()
    record(
        unit,
        context,
        actor,
        AuditAction.COMPANY_CREATED,
        "companies",
        company.id,
        company.id,
        {"code": code},
    )
    unit.changed(ChangeKind.COMPANY, company.id)
    return company


def checked_code(text: str) -> str:
    """Return a company's short sign as it is kept.

    Raises:
        UserError: ``company.bad_code`` with ``most``.
    """
    code = text.strip().casefold()
    if _CODE.fullmatch(code) is None or len(code) > LONGEST_CODE:
        raise UserError("company.bad_code", most=LONGEST_CODE)
    return code


def checked_details(form: DetailsForm) -> DetailsForm:
    """Return a form as it is kept.

    Raises:
        UserError: ``company.missing`` or ``company.too_long`` (with ``most``) and the ``part``,
            ``company.bad_creditor_id``, ``company.bad_postcode``, ``company.bad_email``,
            ``text.not_storable``.
    """
    clean = {part: one_line(text) for part, text in asdict(form).items()}
    clean["creditor_id"] = normalise_creditor_id(clean["creditor_id"])
    for part, text in clean.items():
        if not text and part in _NEEDED:
            raise UserError("company.missing", part=detail_name(part))
        if len(text) > LENGTHS[part]:
            raise UserError("company.too_long", part=detail_name(part), most=LENGTHS[part])
        if not is_storable(text):
            raise UserError("text.not_storable")
    if not is_valid_creditor_id(clean["creditor_id"]):
        raise UserError("company.bad_creditor_id")
    if clean["postcode"] and _POSTCODE.fullmatch(clean["postcode"]) is None:
        raise UserError("company.bad_postcode")
    if clean["email"] and _EMAIL.fullmatch(clean["email"]) is None:
        raise UserError("company.bad_email")
    return DetailsForm(**clean)


def _refuse_taken_name(unit: UnitOfWork, clean: DetailsForm, company_id: int | None) -> None:
    for other_id, name, short_name in unit.session.execute(
        select(Company.id, Company.name, Company.short_name)
    ).tuples():
        if other_id != company_id and (
            name.casefold() == clean.name.casefold()
            or short_name.casefold() == clean.short_name.casefold()
        ):
            raise UserError("company.name_taken", name=name)


def _view(company: Company) -> DetailsView:
    return DetailsView(
        company_id=company.id,
        version=company.version,
        code=company.code,
        name=company.name,
        form=DetailsForm(**{part: getattr(company, part) for part in LENGTHS}),
    )
