"""Finding with real keys: typed, looked through, opened, and back to where one was."""

from datetime import UTC, datetime

import pytest

from desktop.models.case import Case, Message
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy
from desktop.views.search.find_page import FindPage
from tests.support.factories import add_case
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

pytestmark = pytest.mark.both_databases


def some_cases(office: Office) -> list[str]:
    """Three cases of the household, the last one closed long ago; their references."""
    with office.context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, office.home.tenancy_id)
        category = unit.session.get_one(Category, office.home.categories["damage"])
        subjects = ("Küche: Wasserfleck", "Heizung kalt", "Fenster in der Küche undicht")
        cases = [add_case(unit, tenancy, category, subject=subject) for subject in subjects]
        return [case.reference for case in cases]


def opened(office: Office) -> tuple[RunningProgram, FindPage]:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+Shift+K")
    page = program.workspace.search.page
    assert page.field.hasFocus()
    return program, page


def titles(page: FindPage) -> list[str]:
    model = page.list.rows
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_from_a_word_to_the_case_and_back_to_the_place(office: Office) -> None:
    references = some_cases(office)
    program, page = opened(office)
    assert page.empty.title.text() == "Was suchen Sie?"
    program.type("kueche")
    program.wait()
    assert titles(page) == ["Vorgänge", "Fenster in der Küche undicht", "Küche: Wasserfleck"]
    assert page.summary.text() == "2 Treffer"
    program.press("Down")
    assert page.list.hasFocus()
    program.press("Down")
    program.press("Return")
    program.wait()
    view = program.pane.view
    assert view is not None
    assert view.case.header.reference == references[0]
    program.press("Ctrl+Shift+K")
    program.wait()
    assert page.field.text() == "kueche"
    assert page.list.hasFocus()
    entry = page.list.current_entry()
    assert entry is not None
    assert entry.title == "Küche: Wasserfleck"
    # What somebody does meanwhile is found at once.
    with office.context.database.write() as unit:
        case = unit.session.query(Case).filter_by(reference=references[1]).one()
        unit.session.add(
            Message(
                case_id=case.id,
                direction="incoming",
                channel="portal",
                correspondent="Aylin Musterbach",
                text="Auch in der Küche ist es kalt.",
                at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
            )
        )
    program.press("Escape")
    assert page.field.hasFocus()
    program.press("End")
    program.type(" kalt")
    program.wait()
    assert [title for title in titles(page) if "·" in title] != []
    program.press("Escape")
    assert page.field.text() == ""
    program.press("Escape")
    program.wait()
    assert program.workspace.areas.currentWidget() is program.workspace.inbox


def test_a_tenant_opens_her_account(office: Office) -> None:
    some_cases(office)
    program, page = opened(office)
    program.type("3000")
    program.wait()
    assert titles(page) == ["Verträge", "DE89 •••• 3000"]
    program.press("Escape")
    program.type("musterbach aylin")
    program.press("Tab")
    for _ in range(3):
        program.press("Right")
    program.wait()
    assert titles(page) == ["Mieter", "Aylin Musterbach"]
    program.press("Shift+Tab")
    program.press("Return")
    program.wait()
    assert program.workspace.pages.accounts.tenancy_id == office.home.tenancy_id
    assert program.workspace.areas.currentWidget() is program.workspace.pages.accounts


def test_the_palette_and_an_empty_filter_lead_to_all_hits(office: Office) -> None:
    for _ in range(3):
        some_cases(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.workspace.search.page
    program.press("Ctrl+K")
    program.type("kueche")
    program.wait()
    program.press("Ctrl+End")
    program.press("Return")
    program.wait()
    assert page.isVisible()
    assert page.field.text() == "kueche"
    assert page.summary.text() == "6 Treffer"
    program.press("Ctrl+1")
    program.press("Ctrl+F")
    program.type("musterkehre")
    program.wait()
    program.click(program.workspace.inbox.panel.empty.search_all)
    program.wait()
    assert page.field.text() == "musterkehre"
    assert titles(page) == ["Verträge", "Musterkehre 12, 22041 Hamburg"]
