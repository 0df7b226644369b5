"""Teams and rules as data: who gets a case, what an administrator changes, what somebody leaves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.notices import NoticeKind
from desktop.models.case import Case
from desktop.models.company import Company, Staff
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import Property, Tenancy, Unit
from desktop.services.audit import AuditAction
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    AssignCase,
    ChangeCategory,
    ReleaseToNobody,
    SplitCase,
    TakeCase,
)
from desktop.services.cases.creation import NewCase, create_case, first_message_of
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import counts
from desktop.services.inbox.rows import InboxView
from desktop.services.notices import use_cases as bell
from desktop.services.recording import use_cases as recording
from desktop.services.recording.commands import RecordContact
from desktop.services.recording.form import RecordingForm
from desktop.services.staff.access import Actor
from desktop.services.staff.editing import ChangeStaff, StaffForm, change_staff
from desktop.services.staff.sign_in import actor_for_login
from desktop.services.teams.commands import (
    ActivateStaff,
    DeactivateStaff,
    Question,
    RemoveRule,
    SaveRule,
    SaveTeam,
)
from desktop.services.teams.editing import save_team
from desktop.services.teams.houses import find_houses
from desktop.services.teams.leaving import activate_staff, deactivate_staff
from desktop.services.teams.people import Destination, PersonView, leaving_plan, list_staff
from desktop.services.teams.reading import routing_book, who_gets_case, who_would_get
from desktop.services.teams.rules import remove_rule, save_rule
from desktop.services.teams.view import TeamView, WhoGets
from desktop.texts.errors import error_sentence
from tests.support.factories import Household, actor_of, add_company, add_household, add_staff
from tests.support.standings import assert_standings_true


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def admin(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        return actor_of(
            add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ida Ablage")
        )


def team(
    context: ServiceContext, admin: Actor, name: str, *people: Actor, company_id: int | None = None
) -> int:
    members = frozenset(person.person_id for person in people)
    return save_team(context, admin, SaveTeam(name=name, member_ids=members, company_id=company_id))


def rule(
    context: ServiceContext, admin: Actor, home: Household, team_id: int, **changes: Any
) -> int:
    return save_rule(
        context, admin, SaveRule(company_id=home.company_id, team_id=team_id, **changes)
    )


def arrives(context: ServiceContext, home: Household, code: str = "damage", **changes: Any) -> int:
    values: dict[str, Any] = {
        "company_id": home.company_id,
        "category_id": home.categories[code],
        "tenancy_id": home.tenancy_id,
        "channel": Channel.PORTAL,
        "received_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "correspondent": "Aylin Musterbach",
        "subject": "Tür klemmt",
    }
    with context.database.write() as unit:
        return create_case(unit, context, NewCase(**{**values, **changes})).id


def owners(context: ServiceContext, case_id: int) -> tuple[int | None, int | None]:
    with context.database.read() as session:
        case = session.get_one(Case, case_id)
        return case.team_id, case.assignee_id


def version(context: ServiceContext, case_id: int) -> int:
    with context.database.read() as session:
        return session.get_one(Case, case_id).version


def house_id(context: ServiceContext, home: Household) -> int:
    with context.database.read() as session:
        tenancy = session.get_one(Tenancy, home.tenancy_id)
        return session.get_one(Unit, tenancy.unit_id).property_id


def audited(context: ServiceContext, *actions: AuditAction) -> list[str]:
    with context.database.read() as session:
        rows = select(AuditEvent.action).where(
            AuditEvent.action.in_([action.value for action in actions])
        )
        return list(session.scalars(rows.order_by(AuditEvent.id)))


def told(context: ServiceContext, actor: Actor) -> list[tuple[NoticeKind, str]]:
    return [(row.kind, row.by) for row in bell.notices(context, actor).rows]


def seen(context: ServiceContext, admin: Actor, team_id: int) -> TeamView:
    return next(one for one in routing_book(context, admin).teams if one.team_id == team_id)


def end(context: ServiceContext, admin: Actor, team_id: int) -> None:
    present = seen(context, admin, team_id)
    save_team(
        context,
        admin,
        SaveTeam(
            team_id=team_id,
            expected_version=present.version,
            name=present.name,
            member_ids=frozenset(one.staff_id for one in present.members),
            active=False,
        ),
    )


def refused(code: str, act: Any, *args: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        act(*args)
    assert caught.value.code == code
    assert "Kennung" not in error_sentence(caught.value), "it has a sentence of its own"
    return caught.value


def test_a_case_goes_to_the_most_specific_rule_and_its_person_is_told(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    everybody = team(context, admin, "Service", home.clerk, home.second_clerk)
    technik = team(context, admin, "Technik", home.clerk)
    rule(context, admin, home, everybody)
    rule(context, admin, home, everybody, category_id=home.categories["damage"])
    rule(
        context,
        admin,
        home,
        technik,
        category_id=home.categories["damage"],
        property_id=house_id(context, home),
        staff_id=home.clerk.person_id,
    )
    damage = arrives(context, home)
    assert owners(context, damage) == (technik, home.clerk.person_id)
    assert told(context, home.clerk) == [(NoticeKind.ASSIGNED, "")]
    with context.database.read() as session:
        assert session.get_one(Case, damage).state is CaseState.NEW, "nobody has begun with it"
    form = arrives(context, home, "forms")
    assert owners(context, form) == (everybody, None)
    lost = arrives(context, home, tenancy_id=None)
    assert owners(context, lost) == (everybody, None), "no contract, no property"
    assert counts(context, home.clerk).views[InboxView.MINE] == 1
    assert counts(context, home.clerk).views[InboxView.UNASSIGNED] == 2, "a team is no person"
    acts = cases.case_view(context, home.clerk, damage).history.entries
    assert [(one.event_code, one.text) for one in acts if one.event_code == "case.given"] == [
        ("case.given", "Jette Modell")
    ]
    assert_standings_true(context)


def test_without_rules_nothing_is_written_and_the_case_is_nobodys(
    context: ServiceContext, home: Household
) -> None:
    case_id = arrives(context, home)
    assert owners(context, case_id) == (None, None)
    assert audited(context, AuditAction.CASE_ASSIGNED) == []
    assert who_gets_case(context, home.clerk, case_id) == WhoGets()


def test_what_the_person_who_records_decides_stands(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    """Who takes what was recorded has it; the rule gives the team, and tells its person nothing."""
    technik = team(context, admin, "Technik", home.second_clerk)
    rule(context, admin, home, technik, staff_id=home.second_clerk.person_id)

    def record_one(key: str, *, assign: bool) -> int:
        form = RecordingForm(
            channel=Channel.TELEPHONE,
            stamped_on=context.clock.today(),
            tenancy_id=home.tenancy_id,
            category="damage",
            subject="Tür klemmt",
            text="Die Haustür klemmt.",
            assign=assign,
        )
        return recording.record_contact(context, home.clerk, RecordContact(key, form)).case_id

    mine = record_one("one", assign=True)
    assert owners(context, mine) == (technik, home.clerk.person_id)
    assert told(context, home.second_clerk) == []
    theirs = record_one("two", assign=False)
    assert owners(context, theirs) == (technik, home.second_clerk.person_id)
    assert told(context, home.second_clerk) == [(NoticeKind.ASSIGNED, "")]
    assert audited(context, AuditAction.CASE_ASSIGNED) == ["case.assigned"] * 2


def test_people_and_teams_that_do_not_count_leave_a_case_to_the_next(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    service = team(context, admin, "Service", home.second_clerk)
    technik = team(context, admin, "Technik", home.clerk)
    damages = {"category_id": home.categories["damage"]}
    rule(context, admin, home, service)
    rule(context, admin, home, technik, staff_id=home.clerk.person_id, **damages)
    question = Question(home.company_id, home.categories["damage"])
    assert who_would_get(context, admin, question).person == "Jette Modell"

    with context.database.write() as unit:
        unit.session.execute(
            update(Staff).where(Staff.id == home.clerk.person_id).values(active=False)
        )
    answer = who_would_get(context, admin, question)
    assert (answer.team, answer.person, answer.absent) == ("Technik", "", "Jette Modell")
    assert owners(context, arrives(context, home)) == (technik, None)
    assert not routing_book(context, admin).rules[0].person_counts

    end(context, admin, technik)
    answer = who_would_get(context, admin, question)
    assert (answer.team, [one.team for one in answer.passed_over]) == ("Service", ["Technik"])
    assert owners(context, arrives(context, home)) == (service, None)

    end(context, admin, service)
    answer = who_would_get(context, admin, question)
    assert (answer.team, answer.rule, len(answer.passed_over)) == ("", None, 2)
    lost = arrives(context, home)
    assert owners(context, lost) == (None, None)
    assert who_gets_case(context, home.second_clerk, lost) == answer
    assert counts(context, home.second_clerk).views[InboxView.UNASSIGNED] == 3


def test_whoever_is_no_member_any_more_gets_nothing(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk, home.second_clerk)
    rule(context, admin, home, technik, staff_id=home.clerk.person_id)
    present = seen(context, admin, technik)
    save_team(
        context,
        admin,
        SaveTeam(
            team_id=technik,
            expected_version=present.version,
            name="Haustechnik",
            member_ids=frozenset({home.second_clerk.person_id}),
        ),
    )
    assert owners(context, arrives(context, home)) == (technik, None)
    assert seen(context, admin, technik).name == "Haustechnik"
    assert [one.name for one in seen(context, admin, technik).members] == ["Timo Vorlage"]
    assert seen(context, admin, technik).open_cases == 1


def test_a_changed_category_finds_its_people_unless_somebody_decided(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk)
    papers = team(context, admin, "Unterlagen", home.second_clerk)
    damages, forms = home.categories["damage"], home.categories["forms"]
    rule(context, admin, home, technik, category_id=damages, staff_id=home.clerk.person_id)
    rule(context, admin, home, papers, category_id=forms, staff_id=home.second_clerk.person_id)

    def change(case_id: int, category: int) -> None:
        cases.change_category(
            context, home.lead, ChangeCategory(case_id, category, version(context, case_id))
        )

    by_rule = arrives(context, home)
    change(by_rule, forms)
    assert owners(context, by_rule) == (papers, home.second_clerk.person_id)
    assert told(context, home.second_clerk) == [(NoticeKind.ASSIGNED, "Ute Raster")]
    change(by_rule, home.categories["general"])
    assert owners(context, by_rule) == (None, None), "no rule speaks of it: nobody's, not the old's"

    begun = arrives(context, home)
    cases.take(context, home.clerk, TakeCase(begun, version(context, begun)))
    change(begun, forms)
    assert owners(context, begun) == (technik, home.clerk.person_id), "whoever has begun keeps it"

    given = arrives(context, home)
    cases.assign(
        context,
        home.lead,
        AssignCase(
            case_id=given, staff_id=None, expected_version=version(context, given), team_id=papers
        ),
    )
    change(given, home.categories["general"])
    assert owners(context, given) == (papers, None), "a team that somebody chose keeps it"

    returned = arrives(context, home)
    cases.release_to_nobody(
        context, home.clerk, ReleaseToNobody(returned, version(context, returned))
    )
    change(returned, forms)
    assert owners(context, returned) == (papers, home.second_clerk.person_id)
    assert_standings_true(context)


def test_what_is_split_off_stays_with_whoever_splits(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    papers = team(context, admin, "Unterlagen", home.second_clerk)
    rule(context, admin, home, papers, staff_id=home.second_clerk.person_id)
    case_id = arrives(context, home)
    cases.take(context, home.clerk, TakeCase(case_id, version(context, case_id)))
    with context.database.read() as session:
        message_id = first_message_of(session, case_id)
    made = cases.split_case(
        context,
        home.clerk,
        SplitCase(
            case_id=case_id,
            expected_version=version(context, case_id),
            message_id=message_id,
            category_id=home.categories["forms"],
            subject="Formular",
        ),
    ).case_id
    assert owners(context, made) == (papers, home.clerk.person_id)
    assert len(told(context, home.second_clerk)) == 1, "only of the first one"


def test_who_leaves_leaves_the_cases_to_the_team_and_the_lead_is_told_once(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk, home.lead)
    rule(
        context,
        admin,
        home,
        technik,
        category_id=home.categories["damage"],
        staff_id=home.clerk.person_id,
    )
    of_team = arrives(context, home)
    of_nobody = arrives(context, home, "forms")
    before = arrives(context, home, "general")
    for case_id in (of_nobody, before):
        cases.take(context, home.clerk, TakeCase(case_id, version(context, case_id)))
    cases.take(context, home.second_clerk, TakeCase(before, version(context, before)))

    plan = leaving_plan(context, admin, home.clerk.person_id)
    assert plan.cases == 2
    assert plan.destinations == (Destination("", 1, 0), Destination("Technik", 1, 1))
    refused("access.denied", leaving_plan, context, home.lead, home.clerk.person_id)
    person = next(one for one in list_staff(context, admin) if one.login == "clerk1")
    assert (person.teams, person.open_cases, person.active) == (("Technik",), 2, True)

    assert deactivate_staff(context, admin, DeactivateStaff(home.clerk.person_id)) == 2
    assert owners(context, of_team) == (technik, None)
    assert list_staff(context, admin)[-1] == replace(
        person, open_cases=0, active=False, version=person.version + 1
    )
    assert owners(context, of_nobody) == (None, None)
    assert owners(context, before) == (None, home.second_clerk.person_id)
    assert told(context, home.lead) == [(NoticeKind.COLLEAGUE_LEFT, "Jette Modell")]
    assert told(context, home.second_clerk) == []
    assert counts(context, home.lead).views[InboxView.UNASSIGNED] == 2
    refused("staff.unknown", actor_for_login, context, "clerk1")
    assert owners(context, arrives(context, home)) == (technik, None)
    assert deactivate_staff(context, admin, DeactivateStaff(home.clerk.person_id)) == 0
    assert audited(context, AuditAction.STAFF_DEACTIVATED) == ["staff.deactivated"]
    assert_standings_true(context)
    with context.database.read() as session:
        assert verify_chain(session).is_intact

    activate_staff(context, admin, ActivateStaff(home.clerk.person_id))
    assert actor_for_login(context, "clerk1").name == "Jette Modell"
    assert owners(context, of_team) == (technik, None), "what was left does not come back"


def test_a_team_somebody_chose_keeps_what_a_person_leaves(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk)
    papers = team(context, admin, "Unterlagen", home.clerk)
    rule(context, admin, home, technik)
    case_id = arrives(context, home)
    cases.assign(
        context,
        home.lead,
        AssignCase(
            case_id=case_id,
            expected_version=version(context, case_id),
            staff_id=home.clerk.person_id,
            team_id=papers,
        ),
    )
    deactivate_staff(context, admin, DeactivateStaff(home.clerk.person_id))
    assert owners(context, case_id) == (papers, None)


def test_a_team_that_ends_leaves_its_cases_to_the_next_rule(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    service = team(context, admin, "Service", home.clerk)
    technik = team(context, admin, "Technik", home.clerk)
    rule(context, admin, home, service)
    rule(context, admin, home, technik, category_id=home.categories["damage"])
    free, taken = arrives(context, home), arrives(context, home)
    cases.take(context, home.clerk, TakeCase(taken, version(context, taken)))
    end(context, admin, technik)
    assert owners(context, free) == (service, None)
    assert owners(context, taken) == (service, home.clerk.person_id), "who works on it keeps it"
    refused("rule.team_gone", rule, context, admin, home, technik)
    assert team(context, admin, "Technik") != technik, "the name of an ended team is free"
    assert_standings_true(context)


def test_one_rule_for_one_combination(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk)
    service = team(context, admin, "Service")
    first = rule(context, admin, home, technik)
    refused("rule.changed", lambda: rule(context, admin, home, service))
    assert rule(context, admin, home, service, expected_version=1) == first
    book = routing_book(context, home.lead)
    assert [(one.team, one.category, one.house, one.version) for one in book.rules] == [
        ("Service", "", "", 2)
    ]
    refused("rule.changed", remove_rule, context, admin, RemoveRule(first, 1))
    back = remove_rule(context, admin, RemoveRule(first, 2))
    assert routing_book(context, admin).rules == ()
    refused("rule.changed", remove_rule, context, admin, RemoveRule(first, 2))
    save_rule(context, admin, back)
    assert [one.team for one in routing_book(context, admin).rules] == ["Service"]
    assert audited(context, AuditAction.RULE_SAVED, AuditAction.RULE_REMOVED) == [
        "routing_rule.saved",
        "routing_rule.saved",
        "routing_rule.removed",
        "routing_rule.saved",
    ]


def test_two_administrators_make_one_rule(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk)

    def make(_number: int) -> str:
        try:
            rule(context, admin, home, technik)
        except UserError as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(make, range(2))) == ["made", "rule.changed"]
    assert len(routing_book(context, admin).rules) == 1


def test_what_a_rule_may_not_name(context: ServiceContext, home: Household, admin: Actor) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        house = Property(
            company_id=other.id,
            number="7101",
            street="Mustersteige",
            house_number="5",
            postcode="71634",
            town="Ludwigsburg",
            federal_state="BW",
        )
        unit.session.add(house)
        unit.session.flush()
        other_house, other_company = house.id, other.id
    technik = team(context, admin, "Technik", home.clerk)
    for code, changes in (
        ("rule.house_gone", {"property_id": other_house}),
        ("rule.category_gone", {"category_id": 9999}),
        ("rule.person_gone", {"staff_id": home.second_clerk.person_id}),
        ("rule.person_gone", {"staff_id": home.auditor.person_id}),
    ):
        refused(code, lambda changes=changes: rule(context, admin, home, technik, **changes))
    refused("rule.team_gone", rule, context, admin, home, 9999)
    refused(
        "access.denied",
        save_rule,
        context,
        admin,
        SaveRule(company_id=other_company, team_id=technik),
    )
    assert routing_book(context, admin).rules == ()


def test_what_a_team_may_not_be(context: ServiceContext, home: Household, admin: Actor) -> None:
    technik = team(context, admin, "  Haus   technik ", home.clerk)
    assert seen(context, admin, technik).name == "Haus technik"
    for code, name in (
        ("team.name_missing", " "),
        ("team.name_too_long", "x" * 61),
        ("team.name_taken", "haus TECHNIK"),
        ("team.holds_iban", "DE02 1203 0000 0000 2020 51"),
        ("text.not_storable", "a\x00b"),
    ):
        refused(code, team, context, admin, name)
    refused("team.member_unknown", team, context, admin, "Prüfung", home.auditor)
    gone = SaveTeam(team_id=9999, expected_version=1, name="x", member_ids=frozenset())
    refused("team.gone", save_team, context, admin, gone)
    stale = SaveTeam(team_id=technik, expected_version=9, name="x", member_ids=frozenset())
    assert (
        refused("team.changed", save_team, context, admin, stale).params["name"] == "Haus technik"
    )
    assert [one.name for one in routing_book(context, admin).teams] == ["Haus technik"]


def test_only_administrators_change_and_only_leads_read(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    technik = team(context, admin, "Technik", home.clerk)
    made = rule(context, admin, home, technik)
    changes = (
        (save_team, SaveTeam(name="Neu", member_ids=frozenset())),
        (
            save_team,
            SaveTeam(team_id=technik, expected_version=1, name="Neu", member_ids=frozenset()),
        ),
        (save_rule, SaveRule(company_id=home.company_id, team_id=technik, expected_version=1)),
        (remove_rule, RemoveRule(made, 1)),
        (deactivate_staff, DeactivateStaff(home.second_clerk.person_id)),
        (activate_staff, ActivateStaff(home.second_clerk.person_id)),
    )
    for actor in (home.clerk, home.lead, home.auditor):
        for act, command in changes:
            refused("access.denied", act, context, actor, command)
    question = Question(home.company_id, home.categories["damage"])
    for actor in (home.lead, home.auditor, admin):
        assert len(routing_book(context, actor).teams) == 1
        assert who_would_get(context, actor, question).team == "Technik"
    refused("access.denied", routing_book, context, home.clerk)
    refused("access.denied", who_would_get, context, home.clerk, question)
    refused("access.denied", find_houses, context, home.clerk, home.company_id, "44")
    case_id = arrives(context, home)
    assert who_gets_case(context, home.clerk, case_id).team == "Technik"
    stranger = replace(home.clerk, company_ids=frozenset({999}))
    refused("access.denied", who_gets_case, context, stranger, case_id)
    refused("staff.yourself", deactivate_staff, context, admin, DeactivateStaff(admin.person_id))
    refused("staff.gone", deactivate_staff, context, admin, DeactivateStaff(9999))


def _switch_off(context: ServiceContext, actor: Actor, other: PersonView) -> None:
    deactivate_staff(context, actor, DeactivateStaff(other.staff_id))


def _take_the_role(context: ServiceContext, actor: Actor, other: PersonView) -> None:
    form = StaffForm(name=other.name, role=Role.CLERK, company_ids=other.company_ids)
    change_staff(context, actor, ChangeStaff(other.staff_id, form, other.version))


@pytest.mark.parametrize("act", [_switch_off, _take_the_role])
def test_of_two_administrators_who_end_each_other_one_is_left(
    context: ServiceContext,
    home: Household,
    admin: Actor,
    act: Callable[[ServiceContext, Actor, PersonView], None],
) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        second = actor_of(add_staff(unit, "admin2", [company], role=Role.ADMINISTRATOR))
    views = {one.staff_id: one for one in list_staff(context, admin)}

    def end(pair: tuple[Actor, Actor]) -> str:
        actor, other = pair
        try:
            act(context, actor, views[other.person_id])
        except UserError as error:
            return error.code
        return "ended"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(end, [(admin, second), (second, admin)]))
    assert said == ["access.denied", "ended"]
    with context.database.read() as session:
        left = session.scalars(
            select(Staff.id).where(Staff.active.is_(True), Staff.role == Role.ADMINISTRATOR)
        ).all()
    assert len(left) == 1


def test_another_companys_teams_and_rules_are_not_seen(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        both = [unit.session.get_one(Company, home.company_id), other]
        of_both = actor_of(
            add_staff(unit, "both", both, role=Role.ADMINISTRATOR, name="Max Mustermann")
        )
        away = actor_of(add_staff(unit, "away", [other], name="Erna Anderswo"))
    theirs = team(context, of_both, "Süden", away, company_id=away_company(away))
    save_rule(context, of_both, SaveRule(company_id=away_company(away), team_id=theirs))
    shared = team(context, of_both, "Alle", home.clerk, away)
    book = routing_book(context, admin)
    assert [one.name for one in book.teams] == ["Alle"]
    assert book.rules == ()
    assert "Erna Anderswo" not in [one.name for one in book.people]
    assert [one.name for one in routing_book(context, of_both).teams] == ["Alle", "Süden"]
    refused("rule.team_gone", rule, context, admin, home, theirs)
    rule(context, of_both, home, shared, staff_id=home.clerk.person_id)
    refused("access.denied", deactivate_staff, context, admin, DeactivateStaff(away.person_id))


def away_company(away: Actor) -> int:
    return next(iter(away.company_ids or ()))


def test_a_house_is_found_by_number_and_by_words(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    for text in ("4417", "muster", "12 MUSTERKEHRE", "hamburg 22041"):
        found = find_houses(context, admin, home.company_id, text)
        assert [one.text for one in found.houses] == ["4417 · Musterkehre 12, 22041 Hamburg"]
    for text in ("", " ", "9999", "Musterkehre 13"):
        assert find_houses(context, admin, home.company_id, text).houses == ()
