"""Every change of contact data reaches the ERP in exactly one run, and waits until it is back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop import app, commands
from desktop.domain.accounts import ContactSource, ContactState, EchoState, MasterDataKind
from desktop.domain.bank_change import ContactKind
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.contacts.changes import take_contact_data_back
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import EchoAnswer, FromErp, load_awaited
from desktop.services.erp_echo.notes import brought_values
from desktop.services.erp_echo.noting import note_echoes
from desktop.services.hand_over.automatic import export_if_due
from desktop.services.hand_over.contact_runs import export_contact_run, repeat_contact_run
from desktop.services.hand_over.runs import export_run, repeat_run
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder
from tests.services.contact_support import (
    NEW_ADDRESS,
    NEW_EMAIL,
    NEW_PHONE,
    change_contact,
    contact_changes,
    contact_rows,
    tenant,
)
from tests.services.exchange_support import release_row
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household, add_tenancy, add_unit

HEAD = (
    "run;row;company;contract_number;party_number;kind;email;phone;street;house_number;postcode;"
    "town;country;changed_at;case_reference\n"
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def test_the_documented_file(context: ServiceContext, home: Household) -> None:
    for kind in ContactKind:
        change_contact(context, home, kind)
    day = context.clock.today().isoformat()
    run = export_contact_run(context, home.clerk)
    assert (run.number, run.row_count) == (1, 3)
    assert run.content.decode() == (
        f"{HEAD}1;1;thor;{home.contract_number};1;email;{NEW_EMAIL};;;;;;;{day};\n"
        f"1;2;thor;{home.contract_number};1;telephone;;{NEW_PHONE};;;;;;{day};\n"
        f"1;3;thor;{home.contract_number};1;address;;;Neue Straße;4a;20095;Hamburg;DE;{day};\n"
    )
    assert export_contact_run(context, home.clerk).content.decode() == HEAD
    assert repeat_contact_run(context, home.clerk, 1) == run


def test_what_is_in_force_already_is_no_change(context: ServiceContext, home: Household) -> None:
    assert change_contact(context, home, phone="040 555 0100") is None
    assert contact_rows(context) == []


def test_the_erp_is_not_told_what_it_said(context: ServiceContext, home: Household) -> None:
    change_contact(context, home, source=ContactSource.ERP)
    assert tenant(context, home).phone == NEW_PHONE
    assert contact_rows(context) == []


def test_every_running_contract_of_the_tenant_gets_a_row(
    context: ServiceContext, home: Household
) -> None:
    today = context.clock.today()
    with context.database.write() as unit:
        company = unit.session.scalars(select(Company)).one()
        person = unit.session.get_one(Tenant, home.tenant_id)
        for number, ends_on in (("P-1", None), ("P-2", today), ("P-3", today - timedelta(days=1))):
            flat = add_unit(unit, company, property_number=number)
            add_tenancy(unit, company, flat, [person], number, ends_on=ends_on)
    change_contact(context, home)
    numbers = [row.contract_number for row in contact_rows(context)]
    assert numbers == [home.contract_number, "P-1", "P-2"]
    with context.database.write() as unit:
        unit.session.get_one(Tenancy, home.tenancy_id).ends_on = today - timedelta(days=9)
    change_contact(context, home, phone="040 5550188")
    assert contact_rows(context)[3].contract_number == home.contract_number


def test_bank_and_contact_runs_are_numbered_together_and_not_mixed(
    context: ServiceContext, home: Household
) -> None:
    release_row(context, home)
    change_contact(context, home)
    bank, contact = export_run(context, home.clerk), export_contact_run(context, home.clerk)
    assert (bank.number, contact.number) == (1, 2)
    with pytest.raises(UserError, match=r"^erp_run.unknown$"):
        repeat_run(context, home.clerk, 2)
    with pytest.raises(UserError, match=r"^erp_run.unknown$"):
        repeat_contact_run(context, home.clerk, 1)


def test_a_row_waits_for_its_undo_time_and_is_cancelled_by_it(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    before = tenant(context, home)
    first = change_contact(context, home, ContactKind.ADDRESS, undo=timedelta(seconds=10))
    assert first is not None
    assert export_contact_run(context, home.clerk).number is None
    with context.database.write() as unit:
        take_contact_data_back(unit, context, home.clerk, [first])
    after = tenant(context, home)
    assert (after.street, after.town) == (before.street, before.town)
    assert after.address_changed_at is None
    assert [change.state for change in contact_changes(context)] == [ContactState.UNDONE]
    clock.advance(timedelta(minutes=1))
    assert export_contact_run(context, home.clerk).number is None


def test_what_the_erp_has_is_not_undone(context: ServiceContext, home: Household) -> None:
    change = change_contact(context, home)
    assert change is not None
    export_contact_run(context, home.clerk)
    with (
        pytest.raises(UserError, match=r"^undo.too_late$"),
        context.database.write() as unit,
    ):
        take_contact_data_back(unit, context, home.clerk, [change])
    assert tenant(context, home).phone == NEW_PHONE


def test_nobody_but_who_may_hands_over(context: ServiceContext, home: Household) -> None:
    change_contact(context, home)
    with pytest.raises(UserError, match=r"^access.denied$"):
        export_contact_run(context, home.auditor)
    with pytest.raises(UserError, match=r"^company.unknown$"):
        export_contact_run(context, home.clerk, "xyz")


def test_audit_rows_hold_no_contact_data(context: ServiceContext, home: Household) -> None:
    change_contact(context, home, ContactKind.EMAIL)
    export_contact_run(context, home.clerk)
    with context.database.read() as session:
        details = "".join(session.scalars(select(AuditEvent.details)))
    assert NEW_EMAIL not in details


def _party(home: Household, changed_at: datetime | None = None, **values: str) -> FromErp:
    return FromErp(
        kind=MasterDataKind.PARTIES,
        company_id=home.company_id,
        contract_number=home.contract_number,
        party_number=1,
        values=values,
        changed_at=changed_at,
    )


def _taken_in(context: ServiceContext, row: FromErp) -> EchoAnswer:
    with context.database.write() as unit:
        answer = load_awaited(unit.session).ask(row)
        note_echoes(unit, context, SYSTEM, answer.notes)
    return answer


def test_contact_data_wait_until_the_erp_returns_them(
    context: ServiceContext, home: Household
) -> None:
    change_contact(context, home)
    change_contact(context, home, ContactKind.EMAIL)
    export_contact_run(context, SYSTEM)
    old = _party(home, phone="+49 40 5550100", email="aylin.musterbach@example.org", surname="M")
    assert _taken_in(context, old) == EchoAnswer(frozenset({"phone", "email"}))
    new = _party(home, phone="+49 40 5550177", email="aylin.musterbach@example.org")
    assert _taken_in(context, new).kept == {"phone", "email"}
    assert [row.echo for row in contact_rows(context)] == [EchoState.CONFIRMED, EchoState.WAITING]
    assert _taken_in(context, old).kept == {"email"}


def test_a_third_value_is_told_and_a_newer_one_counts(
    context: ServiceContext, home: Household
) -> None:
    change_contact(context, home)
    export_contact_run(context, SYSTEM)
    earlier, later = (context.clock.now() + timedelta(days=days) for days in (-1, 1))
    third = _taken_in(context, _party(home, earlier, phone="040 5550999"))
    assert third.suspicious
    assert third.kept == {"phone"}
    assert contact_rows(context)[0].echo is EchoState.CONTRADICTED
    newer = _taken_in(context, _party(home, later, phone="040 5550999"))
    assert (newer.suspicious, newer.kept) == (False, frozenset())
    row = contact_rows(context)[0]
    assert row.echo is EchoState.CONTRADICTED
    assert brought_values(row.echo_note) == ({"phone": "040 5550999"}, True)


def test_a_newer_value_takes_the_place_of_one_that_waits(
    context: ServiceContext, home: Household
) -> None:
    change_contact(context, home)
    export_contact_run(context, SYSTEM)
    change_contact(context, home, phone="040 5550188")
    export_contact_run(context, SYSTEM)
    states = [row.echo for row in contact_rows(context)]
    assert states == [EchoState.REPLACED, EchoState.WAITING]
    # The ERP may be two changes behind.
    assert _taken_in(context, _party(home, phone=NEW_PHONE)).notes == ()
    assert _taken_in(context, _party(home, phone="040 5550188")).notes != ()


def test_the_program_writes_contact_changes_beside_bank_changes(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    with context.database.write() as unit:
        company = unit.session.scalars(select(Company)).one()
        company.settings = {"export_minutes_before_file": 120}
    release_row(context, home)
    change_contact(context, home)
    files = _Files()
    assert export_if_due(context, files) == ()
    clock.set(datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    made = export_if_due(context, files)
    assert [run.number for run in made] == [1, 2]
    assert sorted(files.written) == ["bank-changes-1.csv", "contact-changes-2.csv"]
    assert files.written["contact-changes-2.csv"].startswith(HEAD.encode())
    assert export_if_due(context, files) == ()


class _Files:
    def __init__(self) -> None:
        self.written: dict[str, bytes] = {}

    def write(self, name: str, content: bytes) -> None:
        self.written[name] = content


def _run(*arguments: str) -> int:
    return commands.run(arguments, load_application=lambda: app)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    made = DataFolder(tmp_path / "data")
    clock = FixedClock(datetime(2020, 1, 2, 9, 0, tzinfo=UTC))
    with closing(app.build_context(made, clock=clock)) as context:
        change_contact(context, add_household(context.database), ContactKind.ADDRESS)
        yield made


def test_the_command_has_the_rules_of_the_other_export(
    folder: DataFolder, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = tmp_path / "run.csv"
    call = ("export-contact-changes", "--data-dir", str(folder.path))
    nowhere = str(tmp_path / "nowhere" / "run.csv")
    assert _run(*call, "--output", nowhere) == 2
    assert _run(*call, "--output", str(target), "--company", "xyz") == 2
    assert _run(*call, "--output", str(target), "--today", "2020-01-02") == 0
    assert target.read_text("utf-8") == HEAD
    capfdbinary.readouterr()
    assert _run(*call, "--output", str(target), "--company", "thor") == 0
    assert NEW_ADDRESS["street"] in target.read_text("utf-8")
    assert capfdbinary.readouterr() == (b"", b"")
    assert _run(*call, "--run", "1", "--company", "thor", "--output", "-") == 0
    assert capfdbinary.readouterr() == (target.read_bytes(), b"")
    assert _run(*call, "--output", "-") == 0
    assert capfdbinary.readouterr() == (HEAD.encode(), "Es gibt nichts zu übergeben.\n".encode())
    bank = ("export-bank-changes", "--data-dir", str(folder.path), "--output", str(target))
    assert _run(*bank, "--run", "1") == 2
    sentence = "Eine Übergabe mit der Nummer 1 gibt es hier nicht.\n"
    assert capfdbinary.readouterr()[1].decode() == sentence
