"""A clerk is told quietly of what is her own business, and gets to the case by keys alone."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from desktop.domain.notices import NoticeKind
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.notices import use_cases as bell
from desktop.services.notices.daily import tell_what_is_due
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

pytestmark = pytest.mark.both_databases


def take(office: Office, case_id: int) -> None:
    version = office.case(case_id).version
    cases.take(office.context, office.home.clerk, TakeCase(case_id, version))


def open_program(office: Office) -> RunningProgram:
    """Another case is the most urgent one and opens by itself: nobody reads what is told of."""
    office.arrives("event-first", time="2026-11-16T09:00:00+01:00")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    return program


def open_panel(program: RunningProgram) -> None:
    program.press("Ctrl+Shift+M")
    assert program.workspace.notices.panel.isVisible()


def test_from_the_bell_to_the_case(office: Office) -> None:
    case = office.arrives(category="damage", subject="Heizung", fields={"room": "Bad"})
    take(office, case.id)
    program = open_program(office)
    top = program.workspace.top_bar
    assert top.bell.text() == ""
    office.clock.set(datetime(2026, 12, 2, 7, tzinfo=UTC))
    assert tell_what_is_due(office.context) == 1
    program.wait()
    assert top.bell.text() == "1"
    assert top.bell.accessibleName() == "Mitteilungen, 1 ungelesen"
    assert QApplication.activePopupWidget() is None, "nothing pops up"

    panel = program.workspace.notices.panel
    open_panel(program)
    (row,) = panel.model.rows
    assert (row.kind, row.case_id) == (NoticeKind.DUE_TODAY, case.id)
    stops = set()
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert min(focus.width(), focus.height()) >= 24
        stops.add(focus.accessibleName())
        program.press("Tab")
    assert len(stops) == 4, "Tab stays in the panel and reaches all of it"
    program.press("Esc")
    assert not panel.isVisible()
    open_panel(program)
    program.press("Return")
    assert not panel.isVisible()
    assert program.pane.case_id == case.id
    assert program.pane.page.strip.hasFocus()
    assert top.bell.text() == ""
    assert bell.count_unread(office.context, office.home.clerk) == 0


def test_read_all_and_what_i_want_to_be_told(office: Office) -> None:
    for number in range(3):
        case = office.arrives(f"event-{number}", category="damage", fields={"room": "Bad"})
        take(office, case.id)
    office.clock.set(datetime(2026, 12, 2, 7, tzinfo=UTC))
    tell_what_is_due(office.context)
    program = open_program(office)
    assert program.workspace.top_bar.bell.text() == "3"
    open_panel(program)
    panel = program.workspace.notices.panel
    program.click(panel.read_all)
    assert program.workspace.top_bar.bell.text() == ""
    assert [row.is_read for row in panel.model.rows] == [True] * 3
    program.choose_from_menu(panel.kinds, "Frist eines eigenen Vorgangs ist heute")
    muted = bell.notices(office.context, office.home.clerk).muted
    assert muted == {NoticeKind.DUE_TODAY}
    program.press("Esc")
    program.press("Esc")
    program.press("F6")
    assert not panel.isVisible()


def test_two_windows_count_the_same(office: Office) -> None:
    case = office.arrives(category="damage", fields={"room": "Bad"})
    take(office, case.id)
    office.clock.set(datetime(2026, 12, 2, 7, tzinfo=UTC))
    tell_what_is_due(office.context)
    program = open_program(office)
    program.press("Ctrl+Shift+F")
    (other,) = [one for one in program.group.windows if one is not program.window]
    with program.at(other):
        assert program.workspace.top_bar.bell.text() == "1"
        open_panel(program)
        program.press("Return")
        assert program.workspace.top_bar.bell.text() == ""
    assert program.workspace.top_bar.bell.text() == ""
