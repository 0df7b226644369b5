"""Who works on a case, how pressing it is, what it belongs to: by keys alone, and back again."""

from datetime import date

from PySide6.QtWidgets import QApplication

from desktop.domain.case_status import CaseState
from desktop.domain.work import Priority
from desktop.models.case import Case
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase
from desktop.views.acting.picker import Picker
from desktop.views.palette.entries import Entry
from tests.support.acting import add_team, ask, page
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def picker(program: RunningProgram) -> Picker:
    """The question that is open."""
    dialog = program.dialog()
    assert isinstance(dialog, Picker)
    return dialog


def entries(dialog: Picker) -> list[Entry]:
    """What is offered, headings aside."""
    rows = (dialog.list.rows.entry(row) for row in range(dialog.list.rows.rowCount()))
    return [entry for entry in rows if entry is not None]


def choose(program: RunningProgram, text: str) -> None:
    """Type until the wanted entry is the first, and take it."""
    program.type(text)
    program.wait()
    program.press("Return")
    assert QApplication.activeModalWidget() is None


def run(program: RunningProgram, words: str) -> None:
    """Run an action by the palette."""
    program.press("Ctrl+K")
    program.type(words)
    program.wait()
    program.press("Return")


def badges(program: RunningProgram) -> str:
    """What the header says beside the state."""
    return program.pane.page.header.badges.accessibleDescription()


def test_a_case_is_handed_over_with_a_note_and_taken_back(office: Office) -> None:
    add_team(office.context, office.home.clerk, office.home.second_clerk)
    case_id = ask(office.context, office.home)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+M")
    program.press("Ctrl+T")
    offered = [entry.title for entry in entries(picker(program))]
    assert offered == ["Timo Vorlage", "Ute Raster", "Jette Modell", "Technik"]
    program.type("timo")
    program.press("Tab")
    program.type("Bitte heute anrufen.")
    program.press("Return")
    assert office.case(case_id).assignee_id == office.home.second_clerk.staff_id
    assert office.notes(case_id) == ["Bitte heute anrufen."]
    assert program.pane.undo_bar.isVisible()
    program.press("Ctrl+Z")
    assert office.case(case_id).assignee_id == office.home.clerk.staff_id
    # Who has it cannot get it: the entry says why, and Enter does nothing.
    program.press("Ctrl+T")
    program.type("jette")
    program.press("Return")
    assert [entry.detail for entry in entries(picker(program))] == ["hat den Vorgang schon"]
    program.press("Escape")
    program.press("Ctrl+T")
    choose(program, "tech")
    assert badges(program) == "Technik"
    assert office.case(case_id).assignee_id is None


def test_what_is_suggested_is_decided_by_one_key(office: Office) -> None:
    case_id = ask(office.context, office.home)
    with office.context.database.write() as unit:
        case = unit.session.get_one(Case, case_id)
        case.suggested_priority = Priority.URGENT
        case.suggestion_reason = "emergency.gas"
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    note = program.workspace.inbox.desk.suggestion_note
    assert note.isVisible()
    assert note.title.text() == "Vorgeschlagene Priorität: dringend"
    assert note.detail.text() == "In der Meldung geht es um austretendes Gas."
    program.press("F9")
    assert office.case(case_id).priority is Priority.URGENT
    assert not note.isVisible()
    assert badges(program) == "dringend"
    program.open_view("Heute fällig")
    assert program.pane.case_id == case_id
    program.press("Ctrl+O")
    choose(program, "normal")
    assert office.case(case_id).priority is Priority.NORMAL
    assert badges(program) == ""


def test_tags_are_created_while_typing_and_taken_off(office: Office) -> None:
    case_id = ask(office.context, office.home)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    for word in ("Heizung Nord", "Presse"):
        program.press("Ctrl+H")
        choose(program, word)
    assert badges(program) == "Heizung Nord, Presse"
    program.press("Ctrl+H")
    choose(program, "heiz")
    assert badges(program) == "Presse"
    assert [tag.name for tag in page(office.context, office.home.clerk, case_id).header.tags] == [
        "Presse"
    ]


