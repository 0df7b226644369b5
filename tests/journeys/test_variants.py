"""Variants of the bank change in the real window: other contracts, corrections, no new account."""

import csv
import io
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.domain.case_status import BankChangeState
from desktop.domain.outlook import Outlook
from desktop.models.company import Company
from desktop.models.tenancy import Tenant
from desktop.services.audit import AuditAction
from desktop.services.hand_over.use_cases import export_run
from desktop.texts.deadlines import consequence_sentence
from desktop.views.bank_change.correction_card import CorrectionCard
from desktop.views.widgets.labels import TextLabel
from tests.support.bank_cases import acknowledge_all, change_of, propose, release
from tests.support.factories import NEW_IBAN, OLD_IBAN, add_bank_details, add_tenancy, add_unit
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

UNDO_SECONDS = 10
GRANTED = {"mandate": {"granted": True, "signed_on": "2026-11-18", "text_version": "3.2"}}
REVOKED = {"mandate": {"granted": False, "revoked_on": "2026-11-18"}}


def contracts(office: Office, *numbers: str) -> None:
    """More contracts of the same tenant, paid from the same account."""
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        tenant = unit.session.get_one(Tenant, office.home.tenant_id)
        for number in numbers:
            flat = add_unit(unit, company, property_number=f"P{number[-4:]}", number=number[-4:])
            add_bank_details(unit, add_tenancy(unit, company, flat, [tenant], number))


def texts(widget: QWidget) -> str:
    """Everything that stands in a part of the page."""
    return "\n".join(label.text() for label in widget.findChildren(TextLabel))


def erp_rows(office: Office) -> list[dict[str, str]]:
    """What a hand-over of now tells the ERP."""
    content = export_run(office.context, office.home.clerk).content.decode()
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


def released_case(office: Office, **arrives: Any) -> int:
    """A bank change that two people let pass; its undo time is over."""
    case = office.arrives(**arrives)
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    office.later(UNDO_SECONDS + 1)
    return case.id


def outlook(program: RunningProgram) -> Outlook:
    """What the strip on show is painted from."""
    view = program.pane.view
    assert view is not None
    assert view.case.outlook is not None
    return view.case.outlook


def open_case(program: RunningProgram, case_id: int) -> None:
    """Show a case, closed or not."""
    program.workspace.inbox.open_case(case_id)
    program.wait()


def test_all_contracts_of_a_tenant_are_changed_one_after_the_other(office: Office) -> None:
    contracts(office, "10.4417.0099", "10.4417.0100")
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.pane.case_id == case.id
    page = program.pane.page
    boxes = page.tenancy.findChildren(QCheckBox)
    assert [box.isChecked() for box in boxes] == [True, True]
    assert "dasselbe Konto" in boxes[0].accessibleDescription()
    boxes[1].setFocus()
    QTest.keyClick(boxes[1], Qt.Key.Key_Space)
    assert not boxes[1].isChecked()
    QTest.keyClick(boxes[1], Qt.Key.Key_Space)
    program.click(program.button("Auch hier ändern"))
    assert program.pane.undo_bar.isVisible()
    view = program.pane.view
    assert view is not None
    assert view.bank is not None
    siblings = view.bank.siblings
    assert len(siblings) == 2
    program.button(f"Vorgang {siblings[0].reference} für Vertrag 10.4417.0099 öffnen")

    # The same account for several contracts is worth a look each time.
    acknowledge_all(office.context, office.home.clerk, case.id)
    program.press("F5")
    program.press("Ctrl+Return")
    message = program.workspace.inbox.desk.bank_work.siblings.message
    assert message.isVisible()
    assert "2 weitere Verträge" in message.title.text()
    assert siblings[1].reference in message.detail.text()
    program.press("Ctrl+Shift+W")
    assert not message.isVisible()
    assert program.pane.case_id == siblings[0].case_id
    assert change_of(office.context, siblings[0].case_id).state is BankChangeState.OPEN


