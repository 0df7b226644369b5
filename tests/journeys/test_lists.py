"""A list worked through by keys: narrowed, ordered, gone through to its end, and never jumping."""

import pytest

from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.inbox.rows import InboxSort
from tests.support.bank_cases import add_application
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

pytestmark = pytest.mark.both_databases


def listed(program: RunningProgram) -> list[int]:
    return list(program.workspace.inbox.panel.model.ids)


def test_a_list_is_worked_through_by_keys(office: Office) -> None:
    ids = [
        office.arrives(
            f"event-{number}", category="general", fields={}, subject=f"Anliegen {number}"
        ).id
        for number in range(1, 13)
    ]
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    assert sorted(listed(program)) == sorted(ids)
    # The filter answers as one types; Enter opens its first case, Esc gives all back.
    program.press("Ctrl+F")
    program.type("anliegen 12")
    program.wait()
    assert listed(program) == [ids[11]]
    program.press("Return")
    assert program.pane.case_id == ids[11]
    assert panel.list.hasFocus()
    program.press("Ctrl+F")
    program.press("Esc")
    assert len(listed(program)) == 12
    assert panel.current_case() == ids[11]
    program.press("Esc")
    assert panel.list.hasFocus()
    # What nobody has is sought everywhere.
    program.press("Ctrl+F")
    program.type("kehrwoche")
    program.wait()
    program.click(panel.empty.search_all)
    assert program.workspace.areas.currentWidget() is program.workspace.search.page
    assert program.workspace.search.page.field.text() == "kehrwoche"
    program.press("Ctrl+1")
    program.press("Ctrl+F")
    program.press("Esc")
    program.press("Esc")
    # To the end and back.
    program.press("End")
    assert program.pane.case_id == listed(program)[-1]
    program.press("Up")
    assert program.pane.case_id == listed(program)[-2]


def test_a_refresh_while_somebody_reads_moves_nothing(office: Office) -> None:
    for number in range(1, 9):
        office.arrives(f"event-{number}", category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    program.press("End")
    chosen, before = panel.current_case(), listed(program)
    place = panel.list.visualRect(panel.list.currentIndex())
    office.arrives("event-9")
    program.wait()
    assert listed(program) == before
    assert panel.current_case() == chosen
    assert panel.list.visualRect(panel.list.currentIndex()) == place
    assert panel.newer.text() == "1 neuen Vorgang anzeigen"
    program.click(panel.newer)
    assert len(listed(program)) == 9
    assert panel.current_case() == chosen


def test_taking_from_the_list_shows_at_once_and_is_taken_back(office: Office) -> None:
    case = office.arrives(category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel

    def initials() -> str:
        row = panel.model.row_of(case.id)
        assert row is not None
        return row.assignee_initials

    panel.take_requested.emit(case.id)
    assert initials() == office.home.clerk.initials
    program.wait()
    assert office.case(case.id).assignee_id == office.home.clerk.staff_id
    assert initials() == office.home.clerk.initials


def test_who_was_slower_sees_who_was_faster(office: Office) -> None:
    case = office.arrives(category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    with program.unaware():
        version = office.case(case.id).version
        cases.take(office.context, office.home.second_clerk, TakeCase(case.id, version))
        panel.take_requested.emit(case.id)
        program.wait()
        row = panel.model.row_of(case.id)
        assert row is not None
        assert row.assignee_id is None
    assert program.workspace.status._message.text()


def test_an_order_holds_for_its_list_alone(office: Office) -> None:
    office.arrives(category="general", fields={})
    add_application(office.context, office.home)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    panel, inbox = program.workspace.inbox.panel, program.workspace.inbox
    panel.sort_chosen.emit(InboxSort.RECEIVED)
    program.wait()
    assert panel.model.headings() == ()
    program.press("Ctrl+3")
    assert panel.model.headings() != ()
    program.press("Ctrl+1")
    assert inbox.query.sort is InboxSort.RECEIVED
