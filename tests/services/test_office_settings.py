"""Office hours, closing days and the emergency number, as an administrator sets them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.services.context import ServiceContext
from desktop.services.damages.office import office_of
from desktop.services.damages.office_settings import (
    OfficeForm,
    SaveOffice,
    list_offices,
    preview_office,
    save_office,
)
from tests.support.clock import FixedClock
from tests.support.factories import actor_of, add_household, add_staff

SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TYPED = OfficeForm(
    hours=("8-12", "8-12", "8-12", "8-12", "8-12", "9 bis 11 Uhr", ""),
    emergency_phone=" 040 66969 112 ",
    closing_days="23.11.2026",
)


def test_what_is_typed_is_shown_kept_and_counts_at_once(
    context: ServiceContext, clock: FixedClock
) -> None:
    clock.set(SUNDAY)
    home = add_household(context.database)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        company.settings = {**company.settings, "of_a_later_version": 7}
        admin = actor_of(add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ida"))
    before = list_offices(context, admin)[0]
    assert before.form.hours[0] == "08:00 - 16:00"
    today = preview_office(context, admin, home.company_id, TYPED)
    # Monday is a closing day, so it opens on Tuesday.
    assert (today.is_open, today.opens_at) == (False, datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert "040 66969 112" in today.note
    command = SaveOffice(home.company_id, TYPED, before.version)
    saved = save_office(context, admin, command)
    assert saved.form.hours[5:] == ("09:00 - 11:00", "")
    assert list_offices(context, admin)[0] == saved
    with context.database.read() as session:
        office = office_of(session, context, home.company_id)
        settings = session.get_one(Company, home.company_id).settings
    assert (office.opens_at, office.emergency_phone) == (today.opens_at, "040 66969 112")
    assert settings["of_a_later_version"] == 7
    wrong = (
        ("company.changed", admin, command),
        ("access.denied", home.lead, command),
        ("office.bad_hours", admin, replace(command, form=replace(TYPED, hours=("8",) * 7))),
        ("office.bad_phone", admin, replace(command, form=replace(TYPED, emergency_phone="Tom"))),
        ("office.bad_days", admin, replace(command, form=replace(TYPED, closing_days="morgen"))),
    )
    for code, who, asked in wrong:
        version = before.version if code == "company.changed" else saved.version
        with pytest.raises(UserError, match=rf"^{code}$"):
            save_office(context, who, replace(asked, expected_version=version))
    assert list_offices(context, admin)[0] == saved
