"""A new address is decided field by field with keys, undone, and its way to the ERP worked off."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication, QCheckBox

from desktop.domain.accounts import EchoState
from desktop.domain.case_status import CaseState
from desktop.domain.erp_echo import EchoVerdict
from desktop.services.erp_echo.awaited import EchoNote, EchoSource
from desktop.services.erp_echo.noting import note_echoes
from desktop.services.hand_over.contact_runs import export_contact_run
from desktop.services.staff.access import SYSTEM
from desktop.views.actions import ActionId
from desktop.views.dialogs.reason_dialog import ReasonDialog
from tests.services.contact_support import contact_rows, tenant
from tests.support.office import PASSWORD, Office


def test_an_address_from_the_request_to_the_erp(office: Office) -> None:
    case = office.arrives(
        category="contact_data",
        subject="Neue Anschrift",
        text="Wir sind in der Straße umgezogen.",
        fields={"field": "address", "new_value": "Neue Straße 4a, 20095 Hamburg"},
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    card = program.pane.page.contact
    assert card.isVisible()
    assert card.party.isHidden()
    chosen = [name for name, row in card.rows.items() if row.chosen.isChecked()]
    assert chosen == ["street", "house_number", "postcode"]
    assert card.rows["street"].old.text() == "Musterkehre"
    assert card.rows["street"].new.text() == "Neue Straße"

    program.press("Ctrl+F7")
    focus = QApplication.focusWidget()
    assert isinstance(focus, QCheckBox)
    assert focus is card.rows["street"].chosen
    # The postcode stays as it is; the telephone number is added by whoever called.
    card.rows["postcode"].chosen.setFocus()
    program.press("Space")
    card.rows["phone"].new.selectAll()
    program.type("0170 5550142", card.rows["phone"].new)
    assert card.rows["phone"].chosen.isChecked()
    program.pane.reload()
    program.wait()
    assert card.rows["phone"].new.text() == "0170 5550142"
    program.press("Ctrl+F8")
    now = tenant(office.context, office.home)
    assert (now.street, now.postcode, now.phone) == ("Neue Straße", "22041", "0170 5550142")
    assert "Übernommen" in card.decided.text()
    assert program.pane.page.echoes.isVisible()

    program.press("Ctrl+Z", program.pane)
    assert tenant(office.context, office.home).street == "Musterkehre"
    assert office.case(case.id).state is CaseState.NEW
    program.press("Ctrl+F8")
    assert tenant(office.context, office.home).street == "Neue Straße"

    _erp_brings_another_street(office)
    program.workspace.workplace.actions[ActionId.OPEN_HAND_OVER].trigger()
    program.wait()
    page = program.workspace.pages.hand_over
    assert page.echoes.isVisible()
    assert page.echoes.note.text() == "1 ist zu prüfen"
    page.echoes.confirm.setFocus()
    program.press("Space")
    dialog = program.dialog()
    assert isinstance(dialog, ReasonDialog)
    program.press("Down")
    program.press("Ctrl+Return")
    assert contact_rows(office.context)[-1].echo is EchoState.CONFIRMED


def _erp_brings_another_street(office: Office) -> None:
    office.clock.advance(timedelta(seconds=11))
    export_contact_run(office.context, SYSTEM)
    row = contact_rows(office.context)[-1]
    note = EchoNote(EchoSource.CONTACT, row.id, EchoVerdict.CONTRADICTED, {"street": "Dritter Weg"})
    with office.context.database.write() as unit:
        note_echoes(unit, office.context, SYSTEM, [note])
