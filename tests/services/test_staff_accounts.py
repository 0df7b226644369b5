"""People are added and changed, and their passwords reset; what opens, and what is noted of it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.staff_password import new_once_password, password_problem, typed_once
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.staff.editing import ChangeStaff, StaffForm, change_staff, create_staff
from desktop.services.staff.passwords import (
    NewPassword,
    OnceAccess,
    ResetPassword,
    change_own_password,
    choose_password,
    reset_password,
)
from desktop.services.staff.sign_in import is_as_signed_in, sign_in
from desktop.services.teams.people import PersonView, list_staff
from tests.support.clock import FixedClock
from tests.support.factories import (
    Household,
    actor_of,
    add_case,
    add_company,
    add_household,
    add_staff,
)

OWN = "vier Pferde im Regen"
OTHER = "sieben Äpfel unterm Dach"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def admin(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        return actor_of(add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ida"))


def typed(home: Household) -> StaffForm:
    return StaffForm(
        login=" K.Weiss ", name=" Karla  Weiß ", company_ids=frozenset({home.company_id})
    )


def _twice(present: str, chosen: str) -> NewPassword:
    return NewPassword(present, chosen, chosen)


def _person(context: ServiceContext, admin: Actor, staff_id: int) -> PersonView:
    return next(one for one in list_staff(context, admin) if one.staff_id == staff_id)


def _refused(code: str) -> "pytest.RaisesExc[UserError]":
    return pytest.raises(UserError, match=rf"^{code}$".replace(".", r"\."))


def test_who_is_added_chooses_a_password_and_works(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    access = create_staff(context, admin, typed(home))
    assert (access.login, access.name) == ("k.weiss", "Karla Weiß")
    assert access.password not in repr(access)
    with _refused("sign_in.choose_password"):
        sign_in(context, "k.weiss", access.password)
    # As somebody types what was read out on the telephone.
    present = access.password.replace("-", " ").lower()
    for chosen, code in (
        ("kurz", "too_short"),
        ("ein Pferd der Karla", "holds_name"),
        ("aaaaaaaabbbb", "too_plain"),
    ):
        with _refused(f"password.{code}"):
            choose_password(context, "k.weiss", _twice(present, chosen))
    with _refused("password.not_alike"):
        choose_password(context, "k.weiss", NewPassword(present, OWN, OTHER))
    actor = choose_password(context, "k.weiss", _twice(present, OWN))
    assert (actor.role, actor.initials) == (Role.CLERK, "KW")
    assert sign_in(context, "k.weiss", OWN) == actor
    with _refused("sign_in.failed"):
        choose_password(context, "k.weiss", _twice(access.password, OTHER))
    with context.database.read() as session:
        lines = session.execute(
            select(AuditEvent.action, AuditEvent.details).where(
                AuditEvent.entity_id == actor.staff_id, AuditEvent.action.like("staff.%")
            )
        ).all()
    assert [line.action for line in lines] == ["staff.created", "staff.password_chosen"]
    assert not any(access.password in line.details or OWN in line.details for line in lines)


def test_a_reset_ends_the_former_password_its_lock_and_who_is_signed_in(
    context: ServiceContext, clock: FixedClock, home: Household, admin: Actor
) -> None:
    first = create_staff(context, admin, typed(home))
    actor = choose_password(context, "k.weiss", _twice(first.password, OWN))
    for _ in range(5):
        with pytest.raises(UserError):
            sign_in(context, "k.weiss", "falsch")
    with _refused("sign_in.locked"):
        sign_in(context, "k.weiss", OWN)
    assert is_as_signed_in(context, actor)
    access = reset_password(context, admin, ResetPassword(first.staff_id))
    assert _person(context, admin, first.staff_id).once_until == access.until
    assert not is_as_signed_in(context, actor)
    with _refused("sign_in.failed"):
        sign_in(context, "k.weiss", OWN)
    clock.set(access.until)
    with _refused("sign_in.once_over"):
        choose_password(context, "k.weiss", _twice(access.password, OTHER))
    clock.set(access.until - timedelta(seconds=1))
    actor = choose_password(context, "k.weiss", _twice(access.password, OTHER))
    assert is_as_signed_in(context, actor)
    with _refused("password.as_before"):
        change_own_password(context, actor, _twice(OTHER, OTHER))
    change_own_password(context, actor, _twice(OTHER, OWN))
    assert sign_in(context, "k.weiss", OWN) == actor


def test_who_may_not_reset_and_whose_password(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        stranger = add_staff(unit, "fremd", [other]).id
        gone = add_staff(unit, "weg", [unit.session.get_one(Company, home.company_id)])
        gone.active = False
        gone_id = gone.id
    for who, staff_id, code in (
        (home.lead, home.clerk.person_id, "access.denied"),
        (admin, stranger, "access.denied"),
        (admin, admin.person_id, "staff.own_password"),
        (admin, gone_id, "staff.inactive"),
        (admin, 999_999, "staff.gone"),
    ):
        with _refused(code):
            reset_password(context, who, ResetPassword(staff_id))


def test_what_is_typed_has_to_be_a_person(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    form = typed(home)
    for wrong, code in (
        (replace(form, name=" "), "staff.name_missing"),
        (replace(form, name="A" * 121), "staff.too_long"),
        (replace(form, login="Weiß"), "staff.bad_login"),
        (replace(form, login="system"), "staff.bad_login"),
        (replace(form, login="Clerk1"), "staff.login_taken"),
        (replace(form, initials="KWKWK"), "staff.bad_initials"),
        (replace(form, company_ids=frozenset()), "staff.no_company"),
        (replace(form, company_ids=frozenset({home.company_id, 77})), "company.gone"),
    ):
        with _refused(code):
            create_staff(context, admin, wrong)
    with _refused("access.denied"):
        create_staff(context, home.lead, form)


def test_rights_change_unless_work_would_be_left(
    context: ServiceContext, home: Household, admin: Actor
) -> None:
    with context.database.write() as unit:
        case = add_case(
            unit,
            unit.session.get_one(Tenancy, home.tenancy_id),
            unit.session.get_one(Category, home.categories["general"]),
            assignee_id=home.clerk.person_id,
        )
        case_id = case.id
    seen = _person(context, admin, home.clerk.person_id)
    form = StaffForm(name=seen.name, initials="JX", role=Role.AUDITOR, company_ids=seen.company_ids)
    command = ChangeStaff(seen.staff_id, form, seen.version)
    with _refused("staff.has_cases"):
        change_staff(context, admin, command)
    with context.database.write() as unit:
        unit.session.get_one(Case, case_id).assignee_id = None
    change_staff(context, admin, command)
    now = _person(context, admin, seen.staff_id)
    assert (now.role, now.initials, now.login) == (Role.AUDITOR, "JX", "clerk1")
    assert not is_as_signed_in(context, home.clerk)
    with _refused("staff.changed"):
        change_staff(context, admin, command)
    own = _person(context, admin, admin.person_id)
    mine = StaffForm(name="Ida Ablage", role=Role.CLERK, company_ids=own.company_ids)
    with _refused("staff.own_rights"):
        change_staff(context, admin, ChangeStaff(own.staff_id, mine, own.version))
    mine = replace(mine, role=Role.ADMINISTRATOR)
    change_staff(context, admin, ChangeStaff(own.staff_id, mine, own.version))
    with context.database.read() as session:
        noted = session.scalars(
            select(AuditEvent.details)
            .where(AuditEvent.action == AuditAction.STAFF_CHANGED)
            .order_by(AuditEvent.id)
        ).all()
        assert session.get_one(Staff, own.staff_id).initials == "IA"
    assert [json.loads(one)["changed"] for one in noted] == [
        ["initials", "role"],
        ["name", "initials"],
    ]


def test_passwords_for_one_use_are_read_as_they_were_made() -> None:
    made = {new_once_password() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        assert typed_once(f" {one.lower().replace('-', '')} ") == one
    assert typed_once("ein anderes") == "ein anderes"
    assert password_problem(OWN, login="k.weiss", name="Karla Weiß") is None
    assert OnceAccess.__dataclass_fields__["password"].repr is False
