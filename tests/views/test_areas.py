"""Hand-over, quarantine, dialogs and settings of the window, as a person uses them."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QDate, QEvent, QObject
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.case_status import CaseState
from desktop.services.audit import AuditAction
from desktop.services.cases import page as case_page
from desktop.services.cases.page import CasePageView
from desktop.services.inbox.rows import InboxView
from desktop.settings import ThemeChoice
from desktop.texts import Language
from desktop.views.actions import ActionId
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import Scrim
from desktop.views.dialogs.wait_dialog import WaitDialog
from desktop.views.hand_over.hand_over_page import RunCard
from desktop.views.sidebar_entries import LETTERS, view_key
from desktop.views.theme_controller import Scheme
from tests.support.bank_cases import propose, release
from tests.support.factories import NEW_IBAN
from tests.support.office import PASSWORD, Office
from tests.support.portal import request
from tests.support.program import RunningProgram, application, theme_controller


def released(office: Office) -> None:
    """An application that two people let pass, its undo time over."""
    case = office.arrives()
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    office.later(60)


def answer_file_dialog(monkeypatch: pytest.MonkeyPatch, target: Path | None) -> None:
    """What the person chooses when asked for a file; None cancels."""
    name = "" if target is None else str(target)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (name, ""))


def open_hand_over(office: Office) -> RunningProgram:
    program = office.start()
    program.sign_in("lead", PASSWORD)
    program.open_view("Übergabe an das ERP")
    return program


def test_the_hand_over_writes_a_file_and_repeats_it_byte_for_byte(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(office)
    program = open_hand_over(office)
    page = program.workspace.pages.hand_over
    assert page.summary.text() == "1 Zeile wartet, 1 davon bereit"
    first = tmp_path / "first.csv"
    answer_file_dialog(monkeypatch, first)
    program.click(page.export)
    (row,) = csv.DictReader(io.StringIO(first.read_text("utf-8")), delimiter=";")
    assert row["iban"] == NEW_IBAN
    assert page.message.isVisible()
    assert "Lauf 1" in page.message.title.text()
    assert page.summary.text().startswith("0 Zeilen")
    second = tmp_path / "second.csv"
    answer_file_dialog(monkeypatch, second)
    program.click(program.button("Datei von Lauf 1 noch einmal schreiben"))
    assert second.read_bytes() == first.read_bytes()
    assert office.audited(AuditAction.ERP_REPEATED) == ["lead"]


def test_a_cancelled_hand_over_makes_no_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(office)
    program = open_hand_over(office)
    answer_file_dialog(monkeypatch, None)
    program.click(program.workspace.pages.hand_over.export)
    assert office.rows_waiting() == 1
    assert office.audited(AuditAction.ERP_EXPORTED) == []


def test_the_hand_over_shows_no_iban_in_full(office: Office) -> None:
    released(office)
    program = open_hand_over(office)
    shown = program.window.grab()
    assert not shown.isNull()
    (card,) = program.workspace.pages.hand_over.findChildren(RunCard)
    model = card.table.model()
    cells = [
        str(model.index(0, column).data()).replace(" ", "") for column in range(model.columnCount())
    ]
    assert NEW_IBAN not in cells
    assert any(cell.endswith(NEW_IBAN[-4:]) for cell in cells)


def quarantined(office: Office) -> RunningProgram:
    """The quarantine with one folder whose contract nobody knows."""
    office.portal.leave(request("event-9", contract_number="10.9999.9999"), "ordner")
    office.take_in()
    program = office.start()
    program.sign_in("lead", PASSWORD)
    program.open_view("Quarantäne")
    return program


def test_the_quarantine_shows_why_and_what(office: Office) -> None:
    program = quarantined(office)
    page = program.workspace.pages.quarantine
    assert page.reason.text() == "Unbekannter Vertrag"
    assert '"10.9999.9999"' in page.content.toPlainText()
    assert page.content.isReadOnly()
    assert office.audited(AuditAction.QUARANTINE_VIEWED) == ["lead"]
    program.click(page.again)
    assert page.message.title.text() == "Der Ordner bleibt in Quarantäne."


def test_a_folder_is_discarded_with_a_reason(office: Office) -> None:
    program = quarantined(office)
    page = program.workspace.pages.quarantine
    program.click(page.discard)
    dialog = program.dialog()
    assert isinstance(dialog, ReasonDialog)
    assert not dialog.confirm.isEnabled()
    program.type("Testlauf des Portals")
    program.click(dialog.confirm)
    assert page.empty.isVisible()
    assert office.audited(AuditAction.QUARANTINE_DISCARDED) == ["lead"]


def test_a_mended_folder_becomes_a_case_that_opens(office: Office) -> None:
    program = quarantined(office)
    page = program.workspace.pages.quarantine
    kept = next((office.portal.root / "quarantine").iterdir())
    event = json.loads((kept / "event.json").read_text())
    event["data"]["contract_number"] = office.home.contract_number
    (kept / "event.json").write_text(json.dumps(event))
    program.click(page.again)
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert program.pane.view is not None


def test_a_question_veils_the_window_until_it_is_answered(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+D")
    (scrim,) = program.window.findChildren(Scrim)
    assert scrim.isVisible()
    assert scrim.size() == program.window.size()
    program.press("Esc")
    assert not any(veil.isVisible() for veil in program.window.findChildren(Scrim))


def test_a_case_waits_until_a_day_that_lies_ahead(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+D")
    dialog = program.dialog()
    assert isinstance(dialog, WaitDialog)
    assert dialog.until.minimumDate() == QDate(2026, 11, 24)
    program.type("Rückruf der Bank steht aus")
    program.press("Ctrl+Return")
    stored = office.case(case.id)
    assert (stored.state, stored.waiting_until) == (CaseState.WAITING, date(2026, 11, 30))
    program.press("Ctrl+Shift+D")
    assert office.case(case.id).state is not CaseState.WAITING


def test_reasons_of_a_rejection_can_be_chosen_by_keys(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+L")
    reasons = program.dialog().findChild(QListWidget)
    assert reasons is not None
    assert reasons.hasFocus()
    program.press("End")
    assert reasons.currentRow() == reasons.count() - 1
    program.press("Esc")
    assert QApplication.activeModalWidget() is None
    assert not program.pane.page.composer.isVisible()


def test_the_choice_of_colours_is_kept(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.window.actions_registry[ActionId.THEME_DARK].trigger()
    program.wait()
    assert program.kept[-1].theme is ThemeChoice.DARK
    assert theme_controller(Scheme.DARK) is not None
    theme_controller(Scheme.LIGHT)


def test_the_language_changes_every_screen_and_keeps_the_draft(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Mein Entwurf")
    program.window.actions_registry[ActionId.LANGUAGE_ENGLISH].trigger()
    program.wait()
    assert program.workspace.inbox.panel.head.title.text() == "All open"
    assert program.pane.page.composer.text.toPlainText() == "Mein Entwurf"
    assert program.kept[-1].language is Language.ENGLISH


def test_the_case_that_is_open_stays_so_in_the_other_language(office: Office) -> None:
    office.arrives()
    office.arrives("event-2", subject="Noch eine")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    first = program.pane.case_id
    program.press("Ctrl+PgDown")
    opened = program.pane.case_id
    assert opened not in (None, first)
    program.window.actions_registry[ActionId.LANGUAGE_ENGLISH].trigger()
    program.wait()
    assert program.pane.case_id == opened
    assert program.workspace.inbox.panel.current_case() == opened


def test_layout_and_font_are_kept_for_each_person(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl++")
    program.workspace.inbox.splitter.setSizes([480, 700])
    wanted = program.workspace.inbox.splitter.sizes()[0]
    program.window.actions_registry[ActionId.CHECK_SPELLING].trigger()
    assert not program.workspace.workplace.spelling.is_on
    program.close()
    office.open_programs.clear()
    kept = program.kept[-1]
    assert kept.font_percent > 100
    assert kept.layouts["clerk1"].splitters["inbox"][0] == wanted
    # Nobody opened the letters: there is nothing to be kept of how they were shared out.
    assert "letters" not in kept.layouts["clerk1"].splitters
    before = msgspec.structs.replace(
        kept.layouts["clerk1"],
        splitters={**kept.layouts["clerk1"].splitters, "letters": (480, 700)},
    )
    again = office.start(layouts={"clerk1": before})
    again.sign_in("clerk1", PASSWORD)
    assert again.workspace.inbox.splitter.sizes()[0] == wanted
    assert not again.workspace.workplace.spelling.is_on
    assert not again.workspace.pages.is_made(LETTERS)
    again.close()
    office.open_programs.clear()
    assert again.kept[-1].layouts["clerk1"].splitters["letters"] == (480, 700)


def test_closing_twice_is_harmless(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.window.close()
    event = QCloseEvent()
    program.window.closeEvent(event)
    assert event.isAccepted()


def test_read_only_content_takes_no_keys(office: Office) -> None:
    program = quarantined(office)
    content = program.workspace.pages.quarantine.content
    assert isinstance(content, QPlainTextEdit)
    before = content.toPlainText()
    program.type("xyz", content)
    assert content.toPlainText() == before


class _Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.shown: list[str] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_signing_in_opens_no_window_beside_the_one(office: Office) -> None:
    office.arrives()
    program = office.start()
    windows = _Windows(application())
    program.sign_in("clerk1", PASSWORD)
    application().removeEventFilter(windows)
    assert windows.shown == []


def test_while_a_list_loads_its_column_has_the_focus(office: Office, qtbot: QtBot) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    program.press("Ctrl+1")
    panel.start_loading()
    # The former list stays for a moment; bars take its place and its focus.
    assert program.window.focusWidget() is panel.list
    qtbot.waitUntil(lambda: program.window.focusWidget() is panel.skeleton)
    program.wait()
    program.press("F5")
    program.press("Ctrl+2")
    assert panel.empty.isVisible()
    assert program.window.focusWidget() is panel.filter
    program.press("Ctrl+1")
    assert program.window.focusWidget() is panel.list


def test_a_case_that_takes_its_time_has_the_focus_or_is_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = office.arrives(), office.arrives("event-second", category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    pane, may_read, read = program.pane, Event(), case_page.load

    def read_when_allowed(*asked: Any) -> CasePageView:
        assert may_read.wait(60)
        return read(*asked)

    monkeypatch.setattr(case_page, "load", read_when_allowed)
    other = next(case.id for case in (first, second) if case.id != pane.case_id)
    program.workspace.open_case(other)
    program.wait_until(pane.skeleton.hasFocus)
    may_read.set()
    program.wait()
    assert pane.page.strip.hasFocus()
    may_read.clear()
    program.workspace.open_case(first.id + second.id - other)
    program.wait_until(pane.skeleton.hasFocus)
    pane.skeleton.show_text()
    pane.skeleton.foot.cancel.click()
    may_read.set()
    program.wait()
    assert pane.case_id is None
    assert pane.nothing.isVisible()


def test_no_entry_is_marked_while_something_is_recorded(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    sidebar, areas = program.workspace.sidebar, program.workspace.areas
    program.press("Ctrl+2")
    program.press("Ctrl+Shift+N")
    program.press("F5")
    assert sidebar.current_key() == ""
    program.press("Esc")
    assert sidebar.current_key() == view_key(InboxView.MINE)
    program.press("Ctrl+Shift+N")
    program.open_view("Meine Vorgänge")
    assert areas.currentWidget() is program.workspace.inbox


def test_a_case_opened_from_an_area_marks_the_list_it_stands_in(office: Office) -> None:
    office.arrives()
    office.portal.leave(b"{", "kaputt")
    office.take_in()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+1")
    program.open_view("Quarantäne")
    program.workspace.pages.quarantine.case_requested.emit(1)
    program.wait()
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert program.workspace.sidebar.current_key() == view_key(InboxView.ALL_OPEN)


def test_the_company_filter_does_not_end_a_recording(office: Office) -> None:
    program = office.start()
    program.sign_in("lead", PASSWORD)
    workspace = program.workspace
    program.press("Ctrl+Shift+N")
    company = workspace.workplace.companies[0].company_id
    workspace.top_bar.companies_chosen.emit(frozenset({company}))
    program.wait()
    assert workspace.areas.currentWidget() is workspace.recording.page
    program.press("Esc")
    assert workspace.inbox.query.companies == frozenset({company})
