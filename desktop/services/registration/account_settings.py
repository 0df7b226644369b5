"""Registration codes and the ERP's answers: a company's settings, as an administrator sets them.

They count from the moment they are saved. A code keeps the day it was printed with; letters on the
pile get theirs, and are judged by the guard, when they are printed.
"""

from dataclasses import dataclass, replace

from desktop.domain.company_rules import LONGEST_CODE_DAYS, LONGEST_ECHO_DAYS, CompanyRules
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.staff.company_change import administered_companies, change_company
from desktop.services.staff.company_settings import rules_of

__all__ = [
    "CODE_DAYS",
    "ECHO_DAYS",
    "GUARD_DAYS",
    "AccountForm",
    "AccountSettings",
    "SaveAccountSettings",
    "list_account_settings",
    "save_account_settings",
]

CODE_DAYS = (1, LONGEST_CODE_DAYS)
GUARD_DAYS = (0, LONGEST_CODE_DAYS)
ECHO_DAYS = (1, LONGEST_ECHO_DAYS)
"""Least and most of what may be typed, in days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountForm:
    """What is typed; days are texts until they are saved."""

    code_days: str
    guard_days: str
    second_person: bool
    echo_days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """One company's settings as they are kept."""

    company_id: int
    version: int
    name: str
    form: AccountForm


@dataclass(frozen=True, slots=True)
class SaveAccountSettings:
    """Keep what is typed; ``expected_version`` is that of the company as shown."""

    company_id: int
    form: AccountForm
    expected_version: int


def list_account_settings(context: ServiceContext, actor: Actor) -> tuple[AccountSettings, ...]:
    """Return the settings of the person's companies, by name.

    Raises:
        UserError: ``access.denied``, ``company.bad_settings``.
    """
    return administered_companies(context, actor, _view)


def save_account_settings(
    context: ServiceContext, actor: Actor, command: SaveAccountSettings
) -> AccountSettings:
    """Keep the settings of codes and of the ERP's answers; they count from now on.

    Raises:
        UserError: as ``change_company``; ``account_settings.bad_code_days``, ``bad_guard_days``,
            ``bad_echo_days`` with ``least`` and ``most``.
    """
    with context.database.write() as unit:
        company = change_company(
            unit,
            context,
            actor,
            command.company_id,
            command.expected_version,
            lambda rules: _typed_rules(rules, command.form),
        )
        return _view(company)


def _typed_rules(rules: CompanyRules, form: AccountForm) -> CompanyRules:
    return replace(
        rules,
        code_valid_days=_days(form.code_days, CODE_DAYS, "account_settings.bad_code_days"),
        code_guard_days=_days(form.guard_days, GUARD_DAYS, "account_settings.bad_guard_days"),
        code_second_person=form.second_person,
        erp_echo_days=_days(form.echo_days, ECHO_DAYS, "account_settings.bad_echo_days"),
    )


def _days(text: str, limits: tuple[int, int], code: str) -> int:
    least, most = limits
    typed = text.strip()
    # No number that may be kept has more digits; a longer one is not even read.
    short = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(most))
    if not short or not least <= int(typed) <= most:
        raise UserError(code, least=least, most=most)
    return int(typed)


def _view(company: Company) -> AccountSettings:
    rules = rules_of(company)
    return AccountSettings(
        company_id=company.id,
        version=company.version,
        name=company.name,
        form=AccountForm(
            code_days=str(rules.code_valid_days),
            guard_days=str(rules.code_guard_days),
            second_person=rules.code_second_person,
            echo_days=str(rules.erp_echo_days),
        ),
    )
