"""A newer version that lies in a folder of the house is said; an administrator names the folder."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.update_folder import names_in
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.newer_version import KINDS
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction
from desktop.services.operation.heartbeats import this_host
from desktop.services.operation.workplace import (
    ChangeWorkplace,
    WorkplaceRules,
    note_workplace_change,
)
from desktop.services.staff.sign_in import actor_for_login
from desktop.views.operation.this_computer_card import ThisComputerCard
from desktop.views.sidebar_entries import OPERATION
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


@pytest.fixture
def house(office: Office) -> Office:
    """The office with an administrator."""
    with office.context.database.write() as unit:
        company = unit.session.scalars(select(Company)).first()
        assert company is not None
        hashed = office.context.hasher.hash(PASSWORD)
        role = Role.ADMINISTRATOR
        add_staff(unit, "admin", [company], role=role, password_hash=hashed)
    return office


@pytest.fixture
def updates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a package of a version to come, for a workplace on Linux."""
    monkeypatch.setattr("sys.platform", "linux")
    folder = tmp_path / "neue Versionen"
    folder.mkdir()
    (folder / f"mieterdesk_99.1.0_amd64.{KINDS['linux'][0]}").touch()
    return folder


def card(program: RunningProgram) -> ThisComputerCard | None:
    program.workspace.open_area(OPERATION)
    program.wait()
    return program.workspace.pages.operation.computer


def test_an_administrator_names_the_folder_and_everybody_is_told(
    house: Office, updates: Path
) -> None:
    program = house.start()
    program.sign_in("admin", PASSWORD)
    shown = card(program)
    assert shown is not None
    notice = program.workspace.status.update_notice
    assert not notice.text()
    shown.folder.setText(f" {updates} ")
    shown.minutes.setText("30")
    program.click(shown.save)
    assert shown.said.text() == "Gespeichert."
    assert workplace_changes(house) == [
        ("admin", {"host": this_host(), "lock_minutes": "0 → 30", "update_dir": f"– → {updates}"})
    ]
    # Nothing else is changed: nothing more is noted.
    program.click(shown.save)
    assert len(workplace_changes(house)) == 1
    assert program.kept[-1].update_dir == str(updates)
    assert program.group.idle.minutes == program.kept[-1].lock_minutes == 30
    assert notice.text() == "Version 99.1.0 liegt bereit"
    assert notice.toolTip() == f"{updates}: mieterdesk_99.1.0_amd64.deb"
    program.switch_user("clerk1", PASSWORD)
    assert program.workspace.status.update_notice.text() == "Version 99.1.0 liegt bereit"
    # The settings of a workplace are the administration's.
    assert card(program) is None


def workplace_changes(house: Office) -> list[tuple[str, dict[str, str]]]:
    """Who changed what for a workplace, as the audit log has it."""
    with house.context.database.read() as session:
        found = session.execute(
            select(AuditEvent.actor, AuditEvent.details)
            .where(AuditEvent.action == AuditAction.WORKPLACE_CHANGED.value)
            .order_by(AuditEvent.id)
        )
        return [(row.actor, json.loads(row.details)) for row in found]


def test_what_a_folder_is_called_may_look_like_an_iban(house: Office) -> None:
    context = house.context
    admin, clerk = (actor_for_login(context, login) for login in ("admin", "clerk1"))
    change = ChangeWorkplace(
        WorkplaceRules(15, None), WorkplaceRules(15, "/srv/DE89370400440532013000")
    )
    note_workplace_change(context, admin, change)
    ((_who, details),) = workplace_changes(house)
    assert details == {"host": this_host(), "update_dir": "– → /srv/DE89 •••• 3000"}
    with pytest.raises(UserError) as refused:
        note_workplace_change(context, clerk, change)
    assert refused.value.code == "access.denied"


def test_a_folder_that_is_away_tells_of_nothing(tmp_path: Path) -> None:
    assert names_in(str(tmp_path / "away")) == ()
    (tmp_path / "file").touch()
    assert names_in(str(tmp_path / "file")) == ()
    assert names_in(str(tmp_path)) == ("file",)
