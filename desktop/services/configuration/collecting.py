"""What is set in a database as the file says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.company import Category, Company, Staff
from desktop.models.form import ReplyTemplate
from desktop.models.registration import LetterTemplate
from desktop.models.team import RoutingRule, Team, TeamMember
from desktop.models.tenancy import Property
from desktop.services.categories.reading import read_definitions
from desktop.services.categories.view import CategoryDefinition
from desktop.services.companies.details import LENGTHS
from desktop.services.configuration.document import (
    CategoryEntry,
    ChoiceEntry,
    CompanyEntry,
    Configuration,
    FieldEntry,
    LetterEntry,
    ReplyEntry,
    RuleEntry,
    StaffEntry,
    TeamEntry,
)
from desktop.services.staff.access import Actor, in_reach

__all__ = ["collect"]


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of what other entries refer to, by key; only what the person administers."""

    companies: Mapping[int, str]
    categories: Mapping[int, tuple[str, str | None]]
    logins: Mapping[int, str]
    teams: Mapping[int, str]

    def company(self, key: int | None) -> str | None:
        return None if key is None else self.companies[key]


def collect(session: Session, actor: Actor) -> Configuration:
    """Return everything of the person's companies, and what is for every company."""
    companies = [
        one
        for one in session.scalars(select(Company).order_by(Company.code))
        if in_reach(actor, one.id)
    ]
    codes = {one.id: one.code for one in companies}
    definitions = [one for one in read_definitions(session) if _seen(one.company_id, codes)]
    people = _people(session, codes)
    teams = session.scalars(
        select(Team).where(Team.active.is_(True)).order_by(Team.name, Team.id)
    ).all()
    names = _Names(
        companies=codes,
        categories={
            row.id: (row.code, None if row.company_id is None else codes.get(row.company_id))
            for row in session.scalars(select(Category))
        },
        logins={one.id: one.login for one in people},
        teams={one.id: one.name for one in teams},
    )
    return Configuration(
        companies=tuple(_company(one) for one in companies),
        categories=tuple(_category(one, names) for one in definitions),
        staff=tuple(_person(one, codes) for one in people),
        teams=tuple(_team(one, names) for one in teams if _seen(one.company_id, codes)),
        routing=tuple(_rules(session, names)),
        replies=tuple(_replies(session, names)),
        letters=tuple(_letters(session, names)),
    )


def _seen(company_id: int | None, codes: Mapping[int, str]) -> bool:
    return company_id is None or company_id in codes


def _people(session: Session, codes: Mapping[int, str]) -> list[Staff]:
    found = session.scalars(select(Staff).where(Staff.active.is_(True)).order_by(Staff.login))
    return [one for one in found if {link.company_id for link in one.companies} & set(codes)]


def _company(row: Company) -> CompanyEntry:
    return CompanyEntry(
        code=row.code,
        federal_state=row.federal_state,
        settings=dict(sorted(row.settings.items())),
        **{part: getattr(row, part) for part in LENGTHS},
    )


def _category(one: CategoryDefinition, names: _Names) -> CategoryEntry:
    return CategoryEntry(
        code=one.code,
        company=names.company(one.company_id),
        name=one.name,
        short_name=one.short_name,
        icon=one.icon,
        promise_workdays=one.promise_workdays,
        retention_class=one.retention_class,
        active=one.active,
        fields=tuple(
            FieldEntry(
                key=field.key,
                label=field.label,
                kind=field.kind,
                required=field.required,
                hint=field.hint,
                choices=tuple(
                    ChoiceEntry(value=choice.value, label=choice.label) for choice in field.choices
                ),
            )
            for field in one.fields
        ),
        checks=tuple(line.text for line in one.checks),
    )


def _person(row: Staff, codes: Mapping[int, str]) -> StaffEntry:
    links = {link.company_id for link in row.companies}
    return StaffEntry(
        login=row.login,
        name=row.name,
        initials=row.initials,
        role=row.role,
        companies=tuple(sorted(codes[one] for one in links if one in codes)),
    )


def _team(row: Team, names: _Names) -> TeamEntry:
    members = sorted(
        names.logins[one.staff_id] for one in row.members if one.staff_id in names.logins
    )
    return TeamEntry(name=row.name, company=names.company(row.company_id), members=tuple(members))


def _rules(session: Session, names: _Names) -> Iterable[RuleEntry]:
    houses = dict(session.execute(select(Property.id, Property.number)).tuples().all())
    rows = [
        row
        for row in session.scalars(select(RoutingRule))
        # A rule of a team that has ended does not count; one that is made anew is a new one.
        if row.company_id in names.companies and row.team_id in names.teams
    ]
    found = [
        RuleEntry(
            company=names.companies[row.company_id],
            category=None if row.category_id is None else names.categories[row.category_id][0],
            house=None if row.property_id is None else houses[row.property_id],
            team=names.teams[row.team_id],
            person=_member(session, row, names),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.company, one.category or "", one.house or ""))


def _member(session: Session, row: RoutingRule, names: _Names) -> str | None:
    """Return the person of a rule while it counts: active, and still of the team."""
    if row.staff_id is None or row.staff_id not in names.logins:
        return None
    member = session.get(TeamMember, (row.team_id, row.staff_id))
    return None if member is None else names.logins[row.staff_id]


def _replies(session: Session, names: _Names) -> Iterable[ReplyEntry]:
    query = select(ReplyTemplate).where(ReplyTemplate.active.is_(True))
    for row in session.scalars(query.order_by(ReplyTemplate.position, ReplyTemplate.id)):
        if not _seen(row.company_id, names.companies):
            continue
        category, of_company = (
            (None, None) if row.category_id is None else names.categories[row.category_id]
        )
        yield ReplyEntry(
            code=row.code,
            company=names.company(row.company_id),
            category=category,
            category_company=of_company,
            shortcut=row.shortcut,
            title=row.title,
            subject=row.subject,
            text=row.text,
            asks=row.asks,
            closes=row.closes,
        )


def _letters(session: Session, names: _Names) -> Iterable[LetterEntry]:
    """Yield the newest template of each kind, those that word nothing apart."""
    newest = {
        (row.company_id, row.kind): row
        for row in session.scalars(select(LetterTemplate).order_by(LetterTemplate.number))
        if row.company_id in names.companies
    }
    found = [
        LetterEntry(
            company=names.companies[company_id],
            kind=kind,
            texts={part: str(text) for part, text in sorted(row.texts.items())},
        )
        for (company_id, kind), row in newest.items()
        if row.texts
    ]
    return sorted(found, key=lambda one: (one.company, one.kind))
