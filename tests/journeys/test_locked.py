"""Who leaves the desk leaves nothing to see, and finds everything as it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.services.audit import AuditAction
from desktop.views.action_spec import ActionId
from desktop.views.dialogs.wait_dialog import WaitDialog
from desktop.views.main_window import MainWindow
from desktop.views.sign_in.lock_page import LockPage
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram
from tests.support.windows import another

_WORDS = (QLabel, QAbstractButton, QLineEdit)
TENANT = "Musterbach"


@pytest.fixture
def program(office: Office) -> RunningProgram:
    """A clerk with an open case, who may be away for a quarter of an hour."""
    office.arrives()
    program = office.start(lock_minutes=15)
    program.sign_in("clerk1", PASSWORD)
    return program


def seen() -> str:
    """Every word that stands on the screen in any window."""
    words: list[str] = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            words.append(window.windowTitle())
            for part in window.findChildren(QWidget):
                if part.isVisible() and isinstance(part, _WORDS):
                    words.append(part.text())
                elif part.isVisible() and isinstance(part, QPlainTextEdit | QTextEdit):
                    words.append(part.toPlainText())
    return " | ".join(words)


def page_of(window: MainWindow) -> LockPage:
    page = window.lock_page
    assert page is not None, "it is not locked"
    return page


def unlock(program: RunningProgram, password: str = PASSWORD) -> None:
    page = page_of(program.window)
    QTest.keyClicks(page.password, password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    program.wait()


def nobody_comes(office: Office, program: RunningProgram, seconds: float = 15 * 60) -> None:
    office.later(seconds)
    program.group.idle.look()
    program.wait()


def test_a_locked_window_shows_nothing_does_nothing_and_loses_nothing(
    office: Office, program: RunningProgram
) -> None:
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    program.type("Guten Tag, ", composer.text)
    open_case = program.pane.case_id
    assert TENANT in seen()
    program.press("Ctrl+W")
    assert TENANT not in seen()
    assert "Guten Tag" not in seen()
    assert "Gesperrt" in seen()
    for keys in ("Ctrl+K", "Ctrl+Shift+F", "Ctrl+M", "F8", "F1"):
        program.press(keys)
    assert program.group.windows == [program.window]
    assert QApplication.activeModalWidget() is None
    unlock(program, "falsch")
    assert "stimmen nicht" in page_of(program.window).error.title.text()
    unlock(program)
    assert program.window.lock_page is None
    assert program.pane.case_id == open_case
    assert composer.text.toPlainText().startswith("Guten Tag, ")
    assert QApplication.focusWidget() is composer.text
    program.press("Ctrl+K")
    assert QApplication.activeModalWidget() is not None
    program.dialog().reject()
    assert office.audited(AuditAction.SESSION_LOCKED) == ["clerk1"]
    assert office.audited(AuditAction.SESSION_UNLOCKED) == ["clerk1"]


def test_after_a_quarter_of_an_hour_dialogs_too_are_put_away(
    office: Office, program: RunningProgram
) -> None:
    program.press("Ctrl+D")
    dialog = program.dialog()
    assert isinstance(dialog, WaitDialog)
    QTest.qWaitForWindowActive(dialog)
    nobody_comes(office, program, 14 * 60)
    assert program.window.lock_page is None
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Tab)
    focus = dialog.focusWidget()
    nobody_comes(office, program, 14 * 60)
    assert program.window.lock_page is None
    nobody_comes(office, program, 60)
    assert not dialog.isVisible()
    assert TENANT not in seen()
    late = QDialog(program.window)
    late.open()
    program.wait()
    assert not late.isVisible()
    unlock(program)
    assert dialog.isVisible()
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    assert dialog.focusWidget() is focus
    assert late.isVisible()
    late.reject()
    dialog.reject()


def test_all_windows_are_locked_and_each_waits_for_its_person(
    office: Office, program: RunningProgram
) -> None:
    same = another(program)
    other = program.window.open_another()
    with program.at(other):
        program.switch_user("lead", PASSWORD)
    with program.at(program.window):
        program.press("Ctrl+W")
        assert [window.lock_page is None for window in program.group.windows] == [False] * 3
        unlock(program)
    assert (program.window.lock_page, same.lock_page) == (None, None)
    assert page_of(other).login.text() == "lead"
    # Another language builds every window anew, and opens none.
    program.window.actions_registry[ActionId.LANGUAGE_ENGLISH].trigger()
    program.wait()
    with program.at(other):
        assert page_of(other).submit.text() == "Unlock"
        assert not program.workspace.isVisible()
        unlock(program)
    assert other.lock_page is None


def test_somebody_else_gets_a_window_and_takes_nothing_from_the_first(
    office: Office, program: RunningProgram
) -> None:
    program.press("Ctrl+I")
    program.type("Noch offen")
    program.press("Ctrl+D")
    dialog = program.dialog()
    nobody_comes(office, program)
    for _ in range(2):
        # Once more, and the same free window comes forward.
        program.click(page_of(program.window).switch)
    (other,) = [one for one in program.group.windows if one is not program.window]
    with program.at(other):
        program.sign_in("lead", PASSWORD)
        assert program.workspace.workplace.actor.login == "lead"
    assert TENANT not in page_of(program.window).subtitle.text()
    unlock(program)
    assert dialog.isVisible()
    dialog.reject()
    assert program.pane.page.composer.text.toPlainText() == "Noch offen"
    assert office.audited(AuditAction.SIGN_OUT) == []
    assert office.audited(AuditAction.SESSION_UNLOCKED) == ["clerk1"]
