"""Asking, answering, writing: what leaves the house, what stays, and that nothing typed is lost."""

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.findings import FindingCode
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Draft
from desktop.services.audit import AuditAction
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import WaitUntil
from desktop.views.storing_time import AT_LEAST_EVERY_MS
from tests.support.bank_cases import FULL_ADDRESS, change_of
from tests.support.office import PASSWORD, Office, bank_fields
from tests.support.portal import attachment, message

SEND_SECONDS = 30
INCOMPLETE = bank_fields(
    account_holder="Rolf Musterbach",
    holder_address={
        "street": FULL_ADDRESS.street,
        "postcode": FULL_ADDRESS.postcode,
        "town": FULL_ADDRESS.town,
        "country": FULL_ADDRESS.country,
    },
)


def drafts(office: Office) -> list[str]:
    """Texts of all stored drafts."""
    with office.context.database.read() as session:
        return list(session.scalars(select(Draft.text)))


def picture(folder: Path) -> bytes:
    """A small PNG."""
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("darkCyan"))
    path = folder / "picture.png"
    assert image.save(str(path))
    return path.read_bytes()


def test_a_missing_address_is_asked_for_and_arrives_as_an_answer(office: Office) -> None:
    case = office.arrives(fields=INCOMPLETE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.click(program.button("Adresse anfordern: Anschrift unvollständig"))
    composer = program.pane.page.composer
    assert composer.text.hasFocus()
    assert "– Hausnummer" in composer.text.toPlainText()
    # Two Werktage before the debit file of Monday 30 November.
    assert composer.content().waiting_until == date(2026, 11, 26)
    program.type("Noch ein Satz von Hand. ")
    program.press("Ctrl+Return")
    stored = office.case(case.id)
    assert (stored.state, stored.waiting_until) == (CaseState.WAITING, date(2026, 11, 26))
    program.open_view("Wiedervorlage")
    assert program.pane.case_id == case.id
    assert office.kinds_delivered() == ["request.received.v1"]
    office.later(SEND_SECONDS)
    assert office.kinds_delivered()[1:3] == ["message.sent.v1", "case.status_changed.v1"]
    asked = office.delivered()[1]
    assert "Noch ein Satz von Hand." in asked["data"]["text"]
    assert "– Hausnummer" in asked["data"]["text"]

    answer = message(
        case.reference,
        portal_account=office.home.portal_account,
        in_reply_to=asked["id"],
        fields={"holder_address": {"house_number": "7"}},
    )
    office.portal.leave({**answer, "time": "2026-11-23T10:05:00+01:00"})
    assert office.take_in().accepted == 1
    program.wait()
    assert office.case(case.id).state is CaseState.IN_REVIEW
    change = change_of(office.context, case.id)
    assert change.holder_address is not None
    assert change.holder_address["house_number"] == "7"
    program.open_view("Alle offenen")
    view = program.pane.view
    assert view is not None
    assert view.bank is not None
    codes = {row.code for row in view.bank.findings}
    assert FindingCode.HOLDER_ADDRESS_INCOMPLETE not in codes
    assert FindingCode.HOLDER_DIFFERS in codes


def test_a_reply_that_is_taken_back_never_leaves(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.window.resize(1180, 720)
    program.press("Ctrl+R")
    program.type("Das schreibe ich der Falschen.")
    program.press("Ctrl+Enter")
    assert program.pane.undo_bar.isVisible()
    program.pane.page.scroll_to_top()
    program.press("Ctrl+Z")
    text = program.pane.page.composer.text
    assert text.toPlainText() == "Das schreibe ich der Falschen."
    assert not text.visibleRegion().isEmpty(), "it came back out of sight"
    office.later(3600)
    assert office.kinds_delivered() == ["request.received.v1"]
    assert office.queued(case.id)[-1].state is DeliveryState.CANCELLED


def test_a_note_never_leaves_the_house(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+I")
    composer = program.pane.page.composer
    assert composer.recipient.label.text() == "bleibt im Haus"
    assert composer.text.property("note") is True
    assert not composer.recipient.ways.isVisible()
    program.type("Wirkt unsicher am Telefon.")
    program.press("Ctrl+Return")
    assert office.notes(case.id) == ["Wirkt unsicher am Telefon."]
    office.later(24 * 3600)
    assert office.kinds_delivered() == ["request.received.v1"]
    assert "unsicher" not in str(office.delivered())
    assert len(office.queued(case.id)) == 1


def test_a_rejection_is_sent_with_its_prepared_reply(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+L")
    program.press("Down")
    program.press("Ctrl+Return")
    composer = program.pane.page.composer
    assert composer.heading.text() == "Ablehnung"
    prepared = composer.text.toPlainText()
    assert case.reference in prepared
    program.click(composer.send)
    assert not office.case(case.id).is_open
    assert change_of(office.context, case.id).state is BankChangeState.REJECTED
    office.later(SEND_SECONDS)
    events = {event["type"].split(".", 2)[2]: event for event in office.deliver()}
    assert events["message.sent.v1"]["data"]["text"] == prepared
    assert events["case.status_changed.v1"]["data"]["status"] == "closed"
    assert "bank_details.changed.v1" not in events
    assert office.rows_waiting() == 0


def test_a_draft_survives_the_window(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Guten Tag, Frau Musterbach")
    program.close()
    office.open_programs.clear()
    assert drafts(office) == ["Guten Tag, Frau Musterbach"]
    again = office.start()
    again.sign_in("clerk1", PASSWORD)
    assert again.pane.case_id == case.id
    assert again.pane.page.composer.isVisible()
    assert again.pane.page.composer.text.toPlainText() == "Guten Tag, Frau Musterbach"
    # Nobody else reads what is not said yet.
    again.switch_user("clerk2", PASSWORD)
    assert not again.pane.page.composer.isVisible()


def test_what_was_typed_is_stored_within_a_second_by_itself(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    at_least = next(
        timer for timer in composer.findChildren(QTimer) if timer.interval() == AT_LEAST_EVERY_MS
    )
    program.type("Gu")
    assert at_least.isActive()
    patience = QDeadlineTimer(20_000)
    # Keys that never stop for half a second: only the second timer can store them.
    while not drafts(office):
        program.type("t")
        QApplication.processEvents()
        assert not patience.hasExpired(), "nothing was stored"
    assert drafts(office)[0].startswith("Gut")


def test_a_draft_is_kept_when_another_case_is_opened(office: Office) -> None:
    office.arrives()
    second = office.arrives(
        "event-2", time="2026-11-19T08:00:00+01:00", category="general", fields={}
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Halb fertig")
    program.press("Ctrl+PgDown")
    assert program.pane.case_id == second.id
    assert not program.pane.page.composer.isVisible()
    assert drafts(office) == ["Halb fertig"]
    program.press("Ctrl+PgUp")
    assert program.pane.page.composer.text.toPlainText() == "Halb fertig"


def test_a_colleague_was_faster_and_the_text_is_kept(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Mein Satz")
    program.wait()
    version = program.pane.view.case.header.version  # type: ignore[union-attr]
    # On another computer: this window is not told before it acts.
    with program.unaware():
        command = WaitUntil(case.id, date(2026, 11, 27), "Rückruf", version)
        cases.wait_until(office.context, office.home.second_clerk, command)
        program.wait()
    program.click(program.pane.page.composer.send)
    problem = program.pane.problem
    assert problem.isVisible()
    assert (
        problem.title.text() == "Nicht gespeichert: Timo Vorlage hat den Vorgang um 09:42 geändert."
    )
    assert "Entwurf gesichert" in problem.detail.text()
    assert program.pane.page.composer.text.toPlainText() == "Mein Satz"
    assert drafts(office) == ["Mein Satz"]
    assert not office.replies(case.id)
    program.click(program.button("Neu laden"))
    program.click(program.pane.page.composer.send)
    assert not problem.isVisible()
    assert drafts(office) == []
    assert len(office.replies(case.id)) == 1


def test_a_damage_case_with_a_picture_is_answered_closed_and_reopened(office: Office) -> None:
    content = picture(office.folder)
    data: dict[str, Any] = {
        "category": "damage",
        "subject": "Fenster undicht",
        "text": "Es zieht.",
        "fields": {"room": "Bad"},
        "attachments": [attachment("1.png", content, name="Fenster.png", media_type="image/png")],
        "files": {"1.png": content},
    }
    case = office.arrives(**data)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.pane.page
    assert page.header.title.text() == "Fenster undicht"
    assert page.damage.what.text() == "Bad"
    assert not page.fields.isVisible()
    assert not page.findings.isVisible()
    program.click(page.attachments.findChildren(QPushButton)[0])
    assert page.viewer.isVisible()
    assert office.audited(AuditAction.ATTACHMENT_VIEWED) == ["clerk1"]
    program.press("Ctrl+R")
    program.type("Der Tischler kommt am Mittwoch.")
    program.press("Ctrl+Return")
    program.press("Ctrl+Shift+E")
    program.click(program.button("Erledigt"))
    program.click(program.button("Abschließen"))
    assert not office.case(case.id).is_open
    office.later(SEND_SECONDS)
    kinds = office.kinds_delivered()
    assert "message.sent.v1" in kinds
    assert office.delivered()[-1]["data"]["status"] == "closed"
    # Out of the list, but the earlier case can be opened from where it is linked; here by number.
    program.workspace.inbox.open_case(case.id)
    program.wait()
    program.press("Ctrl+Shift+O")
    program.type("Es zieht immer noch")
    program.press("Ctrl+Return")
    assert office.case(case.id).is_open
    assert office.case(case.id).due_on == case.due_on
