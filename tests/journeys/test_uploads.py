"""A clerk publishes a folder of statements: read, put right by keys, published, taken back."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy import select

from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentState, UploadState, Verdict
from desktop.models.company import Company
from desktop.models.document import Document, Upload
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.views.actions import ActionId
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.uploads.row_model import STANDING
from desktop.views.uploads.upload_view import UploadView
from desktop.views.uploads.uploads_page import UploadsPage
from desktop.views.uploads.way_dialog import RowWayDialog
from tests.journeys.test_recording import drop
from tests.support import pdf_files
from tests.support.factories import add_tenancy, add_tenant, add_unit
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram, application

PEOPLE = (
    ("Tarek", "Exempler", "10.5501.0001"),
    ("Jonas", "Probefeld", "10.5502.0002"),
    ("Svea", "Testhausen", "10.5503.0003"),
)


def head(first: str, surname: str, number: str) -> str:
    contract = f"Vertragsnummer {number}\n" if number else ""
    return (
        f"{first} {surname}\nMusterkehre 12\n22041 Hamburg\n{contract}"
        "Betriebskostenabrechnung 2025\n01.01.2025 bis 31.12.2025"
    )


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """Four files: one is sure, one mixed, one without a number, one a picture."""
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        for place, (first, surname, number) in enumerate(PEOPLE):
            flat = add_unit(unit, company, property_number=f"55{place}")
            add_tenancy(unit, company, flat, [add_tenant(unit, company, first, surname)], number)
    target = tmp_path / "abrechnungen"
    target.mkdir()
    mixed = "Vertragsnummer 10.5501.0001\nSeite 2 von 2\nNutzer: Jonas Probefeld"
    files = {
        "a-sicher.pdf": pdf_files.letter(head("Aylin", "Musterbach", "10.4417.0302")),
        "b-gemischt.pdf": pdf_files.letter(head(*PEOPLE[0]) + "\nSeite 1 von 2", mixed),
        "c-ohne-nummer.pdf": pdf_files.letter(head("Svea", "Testhausen", "")),
        "d-scan.pdf": pdf_files.pages(1),
    }
    for name, content in files.items():
        (target / name).write_bytes(content)
    return target


def opened(office: Office, login: str = "clerk1") -> tuple[RunningProgram, UploadsPage]:
    program = office.start()
    program.sign_in(login, PASSWORD)
    program.window.actions_registry[ActionId.OPEN_UPLOADS].trigger()
    program.wait()
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, UploadsPage)
    return program, page


def read(office: Office, folder: Path) -> tuple[RunningProgram, UploadView]:
    """The folder dropped on the page and read."""
    program, page = opened(office)
    assert page.list.empty.isVisible()
    # Somebody begins, goes back, and begins anew.
    program.press("Ctrl+Return")
    program.press("Esc")
    drop(program, page, [folder])
    assert page.batch.fields.title.text() == "Betriebskostenabrechnung 2025"
    assert page.batch.main.hasFocus()
    visited: list[QWidget | None] = []
    noting = application().focusChanged.connect(lambda _old, new: visited.append(new))
    program.press("Ctrl+Return")
    program.wait()
    application().focusChanged.disconnect(noting)
    # Whatever is blocked while files are read, the focus stays on the page.
    assert visited[-1] is page.batch.table
    assert all(one is not None and page.isAncestorOf(one) for one in visited)
    return program, page.batch


def standings(view: UploadView) -> list[str]:
    model = view.table.letters
    return [str(model.index(row, STANDING).data()) for row in range(model.rowCount())]


def documents(office: Office) -> dict[str, DocumentState]:
    with office.context.database.read() as session:
        query = select(Tenancy.contract_number, Document.state).join(
            Document, Document.tenancy_id == Tenancy.id
        )
        return dict(session.execute(query).tuples().all())


def state(office: Office) -> UploadState:
    with office.context.database.read() as session:
        return session.scalars(select(Upload.state)).one()


def put_right(program: RunningProgram, view: UploadView) -> None:
    """Each rest of the mixed letter is decided by a person; the page of Probefeld stays out."""
    rows = {row.file_name + str(row.first): row for row in view.table.letters.rows}
    program.press("End")
    assert view.table.current() == view.table.letters.rows[-1]
    program.press("Home")
    assert view.table.current() == view.table.letters.rows[0]
    view.table.look_at(rows["b-gemischt.pdf2"].id)
    program.wait()
    program.press("Del")
    assert view.chips.chips["removed"].text() == "Entfernt 1"
    program.press("Ctrl+Z")
    assert view.chips.chips["removed"].isHidden()
    view.table.look_at(rows["b-gemischt.pdf2"].id)
    program.press("Del")
    view.table.look_at(rows["c-ohne-nummer.pdf1"].id)
    program.press("B")
    assert view.table.current() is not None
    view.table.look_at(rows["d-scan.pdf1"].id)
    program.wait()
    program.press("Return")
    program.type("Probefeld")
    program.wait()
    program.press("Return")
    program.wait()
    assert view.pane.assign_box.confirm.hasFocus()
    program.press("Space")
    program.wait()
    assert view.table.hasFocus()
    program.press("Z")
    dialog = program.dialog()
    assert isinstance(dialog, RowWayDialog)
    program.press("Down")
    assert not dialog.confirm.isEnabled()
    program.press("Down")
    program.press("Tab")
    program.type("Wunsch am Telefon")
    program.press("Return")
    program.wait()


def take_back(program: RunningProgram, view: UploadView) -> None:
    """The whole batch, and back to all of them."""
    program.click(view.take_back)
    asked = program.dialog()
    assert isinstance(asked, ReasonDialog)
    program.type("Falscher Inhalt")
    program.press("Ctrl+Return")
    program.wait()
    assert "zurückgenommen" in standings(view)
    assert "veröffentlicht" not in standings(view)
    assert not view.take_back.isVisible()
    program.press("Ctrl+Return")
    program.wait()
    assert not view.isVisible()


def test_a_folder_is_read_put_right_published_and_taken_back(
    office: Office, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, view = read(office, folder)
    QAbstractItemModelTester(
        view.table.letters, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    assert standings(view) == ["zurückgehalten", "kein Treffer", "prüfen", "sicher"]
    assert view.chips.all_chip.text() == "Alle 4"
    assert view.steps.accessibleName() == "Schritt 2 von 4: Zuordnung"
    assert view.reason.text() == "1 bereit, 3 bleiben im Stapel"

    # The mixed letter shows the page that contradicts, with both outlines.
    assert view.table.hasFocus()
    assert view.pane.current_page() == 2
    assert "Jonas Probefeld" in view.pane.banner.title.text()
    program.press("Left")
    assert view.pane.current_page() == 1
    program.press("Right")
    program.press("T")
    assert view.chips.all_chip.text() == "Alle 5"

    put_right(program, view)
    target = tmp_path / "pruefen.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    program.click(view.save)
    program.wait_until(target.exists)
    program.wait()
    assert target.read_text(encoding="utf-8-sig").count("b-gemischt.pdf") == 1

    view.table.setFocus()
    program.press("Ctrl+Return")
    program.wait()
    assert view.steps.accessibleName() == "Schritt 3 von 4: Zustellung"
    assert view.delivery.words.text() == "3 Briefe sind bereit, 1 bleibt im Stapel."
    assert not view.delivery.is_late()
    program.press("Ctrl+Return")
    program.wait()
    assert documents(office) == {
        "10.4417.0302": DocumentState.PUBLISHED,
        "10.5502.0002": DocumentState.PUBLISHED,
        "10.5503.0003": DocumentState.PUBLISHED,
    }
    assert view.steps.accessibleName() == "Schritt 4 von 4: Veröffentlichung"
    assert state(office) is UploadState.OPEN

    take_back(program, view)
    assert set(documents(office).values()) == {DocumentState.UNDONE}
    assert state(office) is UploadState.TAKEN_BACK
    assert office.audited(AuditAction.UPLOAD_TAKEN_BACK) == ["clerk1"]


def test_a_late_statement_is_published_only_by_who_accepts_that(
    office: Office, folder: Path
) -> None:
    program, page = opened(office)
    drop(program, page, [folder / "a-sicher.pdf"])
    view = page.batch
    view.fields.period.setFocus()
    program.press("Down")
    assert view.fields.command().period is not None
    # 2024: the twelfth month after it is over.
    assert view.fields.title.text() == "Betriebskostenabrechnung 2024"
    program.press("Ctrl+Return")
    program.wait()
    assert [row.verdict for row in view.table.letters.rows] == [Verdict.CHECK]
    program.press("B")
    program.press("Ctrl+Return")
    program.wait()
    assert view.delivery.is_late()
    assert "31.12.2025" in view.delivery.deadline.title.text()
    assert not view.main.isEnabled()
    assert "Verspätung" in view.reason.text()
    assert view.delivery.accept.hasFocus()
    program.press("Space")
    program.press("Ctrl+Return")
    program.wait()
    assert list(documents(office)) == ["10.4417.0302"]


def test_who_leaves_keeps_the_batch_and_who_only_reads_changes_nothing(
    office: Office, folder: Path
) -> None:
    program, view = read(office, folder)
    view.fields.title.setFocus()
    program.press("Ctrl+A")
    program.type("Abrechnung")
    program.open_view("Briefe")
    program.window.actions_registry[ActionId.OPEN_UPLOADS].trigger()
    program.wait()
    assert view.isVisible()
    assert len(view.table.letters.rows) == 4
    program.press("Esc")
    assert view.back.isVisible() is False
    model = program.workspace.pages.uploads.list.table.lines
    assert model.index(0, 1).data() == "Abrechnung"
    program.switch_user("auditor", PASSWORD)
    program.window.actions_registry[ActionId.OPEN_UPLOADS].trigger()
    program.wait()
    page = program.workspace.pages.uploads
    assert not page.list.new.isEnabled()
    program.press("Return")
    assert page.batch.isVisible()
    for button in (page.batch.main, page.batch.pane.remove, page.batch.discard):
        assert not button.isEnabled()
        assert button.accessibleDescription() == "keine Berechtigung"
    program.press("Del")
    assert len(page.batch.table.letters.rows) == 4
    assert page.batch.fields.command().period == Period(date(2025, 1, 1), date(2025, 12, 31))
