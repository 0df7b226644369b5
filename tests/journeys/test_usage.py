"""A clerk takes monthly values in, decides on a doubtful one, publishes, takes back; keys only."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.services.audit import AuditAction
from desktop.views.actions import ActionId
from desktop.views.consumption.correct_dialog import CorrectUsageDialog
from desktop.views.consumption.publish_dialog import PublishMonthDialog
from desktop.views.consumption.usage_page import UsagePage
from tests.journeys.test_recording import drop
from tests.support.documents import agree
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram
from tests.support.usage import add_meter, standing, usage_file

AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)


def opened(office: Office) -> tuple[RunningProgram, UsagePage]:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.window.actions_registry[ActionId.OPEN_USAGE].trigger()
    program.wait()
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, UsagePage)
    return program, page


def lines(page: UsagePage, box: str) -> list[list[str]]:
    model = getattr(page, box).table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_values_come_in_are_decided_published_and_taken_back(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = office.home
    office.arrives("other")
    case = office.arrives("usage", category="consumption", fields={})
    agree(office.context, home.tenancy_id, home.tenant_id)
    add_meter(office.context, home.tenancy_id)
    file = usage_file(
        tmp_path / "okt.csv",
        {"month": "2026-08", "value": "180", "average": "200"},
        {"month": "2026-09", "value": "190,5"},
        {"month": "2026-10", "value": "9000", "average": "200"},
        {"month": "2026-10", "value": "1", "company": "nobody"},
    )
    program, page = opened(office)
    assert not page.take.isEnabled()
    drop(program, page, [file])
    program.press("Ctrl+Return")
    program.wait_until(page.take.isEnabled)
    assert page.message.title.text() == (
        "Probelauf: 2 neu, 0 unverändert, 1 zurückgehalten, 1 schlecht. Noch ist nichts geändert."
    )
    assert "bekannt sind: thor" in lines(page, "findings")[0][4]
    assert standing(office.context) == {}
    target = tmp_path / "zeilen.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    program.click(page.save)
    program.wait_until(target.exists)
    assert "company;bad;unknown_company" in target.read_text(encoding="utf-8-sig")
    page.take.setFocus()
    program.press("Ctrl+Return")
    program.wait_until(page.take_back.isEnabled)
    program.wait()

    _decide_and_publish(office, program, page)
    _look_at_the_case(program, case.id)

    program.open_view("Verbrauch")
    page.history.table.setFocus()
    program.press("Del")
    program.type("Falsche Datei")
    program.press("Ctrl+Return")
    program.wait_until(lambda: "Zurückgenommen" in page.message.title.text())
    program.wait()
    assert not page.take_back.isEnabled()
    assert (AUGUST, ReadingState.ACCEPTED) not in standing(office.context)


def _look_at_the_case(program: RunningProgram, case_id: int) -> None:
    """Whoever asks for values gets them from what stands beside the case."""
    program.workspace.open_case(case_id)
    program.wait()
    card = program.pane.page.usage
    assert card.isVisibleTo(program.pane)
    assert "Oktober 2026: 200,5 kWh" in card.chart.sentence(9)


def _decide_and_publish(office: Office, program: RunningProgram, page: UsagePage) -> None:
    """The value that is too high is put right, and the tenant told of it."""
    assert [row[4] for row in lines(page, "held")] == ["9.000 kWh"]
    assert page.held.table.hasFocus()
    program.press("Return")
    dialog = program.dialog()
    assert isinstance(dialog, CorrectUsageDialog)
    assert not dialog.confirm.isEnabled()
    program.type("200,5", dialog.value)
    program.type("Abgelesen", dialog.note)
    program.press("Ctrl+Return")
    program.wait()
    assert standing(office.context)[OCTOBER, ReadingState.ACCEPTED] == Decimal("200.5")
    assert lines(page, "held") == []

    page.months.table.setFocus()
    program.press("Return")
    program.wait()
    dialog = program.dialog()
    assert isinstance(dialog, PublishMonthDialog)
    assert "1 Wert aus 1 Vertrag" in dialog.lines.text()
    program.press("Ctrl+Return")
    program.wait_until(lambda: "mitgeteilt: 1 Wert" in page.message.title.text())
    program.wait()
    assert standing(office.context)[OCTOBER, ReadingState.PUBLISHED] == Decimal("200.5")
    assert office.audited(AuditAction.CONSUMPTION_PUBLISHED) == ["clerk1"]
    office.clock.advance(timedelta(seconds=31))
    assert office.kinds_delivered()[-1] == "consumption.published.v1"
    assert not page.publish.isEnabled()
