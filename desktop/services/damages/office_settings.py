"""Office hours, closing days and the emergency number of a company, as an administrator sets them.

They count from the moment they are saved: for the note on a damage report and for what its prepared
answers say (``office``). Closing days are no Werktage; a promise that was made stays what it is.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop.domain.blank_text import one_line
from desktop.domain.closing_days import days_as_text, read_days
from desktop.domain.company_rules import CompanyRules
from desktop.domain.errors import UserError
from desktop.domain.office_hours import Span, WeekHours, read_spans
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.company import Company
from desktop.services.companies.effect import RulesEffect, RulesToCompare, effect_of
from desktop.services.context import ServiceContext
from desktop.services.damages.office import note_with, office_at
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_change import administered_companies, change_company
from desktop.services.staff.company_settings import rules_of
from desktop.texts.dates import weekday_name

__all__ = [
    "OfficeForm",
    "OfficeToday",
    "OfficeView",
    "SaveOffice",
    "list_offices",
    "office_form",
    "preview_office",
    "save_office",
    "typed_office",
]

LONGEST_PHONE = 40
_MONDAY = date(2024, 1, 1)
_PHONE = re.compile(r"\+?[0-9][0-9 /()\-]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeForm:
    """What is typed: hours of seven days from Monday on, the number, closing days as a text."""

    hours: tuple[str, ...]
    emergency_phone: str
    closing_days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeView:
    """One company's office as it is kept. ``federal_state`` says whose holidays are closed."""

    company_id: int
    version: int
    name: str
    federal_state: str
    form: OfficeForm


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeToday:
    """What settings mean today: ``closed_by`` is a holiday or closing day, "" for none.

    ``spans`` are the hours of today. ``opens_at`` (UTC) is set while it is closed; ``note`` is what
    an answer to a damage report would say now, "" for nothing. ``effect`` is what the closing days
    would have made of the last applications.
    """

    day: date
    closed_by: str
    spans: tuple[Span, ...]
    is_open: bool
    opens_at: datetime | None
    emergency_phone: str
    note: str
    effect: RulesEffect


@dataclass(frozen=True, slots=True)
class SaveOffice:
    """Keep what is typed; ``expected_version`` is that of the company as shown."""

    company_id: int
    form: OfficeForm
    expected_version: int


def list_offices(context: ServiceContext, actor: Actor) -> tuple[OfficeView, ...]:
    """Return the offices of the person's companies, by name.

    Raises:
        UserError: ``access.denied``, ``company.bad_settings``.
    """
    return administered_companies(context, actor, _view)


def preview_office(
    context: ServiceContext, actor: Actor, company_id: int, form: OfficeForm
) -> OfficeToday:
    """Return what the typed settings would mean now; nothing is kept.

    Raises:
        UserError: as ``save_office``.
    """
    require(actor, Permission.ADMINISTER, company_id)
    with context.database.read() as session:
        company = session.get(Company, company_id)
        if company is None:
            raise UserError("company.gone")
        kept, state = rules_of(company), FederalState(company.federal_state)
        rules = typed_office(kept, form)
        calendar = WorkdayCalendar.for_company(state, rules)
        before, after = RulesToCompare(kept, state), RulesToCompare(rules, state)
        effect = effect_of(session, context, company_id, before, after)
    office = office_at(rules, calendar, context.clock.now())
    today = context.clock.today()
    closed_by = calendar.holiday_name(today) or ""
    silent = office.is_open or not office.emergency_phone
    return OfficeToday(
        day=today,
        closed_by=closed_by,
        spans=() if closed_by else rules.office_hours[today.weekday()],
        is_open=office.is_open,
        opens_at=office.opens_at,
        emergency_phone=office.emergency_phone,
        note="" if silent else note_with(office.emergency_phone),
        effect=effect,
    )


def save_office(context: ServiceContext, actor: Actor, command: SaveOffice) -> OfficeView:
    """Keep office hours, number and closing days; they count from now on.

    Raises:
        UserError: ``access.denied``, ``company.gone``, ``company.changed`` (by somebody else
            meanwhile), ``office.bad_hours`` with ``weekday`` and ``text``,
            ``office.bad_phone``, ``office.bad_days`` with ``text``.
    """
    with context.database.write() as unit:
        company = change_company(
            unit,
            context,
            actor,
            command.company_id,
            command.expected_version,
            lambda rules: typed_office(rules, command.form),
        )
        return _view(company)


def office_form(rules: CompanyRules) -> OfficeForm:
    """Return a company's office as it would be typed."""
    return OfficeForm(
        hours=tuple(_day_text(spans) for spans in rules.office_hours),
        emergency_phone=rules.emergency_phone,
        closing_days=days_as_text(rules.closing_days),
    )


def typed_office(rules: CompanyRules, form: OfficeForm) -> CompanyRules:
    """Return the rules with the office that is typed.

    Raises:
        UserError: ``office.bad_hours`` with ``weekday`` and ``text``, ``office.bad_phone``,
            ``office.bad_days`` with ``text``.
    """
    try:
        closing_days = read_days(form.closing_days)
    except ValueError as error:
        raise UserError("office.bad_days", text=str(error)) from error
    return replace(
        rules,
        office_hours=_week(form.hours),
        emergency_phone=_phone(form.emergency_phone),
        closing_days=closing_days,
    )


def _week(hours: tuple[str, ...]) -> WeekHours:
    week = []
    for day, text in enumerate(hours):
        try:
            week.append(read_spans(text))
        except ValueError as error:
            weekday = weekday_name(_MONDAY + timedelta(days=day))
            raise UserError("office.bad_hours", weekday=weekday, text=text.strip()) from error
    return tuple(week)


def _phone(text: str) -> str:
    phone = one_line(text)
    if phone and (_PHONE.fullmatch(phone) is None or len(phone) > LONGEST_PHONE):
        raise UserError("office.bad_phone")
    return phone


def _view(company: Company) -> OfficeView:
    return OfficeView(
        company_id=company.id,
        version=company.version,
        name=company.name,
        federal_state=company.federal_state,
        form=office_form(rules_of(company)),
    )


def _day_text(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{start:%H:%M} - {end:%H:%M}" for start, end in sorted(spans))
