"""An administrator sets office hours and ends somebody's access, with real keys and told before."""

from pathlib import Path

from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.views.actions import ActionId
from desktop.views.administration.account_settings_page import AccountSettingsPage
from desktop.views.administration.document_store_page import DocumentStorePage
from desktop.views.administration.office_page import OfficePage
from desktop.views.administration.staff_page import StaffPage
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def opened(office: Office) -> RunningProgram:
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
    program.sign_in("admin", PASSWORD)
    return program


def by_palette(program: RunningProgram, words: str) -> None:
    program.press("Ctrl+K")
    program.type(words)
    program.wait()
    program.press("Return")
    program.wait()


def set_hours(program: RunningProgram) -> None:
    """Closed today, with a number; the preview says what answers name, and Ctrl+Enter saves."""
    by_palette(program, "Notfallnummer")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, OfficePage)
    assert page.today.hours.text() == "Geöffnet 08:00 bis 16:00 Uhr"
    monday = page.fields.hours[0]
    monday.setFocus()
    monday.selectAll()
    program.type("halb neun", monday)
    program.wait_until(lambda: "keine Öffnungszeit" in page.today.now.text())
    assert page.save.isEnabled()
    monday.selectAll()
    program.type("14-15 Uhr", monday)
    page.fields.phone.setFocus()
    page.fields.phone.selectAll()
    program.type("040 66969 112")
    program.wait_until(lambda: "040 66969 112" in page.today.answer.text())
    assert page.today.now.text().startswith("Jetzt ist das Büro geschlossen, es öffnet")
    program.press("Ctrl+Return")
    assert page.message.title.text() == "Gespeichert. Es gilt von jetzt an."
    assert monday.text() == "14:00 - 15:00"
    assert not page.save.isEnabled()


def test_office_hours_and_a_colleague_who_leaves_and_comes_back(office: Office) -> None:
    case = office.arrives(category="damage", subject="Tür klemmt", text="Bitte.", fields={})
    program = opened(office)
    set_hours(program)
    program.switch_user("clerk1", PASSWORD)
    program.workspace.open_case(case.id)
    program.wait()
    assert "040 66969 112" in program.pane.page.damage.office.title.text()
    program.press("Ctrl+M")

    program.switch_user("admin", PASSWORD)
    by_palette(program, "Zugang abschalten")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, StaffPage)
    page.table.setFocus()
    program.press("Home")
    while page.card.title.text() != "Jette Modell":
        program.press("Down")
    program.wait()
    assert page.card.where.text() == "1 offener Vorgang: 1 nach „Nicht zugewiesen“."
    page.card.end.setFocus()
    program.press("Space")
    assert page.message.title.text() == "Jette Modell ist abgeschaltet."
    assert office.case(case.id).assignee_id is None
    assert page.card.title.text() == "Jette Modell"
    page.card.allow.setFocus()
    program.press("Space")
    assert page.message.title.text() == "Jette Modell ist wieder zugelassen."
    assert page.card.end.isVisible()


def test_a_company_moves_its_documents_to_a_network_folder(office: Office, tmp_path: Path) -> None:
    program = opened(office)
    by_palette(program, "Dokumentenablage einstellen")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, DocumentStorePage)
    fields = page.fields
    page.company.setFocus()
    program.press("Tab")
    assert fields.choice.hasFocus()
    assert not fields.folder.isVisible()
    program.press("Down")
    assert fields.folder.isVisible()
    assert not fields.bucket.isVisible()
    program.press("Tab")
    assert fields.folder.hasFocus()
    program.type(str(tmp_path / "akten"))
    program.press("Ctrl+Return")
    assert "nicht erreichbar" in page.message.title.text()
    (tmp_path / "akten").mkdir()
    program.press("Ctrl+Return")
    assert page.message.title.text() == "Gespeichert. Es gilt von jetzt an."
    with office.context.database.read() as session:
        company = session.get_one(Company, office.home.company_id)
        assert company.settings["document_places"] == [str(tmp_path / "akten"), "common"]
        code = company.code
    stored = office.context.stores.of(code).put([b"%PDF-1.7"])
    assert [file.name for file in (tmp_path / "akten").iterdir()] == [stored.sha256]


def test_what_holds_for_codes_and_the_erp_is_set_with_keys(office: Office) -> None:
    program = opened(office)
    by_palette(program, "Gültigkeit von Codes")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, AccountSettingsPage)
    fields = page.fields
    assert fields.code_days.text() == "90"
    assert fields.second_person.isChecked()
    assert not page.save.isEnabled()
    page.company.setFocus()
    program.press("Tab")
    assert fields.code_days.hasFocus()
    # Tab selects what stands there.
    program.type("0")
    program.press("Ctrl+Return")
    assert "ganze Zahl von 1 bis 3650 Tagen" in page.message.title.text()
    assert fields.code_days.text() == "0"
    fields.code_days.selectAll()
    program.type("60")
    program.press("Tab")
    assert fields.guard_days.hasFocus()
    program.press("Tab")
    assert fields.second_person.hasFocus()
    program.press("Space")
    program.press("Ctrl+Return")
    assert page.message.title.text() == "Gespeichert. Es gilt von jetzt an."
    assert not page.save.isEnabled()
    with office.context.database.read() as session:
        settings = session.get_one(Company, office.home.company_id).settings
    assert (settings["code_valid_days"], settings["code_second_person"]) == (60, False)

    program.switch_user("clerk1", PASSWORD)
    action = ActionId.OPEN_ACCOUNT_SETTINGS
    assert program.window.actions_registry.reason(action) == "Dafür fehlt Ihnen das Recht."
