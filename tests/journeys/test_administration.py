"""An administrator sets hours and rules, and begins and ends somebody's access, told before."""

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QTableWidget

from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.views.actions import ActionId
from desktop.views.administration.account_settings_page import AccountSettingsPage
from desktop.views.administration.configuration_page import ConfigurationPage
from desktop.views.administration.document_store_page import DocumentStorePage
from desktop.views.administration.office_page import OfficePage
from desktop.views.administration.recalculate_dialog import RecalculateDialog
from desktop.views.administration.rules_page import RulesPage
from desktop.views.administration.staff_page import StaffPage
from desktop.views.sign_in.password_dialog import PasswordDialog
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


def test_somebody_new_signs_in_with_a_password_for_once_and_chooses_an_own_one(
    office: Office,
) -> None:
    program = opened(office)
    by_palette(program, "Mitarbeitende verwalten")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, StaffPage)
    page.new.setFocus()
    program.press("Space")
    assert page.editor.name.hasFocus()
    program.type("Karla Weiß")
    program.press("Tab")
    program.type("Clerk1")
    program.press("Return")
    assert "hat schon Jette Modell" in page.message.title.text()
    assert page.editor.name.text() == "Karla Weiß"
    page.editor.login.selectAll()
    program.type("karla")
    program.press("Return")
    assert page.message.title.text() == "Karla Weiß ist angelegt."
    once = page.once.password.text()
    assert page.card.title.text() == "Karla Weiß"
    by_palette(program, "Regeln und Fristen")
    # It left the screen with its page.
    assert not page.once.password.text()

    program.window.switch_user()
    program.wait()
    sign_in = program.window.sign_in
    sign_in.login.setText("karla")
    sign_in.password.setText(once)
    program.click(sign_in.submit)
    dialog = program.dialog()
    assert isinstance(dialog, PasswordDialog)
    program.type("zu kurz", dialog.chosen)
    program.press("Tab")
    program.type("zu kurz")
    program.press("Return")
    assert "mindestens 12 Zeichen" in dialog.error.title.text()
    for field in (dialog.chosen, dialog.repeated):
        field.setFocus()
        field.selectAll()
        program.type("vier Pferde im Regen", field)
    program.press("Return")
    program.wait_until(lambda: program.window.workspace is not None)
    # As after any other sign-in.
    assert program.workspace.workplace.person.has_every_company
    program.switch_user("karla", "vier Pferde im Regen")


def test_rules_show_their_effect_and_open_cases_follow_only_when_asked(office: Office) -> None:
    case = office.arrives()
    program = opened(office)
    by_palette(program, "Regeln und Fristen")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, RulesPage)
    assert page.effect.summary.text() == "Der letzte Antrag liefe wie bisher."
    days = page.fields.numbers["promise_workdays"]
    days.setFocus()
    days.selectAll()
    program.type("12", days)
    program.wait_until(lambda: page.effect.summary.text() == "1 von 1 Anträgen liefe anders.")
    assert _cell(page.effect.table, 2) == "02.12. → 04.12."
    assert not page.recalculate.isEnabled()
    program.press("Ctrl+Return")
    assert page.message.title.text() == "Gespeichert. Es gilt von jetzt an."
    assert office.case(case.id).due_on == date(2026, 12, 2)
    program.click(page.recalculate)
    dialog = program.dialog()
    assert isinstance(dialog, RecalculateDialog)
    assert _cell(dialog.table, 3) == "02.12.2026 → 04.12.2026"
    program.click(dialog.confirm)
    assert page.message.title.text() == "1 Vorgang ist neu berechnet."
    assert office.case(case.id).due_on == date(2026, 12, 4)


def test_the_configuration_goes_out_and_what_a_file_changes_is_seen_before(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "einrichtung.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    program = opened(office)
    by_palette(program, "Konfiguration in eine Datei")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, ConfigurationPage)
    program.press("Space")
    program.wait_until(lambda: page.message.title.text() == "einrichtung.json ist da.")
    told = json.loads(target.read_text("utf-8"))
    told["companies"][0]["settings"]["cutoff_day"] = 18
    target.write_text(json.dumps(told), "utf-8")
    page.look(target)
    program.wait_until(page.take_over.isEnabled)
    assert [_cell(page.table, column) for column in range(4)] == [
        "Gesellschaft",
        "THOR Wohnen",
        "geändert",
        "Stichtag im Monat",
    ]
    program.click(page.take_over)
    assert page.message.title.text() == "1 Eintrag ist übernommen."
    assert not page.take_over.isEnabled()
    with office.context.database.read() as session:
        settings = session.get_one(Company, office.home.company_id).settings
    assert settings["cutoff_day"] == 18
    target.write_text("nichts", "utf-8")
    page.look(target)
    program.wait_until(lambda: page.message.title.text().startswith("Das ist keine Datei"))


def _cell(table: QTableWidget, column: int) -> str:
    """What stands in the first row."""
    item = table.item(0, column)
    return "" if item is None else item.text()
