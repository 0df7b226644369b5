"""Letters with a code for many are asked for from the area *Briefe*: seen before, done, told."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.context import ServiceContext
from desktop.services.registration.use_cases import BulkPlan, BulkRequest, plan_bulk_request
from desktop.services.staff.access import Actor
from desktop.views.letters import many_codes_dialog
from desktop.views.letters.letters_page import LettersPage
from desktop.views.letters.many_codes_dialog import ManyCodesDialog
from tests.support.codes import add_newcomers, codes
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def _open(office: Office) -> tuple[RunningProgram, LettersPage, ManyCodesDialog]:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Briefe")
    page = program.workspace.pages.letters
    page.ask.click()
    [dialog] = page.findChildren(ManyCodesDialog)
    return program, page, dialog


def test_it_is_said_before_who_gets_a_letter_and_who_does_not(office: Office) -> None:
    add_newcomers(office.context, office.home, "Jonte", "Fenja")
    program, page, dialog = _open(office)
    program.wait_until(lambda: "2 Briefe" in dialog.plan.text())
    assert dialog.plan.text() == "2 Briefe werden angefordert."
    assert dialog.passed_over.text() == "1 × Konto ist aktiviert"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    program.wait_until(lambda: not page.findChildren(ManyCodesDialog))
    program.wait_until(lambda: page.list.letters.rowCount() == 2)
    assert page.message.isVisible()
    assert "2 Briefe mit Code sind angefordert." in page.message.accessibleName()
    assert len(codes(office.context)) == 2


def test_a_house_or_a_list(office: Office) -> None:
    add_newcomers(office.context, office.home, "Jonte")
    add_newcomers(office.context, office.home, "Ida", number=2)
    program, _, dialog = _open(office)
    dialog.house.click()
    assert dialog.number.isVisible()
    assert not dialog.confirm.isEnabled()
    dialog.number.setText("2071-2")
    program.wait_until(lambda: dialog.plan.text() == "1 Brief wird angefordert.")
    dialog.listed.click()
    dialog.numbers.setPlainText("10.2071.0001, 99.9\n")
    program.wait_until(lambda: "99.9" in dialog.passed_over.text())
    assert dialog.plan.text() == "1 Brief wird angefordert."
    assert dialog.passed_over.text() == "Unbekannte Vertragsnummern: 99.9"
    dialog.numbers.setPlainText("99.9")
    program.wait_until(lambda: "kein Brief" in dialog.plan.text())
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert codes(office.context) == []


def test_what_is_answered_after_closing_meets_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, closed = Event(), Event()

    def slow(context: ServiceContext, actor: Actor, wanted: BulkRequest) -> BulkPlan:
        asked.set()
        assert closed.wait(30)
        return plan_bulk_request(context, actor, wanted)

    monkeypatch.setattr(many_codes_dialog, "plan_bulk_request", slow)
    program, page, dialog = _open(office)
    program.wait_until(asked.is_set)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    program.wait_until(lambda: not page.findChildren(ManyCodesDialog))
    closed.set()
    program.wait()
    assert not page.message.isVisible()
