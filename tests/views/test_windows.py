"""Windows of one program side by side: each by itself, and none in the way of another."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop import crash
from desktop.domain.changes import ChangeKind
from desktop.models.company import Staff
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase
from tests.support.office import PASSWORD, Office
from tests.support.surprises import LogWatch
from tests.support.windows import another, another_blank, begun, drafts, windows


def test_a_closed_case_stays_in_its_new_window(office: Office) -> None:
    case = office.arrives(category="general", fields={})
    office.arrives("event-2")
    version = cases.case_view(office.context, office.home.clerk, case.id).header.version
    cases.close(office.context, office.home.clerk, CloseCase(case.id, "Erledigt", version))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.workspace.inbox.open_case(case.id)
    program.wait()
    other = another(program, "Ctrl+J")
    with program.at(other):
        assert program.pane.case_id == case.id
        view = program.pane.view
        assert view is not None
        assert view.case.header.case_id == case.id
        program.press("F5")
        assert program.pane.case_id == case.id
        program.workspace.inbox.panel.newer.click()
        program.wait()
        assert program.pane.case_id == case.id


def test_two_windows_never_write_on_one_recording(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program)
    with program.at(program.window):
        program.press("Ctrl+Shift+N")
        first = program.workspace.recording.page
        program.type("Anruf im ersten Fenster", first.form_view.text)
        first.flush()
    with program.at(other):
        program.press("Ctrl+Shift+N")
        second = program.workspace.recording.page
        assert second.form_view.form().is_blank
        assert not second.drafts.isVisible()
        program.type("Anruf im zweiten Fenster", second.form_view.text)
        second.flush()
        program.wait()
        assert begun(office) == {"Anruf im ersten Fenster", "Anruf im zweiten Fenster"}
    # What a window has offered is read again when it is chosen, and free when its window closes.
    program.window.close()
    with program.at(other):
        program.click(program.button("Neue Erfassung"))
        assert second.drafts.isVisible()
        program.click(second.drafts)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = [one for one in menu.actions() if "ersten" in one.text()]
        place = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        program.wait()
        assert second.form_view.form().text == "Anruf im ersten Fenster"
        program.type("!", second.form_view.text)
        second.flush()
        program.wait()
    assert len(begun(office)) == 2


def test_who_leaves_one_window_stays_in_the_other(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program)
    with program.at(program.window):
        program.press("Ctrl+Shift+L")
        assert program.window.workspace is None
    with program.at(other):
        program.press("Ctrl+M")
        assert office.case(case.id).assignee_id == office.home.clerk.staff_id
    program.sign_in("clerk2", PASSWORD)
    actors = [one.workspace.workplace.actor.login for one in windows(program) if one.workspace]
    assert actors == ["clerk2", "clerk1"]


def test_two_windows_sign_in_at_the_same_moment(office: Office) -> None:
    program = office.start()
    other = another(program)
    for window, login in ((program.window, "clerk1"), (other, "clerk2")):
        window.sign_in.sign_in_requested.emit(login, PASSWORD)
    program.wait_until(lambda: all(window.workspace for window in windows(program)))
    program.wait()
    actors = [one.workspace.workplace.actor.login for one in windows(program) if one.workspace]
    assert actors == ["clerk1", "clerk2"]


def test_a_window_closes_while_its_work_runs(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program, "Ctrl+J")
    at_the_door = another_blank(program)
    with program.at(other):
        program.press("Ctrl+I")
        program.type("Noch gespeichert")
    # Nobody waits for what these were about to show; what a person did is done.
    at_the_door.sign_in.sign_in_requested.emit("clerk2", PASSWORD)
    assert other.workspace is not None
    other.workspace.refresh()
    other.workspace.inbox.pane.page.composer.send.click()
    for window in (at_the_door, other):
        window.close()
    program.wait()
    assert windows(program) == [program.window]
    assert office.notes(case.id) == ["Noch gespeichert"]
    program.press("Ctrl+M")
    assert office.case(case.id).assignee_id == office.home.clerk.staff_id


def test_an_error_is_told_once_and_the_drafts_behind_it_are_stored(
    office: Office, log_watch: LogWatch
) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program, "Ctrl+J")
    program.press("Ctrl+R")
    program.type("Aus dem ersten Fenster", program.pane.page.composer.text)
    with program.at(other):
        program.press("Ctrl+I")
        program.type("Aus dem zweiten Fenster", program.pane.page.composer.text)
    with log_watch.expected(logging.CRITICAL):
        crash.report(ValueError("first"))
        program.wait_until(lambda: any(one.crash_desk.dialog for one in windows(program)))
        program.wait()
        crash.report(KeyError("second"))
    program.wait_until(lambda: len(drafts(office)) == 2)
    program.wait()
    (dialog,) = [one.crash_desk.dialog for one in windows(program) if one.crash_desk.dialog]
    assert len(dialog.reports) == 2
    assert drafts(office) == {"Aus dem ersten Fenster", "Aus dem zweiten Fenster"}
    dialog.close()
    program.wait()
    assert program.pane.page.composer.text.toPlainText() == "Aus dem ersten Fenster"


def test_who_is_told_to_leave_works_no_further_and_loses_no_text(office: Office) -> None:
    office.arrives(category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Angefangen, als der Zugang endete")
    program.press("Ctrl+T")
    with office.context.database.write() as unit:
        unit.session.get_one(Staff, office.home.clerk.staff_id).active = False
        unit.changed(ChangeKind.STAFF, office.home.clerk.staff_id)
    program.wait_until(lambda: program.window.workspace is None)
    program.wait()
    page = program.window.sign_in
    assert page.isVisible()
    assert QApplication.activeModalWidget() is None
    assert "Zugang" in page.error.accessibleName()
    assert drafts(office) == {"Angefangen, als der Zugang endete"}


def test_another_s_leaving_disturbs_nobody(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    with office.context.database.write() as unit:
        unit.changed(ChangeKind.STAFF, None)
    program.wait()
    assert program.window.workspace is not None
