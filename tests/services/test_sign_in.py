"""Signing in: who may, what it tells, and what stands on the log afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Staff
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.companies import list_companies
from desktop.services.staff.sign_in import actor_for_login, sign_in, sign_out
from desktop.texts.errors import ERRORS
from tests.support.clock import FixedClock
from tests.support.factories import add_company, add_staff

PASSWORD = "Ein gutes Passwort mit Ä"


@pytest.fixture
def companies(context: ServiceContext) -> tuple[int, int]:
    with context.database.write() as unit:
        thor, whs = add_company(unit, "thor"), add_company(unit, "whs", federal_state="BW")
        stored = context.hasher.hash(PASSWORD)
        add_staff(unit, "clerk1", [thor, whs], password_hash=stored)
        add_staff(unit, "lead", [whs], role=Role.LEAD, name="Ute Raster", password_hash=stored)
        add_staff(unit, "nobody", [thor])
        return thor.id, whs.id


def _log(context: ServiceContext) -> list[tuple[str, str, int]]:
    with context.database.read() as session:
        rows = session.execute(
            select(AuditEvent.action, AuditEvent.actor, AuditEvent.entity_id).order_by(
                AuditEvent.id
            )
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("typed", ["clerk1", " Clerk1 ", "CLERK1"])
def test_name_and_password_open(
    context: ServiceContext, companies: tuple[int, int], typed: str
) -> None:
    actor = sign_in(context, typed, PASSWORD)
    assert actor.login == "clerk1"
    assert actor.role is Role.CLERK
    assert actor.company_ids == frozenset(companies)
    assert _log(context) == [("sign_in.succeeded", "clerk1", actor.person_id)]


@pytest.mark.parametrize(
    ("login", "password"),
    [("clerk1", "falsch"), ("clerk1", ""), ("niemand", PASSWORD), ("nobody", ""), ("", "")],
)
def test_anything_else_does_not_and_is_logged_without_what_was_typed(
    context: ServiceContext, companies: tuple[int, int], login: str, password: str
) -> None:
    with pytest.raises(UserError, match=r"sign_in\.failed") as caught:
        sign_in(context, login, password)
    assert not caught.value.params
    ((action, actor, _),) = _log(context)
    assert (action, actor) == ("sign_in.failed", "system")


def _tries(context: ServiceContext, login: str, times: int) -> Iterator[tuple[str, object]]:
    """Wrong passwords, one after the other: what is said of each."""
    for _ in range(times):
        with pytest.raises(UserError) as caught:
            sign_in(context, login, "falsch")
        yield caught.value.code, caught.value.params.get("minutes")


SLIP = ("sign_in.failed", None)


@pytest.mark.parametrize("login", ["clerk1", "niemand", "nobody"])
def test_five_wrong_passwords_lock_a_name_whoever_has_it(
    context: ServiceContext, companies: tuple[int, int], clock: FixedClock, login: str
) -> None:
    locked = "sign_in.locked"
    assert list(_tries(context, login, 6)) == [SLIP] * 4 + [(locked, 1)] * 2
    assert [action for action, _, _ in _log(context)] == [
        *["sign_in.failed"] * 5,
        "sign_in.locked",
        "sign_in.refused",
    ]
    assert len({counted_as for _, _, counted_as in _log(context)}) == 1
    # What was tried meanwhile does not make it longer; the next wrong one does.
    clock.advance(timedelta(minutes=1))
    assert list(_tries(context, login, 2)) == [(locked, 2)] * 2
    # Another name is open all the time.
    assert sign_in(context, "lead", PASSWORD).login == "lead"


def test_the_right_password_has_to_wait_too_and_opens_for_good(
    context: ServiceContext, companies: tuple[int, int], clock: FixedClock
) -> None:
    list(_tries(context, "clerk1", 5))
    with pytest.raises(UserError, match=r"sign_in\.locked"):
        sign_in(context, "Clerk1", PASSWORD)
    clock.advance(timedelta(minutes=1))
    assert sign_in(context, "clerk1", PASSWORD).login == "clerk1"
    assert list(_tries(context, "clerk1", 4)) == [SLIP] * 4


def test_a_new_password_from_the_administration_ends_the_lock(
    context: ServiceContext, companies: tuple[int, int]
) -> None:
    list(_tries(context, "clerk1", 5))
    person = actor_for_login(context, "clerk1").person_id
    with context.database.write() as unit:
        record(unit, context, SYSTEM, AuditAction.STAFF_PASSWORD_RESET, "staff", person, None)
    assert sign_in(context, "clerk1", PASSWORD).login == "clerk1"


def test_who_left_cannot_sign_in(context: ServiceContext, companies: tuple[int, int]) -> None:
    with context.database.write() as unit:
        staff = unit.session.scalars(select(Staff).where(Staff.login == "clerk1")).one()
        staff.active = False
    with pytest.raises(UserError, match=r"sign_in\.failed"):
        sign_in(context, "clerk1", PASSWORD)
    with pytest.raises(UserError, match=r"staff\.unknown"):
        actor_for_login(context, "clerk1")


def test_a_change_of_user_leaves_its_trace(
    context: ServiceContext, companies: tuple[int, int]
) -> None:
    first = sign_in(context, "clerk1", PASSWORD)
    sign_out(context, first)
    second = sign_in(context, "lead", PASSWORD)
    assert second.name == "Ute Raster"
    assert [(action, actor) for action, actor, _ in _log(context)] == [
        ("sign_in.succeeded", "clerk1"),
        ("sign_in.ended", "clerk1"),
        ("sign_in.succeeded", "lead"),
    ]


def test_the_filter_offers_the_companies_of_the_person(
    context: ServiceContext, companies: tuple[int, int]
) -> None:
    lead = actor_for_login(context, "lead")
    assert [choice.code for choice in list_companies(context, lead)] == ["whs"]
    clerk = actor_for_login(context, "clerk1")
    assert [choice.code for choice in list_companies(context, clerk)] == ["thor", "whs"]


@pytest.mark.parametrize(
    "code", ["sign_in.failed", "sign_in.locked", "staff.unknown", "category.unknown"]
)
def test_each_refusal_has_its_sentence(code: str) -> None:
    assert ERRORS[code].endswith((".", "“."))
