"""An administrator takes master data in: mapped, tried, taken in, taken back; keys only."""

from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import select

from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.views.master_data.mapping_dialog import MappingDialog
from desktop.views.master_data.master_data_page import MasterDataPage
from tests.journeys.test_administration import by_palette
from tests.journeys.test_recording import drop
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

HEADINGS = "Mandant;Vertrag;property_number;unit_number;starts_on;rent_cold;payment_method\n"


def opened(office: Office) -> tuple[RunningProgram, MasterDataPage]:
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        add_staff(
            unit,
            "admin",
            [company],
            role=Role.ADMINISTRATOR,
            name="Ida Ablage",
            password_hash=CHEAP_PASSWORDS.hash(PASSWORD),
        )
    program = office.start()
    program.sign_in("admin", PASSWORD)
    by_palette(program, "Stammdaten übernehmen")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, MasterDataPage)
    return program, page


def cells(page: MasterDataPage) -> list[str]:
    model = page.tables.model()
    return [str(model.index(0, column).data()) for column in range(model.columnCount())]


def contracts(office: Office) -> set[str]:
    with office.context.database.read() as session:
        return set(session.scalars(select(Tenancy.contract_number)))


def test_a_file_is_mapped_tried_taken_in_and_taken_back(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = office.home.contract_number
    file = tmp_path / "verträge.csv"
    file.write_text(
        f"{HEADINGS}thor;{number};4417;0302;01.02.2021;650,00;transfer\n"
        "thor;NEU-1;4417;0302;01.02.2021;650,00;transfer\n"
        "thor;NEU-2;4417;9999;01.02.2021;650,00;transfer\n",
        encoding="cp1252",
    )
    program, page = opened(office)
    for table in (page.tables, page.findings, page.history):
        QAbstractItemModelTester(
            table.model(), QAbstractItemModelTester.FailureReportingMode.Warning
        )
    assert not page.take.isEnabled()
    drop(program, page, [file])
    program.wait_until(lambda: page.tables.model().rowCount() == 1)
    assert page.tables.hasFocus(), QApplication.focusWidget()
    program.press("Return")
    dialog = program.dialog()
    assert isinstance(dialog, MappingDialog)
    for box, downs in ((dialog.kind, 3), (dialog.columns[0], 1), (dialog.columns[1], 2)):
        assert not dialog.confirm.isEnabled()
        box.setFocus()
        for _ in range(downs):
            program.press("Down")
    program.press("Ctrl+Return")
    program.wait()
    assert cells(page)[1] == "Mietverträge"
    program.press("Ctrl+Return")
    program.wait_until(page.take.isEnabled)
    assert cells(page)[2:] == ["3", "1", "1", "–", "1", "1", ""]
    assert page.message.title.text().startswith("Probelauf: 1 neu, 1 geändert")
    assert page.findings.model().rowCount() == 2
    assert contracts(office) == {number}

    target = tmp_path / "zeilen.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    program.click(page.save)
    program.wait_until(target.exists)
    assert "unit_number;bad;unknown_unit" in target.read_text(encoding="utf-8-sig")

    page.take.setFocus()
    program.press("Ctrl+Return")
    program.wait_until(page.take_back.isEnabled)
    assert contracts(office) == {number, "NEU-1"}
    assert not page.take.isEnabled()
    page.history.setFocus()
    program.click(page.take_back)
    program.type("Falsche Datei")
    program.press("Ctrl+Return")
    program.wait_until(lambda: "Zurückgenommen" in page.message.title.text())
    assert contracts(office) == {number}
    assert office.audited(AuditAction.MASTER_DATA_TAKEN_BACK) == ["admin"]
    program.wait()
    assert not page.take_back.isEnabled()
