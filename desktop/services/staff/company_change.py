"""Settings of a company as an administrator changes them: one transaction, one entry of the audit.

The pages of the administration share it: each changes settings of its own, all of them are kept in
``Company.settings`` under one version.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import select

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.company_rules import CompanyRules
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import forget_rules, rules_of, stored_form

V = TypeVar("V")
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


def same_rules(rules: CompanyRules) -> CompanyRules:
    """Return the rules as they are: for a change of a company's columns alone."""
    return rules


def administered_companies(
    context: ServiceContext, actor: Actor, view: Callable[[Company], V]
) -> tuple[V, ...]:
    """Return views of the companies whose settings the person may change, by name.

    Raises:
        UserError: ``access.denied``, and what ``view`` raises.
    """
    require(actor, Permission.ADMINISTER)
    query = select(Company).order_by(Company.name, Company.id)
    if actor.company_ids is not None:
        query = query.where(Company.id.in_(actor.company_ids))
    with context.database.read() as session:
        return tuple(map(view, session.scalars(query)))


def change_company(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    company_id: int,
    expected_version: int,
    changed_rules: Callable[[CompanyRules], CompanyRules],
    columns: Mapping[str, str] = NO_COLUMNS,
) -> Company:
    """Keep what ``changed_rules`` makes of a company's settings; they count from now on.

    ``columns`` are further values by the names of ``Company``. Nothing is written where nothing
    differs. The audit names what changed, never the values.

    Raises:
        UserError: ``access.denied``, ``company.gone``, ``company.changed`` with ``name`` (by
            somebody else meanwhile), ``company.bad_settings``, and what ``changed_rules`` raises.
    """
    require(actor, Permission.ADMINISTER, company_id)
    company = unit.session.get(Company, company_id, with_for_update=True)
    if company is None:
        raise UserError("company.gone")
    if company.version != expected_version:
        raise UserError("company.changed", name=company.name)
    before = rules_of(company)
    rules = changed_rules(before)
    every = [setting.name for setting in fields(rules)]
    names = [name for name in every if getattr(before, name) != getattr(rules, name)]
    differing = {key: text for key, text in columns.items() if getattr(company, key) != text}
    if names or differing:
        # What a later version of the program keeps there stays.
        kept = {key: value for key, value in company.settings.items() if key not in names}
        stored = stored_form(rules)
        if names:
            company.settings = kept | {key: stored[key] for key in names if key in stored}
        for key, text in differing.items():
            setattr(company, key, text)
        forget_rules(unit.session)
        unit.session.flush()
        record(
            unit,
            context,
            actor,
            AuditAction.COMPANY_CHANGED,
            "companies",
            company.id,
            company.id,
            {"changed": [*names, *differing]},
        )
        unit.changed(ChangeKind.COMPANY, company.id)
    return company
