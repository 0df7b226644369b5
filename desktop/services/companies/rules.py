"""The rules of a company as an administrator sets them, with their effect shown before.

They count for what comes from the moment they are saved; open cases keep what was promised until
somebody recalculates them (``recalculation``).
"""

from dataclasses import dataclass

from desktop.domain.errors import UserError
from desktop.domain.workdays import FederalState
from desktop.models.company import Company
from desktop.services.companies.effect import RulesEffect, RulesToCompare, effect_of
from desktop.services.companies.rule_form import RulesForm, form_of, typed_rules
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_change import administered_companies, change_company
from desktop.services.staff.company_settings import rules_of

__all__ = ["RulesView", "SaveRules", "list_rules", "preview_rules", "save_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """One company's rules as they are kept."""

    company_id: int
    version: int
    name: str
    form: RulesForm


@dataclass(frozen=True, slots=True)
class SaveRules:
    """Keep what is typed; ``expected_version`` is that of the company as shown."""

    company_id: int
    form: RulesForm
    expected_version: int


def list_rules(context: ServiceContext, actor: Actor) -> tuple[RulesView, ...]:
    """Return the rules of the person's companies, by name.

    Raises:
        UserError: ``access.denied``, ``company.bad_settings``.
    """
    return administered_companies(context, actor, _view)


def preview_rules(
    context: ServiceContext, actor: Actor, company_id: int, form: RulesForm
) -> RulesEffect:
    """Return what the typed rules would make of the last applications; nothing is kept.

    Raises:
        UserError: ``access.denied``, ``company.gone``, and as ``save_rules`` for what is typed.
    """
    require(actor, Permission.ADMINISTER, company_id)
    with context.database.read() as session:
        company = session.get(Company, company_id)
        if company is None:
            raise UserError("company.gone")
        kept = rules_of(company)
        before = RulesToCompare(kept, FederalState(company.federal_state))
        after = RulesToCompare(typed_rules(kept, form), form.federal_state)
        return effect_of(session, context, company_id, before, after)


def save_rules(context: ServiceContext, actor: Actor, command: SaveRules) -> RulesView:
    """Keep the rules; they count from now on, for what is new.

    Raises:
        UserError: as ``change_company`` and ``rule_form.typed_rules``.
    """
    with context.database.write() as unit:
        company = change_company(
            unit,
            context,
            actor,
            command.company_id,
            command.expected_version,
            lambda rules: typed_rules(rules, command.form),
            {"federal_state": command.form.federal_state.value},
        )
        return _view(company)


def _view(company: Company) -> RulesView:
    return RulesView(
        company_id=company.id,
        version=company.version,
        name=company.name,
        form=form_of(rules_of(company), FederalState(company.federal_state)),
    )
