"""The windows of one program run, and what is stored while they are open."""

from __future__ import annotations

from sqlalchemy import select

from desktop.models.case import Draft
from desktop.models.recording import Recording
from desktop.views.main_window import MainWindow
from tests.support.office import Office
from tests.support.program import RunningProgram


def windows(program: RunningProgram) -> list[MainWindow]:
    """All windows of the program."""
    return list(program.group.windows)


def another(program: RunningProgram, keys: str = "Ctrl+Shift+F") -> MainWindow:
    """Open a second window by its keys."""
    program.press(keys)
    (other,) = [one for one in windows(program) if one is not program.window]
    return other


def another_blank(program: RunningProgram) -> MainWindow:
    """One more window, at whose door nobody stands yet."""
    before = windows(program)
    window = before[0].open_another()
    window.switch_user()
    program.wait()
    return window


def drafts(office: Office) -> set[str]:
    """Texts of all stored drafts."""
    with office.context.database.read() as session:
        return set(session.scalars(select(Draft.text)))


def begun(office: Office) -> set[str]:
    """Texts of what is being recorded."""
    with office.context.database.read() as session:
        return {str(form["text"]) for form in session.scalars(select(Recording.form)) if form}
