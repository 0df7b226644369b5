"""The area *Protokoll* by keys: an IBAN asked about, a case opened, the chain checked, a file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import text

from desktop.domain.audit_trail import TrailFault, TrailFinding
from desktop.services.audit import AuditAction
from desktop.services.audit_trail import looking
from desktop.services.audit_trail.verifying import ChainReport
from desktop.views.actions import ActionId
from desktop.views.audit.trail_page import AuditTrailPage
from desktop.views.audit.trail_words import faults_text
from tests.support.bank_cases import propose, release
from tests.support.factories import NEW_IBAN, THIRD_IBAN
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def opened(office: Office, login: str = "auditor") -> tuple[RunningProgram, AuditTrailPage]:
    program = office.start()
    program.sign_in(login, PASSWORD)
    program.open_view("Protokoll")
    return program, program.workspace.pages.audit_trail


def cells(page: AuditTrailPage, column: int) -> list[str]:
    model = page.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_an_iban_is_asked_about_and_its_case_opened(office: Office) -> None:
    case = office.arrives()
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    program, page = opened(office)
    assert "Angemeldet" in cells(page, 2)
    page.filters.about.setFocus()
    page.filters.about.setText(NEW_IBAN)
    program.press("Return")
    assert "Bankverbindung freigegeben" in cells(page, 2)
    assert "IBAN im Ganzen angesehen" in cells(page, 2)
    assert "Angemeldet" not in cells(page, 2)
    assert NEW_IBAN not in "".join(map("".join, (cells(page, 3), cells(page, 5)))).replace(" ", "")
    assert NEW_IBAN not in page.line.text().replace(" ", "")
    row = cells(page, 3).index(f"Vorgang {case.reference}")
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, 0))
    assert f"Vorgang {case.reference}" in page.line.text()
    program.press("Return")
    assert program.pane.view is not None
    assert program.pane.view.case.header.case_id == case.id


def test_what_is_wrong_is_said_and_can_be_taken_back(office: Office) -> None:
    program, page = opened(office)
    page.filters.about.setFocus()
    page.filters.about.setText(THIRD_IBAN)
    program.press("Return")
    assert page.message.title.text().startswith("Die IBAN DE02 •••• 5030 kommt")
    assert not page.model.lines
    assert page.content.currentWidget() is not page.empty
    assert not page.save.isEnabled()
    page.filters.first.setFocus()
    page.filters.first.setText("32.13.")
    program.press("Return")
    assert page.message.title.text() == "„32.13.“ ist kein Tag."
    program.press("Space", page.filters.clear)
    assert page.model.lines
    assert not page.message.isVisible()
    assert page.filters.about.hasFocus()


def test_more_lines_come_while_scrolling(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.arrives()
    monkeypatch.setattr(looking, "PAGE", 3)
    program, page = opened(office)
    page.table.setFocus()
    for _ in range(40):
        program.press("End")
    assert not page.model.has_more
    numbers = [line.id for line in page.model.lines]
    assert len(numbers) > 3
    assert len(set(numbers)) == len(numbers)


def test_the_chain_is_checked_and_a_changed_line_is_told(office: Office) -> None:
    office.arrives()
    program, page = opened(office)
    program.press("Space", page.check)
    assert page.message.title.text().startswith("Das Protokoll ist vollständig und unverändert:")
    assert not page.progress.isVisible()
    with office.context.database.write() as unit:
        unit.session.execute(text("DROP TRIGGER IF EXISTS audit_events_no_update"))
        unit.session.execute(text("UPDATE audit_events SET actor = 'nobody' WHERE id = 1"))
    program.press("Space", page.check)
    assert page.message.title.text() == "Das Protokoll wurde verändert."
    assert page.message.detail.text() == "1 Zeile verändert. Protokollzeile 1."
    assert page.check.isEnabled()


def test_many_faults_are_told_in_few_words() -> None:
    counts = {**dict.fromkeys(TrailFault, 0), TrailFault.REMOVED: 14}
    findings = tuple(TrailFinding(TrailFault.REMOVED, n, n + 1) for n in range(1, 14, 2))
    said = faults_text(ChainReport(50, 0, counts, findings))
    assert said.startswith("14 Zeilen entfernt. Protokollzeilen 1 bis 2; ")
    assert said.endswith("; und 2 weitere Stellen.")


def test_an_extract_is_saved_as_what_its_name_says(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, page = opened(office)
    for name in ("auszug.csv", "auszug.jsonl"):
        target = tmp_path / name
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, target=target, **__: (str(target), "")
        )
        program.press("Space", page.save)
        assert "gespeichert" in page.message.title.text()
    assert (tmp_path / "auszug.csv").read_text("utf-8-sig").startswith("id;at;login;")
    assert (tmp_path / "auszug.jsonl").read_text("utf-8").startswith('{"id": ')
    assert office.audited(AuditAction.AUDIT_EXPORTED) == ["auditor", "auditor"]


def test_who_may_not_read_it_is_not_offered_it(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.workspace.workplace.actions.reason(ActionId.OPEN_AUDIT)
    assert "area:audit_trail" not in program.workspace.pages