def test_another_category_shows_both_promises_before(office: Office) -> None:
    case_id = ask(office.context, office.home, "general", tenancy_id=None)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+G")
    dialog = picker(program)
    by_title = {entry.title: entry for entry in entries(dialog)}
    assert by_title["Damage"].detail == "Frist bleibt 04.12.2026"
    bank = by_title["Bank details"]
    assert bank.blocked
    assert bank.detail.startswith("Zu einer Bankverbindung gehört ein Vertrag")
    choose(program, "damage")
    assert office.case(case_id).category_id == office.home.categories["damage"]
    assert office.case(case_id).due_on == date(2026, 12, 4)


def test_two_cases_become_one_and_two_again(office: Office) -> None:
    into = ask(office.context, office.home, text="Es ist kalt.")
    case_id = ask(office.context, office.home, "general", subject="Nochmal", text="Noch etwas.")
    over = ask(office.context, office.home, "general", subject="Vorbei", text="Erledigt.")
    version = office.case(over).version
    cases.close(office.context, office.home.clerk, CloseCase(over, "Erledigt", version))
    office.later(3600)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+PgDown")
    assert program.pane.case_id == case_id
    run(program, "zusammenf")
    offered = entries(picker(program))
    assert [entry.key for entry in offered] == [str(into)]
    program.type("Vorbei")
    program.wait_until(lambda: [one.blocked for one in entries(picker(program))] == [True])
    program.press("Ctrl+A")
    program.press("Delete")
    program.wait_until(lambda: [one.key for one in entries(picker(program))] == [str(into)])
    program.press("Return")
    assert program.pane.case_id == into
    assert office.case(case_id).merged_into_id == into
    assert badges(program) == f"mit {office.case(case_id).reference}"
    view = program.pane.view
    assert view is not None
    said = [entry.text for entry in view.case.timeline]
    assert "Noch etwas." in said
    program.press("Ctrl+Z")
    assert office.case(case_id).state is CaseState.NEW
    # Once more, and parted later from its own page.
    run(program, "zusammenf")
    program.press("Return")
    assert program.pane.case_id == into
    office.later(3600)
    program.open_view("Geschlossene")
    assert program.pane.case_id == case_id
    note = program.workspace.inbox.desk.merged_note
    assert note.isVisible()
    program.click(note.open)
    assert program.pane.case_id == into
    program.open_view("Geschlossene")
    assert program.pane.case_id == case_id
    run(program, "wieder trennen")
    assert office.case(case_id).state is CaseState.NEW
    assert not note.isVisible()


def test_a_second_matter_begins_a_case_that_stays_linked(office: Office) -> None:
    case_id = ask(office.context, office.home, "general", text="Und die Heizung ist kalt.")
    other = ask(office.context, office.home, "forms", tenancy_id=None)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.pane.case_id == case_id
    run(program, "aufteilen")
    choose(program, "damage")
    made = program.pane.case_id
    assert made not in (case_id, other)
    assert made is not None
    view = page(office.context, office.home.clerk, made)
    assert view.header.category_code == "damage"
    run(program, "verknüpfen")
    choose(program, office.case(other).reference)
    assert linked(office, made) == {case_id, other}
    # The other one is of no contract; its page leads there as well, and parts the two.
    program.workspace.open_case(other)
    program.wait()
    program.click(program.button(f"Vorgang {office.case(made).reference} öffnen"))
    assert program.pane.case_id == made
    program.workspace.open_case(other)
    program.wait()
    run(program, "verknüpfung lösen")
    program.press("Return")
    assert linked(office, made) == {case_id}


def linked(office: Office, case_id: int) -> set[int]:
    """The cases that are linked to one."""
    return {one.case_id for one in page(office.context, office.home.clerk, case_id).linked}
