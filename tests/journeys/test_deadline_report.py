"""The report of deadlines by keys: a month back, a case opened, and the month as a file."""

from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.views.reports.deadline_table import LATE_COLUMN
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def open_report(office: Office) -> RunningProgram:
    program = office.start()
    program.sign_in("lead", PASSWORD)
    program.open_view("Fristenbericht")
    return program


def test_a_month_is_read_opened_and_saved(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.arrives()
    office.clock.set_berlin(date(2026, 12, 8))
    program = open_report(office)
    page = program.workspace.pages.deadline_report
    assert page.month.text() == "Dezember 2026"
    assert page.summary.text() == "1 gebrochene Zusage, 0 verpasste Läufe"
    assert page.breakdown.text() == "THOR, Bank details: 1"
    assert not page.after.isEnabled()
    program.press("Space", page.before)
    assert page.month.text() == "November 2026"
    assert page.summary.text() == "0 gebrochene Zusagen, 1 verpasster Lauf"
    row = [page.table.model().index(0, column).data() for column in range(10)]
    assert row[0] == "30.11.2026"
    assert row[2:6] == ["6 Werktage", "noch offen", "12/26, erreicht 01/27", case.reference]
    target = tmp_path / "bericht.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    program.press("Space", page.save)
    assert page.message.title.text() == "1 Zeile gespeichert"
    assert case.reference in target.read_text("utf-8-sig")
    page.table.setFocus()
    program.press("Return")
    assert program.pane.view is not None
    assert program.pane.view.case.header.case_id == case.id


def test_a_month_without_misses_says_so_and_can_be_sorted(office: Office) -> None:
    office.arrives()
    program = open_report(office)
    page = program.workspace.pages.deadline_report
    assert page.content.currentWidget() is page.empty
    assert not page.save.isEnabled()
    office.clock.set_berlin(date(2026, 11, 30), time(9, 59))
    program.press("F5")
    assert page.content.currentWidget() is page.empty
    page.table.sortByColumn(LATE_COLUMN, Qt.SortOrder.DescendingOrder)
    office.clock.set_berlin(date(2026, 11, 30), time(10, 0))
    program.press("F5")
    assert page.table.model().rowCount() == 1
