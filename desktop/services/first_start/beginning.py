"""What a data folder begins with: one company with its rules, its categories, one administrator.

Each part is checked when it is typed, with the sentences of the administration. All of it is
written in one transaction, so that nobody ever meets a company without a person who may sign in.
"""

from dataclasses import dataclass, field, replace

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.company_rules import DEFAULT_RULES, CompanyRules
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.workdays import FederalState
from desktop.services.audit import AuditAction, record
from desktop.services.categories.built_in import lay_categories
from desktop.services.companies.details import (
    CreateCompany,
    DetailsForm,
    add_company,
    checked_code,
    checked_details,
)
from desktop.services.companies.rule_form import RulesForm, form_of, typed_rules
from desktop.services.context import ServiceContext
from desktop.services.damages.office_settings import OfficeForm, office_form, typed_office
from desktop.services.first_start.begun import anybody_in
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.company_change import change_company
from desktop.services.staff.editing import StaffForm, add_person, checked_form
from desktop.services.staff.passwords import checked_choice

__all__ = [
    "Beginning",
    "FirstAdministrator",
    "FirstCompany",
    "begin_with",
    "check_administrator",
    "check_office",
    "check_rules",
    "check_who",
    "usual_office",
    "usual_rules",
]

_NO_COMPANY_YET = frozenset({0})
"""Stands for the company that is made in the same transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCompany:
    """A company as typed: its short sign for portal and ERP, who it is, its rules, its office."""

    code: str
    details: DetailsForm
    rules: RulesForm
    office: OfficeForm


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdministrator:
    """Who looks after the program, as typed; the password twice."""

    name: str
    login: str
    chosen: str = field(repr=False)
    repeated: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Everything that a data folder begins with."""

    company: FirstCompany
    administrator: FirstAdministrator


def usual_rules() -> RulesForm:
    """Return the usual rules as they would be typed, for a company in Hamburg."""
    return form_of(DEFAULT_RULES, FederalState.HAMBURG)


def usual_office() -> OfficeForm:
    """Return the usual office hours as they would be typed, without a number."""
    return office_form(DEFAULT_RULES)


def check_who(code: str, details: DetailsForm) -> None:
    """Say what is wrong with who a company is.

    Raises:
        UserError: as ``checked_code`` and ``checked_details``.
    """
    checked_code(code)
    checked_details(details)


def check_rules(rules: RulesForm) -> None:
    """Say what is wrong with rules; raises as ``typed_rules``."""
    typed_rules(DEFAULT_RULES, rules)


def check_office(office: OfficeForm) -> None:
    """Say what is wrong with hours, number or closing days; raises as ``typed_office``."""
    typed_office(DEFAULT_RULES, office)


def check_administrator(administrator: FirstAdministrator) -> None:
    """Say what is wrong with a person or the password.

    Raises:
        UserError: as ``checked_form`` and ``checked_choice``.
    """
    form = _form(administrator)
    checked_choice(
        administrator.chosen, administrator.repeated, login=form.login, name=form.name, before=""
    )


def begin_with(context: ServiceContext, beginning: Beginning) -> None:
    """Write a beginning into a database in which nobody has begun, whole or not at all.

    Raises:
        UserError: ``first_start.folder_in_use`` where there is a company or a person already, as
            the checks of each part, and ``database.*``.
    """
    first, person = beginning.company, beginning.administrator
    check_administrator(person)
    # A tenth of a second: nobody waits for it in the transaction.
    hashed = context.hasher.hash(person.chosen)
    with context.database.write() as unit:
        if anybody_in(unit.session):
            raise UserError("first_start.folder_in_use")
        lay_categories(unit.session)
        made = add_company(
            unit,
            context,
            SYSTEM,
            CreateCompany(first.code, first.rules.federal_state, first.details),
        )
        change_company(
            unit, context, SYSTEM, made.id, made.version, lambda rules: _both(rules, first)
        )
        form = replace(_form(person), company_ids=frozenset({made.id}))
        _add_administrator(unit, context, form, hashed)


def _both(rules: CompanyRules, first: FirstCompany) -> CompanyRules:
    return typed_office(typed_rules(rules, first.rules), first.office)


def _add_administrator(
    unit: UnitOfWork, context: ServiceContext, form: StaffForm, hashed: str
) -> None:
    staff = add_person(unit, context, SYSTEM, form)
    staff.password_hash = hashed
    record(unit, context, SYSTEM, AuditAction.STAFF_PASSWORD_CHOSEN, "staff", staff.id, None)
    unit.changed(ChangeKind.STAFF, staff.id)


def _form(administrator: FirstAdministrator) -> StaffForm:
    return checked_form(
        StaffForm(
            login=administrator.login,
            name=administrator.name,
            role=Role.ADMINISTRATOR,
            company_ids=_NO_COMPANY_YET,
        )
    )
