"""A file's entries become what is set, in the caller's transaction; nothing is ever removed.

Every entry goes through the same checks as on its page. What stands as the file says it already is
left alone, so that taking a file over twice changes nothing the second time.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sqlalchemy import func, select

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.code_letter import Part
from desktop.domain.errors import UserError
from desktop.domain.form_fields import Choice, FieldDefinition
from desktop.domain.text_match import search_key
from desktop.domain.workdays import FederalState
from desktop.models.company import Category, Company, Staff, StaffCompany
from desktop.models.form import ReplyTemplate
from desktop.models.registration import LetterTemplate
from desktop.models.team import RoutingRule, Team
from desktop.models.tenancy import Property
from desktop.services.audit import AuditAction
from desktop.services.categories.administration import add_category, change_definition
from desktop.services.categories.reading import definition_of
from desktop.services.categories.view import CategoryDefinition, CheckLine
from desktop.services.companies.details import (
    LENGTHS,
    CreateCompany,
    DetailsForm,
    add_company,
    checked_details,
)
from desktop.services.configuration.document import (
    CategoryEntry,
    CompanyEntry,
    Configuration,
    LetterEntry,
    ReplyEntry,
    RuleEntry,
    StaffEntry,
    TeamEntry,
)
from desktop.services.context import ServiceContext
from desktop.services.conversation.placeholders import to_names
from desktop.services.conversation.reply_editing import keep_reply, write_reply
from desktop.services.conversation.reply_forms import ReplyForm
from desktop.services.letters.templates import KINDS, SaveTemplate, keep_template
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_change import change_company
from desktop.services.staff.company_settings import parse_rules
from desktop.services.staff.editing import (
    ChangeStaff,
    StaffForm,
    add_person,
    change_person,
    checked_form,
)
from desktop.services.teams.commands import SaveRule, SaveTeam
from desktop.services.teams.editing import put_team
from desktop.services.teams.rules import put_rule
from desktop.texts.errors import error_sentence

__all__ = ["Applying"]

_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)
_GENERAL = frozenset({"access.denied", "conflict.changed"})
"""Said as they are: no entry of the file is to blame."""


@dataclass(slots=True)
class Applying:
    """Takes one file over. ``actor`` may also administer the companies that the file adds."""

    unit: UnitOfWork
    context: ServiceContext
    actor: Actor

    def apply(self, wanted: Configuration, present: Configuration) -> None:
        """Take everything over that is not ``present``.

        Raises:
            UserError: ``configuration.refused`` with the ``entry`` it is about and the ``reason``,
                what its page would say; ``access.denied``, ``conflict.changed``.
        """
        for company in _new(wanted.companies, present.companies):
            self._say_where(company.code, partial(self._company, company))
        for category in _new(wanted.categories, present.categories):
            self._say_where(category.name, partial(self._category, category))
        for person in _new(wanted.staff, present.staff):
            self._say_where(person.login, partial(self._person, person))
        for team in _new(wanted.teams, present.teams):
            self._say_where(team.name, partial(self._team, team))
        for rule in _new(wanted.routing, present.routing):
            self._say_where(rule.team, partial(self._rule, rule))
        for reply in _new(wanted.replies, present.replies):
            self._say_where(reply.title, partial(self._reply, reply))
        for letter in _new(wanted.letters, present.letters):
            self._say_where(f"{letter.company}, {letter.kind}", partial(self._letter, letter))

    def _say_where(self, entry: str, act: Callable[[], None]) -> None:
        try:
            act()
        except UserError as error:
            if error.code in _GENERAL:
                raise
            raise UserError(
                "configuration.refused", entry=entry, reason=error_sentence(error)
            ) from error

    def _company(self, entry: CompanyEntry) -> None:
        state = _member(FederalState, entry.federal_state, "federal_state")
        details = DetailsForm(**{part: getattr(entry, part) for part in LENGTHS})
        session = self.unit.session
        row = session.scalar(select(Company).where(Company.code == entry.code))
        if row is None:
            command = CreateCompany(entry.code, state, details)
            row = add_company(self.unit, self.context, self.actor, command)
            self._take_into_reach(row)
        rules = parse_rules(entry.settings, entry.code)
        columns = {**asdict(checked_details(details)), "federal_state": state.value}
        change_company(
            self.unit, self.context, self.actor, row.id, row.version, lambda _: rules, columns
        )
        session.flush()

    def _take_into_reach(self, row: Company) -> None:
        """Let whoever takes the file over administer what it adds."""
        actor = self.actor
        if actor.staff_id is not None:
            self.unit.session.add(StaffCompany(staff_id=actor.staff_id, company_id=row.id))
            self.unit.changed(ChangeKind.STAFF, actor.staff_id)
        if actor.company_ids is not None:
            self.actor = replace(actor, company_ids=actor.company_ids | {row.id})

    def _category(self, entry: CategoryEntry) -> None:
        session = self.unit.session
        company_id = self._company_id(entry.company)
        row = self._category_row(entry.code, company_id)
        seen = None if row is None else definition_of(session, row.id)
        known = {line.text: line.check_id for line in seen.checks} if seen else {}
        wanted = CategoryDefinition(
            category_id=None if row is None else row.id,
            company_id=company_id,
            code=entry.code,
            name=entry.name,
            short_name=entry.short_name,
            icon=entry.icon,
            position=0 if seen is None else seen.position,
            promise_workdays=entry.promise_workdays,
            retention_class=entry.retention_class,
            active=entry.active,
            fields=tuple(
                FieldDefinition(
                    key=field.key,
                    label=field.label,
                    kind=field.kind,
                    required=field.required,
                    hint=field.hint,
                    choices=tuple(Choice(one.value, one.label) for one in field.choices),
                )
                for field in entry.fields
            ),
            checks=tuple(CheckLine(text, known.get(text)) for text in entry.checks),
            retired_fields=() if seen is None else seen.retired_fields,
        )
        if seen is None:
            add_category(self.unit, self.context, self.actor, wanted)
        else:
            change_definition(self.unit, self.context, self.actor, wanted, seen)

    def _person(self, entry: StaffEntry) -> None:
        session = self.unit.session
        form = StaffForm(
            login=entry.login,
            name=entry.name,
            initials=entry.initials,
            role=entry.role,
            company_ids=frozenset(self._known_company_id(code) for code in entry.companies),
        )
        row = session.scalar(select(Staff).where(Staff.login == entry.login))
        if row is None:
            add_person(self.unit, self.context, self.actor, checked_form(form))
            return
        # Who is switched off here stays so; nobody changes their own rights, not by a file either.
        if row.active and row.id != self.actor.staff_id:
            change_person(
                self.unit, self.context, self.actor, ChangeStaff(row.id, form, row.version)
            )

    def _team(self, entry: TeamEntry) -> None:
        session = self.unit.session
        company_id = self._company_id(entry.company)
        row = self._team_row(entry.name)
        put_team(
            self.unit,
            self.context,
            self.actor,
            SaveTeam(
                name=entry.name,
                member_ids=frozenset(self._staff_id(login) for login in entry.members),
                company_id=company_id,
                team_id=None if row is None else row.id,
                expected_version=0 if row is None else row.version,
            ),
        )
        session.flush()

    def _rule(self, entry: RuleEntry) -> None:
        session = self.unit.session
        company_id = self._known_company_id(entry.company)
        category_id = None
        if entry.category is not None:
            row = self._category_row(entry.category, company_id) or self._category_row(
                entry.category, None
            )
            category_id = _found(row, entry.category).id
        house_id = None
        if entry.house is not None:
            house = session.scalar(
                select(Property).where(
                    Property.company_id == company_id, Property.number == entry.house
                )
            )
            house_id = _found(house, entry.house).id
        rule = session.scalar(
            select(RoutingRule).where(
                RoutingRule.company_id == company_id,
                RoutingRule.category_id.is_not_distinct_from(category_id),
                RoutingRule.property_id.is_not_distinct_from(house_id),
            )
        )
        put_rule(
            self.unit,
            self.context,
            self.actor,
            SaveRule(
                company_id=company_id,
                team_id=_found(self._team_row(entry.team), entry.team).id,
                category_id=category_id,
                property_id=house_id,
                staff_id=None if entry.person is None else self._staff_id(entry.person),
                expected_version=0 if rule is None else rule.version,
            ),
        )

    def _reply(self, entry: ReplyEntry) -> None:
        session = self.unit.session
        category_id = None
        if entry.category is not None:
            of_company = self._company_id(entry.category_company)
            category_id = _found(self._category_row(entry.category, of_company), entry.category).id
        form = ReplyForm(
            title=entry.title,
            shortcut=entry.shortcut,
            subject=to_names(entry.subject),
            text=to_names(entry.text),
            company_id=self._company_id(entry.company),
            category_id=category_id,
            asks=entry.asks,
            closes=entry.closes,
        )
        require(self.actor, Permission.ADMINISTER, form.company_id)
        row = session.scalar(select(ReplyTemplate).where(ReplyTemplate.code == entry.code))
        action = AuditAction.REPLY_CHANGED
        if row is None:
            action = AuditAction.REPLY_CREATED
            last = session.scalar(select(func.max(ReplyTemplate.position))) or 0
            row = ReplyTemplate(code=entry.code, position=last + 1)
        else:
            require(self.actor, Permission.ADMINISTER, row.company_id)
        row.active = True
        write_reply(self.unit, row, form)
        session.add(row)
        keep_reply(self.unit, self.context, self.actor, row, action)

    def _letter(self, entry: LetterEntry) -> None:
        if entry.kind not in KINDS:
            raise UserError("configuration.unknown", name=entry.kind)
        session = self.unit.session
        company_id = self._known_company_id(entry.company)
        number = session.scalar(
            select(func.max(LetterTemplate.number)).where(
                LetterTemplate.company_id == company_id, LetterTemplate.kind == entry.kind
            )
        )
        texts = {_member(Part, name, "texts"): text for name, text in entry.texts.items()}
        command = SaveTemplate(company_id, texts, number or 0, entry.kind)
        keep_template(self.unit, self.context, self.actor, command)

    def _company_id(self, code: str | None) -> int | None:
        return None if code is None else self._known_company_id(code)

    def _known_company_id(self, code: str) -> int:
        query = select(Company).where(Company.code == code)
        return _found(self.unit.session.scalar(query), code).id

    def _category_row(self, code: str, company_id: int | None) -> Category | None:
        return self.unit.session.scalar(
            select(Category).where(
                Category.code == code, Category.company_id.is_not_distinct_from(company_id)
            )
        )

    def _team_row(self, name: str) -> Team | None:
        return self.unit.session.scalar(
            select(Team).where(Team.name_key == search_key(name), Team.active.is_(True))
        )

    def _staff_id(self, login: str) -> int:
        query = select(Staff).where(Staff.login == login)
        return _found(self.unit.session.scalar(query), login).id


def _new(wanted: Iterable[_T], present: Iterable[_T]) -> list[_T]:
    known = list(present)
    return [one for one in wanted if one not in known]


def _found(row: _T | None, name: str) -> _T:
    if row is None:
        raise UserError("configuration.unknown", name=name)
    return row


def _member(kind: type[_E], value: str, place: str) -> _E:
    try:
        return kind(value)
    except ValueError as error:
        raise UserError("configuration.faulty", place=place) from error
