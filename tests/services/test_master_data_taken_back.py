"""A whole import is taken back: what nobody has used or changed since is as it was before."""

import platform
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import VersionState
from desktop.models.bank import BankDetails, Mandate
from desktop.models.base import Base
from desktop.models.company import Lease
from desktop.models.contact import ContactDataChange
from desktop.models.master_data import (
    ColumnMapping,
    MasterDataImport,
    Meter,
    ResponsibleContact,
)
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.master_data.importing import LEASE
from desktop.services.master_data.looking import list_imports, look_into, remember_columns
from desktop.services.master_data.tables import TableChoice
from desktop.services.master_data.taking_back import (
    CHANGED_SINCE,
    IN_USE,
    take_import_back,
)
from desktop.services.master_data.view import ImportCounts, ImportReport, PastImport
from desktop.services.staff.access import SYSTEM
from desktop.texts.master_data import import_state
from tests.support.factories import NEW_IBAN, OLD_IBAN, add_company, add_portal_account
from tests.support.master_data import Erp

K = MasterDataKind
TABLES: Sequence[type[Base]] = (
    Property,
    Unit,
    Tenancy,
    Tenant,
    TenancyParty,
    BankDetails,
    Mandate,
    Meter,
    ResponsibleContact,
)


@pytest.fixture
def erp(context: ServiceContext, tmp_path: Path) -> Erp:
    with context.database.write() as unit:
        add_company(unit)
    return Erp(context, tmp_path)


def numbers(context: ServiceContext) -> dict[str, int]:
    with context.database.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }


def ids_of(report: ImportReport) -> list[int]:
    return [table.import_id for table in report.tables if table.import_id is not None]


def test_all_that_was_added_goes_again(erp: Erp, context: ServiceContext) -> None:
    erp.houses(3)
    before = numbers(context)
    taken = erp.take(
        erp.file(K.TENANCIES, *(erp.contract(n) for n in (1, 2, 3))),
        erp.file(K.PARTIES, *(erp.party(n) for n in (1, 2, 3))),
        erp.file(
            K.BANK_DETAILS, {"contract_number": "C1", "account_holder": "E", "iban": OLD_IBAN}
        ),
        erp.file(K.MANDATES, {"reference": "R1", "contract_number": "C1", "status": "active"}),
        erp.file(K.CONTACTS, {"property_number": "4417", "role": "Hausmeister", "name": "M."}),
        erp.file(
            K.CODES,
            {
                "contract_number": "C1",
                "party_number": "1",
                "issued_on": "2026-10-01",
                "code": "ABC-0O1-XYZ",
                "state": "posted",
            },
        ),
    )
    assert taken.counts == ImportCounts(added=10)
    again = erp.take(*(Path(p) for p in sorted(erp.folder.glob("codes-*.csv"))))
    assert again.counts == ImportCounts()
    imports = ids_of(taken)
    # The account of the code is there for good: its contract and its person stay.
    for number in reversed(imports):
        result = take_import_back(context, SYSTEM, number, "falsche Datei")
        expected = {imports[0]: {"C1"}, imports[1]: {"Beispiel1"}}.get(number, set())
        assert {one.name for one in result.staying} == expected
    left = numbers(context)
    assert left == {
        **before,
        "tenancies": 1,
        "tenants": 1,
        "tenancy_parties": 1,
        "bank_details": 1,
        "mandates": 1,
    }
    with context.database.read() as session:
        assert session.scalars(select(BankDetails.state)).one() is VersionState.WITHDRAWN
        assert session.scalars(select(RegistrationCode.state)).one().value == "revoked"
    states = {one.state for one in list_imports(context, SYSTEM) if one.import_id in imports}
    assert states == {ImportState.TAKEN_BACK}
    with pytest.raises(UserError, match="taken_back_already"):
        take_import_back(context, SYSTEM, imports[0], "noch einmal")


def test_what_was_changed_is_as_before_unless_somebody_changed_it_since(
    erp: Erp, context: ServiceContext
) -> None:
    erp.contracts(2)
    first = {"contract_number": "C1", "account_holder": "E", "iban": OLD_IBAN}
    erp.take(erp.file(K.BANK_DETAILS, first))
    taken = erp.take(
        erp.file(K.TENANCIES, erp.contract(1, rent_cold="700"), erp.contract(2, rent_cold="700")),
        erp.file(K.PARTIES, erp.party(1, email="neu@example.org"), erp.party(2)),
        erp.file(K.BANK_DETAILS, {**first, "iban": NEW_IBAN}),
    )
    assert taken.counts == ImportCounts(changed=4)
    with context.database.write() as unit:
        unit.session.execute(
            update(Tenancy).where(Tenancy.contract_number == "C2").values(rent_cold=800)
        )
    results = [take_import_back(context, SYSTEM, one, "Test") for one in ids_of(taken)]
    assert [(one.name, one.reason) for one in results[0].staying] == [("C2", CHANGED_SINCE)]
    assert [one.restored for one in results] == [1, 1, 1]
    with context.database.read() as session:
        rents = session.scalars(select(Tenancy.rent_cold).order_by(Tenancy.contract_number))
        assert [str(rent) for rent in rents] == ["612.40", "800.00"]
        assert "erika1@example.org" in session.scalars(select(Tenant.email)).all()
        assert [one.value for one in session.scalars(select(ContactDataChange.state))] == ["undone"]
        accounts = session.execute(select(BankDetails.iban, BankDetails.state)).all()
        assert {tuple(one) for one in accounts} == {
            (OLD_IBAN, VersionState.CURRENT),
            (NEW_IBAN, VersionState.WITHDRAWN),
        }


