"""Master data of the ERP: taken in once, in any order, with what is odd told and left out."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.master_data.columns import COLUMNS
from desktop.domain.master_data.findings import Reason, RowFinding
from desktop.models.bank import BankDetails, Mandate
from desktop.models.contact import ContactDataChange
from desktop.models.exchange import AuditEvent
from desktop.models.master_data import MasterDataImport, Meter, ResponsibleContact
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.master_data.importing import Watch
from desktop.services.master_data.view import ImportCounts, ImportReport, Progress
from desktop.texts.master_data import finding_cells, finding_line
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, OLD_IBAN, add_company, add_household
from tests.support.master_data import STREET, Erp

K = MasterDataKind
NOTHING = ImportCounts()


@pytest.fixture
def erp(context: ServiceContext, tmp_path: Path) -> Erp:
    with context.database.write() as unit:
        add_company(unit)
    return Erp(context, tmp_path)


def reasons(report: ImportReport) -> list[tuple[int, str, Reason]]:
    return [(one.line, one.column, one.reason) for one in report.findings]


def test_every_kind_goes_in_whatever_the_order_of_the_files(
    erp: Erp, context: ServiceContext
) -> None:
    files = [
        erp.file(
            K.CONTACTS, {"property_number": "4417", "role": "Hausmeister", "name": "M. Modell"}
        ),
        erp.file(
            K.METERS,
            {
                "meter_number": "Z1",
                "property_number": "4417",
                "unit_number": "001",
                "kind": "heat",
                "unit": "kWh",
                "remote": "ja",
            },
        ),
        erp.file(
            K.MANDATES,
            {
                "reference": "THOR-1",
                "contract_number": "C1",
                "signed_on": "2020-01-15",
                "last_collection_on": "02.11.2026",
                "status": "active",
            },
        ),
        erp.file(
            K.BANK_DETAILS,
            {"contract_number": "C1", "account_holder": "Erika Beispiel", "iban": OLD_IBAN},
        ),
        erp.file(K.PARTIES, erp.party(1), erp.party(1, 2, first_name="Max", email="")),
        erp.file(K.TENANCIES, erp.contract(1, rent_cold="1.612,40")),
        erp.file(
            K.UNITS,
            {"property_number": "4417", "unit_number": "001", "kind": "flat", "area_m2": "61,5"},
        ),
        erp.file(K.PROPERTIES, {"property_number": "4417", **STREET}),
    ]
    tried = erp.take(*files, dry_run=True)
    assert tried.counts == ImportCounts(added=9)
    with context.database.read() as session:
        assert session.scalar(select(func.count(Property.id))) == 0
    taken = erp.take(*files)
    assert taken.counts == ImportCounts(added=9)
    assert not taken.findings
    assert [table.kind for table in taken.tables] == list(K)[:8]
    again = erp.take(*reversed(files))
    assert again.counts == NOTHING
    with context.database.read() as session:
        tenancy = session.scalars(select(Tenancy)).one()
        assert tenancy.rent_cold == Decimal("1612.40")
        assert tenancy.starts_on == date(2020, 2, 1)
        people = session.scalars(select(TenancyParty).order_by(TenancyParty.party_number)).all()
        assert [party.tenant.first_name for party in people] == ["Erika", "Max"]
        assert [party.since for party in people] == [None, None]
        assert session.scalars(select(BankDetails.bic)).one() == "COBADEFFXXX"
        assert session.scalars(select(Mandate.iban)).one() == OLD_IBAN
        assert session.scalars(select(Meter.remote)).one() is True
        assert session.scalars(select(ResponsibleContact.name)).one() == "M. Modell"
        assert session.scalars(select(Unit.area_m2)).one() == Decimal("61.5")
        assert session.scalars(select(Property.federal_state)).one() == "HH"
        states = set(session.scalars(select(MasterDataImport.state)))
        assert states == {ImportState.DONE}
        acts = session.scalars(select(AuditEvent.action)).all()
        assert acts.count("master_data.done") == len(files) * 2


def test_changes_are_counted_and_what_is_empty_deletes_nothing(
    erp: Erp, context: ServiceContext
) -> None:
    erp.contracts(3)
    changed = erp.take(
        erp.file(
            K.TENANCIES,
            erp.contract(1, rent_cold="650"),
            erp.contract(2, rent_cold="", rent_ancillary="-"),
            erp.contract(3),
        )
    )
    assert changed.counts == ImportCounts(changed=2)
    with context.database.read() as session:
        rents = session.execute(
            select(Tenancy.rent_cold, Tenancy.rent_ancillary).order_by(Tenancy.contract_number)
        ).all()
    assert [tuple(row) for row in rents] == [
        (Decimal(650), Decimal(180)),
        (Decimal("612.40"), None),
        (Decimal("612.40"), Decimal(180)),
    ]


def test_bad_rows_stay_out_with_line_column_and_reason(erp: Erp) -> None:
    erp.houses(3)
    report = erp.take(
        erp.file(
            K.TENANCIES,
            erp.contract(1),
            erp.contract(2, company="nobody"),
            erp.contract(2, starts_on="31.02.2020"),
            erp.contract(3, unit_number="3"),
            erp.contract(3, contract_number=""),
            erp.contract(1),
            erp.contract(4, property_number="9999"),
            erp.contract(3, payment_method=""),
            erp.contract(3, contract_number="C\0X"),
        )
    )
    assert report.counts == ImportCounts(added=1, bad=8)
    # What a line says for itself comes first, then what it says of things that are not there.
    assert reasons(report) == [
        (3, "company", Reason.UNKNOWN_COMPANY),
        (4, "starts_on", Reason.NO_DATE),
        (6, "contract_number", Reason.KEY_MISSING),
        (7, "contract_number", Reason.DOUBLED),
        (9, "contract_number", Reason.DOUBLED),
        (10, "contract_number", Reason.CHARACTERS),
        (5, "unit_number", Reason.UNKNOWN_UNIT),
        (8, "property_number", Reason.UNKNOWN_PROPERTY),
    ]


def test_no_cell_is_ever_told_whatever_its_column(erp: Erp) -> None:
    erp.contracts(1)
    wrong, code, password = OLD_IBAN[:-1] + "1", "7F0O-K2MX-9PQ!", "Geheim-Wort 2026!"
    told: list[RowFinding] = []
    for kind, columns in COLUMNS.items():
        rows = [{one.name: cell for one in columns} for cell in (wrong, code, password)]
        alone = [{one.name: cell} for one in columns for cell in (wrong, code, password)]
        erp.take(erp.file(kind, *rows, *alone), watch=Watch(on_finding=told.append))
    assert len({one.reason for one in told}) > 5
    for one in told:
        assert not {wrong, code, password} & {*map(str, one.params.values())}
        line = f"{finding_line(one)} {finding_cells(one)}"
        assert not any(cell in line for cell in (wrong, code, password)), line


def _ends(context: ServiceContext) -> dict[str, date | None]:
    with context.database.read() as session:
        rows = session.execute(select(Tenancy.contract_number, Tenancy.ends_on))
        return {number: ends_on for number, ends_on in rows if ends_on is not None}


def test_what_a_file_does_not_have_any_more_ends_unless_it_is_too_much(
    erp: Erp, context: ServiceContext, clock: FixedClock
) -> None:
    erp.contracts(20)
    rows = [erp.contract(n) for n in range(1, 21)]
    today = clock.today()
    # 2 of 20 are more than 5 %: none ends, neither the absent one nor the one with a day.
    held = erp.take(erp.file(K.TENANCIES, *rows[:18], {**rows[18], "ends_on": "2026-12-31"}))
    assert held.counts == ImportCounts(suspicious=2)
    assert reasons(held) == [
        (20, "ends_on", Reason.END_HELD_BACK),
        (0, "contract_number", Reason.ABSENT_HELD_BACK),
    ]
    assert [(one.ends, one.of) for one in held.held_back] == [(2, 20)]
    assert _ends(context) == {}
    # 1 of 20 is just 5 %; over two files of one run, either of which lacks most of them.
    halves = (erp.file(K.TENANCIES, *rows[:9]), erp.file(K.TENANCIES, *rows[9:19]))
    assert erp.take(*halves, dry_run=True).counts == ImportCounts(ended=1)
    assert erp.take(*halves).counts == ImportCounts(ended=1)
    assert _ends(context) == {"C20": today}
    assert erp.take(*halves).counts == NOTHING
    clock.advance(timedelta(days=1))
    assert erp.take(*halves).counts == NOTHING
    # It is there again: it goes on, and somebody is told.
    back = erp.take(erp.file(K.TENANCIES, *rows))
    assert back.counts == ImportCounts(changed=1, suspicious=1)
    assert _ends(context) == {}
    confirmed = erp.take(erp.file(K.TENANCIES, *rows[:10]), confirm_ends=True)
    assert confirmed.counts == ImportCounts(ended=10)
    assert len(_ends(context)) == 10


def test_a_bad_row_is_not_an_absent_one(erp: Erp, context: ServiceContext) -> None:
    erp.contracts(20)
    rows = [erp.contract(n) for n in range(1, 21)]
    rows[0]["rent_cold"] = "much"
    assert erp.take(erp.file(K.TENANCIES, *rows)).counts == ImportCounts(bad=1)
    rows[0]["contract_number"] = ""
    unsure = erp.take(erp.file(K.TENANCIES, *rows))
    assert unsure.counts == ImportCounts(bad=1, suspicious=1)
    assert reasons(unsure)[-1] == (0, "contract_number", Reason.ABSENCE_UNSURE)
    assert _ends(context) == {}


def test_rows_that_somebody_should_look_at(erp: Erp, context: ServiceContext) -> None:
    erp.contracts(4)
    report = erp.take(
        erp.file(
            K.TENANCIES,
            erp.contract(1, starts_on="01.03.2020"),
            erp.contract(2, rent_cold="1300", rent_ancillary="500"),
            erp.contract(3, unit_number="004"),
            erp.contract(4),
            erp.contract(5, unit_number="004", ends_on="2019-01-01"),
        )
    )
    assert report.counts == ImportCounts(added=1, changed=3, suspicious=4)
    assert {one.reason for one in report.findings} == {
        Reason.START_MOVED,
        Reason.RENT_JUMPED,
        Reason.OTHER_UNIT,
        Reason.ENDS_BEFORE_START,
    }


def test_people_change_leave_and_are_never_replaced(
    erp: Erp, context: ServiceContext, clock: FixedClock
) -> None:
    erp.contracts(20)
    erp.take(erp.file(K.PARTIES, erp.party(1), erp.party(1, 2, first_name="Max", email="")))
    report = erp.take(
        erp.file(
            K.PARTIES,
            # Max is not there any more; Erika moved and has another address and e-mail.
            erp.party(1, street="Probeweg", email="neu@example.org", changed_at="20.11.2026"),
            erp.party(2, first_name="Sandra", surname="Anders"),
            erp.party(3, surname="Muster", email="none"),
        )
    )
    assert report.counts == ImportCounts(changed=2, ended=1, suspicious=2)
    assert reasons(report) == [
        (3, "surname", Reason.OTHER_PERSON),
        (4, "email", Reason.NO_EMAIL),
    ]
    with context.database.read() as session:
        max_party = session.scalars(
            select(TenancyParty).where(TenancyParty.party_number == 2)
        ).one()
        assert (max_party.since, max_party.until) == (clock.today(), clock.today())
        erika = session.scalars(select(Tenant).where(Tenant.street == "Probeweg")).one()
        assert erika.email_changed_at is not None
        assert erika.email_changed_at.date() == date(2026, 11, 19)
        assert erika.phone_changed_at is None
        kinds = set(session.scalars(select(ContactDataChange.kind)))
        assert {kind.value for kind in kinds} == {"email", "address"}
        names = session.scalars(select(Tenant.surname).order_by(Tenant.id)).all()
        assert names[:3] == ["Beispiel1", "Beispiel2", "Muster"]
    # What was changed here later than in the ERP stays.
    older = erp.take(erp.file(K.PARTIES, erp.party(1, email="alt@example.org", changed_at="2026")))
    assert older.counts.bad == 1
    older = erp.take(
        erp.file(K.PARTIES, erp.party(1, email="alt@example.org", changed_at="2026-11-01"))
    )
    assert older.counts == NOTHING
    both = (erp.party(1, street="Probeweg", email=""), erp.party(1, 2, first_name="Max", email=""))
    again = erp.take(erp.file(K.PARTIES, *both))
    assert again.counts == ImportCounts(changed=1, suspicious=1)


def test_another_account_is_another_version(
    erp: Erp, context: ServiceContext, tmp_path: Path
) -> None:
    erp.contracts(1)
    first = {"contract_number": "C1", "account_holder": "Erika Beispiel", "iban": OLD_IBAN}
    assert erp.take(erp.file(K.BANK_DETAILS, first)).counts == ImportCounts(added=1)
    other = {**first, "iban": f"{NEW_IBAN[:4]} {NEW_IBAN[4:]}", "valid_from": "01.12.2026"}
    assert erp.take(erp.file(K.BANK_DETAILS, other)).counts == ImportCounts(changed=1)
    assert erp.take(erp.file(K.BANK_DETAILS, other)).counts == NOTHING
    mandate = {"reference": "THOR-1", "contract_number": "C1", "status": "active"}
    assert erp.take(erp.file(K.MANDATES, mandate)).counts == ImportCounts(added=1)
    revoked = {**mandate, "status": "revoked", "last_collection_on": "2026-11-02"}
    assert erp.take(erp.file(K.MANDATES, revoked)).counts == ImportCounts(changed=1)
    revived = erp.take(erp.file(K.MANDATES, {**revoked, "status": "active"}))
    assert reasons(revived) == [(2, "status", Reason.MANDATE_REVIVED)]
    assert revived.counts == ImportCounts(suspicious=1)
    with context.database.read() as session:
        versions = session.execute(
            select(BankDetails.number, BankDetails.state, BankDetails.iban).order_by(BankDetails.id)
        ).all()
        assert [tuple(row) for row in versions] == [
            (1, VersionState.SUPERSEDED, OLD_IBAN),
            (2, VersionState.CURRENT, NEW_IBAN),
        ]
        assert session.scalars(select(Mandate.state)).one() is MandateStatus.REVOKED


def test_whoever_breaks_off_keeps_what_is_in(erp: Erp, context: ServiceContext) -> None:
    erp.houses(1)
    rows = [erp.contract(n, unit_number="001") for n in range(1, 1500)]
    looks = iter([False, True])
    file = erp.file(K.TENANCIES, *rows)
    stopped = erp.take(file, watch=Watch(is_cancelled=lambda: next(looks)))
    assert stopped.stopped
    assert 0 < stopped.counts.added < len(rows)
    rest = erp.take(file)
    assert rest.counts.added + stopped.counts.added == len(rows)
    with context.database.read() as session:
        states = session.scalars(select(MasterDataImport.state).order_by(MasterDataImport.id))
        assert list(states)[-2:] == [ImportState.STOPPED, ImportState.DONE]


def test_two_imports_at_once_are_one_after_the_other(erp: Erp, context: ServiceContext) -> None:
    erp.houses(1)
    file = erp.file(K.TENANCIES, erp.contract(1))
    refused: list[str] = []

    def second(_progress: Progress) -> None:
        with pytest.raises(UserError) as error:
            erp.take(file)
        refused.append(error.value.code)

    assert erp.take(file, watch=Watch(on_progress=second)).counts.added == 1
    assert refused == ["lease.taken"]
    assert erp.take(file).counts.added == 0
    with context.database.read() as session:
        assert len(session.scalars(select(Tenancy)).all()) == 1


def test_nothing_is_taken_in_where_one_file_cannot_be_read(
    erp: Erp, context: ServiceContext, tmp_path: Path
) -> None:
    good = erp.file(K.PROPERTIES, {"property_number": "1", **STREET})
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("a;b\n1;2\n")
    keyless = tmp_path / "keyless.csv"
    keyless.write_text("company;street\nthor;Weg\n")
    for path, code in ((unknown, "kind_unknown"), (tmp_path / "none.csv", "missing")):
        with pytest.raises(UserError) as caught:
            erp.take(good, path)
        assert caught.value.code.endswith(code)
    with pytest.raises(UserError) as caught:
        erp.take(keyless, kind=K.PROPERTIES)
    assert caught.value.params["columns"] == "property_number"
    with context.database.read() as session:
        assert session.scalar(select(func.count(MasterDataImport.id))) == 0


def test_who_may_not_is_refused(context: ServiceContext, tmp_path: Path) -> None:
    home = add_household(context.database)
    clerk = Erp(context, tmp_path, home.clerk)
    with pytest.raises(UserError, match=r"access\.denied"):
        clerk.houses()
