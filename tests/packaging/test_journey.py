"""The first bank change through the packaged program, by mouse and keys on a real screen."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.database.engine import open_database
from desktop.domain.case_status import BankChangeState
from desktop.domain.kinds import PortalAccountState
from desktop.models.bank import BankChange
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant
from desktop.services.demo.foundation import DEMO_PASSWORD
from tests.packaging.desk import Desk, missing_tools, open_desk
from tests.support.portal import BANK_FIELDS, Portal, request

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or missing_tools() != [], reason="needs a screen of its own"
)
SUBJECT = "Neue Bankverbindung"
MAIN = "Zur Freigabe"
RELEASE = "Freigeben"
WARNING = "Bestätigen: "
_CHANGED = (Tenant.email_changed_at, Tenant.phone_changed_at, Tenant.address_changed_at)
ASKED_TOO_LATE = "qt.accessibility.atspi: Could not find accessible on path: "
"""What Qt says where whoever reads the screen asks for a widget that went at that moment."""


def test_two_people_release_a_bank_change_in_the_packaged_program(
    command: list[str | Path], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    _run(*command, "create-demo-data", "--data-dir", data, "--cases", "100")
    name = _application_arrives(data)
    _run(*command, "intake", "--data-dir", data, "--once")
    assert _state(data) is BankChangeState.OPEN
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    told_in = (data / "mieterdesk.log", data / "last-crash.txt")
    with open_desk([*command, "--data-dir", data], home, told_in) as desk:
        sign_in(desk, "clerk1")
        open_case(desk, name)
        propose(desk)
        desk.wait(lambda: _state(data) is BankChangeState.PROPOSED or None, "proposed")
        switch_user(desk, "clerk2")
        open_releases(desk, name)
        desk.click(desk.see(RELEASE, "push button"))
        desk.wait(lambda: _state(data) is BankChangeState.RELEASED or None, "released")
    said = (home / "output.txt").read_text("utf-8").splitlines()
    assert [line for line in said if not line.startswith(ASKED_TOO_LATE)] == []


def sign_in(desk: Desk, login: str) -> None:
    """Click into the fields and type, as on a morning."""
    field = desk.see("Benutzername", "text")
    desk.click(field)
    desk.press("ctrl+a")
    desk.type(login)
    desk.click(desk.see("Kennwort", "text"))
    desk.type(DEMO_PASSWORD)
    desk.click(desk.see("Anmelden", "push button"))


def open_case(desk: Desk, name: str) -> None:
    """The list of all that is open, and a click on its row."""
    desk.see("Alle offenen")
    desk.press("ctrl+1")
    desk.click(desk.see(name))


def propose(desk: Desk) -> None:
    """Acknowledge what the day brings (a debit run may be near), then hand it on."""
    main = desk.see(MAIN, "push button")
    while desk.sees(WARNING):
        desk.click(desk.see(WARNING))
        desk.type("Ruecksprache")
        desk.click(desk.see("Bestätigen", "push button"))
        main = desk.see(MAIN, "push button")
    desk.click(main)


def switch_user(desk: Desk, login: str) -> None:
    """The other person sits down."""
    desk.press("ctrl+shift+l")
    sign_in(desk, login)


def open_releases(desk: Desk, name: str) -> None:
    """What waits for a second person."""
    desk.see("Freigaben")
    desk.press("ctrl+6")
    desk.click(desk.see(name))


def _application_arrives(data: Path) -> str:
    """The portal leaves an application of somebody who has an account; returns the name.

    Of somebody whose contact data were not changed: on some days of the year the first in the demo
    would have to be called back before anybody may propose.
    """
    with closing(open_database(data / "mieterdesk.sqlite")) as database, database.read() as session:
        alone = (
            select(TenancyParty.tenancy_id)
            .group_by(TenancyParty.tenancy_id)
            .having(func.count() == 1)
        )
        row = session.execute(
            select(
                *(Company.code, Tenancy.contract_number, PortalAccount.external_id),
                *(Tenant.first_name, Tenant.surname),
            )
            .join(Tenancy, Tenancy.company_id == Company.id)
            .join(PortalAccount, PortalAccount.tenancy_id == Tenancy.id)
            .join(Tenant, Tenant.id == PortalAccount.tenant_id)
            .where(
                Tenancy.id.in_(alone),
                Tenancy.ends_on.is_(None),
                PortalAccount.state == PortalAccountState.ACTIVATED,
                Tenant.id.not_in(select(ContactDataChange.tenant_id)),
                *(moment.is_(None) for moment in _CHANGED),
            )
            .order_by(Tenancy.id)
            .limit(1)
        ).one()
    name = f"{row.first_name} {row.surname}"
    event = request(
        company=row.code,
        contract_number=row.contract_number,
        portal_account=row.external_id,
        channel="portal",
        subject=SUBJECT,
        fields={**BANK_FIELDS, "account_holder": name, "holder_address": None},
    )
    event |= {"time": datetime.now(UTC).isoformat(), "source": f"/portal/{row.code}"}
    Portal(data / "exchange").leave(event)
    return name


def _state(data: Path) -> BankChangeState:
    """How the newest application stands."""
    with closing(open_database(data / "mieterdesk.sqlite")) as database, database.read() as session:
        return session.scalars(
            select(BankChange.state).order_by(BankChange.id.desc()).limit(1)
        ).one()


def _run(*command: str | Path) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), command
