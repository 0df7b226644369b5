"""An administrator makes a team and a rule with real keys; the next case finds its person by it."""

from PySide6.QtWidgets import QComboBox

from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.views.actions import ActionId
from desktop.views.administration.teams_page import TeamsPage
from desktop.views.sidebar_entries import TEAMS
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def opened(office: Office, login: str = "admin") -> RunningProgram:
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        add_staff(
            unit,
            "admin",
            [company],
            role=Role.ADMINISTRATOR,
            name="Ida Ablage",
            password_hash=CHEAP_PASSWORDS.hash(PASSWORD),
        )
    program = office.start()
    program.sign_in(login, PASSWORD)
    program.open_view("Teams & Verteilung")
    return program


def page_of(program: RunningProgram) -> TeamsPage:
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, TeamsPage)
    return page


def choose(program: RunningProgram, box: QComboBox, text: str) -> None:
    """Choose an entry as it is done by keys: from the top, downwards."""
    box.setFocus()
    program.press("Home")
    for _ in range(box.count()):
        if box.currentText() == text:
            return
        program.press("Down")
    raise AssertionError(f"{text!r} is none of them")


def make_team(program: RunningProgram) -> None:
    """Name, then the first two people ticked, then saved; all by keys."""
    page = page_of(program)
    page.add.setFocus()
    program.press("Space")
    program.type("Technik")
    page.team_card.members.setFocus()
    program.press("Space")
    program.press("Down")
    program.press("Space")
    page.team_card.save.setFocus()
    program.press("Space")
    assert page.message.title.text() == "Das Team ist gespeichert."
    assert [page.teams.item(row).text() for row in range(page.teams.count())] == [
        "Technik · 2 Personen · 0 offen"
    ]


def make_rule(program: RunningProgram) -> None:
    """Damages of one house go to Jette Modell."""
    page = page_of(program)
    choose(program, page.routing.category, "Damage")
    page.routing.house.field.setFocus()
    program.type("muster 12")
    program.wait()
    program.press("Return")
    assert page.routing.house.name.text() == "4417 · Musterkehre 12, 22041 Hamburg"
    assert page.routing.receiver.text() == "Nicht zugewiesen"
    choose(program, page.routing.team, "Technik")
    choose(program, page.routing.person, "Jette Modell")
    page.routing.save.setFocus()
    program.press("Space")
    assert page.message.title.text() == "Die Regel ist gespeichert. Sie gilt für neue Vorgänge."
    assert page.routing.receiver.text() == "Jette Modell (Team Technik)"
    assert page.routing.reason.text() == (
        "Regel: Damage im Objekt 4417 · Musterkehre 12, 22041 Hamburg"
    )


def test_a_team_and_a_rule_by_keys_and_the_next_case_finds_its_person(office: Office) -> None:
    program = opened(office)
    make_team(program)
    make_rule(program)
    case = office.arrives(category="damage", subject="Tür klemmt", text="Bitte.", fields={})
    assert case.assignee_id == office.home.clerk.person_id
    program.switch_user("clerk1", PASSWORD)
    program.workspace.open_case(case.id)
    program.wait()
    program.press("Ctrl+K")
    program.type("Wer bekäme")
    program.wait()
    program.press("Return")
    note = program.workspace.who_gets.note
    assert note.isVisible()
    assert note.title.text() == "Nach den Regeln: Jette Modell (Team Technik)"
    assert note.detail.text() == "Regel: Damage im Objekt 4417 · Musterkehre 12, 22041 Hamburg"
    program.press("Space")
    assert not note.isVisible(), "the way out has the focus"


def test_a_rule_that_was_removed_comes_back_by_undo(office: Office) -> None:
    program = opened(office)
    make_team(program)
    make_rule(program)
    page = page_of(program)
    page.rules.setFocus()
    program.press("Home")
    page.routing.remove.setFocus()
    program.press("Space")
    assert page.message.title.text() == "Die Regel ist entfernt."
    assert page.rules.rowCount() == 0
    assert page.routing.receiver.text() == "Nicht zugewiesen"
    program.click(program.button("Rückgängig"))
    assert page.rules.rowCount() == 1
    assert page.routing.receiver.text() == "Jette Modell (Team Technik)"
    page.team_card.name.setText(" ")
    program.click(page.team_card.save)
    assert page.message.title.text() == "Bitte geben Sie dem Team einen Namen."


def test_a_lead_reads_and_asks_but_changes_nothing(office: Office) -> None:
    program = opened(office)
    make_team(program)
    make_rule(program)
    program.switch_user("lead", PASSWORD)
    program.open_view("Teams & Verteilung")
    page = page_of(program)
    for button in (page.add, page.team_card.save, page.routing.save, page.routing.remove):
        assert not button.isEnabled()
        assert button.accessibleDescription() == "Dafür fehlt Ihnen das Recht."
    assert page.read_only.isVisible()
    assert "Rolle Administration" in page.read_only.detail.text()
    card = page.team_card
    for field in (card.name, card.company, card.members, card.active):
        assert field.toolTip() == field.accessibleDescription() == "Dafür fehlt Ihnen das Recht."
    assert not page.routing.team.isEnabled()
    assert page.routing.team.toolTip() == "Dafür fehlt Ihnen das Recht."
    page.rules.setFocus()
    page.rules.setCurrentCell(0, 0)
    program.wait()
    assert page.routing.receiver.text() == "Jette Modell (Team Technik)"
    assert page.routing.receiver.accessibleName() == "Bekommt: Jette Modell (Team Technik)"
    program.click(page.routing.house.change)
    assert page.routing.reason.text() == (
        "Keine Regel passt. Der Vorgang steht unter „Nicht zugewiesen“."
    )


def test_a_clerk_does_not_see_the_page(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert TEAMS not in program.workspace.pages
    reason = program.workspace.workplace.actions.reason(ActionId.OPEN_TEAMS)
    assert reason == "Dafür fehlt Ihnen das Recht."
