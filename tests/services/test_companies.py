"""Companies and their rules as an administrator keeps them: effect, recalculation, a new one."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.company_rules import FourEyes, WorkdayWeek
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.workdays import FederalState
from desktop.models.bank import BankChange
from desktop.models.case import Case, Note
from desktop.models.company import Category, Company
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.services.companies.details import (
    CreateCompany,
    DetailsForm,
    SaveDetails,
    create_company,
    list_details,
    save_details,
)
from desktop.services.companies.recalculation import (
    Recalculate,
    plan_recalculation,
    recalculate,
)
from desktop.services.companies.rules import (
    RulesView,
    SaveRules,
    list_rules,
    preview_rules,
    save_rules,
)
from desktop.services.context import ServiceContext
from desktop.services.damages.office_settings import list_offices, preview_office
from desktop.services.staff.access import Actor
from desktop.services.staff.sign_in import actor_for_login, is_as_signed_in
from tests.support.clock import FixedClock
from tests.support.factories import (
    CREDITOR_ID,
    Household,
    actor_of,
    add_bank_change,
    add_case,
    add_household,
    add_staff,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(context: ServiceContext, clock: FixedClock) -> Household:
    clock.set(NOW)
    return add_household(context.database)


@pytest.fixture
def admin(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        return actor_of(add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ida"))


@pytest.fixture
def application(context: ServiceContext, home: Household) -> int:
    """Received on Wednesday 2026-11-18: due on 02.12., drawn on 01.12. by the usual rules."""
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        category = unit.session.get_one(Category, home.categories["bank_details"])
        case = add_case(unit, tenancy, category)
        add_bank_change(unit, case)
        return case.id


def _rules(context: ServiceContext, admin: Actor) -> RulesView:
    (found,) = list_rules(context, admin)
    return found


def _save(context: ServiceContext, admin: Actor, **typed: Any) -> RulesView:
    now = _rules(context, admin)
    form = replace(now.form, **typed)
    return save_rules(context, admin, SaveRules(now.company_id, form, now.version))


def test_typed_rules_show_what_they_would_have_done_and_count_from_then_on(
    context: ServiceContext, home: Household, admin: Actor, application: int
) -> None:
    seen = _rules(context, admin)
    assert not preview_rules(context, admin, home.company_id, seen.form).changed
    form = replace(
        seen.form,
        workday_week=WorkdayWeek.MON_SAT,
        cutoff_day="17",
        four_eyes=FourEyes.NEVER,
        debit_file_time="9.30 Uhr",
        extra_holidays="26.11.2026",
    )
    effect = preview_rules(context, admin, home.company_id, form)
    (row,) = effect.rows
    assert (effect.changed, row.case_id) == (1, application)
    assert (row.before.due_on, row.before.collection_on) == (date(2026, 12, 2), date(2026, 12, 1))
    # Saturdays count, the local holiday does not; the cut-off of the 17th was missed.
    assert (row.after.due_on, row.after.collection_on) == (date(2026, 12, 1), date(2027, 1, 4))
    assert row.after.debit_file_at == datetime(2026, 12, 31, 8, 30, tzinfo=UTC)
    assert (row.before.second_person, row.after.second_person) == (True, False)
    assert _rules(context, admin) == seen
    saved = save_rules(context, admin, SaveRules(home.company_id, form, seen.version))
    assert saved.form == replace(form, debit_file_time="09:30")
    with context.database.read() as session:
        case = session.get_one(Case, application)
        noted = session.scalars(
            select(AuditEvent.details).where(AuditEvent.action == AuditAction.COMPANY_CHANGED)
        ).one()
    # What was promised stays.
    assert case.due_on == date(2026, 12, 2)
    assert json.loads(noted)["changed"] == [
        "workday_week",
        "extra_holidays",
        "cutoff_day",
        "debit_file_time",
        "four_eyes",
    ]


def test_what_is_no_rule_is_refused_and_the_federal_state_is_kept(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    seen = _rules(context, admin)
    wrong: tuple[tuple[str, dict[str, str]], ...] = (
        ("bad_number", {"promise_workdays": "0"}),
        ("bad_number", {"cutoff_day": "32"}),
        ("bad_number", {"export_minutes_before_file": "-5"}),
        ("bad_number", {"undo_seconds": "²"}),
        ("bad_time", {"debit_file_time": "24:00"}),
        ("bad_days", {"extra_holidays": "morgen"}),
        ("sizes", {"max_attachment": "60"}),
    )
    for code, typed in wrong:
        with pytest.raises(UserError, match=rf"^company_rules\.{code}$"):
            _save(context, admin, **typed)
    assert _rules(context, admin) == seen
    saved = _save(context, admin, federal_state=FederalState.BADEN_WUERTTEMBERG)
    assert saved.version > seen.version
    with pytest.raises(UserError, match=r"^company\.changed$"):
        save_rules(context, admin, SaveRules(home.company_id, seen.form, seen.version))
    with pytest.raises(UserError, match=r"^access\.denied$"):
        preview_rules(context, home.lead, home.company_id, seen.form)


def test_closing_days_show_what_they_would_have_done(
    context: ServiceContext, home: Household, admin: Actor, application: int
) -> None:
    (seen,) = list_offices(context, admin)
    assert not preview_office(context, admin, home.company_id, seen.form).effect.changed
    form = replace(seen.form, closing_days="26.11.2026 - 27.11.2026")
    (row,) = preview_office(context, admin, home.company_id, form).effect.rows
    assert (row.case_id, row.after.due_on) == (application, date(2026, 12, 4))


def test_open_cases_are_recalculated_as_shown_and_remember_what_held(
    context: ServiceContext, home: Household, admin: Actor, application: int
) -> None:
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        damage = unit.session.get_one(Category, home.categories["damage"])
        damage.promise_workdays = 3
        other = add_case(unit, tenancy, damage).id
    assert _moves(context, home, admin) == {other: (date(2026, 12, 2), date(2026, 11, 23))}
    _save(context, admin, promise_workdays="5", cutoff_day="17")
    plan = plan_recalculation(context, admin, home.company_id)
    assert plan.examined == 2
    first = next(move for move in plan.moves if move.case_id == application)
    assert (first.due_after, first.collection_after) == (date(2026, 11, 25), date(2027, 1, 4))
    with pytest.raises(UserError, match=r"^recalculation\.changed$"):
        recalculate(context, admin, Recalculate(home.company_id, "of another plan"))
    with pytest.raises(UserError, match=r"^access\.denied$"):
        plan_recalculation(context, home.lead, home.company_id)
    assert recalculate(context, admin, Recalculate(home.company_id, plan.digest)) == 2
    with context.database.read() as session:
        case = session.get_one(Case, application)
        change = session.scalars(select(BankChange)).one()
        notes = session.scalars(select(Note.text).where(Note.case_id == application)).all()
        logged = session.scalars(
            select(AuditEvent.entity_id).where(AuditEvent.action == AuditAction.CASE_RECALCULATED)
        ).all()
    assert (case.due_on, case.act_by) == (date(2026, 11, 25), date(2026, 11, 25))
    assert (change.cutoff_on, change.collection_on) == (date(2026, 11, 17), date(2027, 1, 4))
    assert "Frist bisher 02.12.2026, jetzt 25.11.2026." in notes[-1]
    assert sorted(logged) == sorted([application, other])
    assert not _moves(context, home, admin)


def _moves(
    context: ServiceContext, home: Household, admin: Actor
) -> dict[int, tuple[date | None, date | None]]:
    plan = plan_recalculation(context, admin, home.company_id)
    return {move.case_id: (move.due_before, move.due_after) for move in plan.moves}


def test_a_company_gets_its_details_and_another_one_is_added(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    (seen,) = list_details(context, admin)
    form = replace(seen.form, phone=" 040  123 ", creditor_id="de98 zzz0 9999999999")
    saved = save_details(context, admin, SaveDetails(seen.company_id, form, seen.version))
    assert (saved.form.phone, saved.form.creditor_id) == ("040 123", CREDITOR_ID)
    for code, typed in (
        ("missing", {"name": " "}),
        ("too_long", {"street": "A" * 81}),
        ("bad_creditor_id", {"creditor_id": "DE99ZZZ09999999999"}),
        ("bad_postcode", {"postcode": "2204"}),
        ("bad_email", {"email": "an uns"}),
    ):
        wrong = SaveDetails(seen.company_id, replace(form, **typed), saved.version)
        with pytest.raises(UserError, match=rf"^company\.{code}$"):
            save_details(context, admin, wrong)
    new = DetailsForm(name="Muster Wohnen", short_name="MW", town="Kiel", creditor_id=CREDITOR_ID)
    state = FederalState.SCHLESWIG_HOLSTEIN
    for code, command in (
        ("bad_code", CreateCompany("Mü", state, new)),
        ("code_taken", CreateCompany("THOR", state, new)),
        ("name_taken", CreateCompany("mw", state, replace(new, short_name="Thor"))),
    ):
        with pytest.raises(UserError, match=rf"^company\.{code}$"):
            create_company(context, admin, command)
    with pytest.raises(UserError, match=r"^access\.denied$"):
        create_company(context, home.lead, CreateCompany("mw", state, new))
    made = create_company(context, admin, CreateCompany(" MW ", state, new))
    assert made.code == "mw"
    # Other rights: the person is asked to sign in anew.
    assert not is_as_signed_in(context, admin)
    again = actor_for_login(context, "admin")
    assert [one.code for one in list_details(context, again)] == ["mw", "thor"]
