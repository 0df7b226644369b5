"""Who may see what, and that looking is written down before anything is shown."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.domain.errors import UserError
from desktop.services.audit import AuditAction
from desktop.services.bank_changes import ibans
from tests.support.factories import NEW_IBAN, OLD_IBAN
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def texts(program: RunningProgram) -> str:
    """Every text of the window, also what only screen readers and tooltips say."""
    found = [program.window.windowTitle()]
    for widget in program.window.findChildren(QWidget):
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel):
            found.append(widget.text())
    model = program.workspace.inbox.panel.model
    for row in range(model.rowCount()):
        found.append(str(model.data(model.index(row))))
    return "\n".join(found).replace(" ", "")


def test_the_present_iban_is_masked_until_it_is_asked_for(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert OLD_IBAN not in texts(program)
    assert NEW_IBAN in texts(program)
    assert office.audited(AuditAction.IBAN_VIEWED) == ["clerk1"]
    assert office.audited(AuditAction.IBAN_REVEALED) == []
    program.click(program.button("IBAN anzeigen (wird protokolliert)"))
    assert office.audited(AuditAction.IBAN_REVEALED) == ["clerk1"]
    assert OLD_IBAN in texts(program)
    # Another look at the same case begins with a mask again.
    program.switch_user("clerk2", PASSWORD)
    assert OLD_IBAN not in texts(program)


def test_an_iban_that_cannot_be_logged_is_not_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise UserError("database.busy")

    monkeypatch.setattr(ibans, "record", refuse)
    program.click(program.button("IBAN anzeigen (wird protokolliert)"))
    assert OLD_IBAN not in texts(program)
    assert program.pane.problem.isVisible()


def test_copying_an_iban_is_logged_and_has_no_blanks(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.click(program.button("IBAN kopieren (wird protokolliert)"))
    assert QGuiApplication.clipboard().text() == NEW_IBAN
    assert office.audited(AuditAction.IBAN_COPIED) == ["clerk1"]
    QGuiApplication.clipboard().clear()


def test_an_auditor_looks_and_changes_nothing(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("auditor", PASSWORD)
    assert program.pane.case_id == case.id
    bar = program.pane.action_bar
    for button in (bar.take, bar.reply, bar.refuse, bar.main):
        assert not button.isEnabled(), button.accessibleName()
        assert button.accessibleDescription()
    for keys in ("Ctrl+M", "Ctrl+R", "Ctrl+I", "Ctrl+L", "Ctrl+D", "Ctrl+Return", "Ctrl+Shift+A"):
        program.press(keys)
        assert QApplication.activeModalWidget() is None
    assert not program.pane.page.composer.isVisible()
    assert office.case(case.id).version == case.version
    program.open_view("Übergabe an das ERP")
    assert not program.workspace.pages.hand_over.export.isEnabled()


def test_titles_of_windows_name_nobody(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+L")
    titles = [widget.windowTitle() for widget in QApplication.topLevelWidgets()]
    program.press("Esc")
    assert all("DE" not in title and "Musterbach" not in title for title in titles)
    assert program.window.windowTitle() == "Mieterdesk"
