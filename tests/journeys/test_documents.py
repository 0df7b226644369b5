"""A document goes from a file into an account, to its party, and back, by keys alone."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from desktop.domain.case_status import CaseState
from desktop.domain.documents import DocumentKind, DocumentState
from desktop.models.document import Document
from desktop.services.search.upkeep import index_everything
from desktop.views.account.account_page import DOCUMENTS
from desktop.views.documents.archive_dialog import ArchiveDialog
from desktop.views.documents.tenant_view_dialog import TenantViewDialog
from desktop.views.documents.upload_dialog import UploadDialog
from tests.support.documents import agree
from tests.support.office import PASSWORD, Office
from tests.support.pdf_files import acting, letter
from tests.support.program import RunningProgram


def test_a_document_is_uploaded_looked_at_recalled_and_found(office: Office) -> None:
    home = office.home
    agree(office.context, home.tenancy_id, home.tenant_id)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.workspace.accounts.open(home.tenancy_id)
    program.wait()
    page = program.workspace.pages.accounts
    tab = page.account.documents_tab

    _upload(office, program)
    assert page.account.head.tabs.tabText(DOCUMENTS) == "Dokumente 1"
    assert tab.table.hasFocus()
    assert tab.preview.pages.page_count == 1
    # Within the undo time it has never left; published anew it goes to the portal.
    program.press("Ctrl+Z")
    assert _states(office) == [DocumentState.UNDONE]
    _upload(office, program)
    assert _seen(program) == []
    office.clock.advance(timedelta(seconds=31))
    assert office.kinds_delivered() == ["document.published.v1"]
    assert _seen(program) == ["Hausordnung"]

    program.click(tab.details.recall)
    program.press("Ctrl+Return")
    assert tab.table.facts.rows[0].cells[-1].text == "zurückgerufen"
    assert _states(office) == [DocumentState.UNDONE, DocumentState.RECALLED]

    # The palette leads to the document, wherever one is.
    index_everything(office.context)
    program.press("Ctrl+1")
    program.press("Ctrl+K")
    program.type("Ruhezeiten")
    program.wait()
    program.press("Return")
    assert page.tenancy_id == home.tenancy_id
    assert page.account.head.tabs.currentIndex() == DOCUMENTS


def _upload(office: Office, program: RunningProgram) -> None:
    """A file with a script is refused; the next one is published by keys."""
    page = program.workspace.pages.accounts
    program.press("Ctrl+F5")
    dialog = program.dialog()
    assert isinstance(dialog, UploadDialog)
    page.documents.upload.take_paths((_file(office, "rechnung.pdf", acting()),))
    program.wait()
    assert "enthält ein Skript" in dialog.refused.title.text()
    content = letter("Hausordnung\nRuhezeiten ab 22 Uhr")
    page.documents.upload.take_paths((_file(office, "Hausordnung.pdf", content),))
    program.wait()
    assert dialog.kind.hasFocus()
    program.type("Hausordnung")
    program.wait_until(dialog.confirm.isEnabled)
    [row] = dialog.ways.rows.values()
    assert row.why.text() == "hat der elektronischen Zustellung zugestimmt"
    program.press("Ctrl+Return")
    assert page.account.head.tabs.currentIndex() == DOCUMENTS


def _seen(program: RunningProgram) -> list[str]:
    """Titles of what the tenant sees, by *Ansicht Mieter*."""
    program.press("Ctrl+Shift+F5")
    dialog = program.dialog()
    assert isinstance(dialog, TenantViewDialog)
    titles = [row.cells[1].text for row in dialog.table.facts.rows]
    program.press("Esc")
    return titles


def _file(office: Office, name: str, content: bytes) -> Path:
    path = office.folder / name
    path.write_bytes(content)
    return path


def _states(office: Office) -> list[DocumentState]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Document.state).order_by(Document.id)))


def test_a_case_gets_its_document_from_the_account_or_the_archive(office: Office) -> None:
    home = office.home
    agree(office.context, home.tenancy_id, home.tenant_id)
    case = office.arrives(
        category="documents",
        subject="Hausordnung",
        fields={"document": "Hausordnung", "year": "2019"},
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.workspace.inbox.open_case(case.id)
    program.wait()
    desk, page = program.workspace.inbox.desk, program.pane.page
    assert page.documents.nothing.text() == "Im Mieterkonto liegt noch kein Dokument."

    desk.documents_work.ask_archive()
    program.wait()
    asked = program.dialog()
    assert isinstance(asked, ArchiveDialog)
    assert asked.kind.currentData() == DocumentKind.HOUSE_RULES
    assert asked.wanted.text() == "Hausordnung 2019"
    program.press("Ctrl+Return")
    assert office.case(case.id).state is CaseState.WAITING
    [line] = page.documents.requests.lines()
    program.click(line.found_button)
    content = letter("Hausordnung")
    desk.documents_work.upload.take_paths((_file(office, "Hausordnung.pdf", content),))
    program.wait()
    dialog = program.dialog()
    assert isinstance(dialog, UploadDialog)
    program.wait_until(dialog.confirm.isEnabled)
    program.press("Ctrl+Return")
    # The case goes on, and the prepared reply names what was put into the account.
    assert office.case(case.id).state is not CaseState.WAITING
    assert "für Sie bereitgestellt: Hausordnung" in page.composer.text.toPlainText()

    program.press("Ctrl+Shift+F9")
    assert page.documents.table.hasFocus()
    program.press("Return")
    assert [file.name for file in page.composer.files.files()] == ["Hausordnung.pdf"]
    program.press("Ctrl+Shift+Return")
    assert office.case(case.id).state is CaseState.CLOSED
