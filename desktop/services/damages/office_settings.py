"""Office hours, closing days and the emergency number of a company, as an administrator sets them.

They count from the moment they are saved: for the note on a damage report and for what its prepared
answers say (``office``). Closing days are no Werktage; a promise that was made stays what it is.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.blank_text import one_line
from desktop.domain.closing_days import days_as_text, read_days
from desktop.domain.company_rules import CompanyRules
from desktop.domain.errors import UserError
from desktop.domain.office_hours import Span, WeekHours, read_spans
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.company import Company
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.damages.office import note_with, office_at
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import forget_rules, rules_of, stored_form
from desktop.texts.dates import weekday_name

__all__ = [
    "OfficeForm",
    "OfficeToday",
    "OfficeView",
    "SaveOffice",
    "list_offices",
    "preview_office",
    "save_office",
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
    an answer to a damage report would say now, "" for nothing.
    """

    day: date
    closed_by: str
    spans: tuple[Span, ...]
    is_open: bool
    opens_at: datetime | None
    emergency_phone: str
    note: str


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
    require(actor, Permission.ADMINISTER)
    query = select(Company).order_by(Company.name, Company.id)
    if actor.company_ids is not None:
        query = query.where(Company.id.in_(actor.company_ids))
    with context.database.read() as session:
        return tuple(_view(company) for company in session.scalars(query))


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
            raise UserError("office.gone")
        rules = _typed_rules(company, form)
        calendar = WorkdayCalendar.for_company(FederalState(company.federal_state), rules)
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
    )


def save_office(context: ServiceContext, actor: Actor, command: SaveOffice) -> OfficeView:
    """Keep office hours, number and closing days; they count from now on.

    Raises:
        UserError: ``access.denied``, ``office.gone``, ``office.changed`` (by somebody else
            meanwhile), ``office.bad_hours`` with ``weekday`` and ``text``,
            ``office.bad_phone``, ``office.bad_days`` with ``text``.
    """
    require(actor, Permission.ADMINISTER, command.company_id)
    with context.database.write() as unit:
        company = unit.session.get(Company, command.company_id, with_for_update=True)
        if company is None:
            raise UserError("office.gone")
        if company.version != command.expected_version:
            raise UserError("office.changed", name=company.name)
        before, rules = rules_of(company), _typed_rules(company, command.form)
        names = ("office_hours", "emergency_phone", "closing_days")
        changed = [name for name in names if getattr(before, name) != getattr(rules, name)]
        if changed:
            # What a later version of the program keeps there stays.
            kept = {key: value for key, value in company.settings.items() if key not in names}
            stored = stored_form(rules)
            company.settings = kept | {key: stored[key] for key in names if key in stored}
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
                {"changed": changed},
            )
            unit.changed(ChangeKind.COMPANY, company.id)
        return _view(company)


def _typed_rules(company: Company, form: OfficeForm) -> CompanyRules:
    try:
        closing_days = read_days(form.closing_days)
    except ValueError as error:
        raise UserError("office.bad_days", text=str(error)) from error
    return replace(
        rules_of(company),
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
    rules = rules_of(company)
    return OfficeView(
        company_id=company.id,
        version=company.version,
        name=company.name,
        federal_state=company.federal_state,
        form=OfficeForm(
            hours=tuple(_day_text(spans) for spans in rules.office_hours),
            emergency_phone=rules.emergency_phone,
            closing_days=days_as_text(rules.closing_days),
        ),
    )


def _day_text(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{start:%H:%M} - {end:%H:%M}" for start, end in sorted(spans))
