"""A company's settings, read once for a transaction.

``Company.settings`` holds only what differs from the defaults of ``CompanyRules``, under the names
of its fields, in JSON: days as ISO dates in lists, times as ``HH:MM``, enums by value, office hours
as seven texts (``08:00-12:00,13:00-16:00``).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.company_rules import (
    DEFAULT_RULES,
    CompanyRules,
    CutoffBasis,
    FourEyes,
    WorkdayWeek,
)
from desktop.domain.errors import UserError
from desktop.domain.findings import Severity
from desktop.domain.office_hours import parse_week, week_as_text
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.base import Id
from desktop.models.company import Company

_CACHE = "desktop.company_rules"
_SETTINGS = select(Company.code, Company.federal_state, Company.settings).where(
    Company.id == bindparam("company_id", type_=Id)
)


def _days(value: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in value)


_READERS: Mapping[str, Callable[[Any], object]] = {
    "workday_week": WorkdayWeek,
    "closing_days": _days,
    "extra_holidays": _days,
    "cutoff_basis": CutoffBasis,
    "debit_file_time": time.fromisoformat,
    "four_eyes": FourEyes,
    "prenotification_severity": Severity,
    "office_hours": parse_week,
    "document_places": tuple,
}


def load_rules(session: Session, company_id: int) -> CompanyRules:
    """Return the settings of a company; read once for a session.

    Raises:
        UserError: ``company.bad_settings`` where no deadline can be computed from what is stored.
    """
    return _load(session, company_id)[0]


def load_calendar(session: Session, company_id: int) -> WorkdayCalendar:
    """Return the working days of a company; read once for a session. Raises as ``load_rules``."""
    return _load(session, company_id)[1]


def forget_rules(session: Session) -> None:
    """Let the settings be read again: they were changed in this session."""
    session.info.pop(_CACHE, None)


def rules_of(company: Company) -> CompanyRules:
    """Return the settings of a company that is loaded already. Raises as ``load_rules``."""
    return parse_rules(company.settings, company.code)


def parse_rules(settings: Mapping[str, Any], company_code: str) -> CompanyRules:
    """Return the rules that stored settings mean; unknown names are those of a later version.

    Raises:
        UserError: ``company.bad_settings`` with ``company`` and the ``setting`` that is wrong.
    """
    known = {field.name for field in fields(CompanyRules)}
    values: dict[str, Any] = {}
    for name, value in settings.items():
        if name not in known:
            continue
        try:
            values[name] = _READERS[name](value) if name in _READERS else value
        except (TypeError, ValueError) as error:
            raise UserError("company.bad_settings", company=company_code, setting=name) from error
    try:
        return CompanyRules(**values)
    except (TypeError, ValueError) as error:
        raise UserError("company.bad_settings", company=company_code, setting=str(error)) from error


def stored_form(rules: CompanyRules) -> dict[str, Any]:
    """Return what is to be stored for these rules: only what differs from the defaults."""
    defaults = asdict(DEFAULT_RULES)
    return {name: _plain(value) for name, value in asdict(rules).items() if value != defaults[name]}


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(day.isoformat() for day in value)
    if isinstance(value, tuple):
        # Places of documents are texts, the hours of a week are tuples.
        return list(value) if value and isinstance(value[0], str) else week_as_text(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.value if isinstance(value, StrEnum) else value


def _load(session: Session, company_id: int) -> tuple[CompanyRules, WorkdayCalendar]:
    cache: dict[int, tuple[CompanyRules, WorkdayCalendar]] = session.info.setdefault(_CACHE, {})
    if company_id not in cache:
        code, state, settings = session.execute(_SETTINGS, {"company_id": company_id}).one()
        rules = parse_rules(settings, code)
        cache[company_id] = (rules, WorkdayCalendar.for_company(FederalState(state), rules))
    return cache[company_id]
