"""Many cases by keys alone: chosen, looked at beforehand, closed, taken back; and handed over."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.inbox.rows import InboxView
from desktop.views.action_spec import ActionId
from desktop.views.bulk.bulk_dialog import BulkDialog
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
    # What was done stands beside its undo, what was not below; nothing is said twice.
    assert link.said.undo_bar.accessibleDescription().startswith(
        "4 Vorgänge abgeschlossen. Endgültig in "
    )
    assert link.said.note.title.text() == "1 Vorgang blieb, wie er war."
    assert undecided.reference in link.said.note.detail.text()
    program.press("Ctrl+Z")
    program.wait()
    assert sorted(listed(program)) == sorted([*ids, undecided.id])
    assert link.said.note.title.text() == "4 Vorgänge sind wieder wie vorher."
    assert link.said.told.isActive()
    link.said.told.timeout.emit()
    assert link.said.note.isHidden()
    assert {office.case(case_id).state.value for case_id in ids} == {"new"}
    # Nothing is chosen any more: the key is that of the open case again.
    actions = program.workspace.workplace.actions
    assert actions[ActionId.CLOSE].shortcut().toString() == "Ctrl+Shift+E"
    assert not actions[ActionId.BULK_CLOSE].shortcuts()


def test_chosen_cases_are_given_moved_and_answered_by_the_keys_of_one(office: Office) -> None:
    """Strg+T, Strg+G and Strg+R mean all that are chosen; each reads its own message before."""
    ids = [office.arrives(f"event-{one}", category="general", fields={}).id for one in range(3)]
    team_id = add_team(office.context, office.home.clerk)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    link = program.workspace.bulk

    def ask(keys: str) -> BulkDialog:
        program.workspace.inbox.focus_list()
        program.press("Ctrl+A")
        program.press(keys)
        program.wait()
        assert link.dialog is not None
        return link.dialog

    dialog = ask("Ctrl+T")
    program.press("End")
    program.press("Up")
    program.wait()
    assert dialog.will.text() == "3 Vorgänge werden zugewiesen."
    program.press("Ctrl+Return")
    program.wait()
    assert {office.case(case_id).team_id for case_id in ids} == {team_id}
    dialog = ask("Ctrl+G")
    dialog.fields.category.setCurrentIndex(dialog.fields.category.findData("documents"))
    program.wait()
    assert "Frist" in dialog.more.text()
    program.press("Ctrl+Return")
    program.wait()
    moved = {office.case(case_id).category_id for case_id in ids}
    assert moved == {office.home.categories["documents"]}
    dialog = ask("Ctrl+R")
    dialog.fields.reply.setCurrentIndex(dialog.fields.reply.findData("generic_done"))
    program.wait()
    assert dialog.fields.closes.isChecked()
    assert dialog.fields.reason.text() == "Erledigt"
    assert dialog.will.text() == "3 Vorgänge werden beantwortet."
    first = dialog.look.text.toPlainText()
    program.press("Alt+Down")
    program.wait()
    assert dialog.look.about.text().startswith("2 von 3: ")
    assert first != dialog.look.text.toPlainText()
    program.press("Ctrl+Return")
    program.wait()
    assert not any(office.case(case_id).is_open for case_id in ids)
    program.press("Ctrl+Z")
    program.wait()
    assert all(office.case(case_id).is_open for case_id in ids)
    office.later(60)
    assert not any("message.sent" in kind for kind in office.kinds_delivered())


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
    assert QApplication.focusWidget() is giver
    # Those of the lead's team who have cases come first, whoever asks last.
    assert [giver.itemText(place) for place in range(giver.count())] == [
        "Jette Modell (3 offen)",
        "Timo Vorlage (0 offen)",
        "Ute Raster (0 offen)",
    ]
    assert getter.currentText() == "Timo Vorlage (0 offen)"
    assert link.dialog.will.text() == "3 Vorgänge werden zugewiesen."
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
