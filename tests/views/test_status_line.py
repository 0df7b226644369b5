"""What the line at the bottom says goes as soon as it does not hold any more."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.views.status_line import StatusLine
from tests.support.office import PASSWORD, Office

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def said(line: StatusLine) -> tuple[str, str]:
    """What is seen, and what a screen reader says."""
    return line._message.text(), line._message.accessibleName()


def test_a_database_that_is_back_is_not_called_out_of_reach(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_unreachable("Die Datenbank antwortet nicht.")
    line.show_fresh(NOW)
    assert said(line) == ("", "")
    line.show_unreachable("Die Datenbank antwortet nicht.")
    line.show_message("Ein anderes Wort.")
    line.show_fresh(NOW)
    assert said(line) == ("Ein anderes Wort.", "Ein anderes Wort.")


def test_what_could_not_be_done_goes_as_soon_as_it_can(office: Office) -> None:
    office.arrives(category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    line = program.workspace.status
    program.press("Ctrl+Z")
    assert "nichts rückgängig zu machen" in said(line)[0]
    program.press("Ctrl+R")
    program.type("Guten Tag")
    program.press("Ctrl+Return")
    assert said(line) == ("", "")
    program.press("F8")
    assert "Kein weiterer Vorgang" in said(line)[0]
    office.arrives("event-second", category="general", fields={})
    program.wait()
    program.press("F8")
    assert said(line) == ("", "")


@pytest.mark.parametrize("replaced", ["", "Ein anderes Wort."])
def test_what_failed_is_over_once_it_has_succeeded(office: Office, replaced: str) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    workplace, line = program.workspace.workplace, program.workspace.status
    fails = [True, False]

    def act(_context: ServiceContext, _actor: Actor) -> None:
        if fails.pop(0):
            raise UserError("undo.too_late")

    workplace.ask(act, done=lambda _none: None)
    program.wait()
    assert said(line)[0]
    if replaced:
        line.show_message(replaced)
    workplace.ask(act, done=lambda _none: None)
    program.wait()
    assert said(line) == (replaced, replaced)
