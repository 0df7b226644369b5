"""Many cases by keys alone: chosen, looked at beforehand, closed, taken back; and handed over."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.inbox.rows import InboxView
from desktop.views.action_spec import ActionId
from tests.support.acting import add_team
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

pytestmark = pytest.mark.both_databases


def listed(program: RunningProgram) -> list[int]:
    return list(program.workspace.inbox.panel.model.ids)


def test_all_of_a_list_are_closed_and_taken_back(office: Office) -> None:
    ids = [
        office.arrives(f"event-{number}", category="general", fields={}).id for number in range(4)
    ]
    undecided = office.arrives("event-9")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    link = program.workspace.bulk
    assert not link.bar.isVisible()
    program.workspace.inbox.focus_list()
    program.press("Ctrl+A")
    assert link.bar.label.text() == "5 ausgewählt"
    program.press("Ctrl+Shift+E")
    program.wait()
    assert link.dialog is not None
    assert link.dialog.will.text() == "4 Vorgänge werden abgeschlossen."
    said = link.dialog.card.accessibleDescription()
    assert f"1 nicht: Antrag noch nicht entschieden ({undecided.reference})" in said
    assert not link.dialog.confirm.isEnabled()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    program.type("Rundschreiben beantwortet das")
    # Enter alone does nothing to thousands.
    program.press("Return")
    assert link.dialog is not None
    program.press("Ctrl+Return")
    program.wait()
    assert link.dialog is None
    assert listed(program) == [undecided.id]
    assert link.undo_bar.isVisible()
    program.press("Ctrl+Z")
    program.wait()
    assert sorted(listed(program)) == sorted([*ids, undecided.id])
    assert link.note.title.text() == "4 Vorgänge sind wieder wie vorher."
    assert {office.case(case_id).state.value for case_id in ids} == {"new"}
    # Nothing is chosen any more: the key is that of the open case again.
    actions = program.workspace.workplace.actions
    assert actions[ActionId.CLOSE].shortcut().toString() == "Ctrl+Shift+E"
    assert not actions[ActionId.BULK_CLOSE].shortcuts()


def test_all_go_to_a_team_by_keys(office: Office) -> None:
    """Both keys that give one case to somebody give all chosen ones."""
    ids = [office.arrives(f"event-{one}", category="general", fields={}).id for one in range(3)]
    team_id = add_team(office.context, office.home.clerk)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    link = program.workspace.bulk
    program.workspace.inbox.focus_list()
    program.press("Ctrl+A")
    program.press("Ctrl+T")
    program.wait()
    assert link.dialog is not None
    program.press("End")
    program.press("Up")
    program.wait()
    assert link.dialog.will.text() == "3 Vorgänge werden zugewiesen."
    program.press("Ctrl+Return")
    program.wait()
    assert {office.case(case_id).team_id for case_id in ids} == {team_id}


def test_a_lead_hands_all_cases_of_a_colleague_over(office: Office) -> None:
    ids = [
        office.arrives(f"event-{number}", category="general", fields={}).id for number in range(3)
    ]
    for case_id in ids:
        command = TakeCase(case_id, office.case(case_id).version)
        cases.take(office.context, office.home.clerk, command)
    program = office.start()
    program.sign_in("lead", PASSWORD)
    link = program.workspace.bulk
    program.workspace.workplace.actions[ActionId.BULK_HAND_OVER].trigger()
    program.wait()
    assert link.dialog is not None
    giver, getter = link.dialog.giver, link.dialog.fields.person
    giver.setCurrentIndex(giver.findData(office.home.clerk.staff_id))
    getter.setCurrentIndex(getter.findData(f"person:{office.home.second_clerk.staff_id}"))
    program.wait()
    assert link.dialog.will.text() == "3 Vorgänge werden zugewiesen."
    program.press("Ctrl+Return")
    program.wait()
    assert {office.case(case_id).assignee_id for case_id in ids} == {
        office.home.second_clerk.staff_id
    }
    assert program.workspace.inbox.query.view is InboxView.ALL_OPEN


def test_a_clerk_cannot_hand_over_and_an_auditor_changes_nothing(office: Office) -> None:
    office.arrives(category="general", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert not program.workspace.workplace.actions[ActionId.BULK_HAND_OVER].isEnabled()
    reader = office.start()
    reader.sign_in("auditor", PASSWORD)
    reader.workspace.inbox.focus_list()
    reader.press("Ctrl+A")
    link = reader.workspace.bulk
    assert not any(button.isEnabled() for button in link.bar.buttons.values())
