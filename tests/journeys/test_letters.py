"""From a call to the paper: recorded, answered, printed after its undo time, taken back."""

from pathlib import Path

from PySide6.QtPdf import QPdfDocument

from desktop.domain.case_status import Channel
from desktop.domain.kinds import DeliveryState
from desktop.services.audit import AuditAction
from tests.services.exchange_support import make_case
from tests.support.office import PASSWORD, Office
from tests.support.printers import FilePrinters

SEND_SECONDS = 30


def text_of(path: Path) -> str:
    """What is on the paper."""
    document = QPdfDocument()
    document.load(str(path))
    pages = (document.getAllText(page).text() for page in range(document.pageCount()))
    return " ".join(" ".join(pages).split())


def test_a_caller_is_answered_on_paper(office: Office, tmp_path: Path) -> None:
    made = make_case(
        office.context,
        office.home,
        channel=Channel.TELEPHONE,
        category="damage",
        subject="Heizung kalt",
        portal_account_id=None,
    )
    office.printers = FilePrinters(tmp_path / "papier.pdf")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    way = composer.recipient.ways.currentText()
    assert way == "Brief an Aylin Musterbach, Musterkehre 12, 22041 Hamburg"
    program.type("Am Montag kommt der Monteur.")
    program.press("Ctrl+Return")
    program.open_view("Briefe")
    page = program.workspace.pages.letters
    assert page.empty.isVisible()
    office.later(SEND_SECONDS)
    program.press("F5")
    assert page.list.letters.rowCount() == 1
    program.press("Ctrl+P")
    (reply,) = [row for row in office.queued(made.case_id) if row.type == "letter.reply"]
    assert reply.state is DeliveryState.DELIVERED
    said = text_of(tmp_path / "papier.pdf")
    assert "Aylin Musterbach Musterkehre 12 22041 Hamburg" in said
    assert "Am Montag kommt der Monteur." in said
    assert "Stapel 1 · 1" in said
    program.press("Ctrl+Z")
    (reply,) = [row for row in office.queued(made.case_id) if row.type == "letter.reply"]
    assert reply.state is DeliveryState.WAITING
    assert page.list.letters.rowCount() == 1
    assert office.audited(AuditAction.LETTERS_PRINTED) == ["clerk1"]
    assert office.audited(AuditAction.LETTERS_TAKEN_BACK) == ["clerk1"]
