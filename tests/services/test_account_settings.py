"""Settings of registration codes and of the ERP's answers, as an administrator sets them."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.registration.account_settings import (
    AccountForm,
    SaveAccountSettings,
    list_account_settings,
    save_account_settings,
)
from desktop.services.staff.company_settings import load_rules
from tests.support.factories import actor_of, add_household, add_staff

TYPED = AccountForm(code_days=" 60 ", guard_days="0", second_person=False, echo_days="14")


def test_what_is_typed_is_kept_counts_at_once_and_is_noted(context: ServiceContext) -> None:
    home = add_household(context.database)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        company.settings = {"emergency_phone": "040 66969 112", "of_a_later_version": 7}
        admin = actor_of(add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ida"))
    before = list_account_settings(context, admin)[0]
    assert before.form == AccountForm(
        code_days="90", guard_days="30", second_person=True, echo_days="14"
    )
    command = SaveAccountSettings(home.company_id, TYPED, before.version)
    saved = save_account_settings(context, admin, command)
    assert saved.form == replace(TYPED, code_days="60")
    assert list_account_settings(context, admin) == (saved,)
    with context.database.read() as session:
        rules = load_rules(session, home.company_id)
        settings = session.get_one(Company, home.company_id).settings
        noted = session.scalars(
            select(AuditEvent).where(AuditEvent.action == AuditAction.COMPANY_CHANGED)
        ).one()
    assert (rules.code_valid_days, rules.code_guard_days, rules.code_second_person) == (
        60,
        0,
        False,
    )
    # Only what differs from the defaults is stored; what others keep there stays.
    assert settings == {
        "emergency_phone": "040 66969 112",
        "of_a_later_version": 7,
        "code_valid_days": 60,
        "code_guard_days": 0,
        "code_second_person": False,
    }
    assert json.loads(noted.details) == {
        "changed": ["code_valid_days", "code_guard_days", "code_second_person"]
    }
    wrong = (
        ("company.changed", admin, command),
        ("access.denied", home.lead, command),
        ("account_settings.bad_code_days", admin, _with(command, code_days="0")),
        ("account_settings.bad_code_days", admin, _with(command, code_days="3651")),
        ("account_settings.bad_guard_days", admin, _with(command, guard_days="-1")),
        ("account_settings.bad_guard_days", admin, _with(command, guard_days="")),
        ("account_settings.bad_echo_days", admin, _with(command, echo_days="367")),
        ("account_settings.bad_echo_days", admin, _with(command, echo_days="²")),
    )
    for code, who, asked in wrong:
        version = before.version if code == "company.changed" else saved.version
        with pytest.raises(UserError, match=rf"^{code}$"):
            save_account_settings(context, who, replace(asked, expected_version=version))
    with pytest.raises(UserError, match=r"^access\.denied$"):
        list_account_settings(context, home.lead)
    back = SaveAccountSettings(home.company_id, before.form, saved.version)
    assert save_account_settings(context, admin, back).form == before.form
    with context.database.read() as session:
        settings = session.get_one(Company, home.company_id).settings
    assert settings == {"emergency_phone": "040 66969 112", "of_a_later_version": 7}


def _with(command: SaveAccountSettings, **typed: Any) -> SaveAccountSettings:
    return replace(command, form=replace(command.form, **typed))
