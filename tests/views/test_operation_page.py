"""The area *Betrieb* as a person uses it: by keys, with words beside every colour."""

import threading
from datetime import timedelta

import pytest

from desktop.database.backup import backup as real_backup
from desktop.domain.errors import UserError
from desktop.domain.operation import JobName
from desktop.services.operation import backups
from desktop.services.operation.heartbeats import Heart
from desktop.views.operation.health_row import HealthRow
from desktop.views.operation.restore_dialog import RestoreDialog
from tests.support.office import PASSWORD, Office
from tests.support.portal import request
from tests.support.program import RunningProgram


def opened(office: Office, login: str = "clerk1") -> RunningProgram:
    program = office.start()
    program.sign_in(login, PASSWORD)
    program.open_view("Betrieb")
    return program


def rows(program: RunningProgram) -> list[str]:
    return [
        row.accessibleName() for row in program.workspace.pages.operation.findChildren(HealthRow)
    ]


def row_of(program: RunningProgram, title: str) -> str:
    return next(text for text in rows(program) if text.startswith(f"{title}:"))


def test_each_line_is_read_with_its_word(office: Office) -> None:
    program = opened(office)
    assert len(rows(program)) == 14
    assert row_of(program, "Sicherung") == "Sicherung: bitte ansehen. noch keine"
    assert row_of(program, "Warteschlange") == "Warteschlange: in Ordnung. 0 Ereignisse warten"
    assert program.workspace.pages.operation.summary.text() == "1 Stelle braucht Aufmerksamkeit"


def test_a_backup_by_key_is_shown_with_place_and_size(office: Office) -> None:
    program = opened(office)
    page = program.workspace.pages.operation
    page.back_up.setFocus()
    program.press("Space")
    assert page.message.title.text().startswith("Gesichert und geprüft:")
    assert "mieterdesk-2026-11-23-094200.sqlite" in page.message.detail.text()
    assert not page.progress.isVisible()
    assert row_of(program, "Sicherung").startswith("Sicherung: in Ordnung.")
    assert page.summary.text() == "Alles läuft."


def test_a_running_backup_can_be_cancelled(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    program = opened(office)
    page = program.workspace.pages.operation
    under_way, ended = threading.Event(), threading.Event()
    copy = real_backup

    def slow(*args: object, **options: object) -> object:
        under_way.set()
        is_cancelled = options["is_cancelled"]
        assert callable(is_cancelled)
        while not is_cancelled():
            ended.wait(0.001)
        try:
            return copy(*args, **options)  # type: ignore[arg-type]
        finally:
            ended.set()

    monkeypatch.setattr(backups, "backup", slow)
    page.back_up.click()
    program.wait_until(under_way.is_set)
    assert page.progress.isVisible()
    assert not page.back_up.isEnabled()
    page.progress.cancel.click()
    program.wait_until(ended.is_set)
    program.wait()
    assert page.message.title.text().startswith("Die Sicherung wurde abgebrochen")
    assert row_of(program, "Sicherung") == "Sicherung: bitte ansehen. noch keine"
    assert page.back_up.isEnabled()


def test_who_only_reads_sees_all_and_backs_up_nothing(office: Office) -> None:
    program = opened(office, "auditor")
    assert len(rows(program)) == 14
    button = program.workspace.pages.operation.back_up
    assert not button.isEnabled()
    assert button.accessibleDescription() == "Dazu fehlt Ihnen die Berechtigung."


def test_the_quarantine_is_one_click_away(office: Office) -> None:
    office.portal.leave(request("event-9", contract_number="10.9999.9999"), "ordner")
    office.take_in()
    program = opened(office)
    program.click(program.button("Zur Quarantäne"))
    assert program.workspace.areas.currentWidget() is program.workspace.pages.quarantine


def test_a_job_that_fails_stands_in_the_status_line_and_leads_here(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    status = program.workspace.status
    assert not status.trouble.isVisible()
    heart = Heart(office.context, "window")
    with pytest.raises(UserError), heart.watch(JobName.DELIVERY):
        raise UserError("delivery.folder_missing")
    program.wait()
    assert status.trouble.text() == "Zustellung: seit 09:42 kein Erfolg – Austauschordner fehlt"
    program.click(status.trouble)
    assert program.workspace.areas.currentWidget() is program.workspace.pages.operation
    assert "Zustellung an das Portal: gestört" in row_of(program, "Zustellung an das Portal")
    office.clock.advance(timedelta(minutes=2))
    with heart.watch(JobName.DELIVERY):
        pass
    program.wait()
    assert not status.trouble.isVisible()


def test_what_a_restore_would_cost_is_said_before_anybody_agrees(office: Office) -> None:
    program = opened(office)
    page = program.workspace.pages.operation
    page.back_up.click()
    program.wait()
    page.restore.click()
    program.wait()
    dialog = program.dialog()
    assert isinstance(dialog, RestoreDialog)
    assert dialog.chosen.text() == "mieterdesk-2026-11-23-094200.sqlite"
    # The backup itself is on the record, after the moment it is of.
    assert "1 Eintrag im Protokoll, zuletzt" in dialog.losses.text()
    dialog.reject()