def test_two_people_take_a_release_back(office: Office) -> None:
    case_id = released_case(office)
    (first,) = erp_rows(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    open_case(program, case_id)
    program.press("Ctrl+Shift+R")
    program.type("Nicht beantragt")
    program.press("Ctrl+Return")
    assert change_of(office.context, case_id).state is BankChangeState.CORRECTING
    card = program.pane.page.findChild(CorrectionCard)
    assert card is not None
    assert card.isVisible()
    assert "Nicht beantragt" in texts(card)
    assert not program.pane.action_bar.main.isEnabled()
    program.press("Ctrl+Return")
    assert change_of(office.context, case_id).state is BankChangeState.CORRECTING

    program.switch_user("clerk2", PASSWORD)
    program.open_view("Freigaben")
    assert program.pane.case_id == case_id
    assert program.pane.action_bar.main.text() == "Rücknahme freigeben"
    strip = program.pane.page.strip.accessibleDescription()
    assert "wieder, was vorher galt" in strip
    shown = texts(program.pane.page.comparison)
    assert NEW_IBAN[-4:] in shown
    assert OLD_IBAN in shown.replace(" ", "")
    program.press("Ctrl+Return")
    assert change_of(office.context, case_id).state is BankChangeState.CORRECTED
    assert office.audited(AuditAction.CORRECTION_PROPOSED) == ["clerk1"]
    assert office.audited(AuditAction.BANK_CHANGE_CORRECTED) == ["clerk2"]
    assert erp_rows(office) == []
    office.later(UNDO_SECONDS)
    assert office.kinds_delivered()[-3:] == [
        "message.sent.v1",
        "bank_details.changed.v1",
        "case.status_changed.v1",
    ]
    (row,) = erp_rows(office)
    assert (first["iban"], row["iban"]) == (NEW_IBAN, OLD_IBAN)


def test_a_correction_is_undone_by_key(office: Office) -> None:
    case_id = released_case(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    open_case(program, case_id)
    program.press("Ctrl+Shift+R")
    program.type("Falsches Konto")
    program.press("Ctrl+Return")
    program.press("Ctrl+Z")
    assert change_of(office.context, case_id).state is BankChangeState.RELEASED
    assert not office.case(case_id).is_open


def test_a_mandate_alone_never_reads_as_a_new_account(office: Office) -> None:
    case = office.arrives(fields=GRANTED)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.pane.page
    assert "neuen Konto" not in texts(page)
    assert "neuen Konto" not in page.strip.accessibleDescription()
    assert texts(page.comparison).count("unverändert") == 4
    assert "neu, Basis (CORE)" in texts(page.mandate) or page.mandate.kind.isVisible()
    office.later(UNDO_SECONDS)
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    office.later(UNDO_SECONDS)
    message = [event for event in office.deliver() if event["type"].endswith("message.sent.v1")][-1]
    assert message["data"]["subject"] == "Ihr SEPA-Mandat ist eingetragen"
    (row,) = erp_rows(office)
    assert (row["kind"], row["iban"]) == ("mandate_only", OLD_IBAN)


def test_a_revocation_shows_the_way_of_payment_before_and_after(office: Office) -> None:
    case = office.arrives(fields=REVOKED)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.pane.page
    assert "neuen Konto" not in texts(page)
    assert "neuen Konto" not in page.strip.accessibleDescription()
    titles = {module.code for module in program.pane.view.modules}  # type: ignore[union-attr]
    assert not titles & {"iban_check", "mandate_request", "address_request"}
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    office.later(UNDO_SECONDS)
    open_case(program, case.id)
    # Afterwards too: what it was and what it became.
    shown = texts(program.pane.page.comparison)
    assert shown.count("unverändert") == 3
    (row,) = erp_rows(office)
    assert (row["kind"], row["iban"]) == ("revocation", "")


def test_a_missed_run_has_a_prepared_reply_and_corrects_what_was_told(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    codes = {module.code for module in program.pane.view.modules}  # type: ignore[union-attr]
    assert "delay_notice" not in codes
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    office.clock.set_berlin(date(2026, 12, 1))
    office.deliver()
    (row,) = erp_rows(office)
    assert row["valid_from"] == "2027-01-04"
    told = [one for one in office.deliver() if one["type"].endswith("bank_details.changed.v1")]
    assert [one["data"]["first_collection_on"] for one in told] == ["2026-12-01", "2027-01-04"]
    open_case(program, case.id)
    assert "04.01. statt 01.12." in consequence_sentence(outlook(program))
    second = office.arrives("event-2", fields=GRANTED)
    open_case(program, second.id)
    replies = {module.code: module for module in program.pane.view.modules}  # type: ignore[union-attr]
    assert "01.12.2026" in replies["delay_notice"].text
    assert "04.01.2027" in replies["delay_notice"].text
