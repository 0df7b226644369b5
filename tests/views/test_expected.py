"""What is done is seen at once, before the database has answered; a no puts it back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.case_status import CaseState
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.tasks import Lane
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


@contextmanager
def held_lane(program: RunningProgram) -> Iterator[None]:
    """The database lane is busy in the block, as with a slow server; then all is answered."""
    gate = threading.Event()
    program.tasks.run(gate.wait, lane=Lane.DATABASE)
    try:
        yield
    finally:
        gate.set()
        program.wait()


def press(keys: str) -> None:
    """A key where the focus is, without waiting for what comes of it."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keySequence(target, QKeySequence(keys))
    QApplication.processEvents()


def entered(office: Office) -> RunningProgram:
    """A clerk has a damage open."""
    office.arrives(category="damage", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    return program


def test_taking_is_seen_before_it_is_stored(office: Office) -> None:
    program = entered(office)
    header = program.pane.page.header
    before = header.assignee.text()
    assert program.pane.case_id is not None
    with held_lane(program):
        press("Ctrl+M")
        assert header.assignee.text() != before
        assert office.case(program.pane.case_id).assignee_id is None
    assert office.case(program.pane.case_id).assignee_id == office.home.clerk.staff_id


def test_a_no_puts_it_back_and_says_why(office: Office) -> None:
    program = entered(office)
    page, case_id = program.pane.page, program.pane.case_id
    assert case_id is not None
    before = page.header.assignee.text()
    program.press("Ctrl+I")
    program.type("Bleibt stehen")
    with program.unaware():
        cases.take(
            office.context,
            office.home.second_clerk,
            TakeCase(case_id, office.case(case_id).version),
        )
        program.wait()
    with held_lane(program):
        press("Ctrl+M")
        assert page.header.assignee.text() != before
    assert page.header.assignee.text() == before
    assert program.pane.problem.isVisible()
    assert page.composer.text.toPlainText() == "Bleibt stehen"
    assert office.case(case_id).state is CaseState.IN_REVIEW


def test_a_note_stands_in_the_timeline_at_once(office: Office) -> None:
    program = entered(office)
    page = program.pane.page
    program.press("Ctrl+I")
    program.type("Rückruf geführt")
    with held_lane(program):
        press("Ctrl+Return")
        assert page.timeline.list.entries()[0].text == "Rückruf geführt"
        assert page.composer.text.toPlainText() == "Rückruf geführt"
    assert page.timeline.list.entries()[0].text == "Rückruf geführt"
    assert [entry.text for entry in page.timeline.list.entries()].count("Rückruf geführt") == 1
    assert not page.composer.isVisible()
