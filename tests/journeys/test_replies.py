"""Prepared replies with the real window and real keys: put in, completed, sent with a file."""

from typing import Any

from PySide6.QtCore import QMimeData, QUrl

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, DraftKind
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase
from desktop.services.conversation.drafts import own_drafts
from desktop.services.conversation.text_modules import TextModule, TextModuleKind
from desktop.views.actions import ActionId
from tests.services.test_outgoing_files import PDF
from tests.support.office import PASSWORD, Office

SEND_SECONDS = 30
DAMAGE: dict[str, Any] = {
    "category": "damage",
    "subject": "Fenster undicht",
    "text": "Es zieht.",
    "fields": {},
}


def test_a_reply_with_a_gap_is_completed_and_sent(office: Office) -> None:
    case = office.arrives(**DAMAGE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    program.type("::auft")
    assert composer.text.picker.offered() == ("Handwerksbetrieb beauftragt",)
    program.press("Return")
    assert composer.subject.text() == "Ihre Schadensmeldung: Wir haben einen Betrieb beauftragt"
    program.press("Ctrl+Home")
    program.press("Ctrl+Return")
    assert "«Handwerksbetrieb fehlt»" in program.pane.problem.title.text()
    assert "F7" in program.pane.problem.title.text()
    assert not office.replies(case.id)
    program.press("F7")
    assert composer.text.textCursor().selectedText() == "«Handwerksbetrieb fehlt»"
    program.type("Musterbau GmbH")
    program.press("Ctrl+Return")
    assert not composer.isVisible()
    office.later(SEND_SECONDS)
    told = office.deliver()
    assert any("Musterbau GmbH" in event["data"].get("text", "") for event in told)


def test_only_the_button_that_strg_enter_presses_names_it(office: Office) -> None:
    office.arrives(**DAMAGE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    composer, main = program.pane.page.composer, program.pane.action_bar.main
    assert main.keys() == "Strg+Enter"
    program.press("Ctrl+R")
    assert (composer.send.keys(), main.keys()) == ("Strg+Enter", "")
    composer.subject.setFocus()
    assert (composer.send.keys(), main.keys()) == ("Strg+Enter", "")
    program.pane.page.strip.setFocus()
    assert (composer.send.keys(), main.keys()) == ("", "Strg+Enter")
    composer.text.setFocus()
    program.press("Esc")
    assert (composer.send.keys(), main.keys()) == ("", "Strg+Enter")


def test_answer_and_close_go_in_one_and_come_back_in_one(office: Office) -> None:
    case = office.arrives(**DAMAGE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    program.type("::behoben")
    program.press("Return")
    assert composer.send_and_close.isVisible()
    text = composer.text.toPlainText()
    program.press("Ctrl+Shift+Return")
    stored = office.case(case.id)
    assert (stored.state, stored.close_reason) == (CaseState.CLOSED, "Schaden behoben")
    program.press("Ctrl+Z")
    assert office.case(case.id).is_open
    assert [one.text for one in own_drafts(office.context, office.home.clerk, case.id)] == [text]
    assert office.queued(case.id)[-1].state is DeliveryState.CANCELLED
    program.open_view("Alle offenen")
    assert program.pane.page.composer.text.toPlainText() == text
    program.press("Ctrl+R")
    program.press("Ctrl+Shift+Return")
    office.later(SEND_SECONDS)
    kinds = office.kinds_delivered()
    assert kinds[-2:] == ["message.sent.v1", "case.status_changed.v1"]
    assert office.delivered()[-1]["data"]["status"] == "closed"


def test_an_answer_in_a_closed_case_that_is_taken_back_stays_open(office: Office) -> None:
    """No list of open cases has it: what such a list begins with took its place."""
    closed = office.arrives(**DAMAGE)
    cases.close(office.context, office.home.clerk, CloseCase(closed.id, "Erledigt", closed.version))
    office.arrives("event-other", **DAMAGE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.workspace.open_case(closed.id)
    program.wait()
    program.press("Ctrl+R")
    program.type("Das Fenster ist bestellt.")
    program.press("Ctrl+Return")
    program.press("Ctrl+Z")
    text = program.pane.page.composer.text
    assert (program.pane.case_id, text.toPlainText()) == (closed.id, "Das Fenster ist bestellt.")


def test_a_file_survives_the_window_and_leaves_with_the_answer(office: Office) -> None:
    case = office.arrives(**DAMAGE)
    path = office.folder / "Bescheinigung.pdf"
    path.write_bytes(PDF)
    fake = office.folder / "Rechnung.pdf"
    fake.write_bytes(b"MZ\x90\0")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(fake))])
    program.pane.page.composer.text.insertFromMimeData(mime)
    program.wait()
    files = program.pane.page.composer.files
    assert [one.name for one in files.files()] == ["Bescheinigung.pdf"]
    assert "Rechnung.pdf" in files.problem.title.text()
    path.unlink()
    program.close()
    office.open_programs.clear()
    again = office.start()
    again.sign_in("clerk1", PASSWORD)
    assert [one.name for one in again.pane.page.composer.files.files()] == ["Bescheinigung.pdf"]
    again.press("Ctrl+R")
    again.type("Anbei.")
    again.press("Ctrl+Return")
    assert own_drafts(office.context, office.home.clerk, case.id) == ()
    office.later(SEND_SECONDS)
    sent = [event for event in office.deliver() if event["type"].endswith("message.sent.v1")]
    assert [one["name"] for one in sent[0]["data"]["attachments"]] == ["Bescheinigung.pdf"]


def test_the_actions_of_a_text_say_why_they_do_nothing(office: Office) -> None:
    office.arrives(**DAMAGE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    actions = program.workspace.workplace.actions
    ours = (ActionId.NEXT_GAP, ActionId.ATTACH, ActionId.SEND_AND_CLOSE)
    assert {actions.reason(one) for one in ours} == {"Es wird gerade nichts geschrieben."}
    program.press("Ctrl+I")
    assert actions.reason(ActionId.NEXT_GAP) == ""
    assert actions.reason(ActionId.ATTACH) == "Das geht nur in einer Antwort."
    program.press("Esc")
    program.press("Ctrl+R")
    assert {actions.reason(one) for one in ours} == {""}


def test_what_comes_late_is_never_put_into_another_case(office: Office) -> None:
    """The answer to a question may come when the next case is open already."""
    office.arrives(**DAMAGE)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Guten Tag")
    pane, composer = program.pane, program.pane.page.composer
    writing = program.workspace.inbox.desk.writing
    assert pane.case_id is not None
    other = pane.case_id + 1
    foreign = TextModule("missing", TextModuleKind.REPLY, "Fehlendes", "Betreff", "Frau Fremd")
    writing.write_prepared(DraftKind.REPLY, foreign, other)
    writing.sent(other, DraftKind.REPLY)
    writing.not_sent(UserError("message.recipient_changed"), other)
    assert composer.isVisible()
    assert composer.text.toPlainText() == "Guten Tag"
    assert not pane.problem.isVisible()
    writing.write_prepared(DraftKind.REPLY, foreign, pane.case_id)
    assert composer.text.toPlainText() == "Frau Fremd"
