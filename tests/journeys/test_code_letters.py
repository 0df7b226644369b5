"""From the pile to the post: many letters with codes, printed, posted and printed anew."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtPdf import QPdfDocument

from desktop.domain.code_states import CodeState
from desktop.models.tenancy import PortalAccount
from desktop.services.audit import AuditAction
from desktop.views.account.letter_dialog import LetterDialog
from desktop.views.letters.new_codes_dialog import NewCodesDialog
from tests.support.code_letters import waiting_code_letters
from tests.support.codes import codes
from tests.support.office import PASSWORD, Office
from tests.support.printers import FilePrinters
from tests.support.program import RunningProgram, application

COUNT = 11


def pages_of(path: Path) -> list[str]:
    document = QPdfDocument()
    document.load(str(path))
    return [document.getAllText(page).text() for page in range(document.pageCount())]


def printed_codes(pages: list[str]) -> list[str]:
    """What stands below the word *Registrierungscode* in every letter."""
    lines = [page.splitlines() for page in pages]
    return [
        line.strip()
        for page in lines
        for line in page
        if len(line.strip()) == 14 and line.strip()[4::5] == "--"
    ]


def files_but(folder: Path, *left_out: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and path not in left_out:
            yield path, path.read_bytes()


def leads_to_the_account(program: RunningProgram) -> None:
    """A letter that belongs to no case: Enter and the button lead to its account."""
    assert program.workspace.pages.letters.preview.open_account.isVisible()
    program.press("Return")
    accounts = program.workspace.pages.accounts
    assert program.workspace.areas.currentWidget() is accounts
    assert accounts.account.page is not None
    assert accounts.account.page.contract_number == "10.2071.0001"
    program.open_view("Briefe")


def is_kept_with_a_mask(program: RunningProgram) -> None:
    """The account shows the letter that was printed, but not its code."""
    code = codes(program.context)[0]
    with program.context.database.read() as session:
        tenancy_id = session.get_one(PortalAccount, code.portal_account_id).tenancy_id
    program.workspace.accounts.open(tenancy_id)
    program.wait()
    program.workspace.pages.accounts.account.codes.table.setFocus()
    program.press("Return")
    dialog = program.dialog()
    assert isinstance(dialog, LetterDialog)
    text = dialog.pages.document().getAllText(0).text()
    assert "Stapel 1 · " in text
    assert f"••••-••••-••{code.last_two}" in text
    program.press("Esc")
    assert program.workspace.pages.accounts.acts.letters.dialog is None
    program.open_view("Briefe")


def test_codes_go_on_paper_and_nowhere_else(office: Office, tmp_path: Path) -> None:
    waiting_code_letters(office.context, office.clock, office.home, COUNT)
    paper, second = tmp_path / "papier.pdf", tmp_path / "noch einmal.pdf"
    office.printers = FilePrinters(paper)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Briefe")
    page = program.workspace.pages.letters
    assert page.list.letters.rowCount() == COUNT
    assert page.list.letters.index(0, 2).data() == "THOR · 10.2071.0001"
    assert page.reason.text() == "nach Umschlag sortiert, mit Liste"
    page.list.setFocus()
    program.press("Home")
    assert not page.preview.open_case.isVisible()
    assert "••••-••••-••••" in page.preview.pages.document().getAllText(0).text()
    leads_to_the_account(program)
    program.press("Esc")
    program.press("Ctrl+P")
    made = pages_of(paper)
    assert "Stapel 1 vom 23.11.2026" in made[0]
    assert len(made) == COUNT + 1
    first = printed_codes(made)
    assert len(set(first)) == COUNT
    assert page.progress.text.text() == f"{COUNT} Briefe gehen auf Papier"
    assert not page.progress.isVisible()
    assert page.message.title.text() == f"Stapel 1: {COUNT} Briefe gedruckt."
    page.past.post.setFocus()
    program.press("Space")
    assert page.past.list.hasFocus()
    assert page.message.title.text() == f"Stapel 1: {COUNT} Briefe mit Code zur Post gegeben."
    assert {row.state for row in codes(office.context)} == {CodeState.POSTED}
    is_kept_with_a_mask(program)
    assert not page.past.take_back.isEnabled()
    assert "zur Post gegeben" in page.past.list.item(0).text()
    office.printers.target = second
    program.click(page.past.again)
    dialog = program.dialog()
    assert isinstance(dialog, NewCodesDialog)
    program.press("Esc")
    assert not second.exists()
    program.click(page.past.again)
    program.press("Ctrl+Return")
    anew = printed_codes(pages_of(second))
    assert len(set(first) | set(anew)) == 2 * COUNT
    states = [row.state for row in codes(office.context)]
    assert states == [CodeState.REVOKED] * COUNT + [CodeState.ISSUED] * COUNT
    assert office.audited(AuditAction.LETTERS_POSTED) == ["clerk1"]
    titles = " ".join(window.windowTitle() for window in application().topLevelWidgets())
    for path, content in files_but(tmp_path, paper, second):
        for code in (*first, *anew):
            assert code.encode() not in content, path.name
            assert code.replace("-", "").encode() not in content, path.name
    assert not any(code in titles for code in (*first, *anew))