def test_what_is_used_stays_and_is_named(erp: Erp, context: ServiceContext) -> None:
    taken = erp.contracts(2)
    with context.database.write() as unit:
        tenancy = unit.session.scalars(select(Tenancy).where(Tenancy.contract_number == "C1")).one()
        add_portal_account(unit, tenancy, tenancy.parties[0].tenant)
    people = take_import_back(context, SYSTEM, ids_of(taken)[1], "falsch")
    contracts = take_import_back(context, SYSTEM, ids_of(taken)[0], "falsch")
    for result, name in ((people, "Beispiel1"), (contracts, "C1")):
        assert [(one.name, one.reason) for one in result.staying] == [(name, IN_USE)]
        assert result.removed == 1
    # All of the first one stays: it is not taken back, and can be when nobody needs it any more.
    house = list_imports(context, SYSTEM)[-1].import_id
    assert take_import_back(context, SYSTEM, house, "falsch").did_nothing
    past = list_imports(context, SYSTEM)[-1]
    assert (past.state, past.can_be_taken_back) == (ImportState.DONE, True)
    with pytest.raises(UserError, match="reason_missing"):
        take_import_back(context, SYSTEM, ids_of(taken)[0], " ")


def test_an_import_whose_program_died_is_broken_off_and_can_be_taken_back(
    erp: Erp, context: ServiceContext
) -> None:
    erp.houses(2)
    before = numbers(context)
    [killed] = ids_of(erp.take(erp.file(K.TENANCIES, erp.contract(1), erp.contract(2))))

    def found() -> PastImport:
        return next(one for one in list_imports(context, SYSTEM) if one.import_id == killed)

    with context.database.write() as unit:
        # As a program leaves it that is killed between two portions, with its right to the job.
        row = unit.session.get_one(MasterDataImport, killed)
        row.state, row.finished_at = ImportState.RUNNING, None
        holder = f"{platform.node()[:40]}:999999999:{'0' * 12}"
        expires_at = context.clock.machine_now() + timedelta(minutes=2)
        unit.session.add(Lease(name=LEASE, holder=holder, expires_at=expires_at))
    assert found().can_be_taken_back
    assert import_state(found().state) == "abgebrochen"
    with lease(context, LEASE):
        assert found().state is ImportState.RUNNING
        assert not found().can_be_taken_back
    assert take_import_back(context, SYSTEM, killed, "Rechner abgestürzt").removed == 2
    assert numbers(context) == before
    assert found().state is ImportState.TAKEN_BACK


def test_a_mapping_is_remembered_by_the_headings(
    erp: Erp, context: ServiceContext, tmp_path: Path
) -> None:
    erp.houses(1)
    file = tmp_path / "own.csv"
    head = "Mandant;Vertrag;Haus;Einheit;Beginn;Zahlweise;Notiz"
    file.write_text(f"{head}\nthor;C9;4417;001;01.01.2024;transfer;egal\n")
    (offer,) = look_into(context, SYSTEM, SpreadsheetFiles(), [file])
    assert (offer.kind, offer.remembered) == (None, False)
    columns: tuple[Any, ...] = (
        "company",
        "contract_number",
        "property_number",
        "unit_number",
        "starts_on",
        "payment_method",
        None,
    )
    with pytest.raises(UserError, match="columns_missing"):
        remember_columns(context, SYSTEM, offer, TableChoice(K.TENANCIES, (None,) * 7))
    remember_columns(context, SYSTEM, offer, TableChoice(K.TENANCIES, columns))
    remember_columns(context, SYSTEM, offer, TableChoice(K.TENANCIES, columns))
    with context.database.read() as session:
        kept = session.execute(select(ColumnMapping.headings, ColumnMapping.columns)).all()
    # What stands in the line may be somebody's data.
    assert not any(word.casefold() in repr(kept).casefold() for word in head.split(";"))
    file.write_text(f"{head.upper()}\nthor;C9;4417;001;01.01.2024;transfer;egal\n")
    report = erp.take(file)
    assert report.counts == ImportCounts(added=1)
    assert report.tables[0].ignored == ("NOTIZ",)
