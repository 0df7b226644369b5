"""The whole way without a mouse: from the start of the program to the release."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.domain.application_form import FormField
from desktop.domain.case_status import CaseState, Channel
from desktop.views.actions import REGISTRY
from tests.support.bank_cases import add_application
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

STEPS = 80
MAIN = ("Ctrl+Return", "Ctrl+Enter")


class MouseTrap(QObject):
    """Notices every mouse event of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.caught = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, change nothing."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            self.caught += 1
        return False


def tab_to(program: RunningProgram, name: str) -> None:
    """Press Tab until a button with this name has the focus."""
    for _ in range(STEPS):
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and focus.accessibleName() == name:
            return
        program.press("Tab")
    raise AssertionError(f"Tab never reaches {name!r}")


def sign_in_by_keys(program: RunningProgram, login: str) -> None:
    """Type into whatever has the focus."""
    program.type(login)
    program.press("Return")
    program.type(PASSWORD)
    program.press("Return")
    program.wait_until(lambda: program.window.workspace is not None)
    program.wait()


def test_from_start_to_release_without_a_mouse(office: Office) -> None:
    case = office.arrives()
    trap = MouseTrap()
    program = office.start()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(trap)
    sign_in_by_keys(program, "clerk1")
    assert program.workspace.inbox.panel.list.hasFocus()
    program.press("Down")
    program.press("Return")
    assert program.pane.page.strip.hasFocus()
    program.press("Ctrl+M")
    assert office.case(case.id).assignee_id == office.home.clerk.staff_id
    tab_to(program, "Bestätigen: Lauf gefährdet")
    program.press("Space")
    program.type("Heute noch freigeben")
    program.press("Ctrl+Return")
    program.press("Ctrl+Return")
    assert office.case(case.id).state is CaseState.PROPOSED
    program.press("Ctrl+Shift+L")
    sign_in_by_keys(program, "clerk2")
    program.press("Ctrl+6")
    assert program.pane.case_id == case.id
    program.press("Ctrl+Return")
    assert not office.case(case.id).is_open
    application.removeEventFilter(trap)
    assert trap.caught == 0
    office.later(10)
    assert "bank_details.changed.v1" in office.kinds_delivered()


def test_areas_follow_each_other_by_f6_and_back(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    start = QApplication.focusWidget()
    seen = []
    for _ in range(8):
        program.press("F6")
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        if focus is start:
            break
    assert seen[-1] is start
    assert len(seen) >= 4
    program.press("Shift+F6")
    assert QApplication.focusWidget() is seen[-2]


def test_escape_leaves_and_never_discards(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Unfertig")
    program.press("Esc")
    assert not program.pane.page.composer.isVisible()
    program.press("Ctrl+R")
    assert program.pane.page.composer.text.toPlainText() == "Unfertig"


def test_escape_leads_from_the_case_back_to_the_list(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    program.press("Return", panel.list)
    assert not panel.list.hasFocus()
    program.press("Esc")
    assert QApplication.focusWidget() is panel.list


def test_keys_of_the_window_work_in_a_text(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("ab")
    program.press("Ctrl+D")
    assert program.dialog().windowTitle() == "Wiedervorlage"
    program.press("Esc")
    assert program.pane.page.composer.text.toPlainText() == "ab"
    # In a text Strg+Z takes back typing, not the last action.
    program.pane.page.composer.text.setFocus()
    program.press("Ctrl+Z")
    assert program.pane.page.composer.text.toPlainText() != "ab"


def test_a_wrong_password_says_so_and_keeps_the_name(office: Office) -> None:
    program = office.start()
    page = program.window.sign_in
    program.type("clerk1", page.login)
    program.type("falsch", page.password)
    program.press("Return", page.password)
    assert page.error.isVisible()
    assert (page.login.text(), page.password.text()) == ("clerk1", "")
    assert page.password.hasFocus()
    assert program.window.workspace is None


def test_the_number_pad_enters_too(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+I")
    program.type("Notiz")
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier
    QTest.keyClick(program.pane.page.composer.text, Qt.Key.Key_Enter, modifiers)
    program.wait()
    assert not program.pane.page.composer.isVisible()


class Greedy(QLineEdit):
    """A field that claims every key, as they do with some more on each platform."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def claims(field: QWidget, keys: str) -> bool:
    """Whether the field takes a key combination from the window."""
    sequence: Any = QKeySequence(keys)  # of which the type stubs do not know that it has places
    combination = sequence[0]
    kind = QEvent.Type.ShortcutOverride
    event = QKeyEvent(kind, combination.key(), combination.keyboardModifiers())
    event.ignore()
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def text_fields(program: RunningProgram) -> list[QWidget]:
    """All fields of the window that can be typed into now."""
    kinds = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)
    found = [field for kind in kinds for field in program.window.findChildren(kind)]
    return [
        field
        for field in found
        if field.isVisibleTo(program.window)
        and field.isEnabled()
        and not isinstance(field.parent(), QAbstractSpinBox)
    ]


def test_no_text_field_claims_a_key_of_the_window(office: Office) -> None:
    case_id = add_application(office.context, office.home, channel=Channel.LETTER)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.press("Ctrl+E")
    greedy = Greedy(program.pane.page)
    greedy.show()
    # In an answer they send it.
    ours = [keys for spec in REGISTRY for keys in spec.shortcuts if keys not in MAIN]
    counted = 0
    for page in ("case", "record"):
        if page == "record":
            program.press("Ctrl+Shift+N")
        for field in text_fields(program):
            field.setFocus()
            claimed = [keys for keys in ours if claims(field, keys)]
            assert claimed in ([], ["Ctrl+Z"]), f"{page}: {field.accessibleName()}"
            counted += 1
    assert counted > 15
    assert program.pane.case_id == case_id


def test_undo_in_a_field_of_the_editor_is_the_text_s_while_there_is_any(office: Office) -> None:
    add_application(office.context, office.home, channel=Channel.LETTER)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+E")
    holder = program.pane.page.editor.inputs[FormField.ACCOUNT_HOLDER]
    assert isinstance(holder, QLineEdit)
    before = holder.text()
    holder.setFocus()
    assert not claims(holder, "Ctrl+Z")
    program.type("x", holder)
    assert claims(holder, "Ctrl+Z")
    program.press("Ctrl+Z", holder)
    assert holder.text() == before
    # A key of the window from within the field.
    program.press("Ctrl+R", holder)
    assert program.pane.page.composer.isVisible()
