"""What cannot be done says why, questions offer reasons, and the focus comes back."""

from PySide6.QtWidgets import QLabel

from desktop.domain.case_status import CaseState
from desktop.views.dialogs.reason_dialog import ReasonDialog
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def status(program: RunningProgram) -> str:
    """Everything the line at the bottom says."""
    return " ".join(label.text() for label in program.workspace.status.findChildren(QLabel))


def test_a_warning_is_decided_without_reaching_for_its_button(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+Return")
    assert "Zur Freigabe: 1 Warnung unentschieden" in status(program)
    program.press("Ctrl+PgDown")
    assert "Nächster Vorgang: kein weiterer Vorgang" in status(program)
    assert program.workspace.inbox.panel.list.hasFocus()

    program.press("Ctrl+F9")
    dialog = program.dialog()
    assert isinstance(dialog, ReasonDialog)
    program.press("Down")
    assert dialog.text.toPlainText() == "Mit der Mieterin oder dem Mieter geklärt"
    program.press("Down")
    assert dialog.text.toPlainText() == "Unterlagen liegen vor"
    program.type("Tel.")
    program.press("Down")
    assert dialog.text.toPlainText() == "Tel."
    program.press("Ctrl+Return")
    program.press("Ctrl+F9")
    assert "Nächste Warnung bestätigen: keine Warnung offen" in status(program)

    program.press("Ctrl+I")
    program.type("Notiz")
    program.press("Ctrl+Return")
    assert program.workspace.inbox.panel.list.hasFocus()
    program.press("Ctrl+Return")
    assert office.case(case.id).state is CaseState.PROPOSED
