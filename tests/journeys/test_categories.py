"""Categories as data, by real keys: a tenth one is made and worked to its end, without code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from sqlalchemy import select

from desktop.domain.case_status import CaseState
from desktop.domain.kinds import Role
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.services.categories.administration import list_categories, save_category
from desktop.services.categories.built_in import lay_missing_forms
from desktop.services.categories.commands import SaveCategory
from desktop.services.search.upkeep import index_everything
from desktop.services.staff.access import SYSTEM
from desktop.views.administration.categories_page import CategoriesPage
from desktop.views.sidebar_entries import CATEGORIES
from desktop.views.sidebar_model import ENTRY_ROLE, SidebarEntry
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


@pytest.fixture
def house(office: Office) -> Office:
    """The office with the forms of the nine, and somebody who looks after them."""
    lay_missing_forms(office.context)
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        hashed = CHEAP_PASSWORDS.hash(PASSWORD)
        add_staff(
            unit,
            "admin",
            [company],
            role=Role.ADMINISTRATOR,
            name="Ida Ablage",
            password_hash=hashed,
        )
    return office


def administering(house: Office) -> tuple[RunningProgram, CategoriesPage]:
    program = house.start()
    program.sign_in("admin", PASSWORD)
    program.press("Ctrl+K")
    program.type("Kategorien verw")
    program.wait()
    program.press("Return")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, CategoriesPage)
    return program, page


def count_of(program: RunningProgram, title: str) -> int | None:
    """The number beside an entry of the sidebar."""
    model = program.workspace.sidebar.model
    for row in range(model.rowCount()):
        entry = model.index(row).data(ENTRY_ROLE)
        if isinstance(entry, SidebarEntry) and entry.title == title:
            return entry.count
    raise AssertionError(f"the sidebar has no {title}")


def tab_to(program: RunningProgram, widget: QWidget) -> None:
    """Tab on until a widget has the focus."""
    for _ in range(30):
        if widget.hasFocus():
            return
        program.press("Tab")
    raise AssertionError(f"Tab does not lead to {widget.accessibleName()}")


def make_a_tenth(program: RunningProgram, page: CategoriesPage) -> None:
    """By keys alone: a name, a promise, a day that is required, a line to tick off."""
    editor = page.editor
    tab_to(program, page.add)
    program.press("Space")
    assert editor.name.hasFocus()
    program.type("Auszug")
    tab_to(program, editor.promise)
    program.type("5")
    tab_to(program, editor.fields.add_button)
    program.press("Space")
    (row,) = editor.fields
    assert row.label.hasFocus()
    program.type("Letzter Tag")
    tab_to(program, row.kind)
    program.press("D")
    assert row.kind.currentText() == "Datum"
    tab_to(program, row.required)
    program.press("Space")
    tab_to(program, editor.checks.add_button)
    program.press("Space")
    program.type("Termin vereinbart")
    program.press("Ctrl+Return")
    assert page.message.title.text() == "„Auszug“ ist gespeichert."
    assert editor.code.text() == "auszug"
    assert count_of(program, "Auszug") == 0


def ask_for_the_day_and_type_it_in(house: Office, program: RunningProgram, case: Case) -> None:
    """By the prepared reply; then it comes by telephone, first not as a day."""
    fields, editor = program.pane.page.fields, program.pane.page.fields_editor
    assert fields.request.isVisible()
    assert "Letzter Tag: fehlt" in {
        child.accessibleName() for child in fields.findChildren(QWidget) if child.isVisible()
    }
    program.press("Ctrl+Shift+I")
    assert "– Letzter Tag" in program.pane.page.composer.text.toPlainText()
    program.press("Ctrl+Return")
    assert house.case(case.id).state is CaseState.WAITING
    program.press("Ctrl+E")
    program.type("31.02.2027")
    program.press("Ctrl+Return")
    made = editor.inputs.inputs["letzter_tag"]
    assert isinstance(made, QLineEdit)
    assert made.hasFocus(), "that is no day of the calendar"
    made.selectAll()
    program.type("28.02.2027")
    program.press("Ctrl+Return")
    assert house.case(case.id).fields == {"rooms": 3, "letzter_tag": "2027-02-28"}
    assert not editor.isVisible()
    assert not fields.request.isVisible()


def close_with_an_open_line(house: Office, program: RunningProgram, case: Case) -> None:
    """A tick is taken back; closing names the line and does not insist."""
    (check,) = program.pane.page.checks.rows()
    check.box.setFocus()
    program.press("Space")
    assert check.by.text().startswith("Jette Modell")
    program.press("Space")
    assert check.by.text() == ""
    program.pane.take_focus()
    program.press("Ctrl+Return")
    words = " ".join(label.text() for label in program.dialog().findChildren(QLabel))
    assert "Ein Punkt der Prüfliste ist noch offen: „Termin vereinbart“." in words
    program.type("Auszug erledigt")
    program.press("Ctrl+Return")
    assert house.case(case.id).state is CaseState.CLOSED
    assert count_of(program, "Auszug") == 0


def test_a_tenth_category_is_made_and_its_case_worked_to_the_end(house: Office) -> None:
    program, page = administering(house)
    make_a_tenth(program, page)
    # The portal knows it by its code; no line of the program does.
    case = house.arrives(
        category="auszug", subject="Wir ziehen um", text="Zum Frühjahr.", fields={"rooms": 3}
    )
    program.switch_user("clerk1", PASSWORD)
    assert count_of(program, "Auszug") == 1
    program.open_view("Auszug")
    view = program.pane.view
    assert view is not None
    assert view.case.header.case_id == case.id
    ask_for_the_day_and_type_it_in(house, program, case)
    close_with_an_open_line(house, program, case)
    index_everything(house.context)
    program.press("Ctrl+Shift+K")
    rows = program.workspace.search.page.list.rows
    program.type("ziehen")
    program.wait()
    assert "Wir ziehen um" in [str(rows.index(row).data()) for row in range(rows.rowCount())]


def test_typing_survives_looking_at_another_one_and_a_colleague_is_not_overwritten(
    house: Office,
) -> None:
    program, page = administering(house)
    page.list.setFocus()
    program.press("Down")
    page.editor.short_name.setFocus()
    page.editor.short_name.selectAll()
    program.type("Mangel")
    assert "nicht gespeichert" in page.list.currentItem().text()
    page.list.setFocus()
    program.press("Down")
    assert page.editor.short_name.text() == "documents"
    program.press("Up")
    assert page.editor.short_name.text() == "Mangel"

    # Somebody else changes it meanwhile: told, nothing written, nothing lost.
    seen = next(one for one in list_categories(house.context, SYSTEM) if one.code == "damage")
    save_category(house.context, SYSTEM, SaveCategory(replace(seen, name="Schäden"), seen))
    program.wait()
    program.press("Ctrl+Return", page.editor.short_name)
    assert "inzwischen von jemand anderem geändert" in page.message.title.text()
    assert page.editor.short_name.text() == "Mangel"
    program.click(page.discard)
    assert page.editor.name.text() == "Schäden"
    assert "nicht gespeichert" not in page.list.currentItem().text()


def test_what_cannot_be_saved_is_said_and_stays(house: Office) -> None:
    program, page = administering(house)
    program.click(page.add)
    program.press("Ctrl+Return")
    assert page.message.title.text() == "Bitte geben Sie der Kategorie einen Namen."
    program.type("Lärm")
    page.editor.promise.setFocus()
    program.type("bald")
    program.press("Ctrl+Return")
    assert page.message.title.text().startswith("Die Frist muss zwischen 1 und 250")
    assert page.editor.name.text() == "Lärm"
    program.click(page.discard)
    assert page.list.count() == 9


def test_only_administrators_have_the_page(house: Office) -> None:
    program = house.start()
    program.sign_in("lead", PASSWORD)
    model = program.workspace.sidebar.model
    assert CATEGORIES not in {model.key_at(row) for row in range(model.rowCount())}
    program.switch_user("admin", PASSWORD)
    assert CATEGORIES in {
        program.workspace.sidebar.model.key_at(row)
        for row in range(program.workspace.sidebar.model.rowCount())
    }


def test_a_draft_of_the_form_survives_and_two_people_merge_by_field(house: Office) -> None:
    case = house.arrives(category="damage", subject="Heizung", fields={"location": "Bad"})
    program = house.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+E")
    editor = program.pane.page.fields_editor
    since = editor.inputs.inputs["since"]
    assert since.hasFocus(), "the first that is missing"
    program.type("gestern")
    program.close()
    house.open_programs.clear()

    other = house.start()
    other.sign_in("clerk2", PASSWORD)
    other.press("Ctrl+E")
    other.type("seit Montag")
    emergency = other.pane.page.fields_editor.inputs.inputs["emergency"]
    assert isinstance(emergency, QComboBox)
    emergency.setFocus()
    other.press("J")
    other.press("Ctrl+Return")
    other.close()
    house.open_programs.clear()
    assert house.case(case.id).fields == {
        "location": "Bad",
        "since": "seit Montag",
        "emergency": True,
    }

    again = house.start()
    again.sign_in("clerk1", PASSWORD)
    editor = again.pane.page.fields_editor
    assert editor.isVisible()
    assert editor.typed()["since"] == "gestern"
    again.press("Ctrl+E")
    editor.inputs.focus("since")
    again.press("Ctrl+Return")
    assert house.case(case.id).fields["since"] == "seit Montag", "the colleague's stays"
    again.click(again.button("Seit: gespeicherte Angabe übernehmen"))
    assert "since" not in editor.typed()
    again.press("Ctrl+Return")
    with house.context.database.read() as session:
        kept = session.scalars(select(Case.fields).where(Case.id == case.id)).one()
    assert kept["since"] == "seit Montag"
    assert not editor.isVisible()


def test_a_call_is_recorded_with_the_form_of_its_category(house: Office) -> None:
    program = house.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+N")
    form = program.workspace.recording.page.form_view
    program.type("Musterbach")
    program.wait()
    program.press("Return")
    form.category.setFocus()
    form.category.choose("forms")
    assert form.form_card.isVisible()
    program.press("Return")
    inputs = form.form_card.inputs.inputs
    assert inputs["form"].hasFocus()
    program.press("V")
    program.press("Ctrl+Return")
    with house.context.database.read() as session:
        kept = session.scalars(select(Case)).one()
        assert kept.fields == {"form": "authority"}
