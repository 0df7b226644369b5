"""People are added and changed, and their passwords reset; what opens, and what is noted of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.staff_password import new_once_password, password_problem, typed_once
from desktop.models.company import Staff
from desktop.models.exchange import AuditEvent
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.staff.editing import (
    ChangeStaff,
    StaffForm,
    change_staff,
    create_staff,
)
from desktop.services.staff.passwords import (
    NewPassword,
    ResetPassword,
    change_own_password,
    choose_password,
    reset_password,
)
from desktop.services.staff.sign_in import actor_for_login, is_as_signed_in, sign_in
from desktop.services.teams.people import list_staff
from tests.support.clock import FixedClock
from tests.support.factories import Household, actor_of, add_company, add_household, add_staff
from tests.support.factories import add_case as add_case_of

OWN = "vier Pferde im Regen"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def admin(context: ServiceContext, home: Household) -> Actor:
    with context.database.write() as unit:
        ids = {link.company_id for link in unit.session.scalars(select(Staff)).first().companies}
        staff = add_staff(unit, "admin", [], role=Role.ADMINISTRATOR, name="Ida Ablage")
        from desktop.models.company import StaffCompany

        staff.companies = [StaffCompany(company_id=one) for one in ids]
        unit.session.flush()
        return actor_of(staff)
