"""After an unexpected error work goes on where it was, and one dialog tells of it."""

import logging
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit

from desktop import crash
from desktop.services.cases import actions
from desktop.views.dialogs.crash_dialog import CrashDialog
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram
from tests.support.surprises import LogWatch

TENANT = "Aylin Musterbach"


@pytest.fixture
def program(office: Office) -> RunningProgram:
    """A clerk with an open case."""
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    return program


def crashed(program: RunningProgram) -> CrashDialog:
    dialog = program.dialog()
    assert isinstance(dialog, CrashDialog)
    return dialog


def fail(*_args: object, **_kwargs: object) -> None:
    raise ValueError(f"nothing is known of {TENANT}, 10.4417.0302")


def report(error: Exception, log_watch: LogWatch, program: RunningProgram) -> None:
    with log_watch.expected(logging.CRITICAL):
        crash.report(error)
    program.wait()


def test_case_text_and_place_stay_and_the_failed_act_says_so(
    program: RunningProgram,
    office: Office,
    log_watch: LogWatch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    program.type("Guten Tag, ", composer.text)
    open_case = program.pane.case_id
    with monkeypatch.context() as broken:
        broken.setattr(actions, "take", fail)
        with log_watch.expected(logging.CRITICAL):
            program.press("Ctrl+M")
    dialog = crashed(program)
    assert TENANT not in dialog.text()
    assert "4417" not in dialog.text()
    program.click(program.button("Weiterarbeiten"))
    assert program.pane.case_id == open_case
    assert composer.text.toPlainText().startswith("Guten Tag, ")
    assert program.pane.problem.isVisible()
    assert "vielleicht nicht ausgeführt" in program.pane.problem.title.text()
    # And what failed can be done again.
    program.press("Ctrl+M")
    assert office.case(open_case or 0).assignee_id is not None


def test_a_storm_is_one_dialog_with_a_count(program: RunningProgram, log_watch: LogWatch) -> None:
    with log_watch.expected(logging.CRITICAL):
        for _ in range(25):
            crash.report(ValueError("paint"))
    program.wait()
    dialog = crashed(program)
    assert dialog.times.text() == "25 Fehler bisher"
    assert len(dialog.reports) == 1
    report(KeyError("other"), log_watch, program)
    assert dialog.times.text() == "26 Fehler bisher"
    assert "KeyError" in dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    program.press("Esc")
    # Who has just closed it is not asked again for the same error.
    crash.report(ValueError("paint"))
    program.wait()
    assert program.window.crash_desk.dialog is None


def test_a_report_is_copied_and_saved_where_a_person_says(
    program: RunningProgram,
    log_watch: LogWatch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report(ValueError(TENANT), log_watch, program)
    dialog = crashed(program)
    program.click(program.button("Bericht kopieren"))
    assert QGuiApplication.clipboard().text() == dialog.text()
    for target, said in (
        (tmp_path / "bericht.txt", "Der Bericht ist gespeichert."),
        (tmp_path / "nirgends" / "bericht.txt", "Der Bericht ließ sich dort nicht speichern."),
    ):
        name = str(target)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (name, ""))
        program.click(program.button("Bericht speichern …"))
        assert dialog.said.text().startswith(said)
    assert (tmp_path / "bericht.txt").read_text("utf-8") == dialog.text() + "\n"
    assert TENANT not in (tmp_path / "bericht.txt").read_text("utf-8")
    program.press("Esc")
    QGuiApplication.clipboard().clear()


def test_the_last_run_is_told_at_the_door(office: Office) -> None:
    program = office.start()
    page = program.window.sign_in
    assert not page.last_run.isVisible()
    page.show_last_run("Fatal Python error: Aborted")
    texts = [label.text() for label in page.last_run.findChildren(QLabel)]
    assert any("unerwartet beendet; Ihre Entwürfe sind da" in text for text in texts)
    program.click(page.copy_trace)
    assert QGuiApplication.clipboard().text() == "Fatal Python error: Aborted"
    QGuiApplication.clipboard().clear()
    page.show_last_run("")
    assert not page.copy_trace.isVisible()
    program.sign_in("clerk1", PASSWORD)
    assert not program.window.sign_in.last_run.isVisible()
