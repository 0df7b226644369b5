"""Area *Briefe*: what is shown, what can be printed and why not, and what becomes of a batch."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, PrintWay
from desktop.services.audit import AuditAction
from desktop.services.letters.commands import PrintLetters
from desktop.services.letters.use_cases import print_letters
from desktop.views.actions import ActionId
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.letters.address_dialog import AddressDialog
from desktop.views.letters.batch_cards import UnconfirmedBatch
from desktop.views.letters.letter_table import CASE_COLUMN, STATE_COLUMN
from desktop.views.letters.letters_page import LettersPage
from desktop.views.sidebar_entries import LETTERS
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.pill import Pill
from tests.services.exchange_support import make_case
from tests.support.code_letters import waiting_code_letters
from tests.support.letters import ADDRESS, PlainPress, Tray, add_letter, delivery_of
from tests.support.office import PASSWORD, Office
from tests.support.printers import FilePrinters
from tests.support.program import RunningProgram, theme_controller

HOMELESS = "Rolf Musterbach"


def case_of(office: Office) -> int:
    """A case that came by telephone."""
    made = make_case(office.context, office.home, channel=Channel.TELEPHONE, portal_account_id=None)
    return made.case_id


def some_letters(office: Office, *recipients: str) -> list[int]:
    """Letters of one case, one for each recipient; an empty one is a usual address."""
    case_id = case_of(office)
    return [
        add_letter(office.context, case_id, recipient=one or ADDRESS, subject=subject)
        for one, subject in zip(recipients, ("Eins", "Zwei", "Drei"), strict=False)
    ]


def open_letters(office: Office, login: str = "clerk1") -> tuple[RunningProgram, LettersPage]:
    program = office.start()
    program.sign_in(login, PASSWORD)
    program.open_view("Briefe")
    return program, program.workspace.pages.letters


def answer_file_dialog(monkeypatch: pytest.MonkeyPatch, target: Path | None) -> None:
    """What the person chooses when asked for a file; None cancels."""
    name = "" if target is None else str(target)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (name, ""))


def states(office: Office, ids: Sequence[int]) -> list[DeliveryState]:
    return [delivery_of(office.context, one).state for one in ids]


def pages_of(path: Path) -> list[str]:
    """The text of every page of a PDF."""
    document = QPdfDocument()
    document.load(str(path))
    return [document.getAllText(page).text() for page in range(document.pageCount())]


def interrupted(office: Office, ids: Sequence[int]) -> None:
    """A batch that never came back from its printer."""
    tray = Tray(refuses=True)
    command = PrintLetters(tuple(ids), PrintWay.PRINTER)
    with pytest.raises(UserError):
        print_letters(office.context, office.home.clerk, PlainPress(), tray.take, command)


def test_the_sidebar_counts_what_the_list_shows(office: Office) -> None:
    some_letters(office, "", "", HOMELESS)
    program, page = open_letters(office)
    model = program.workspace.sidebar.model
    entry = model.data(model.index(model.row_of(LETTERS)), 257)
    assert getattr(entry, "count", None) == 3 == page.list.letters.rowCount()
    assert page.summary.text() == "3 Briefe warten, 1 zurückgehalten"


def test_the_model_is_a_proper_one(office: Office) -> None:
    some_letters(office, "", HOMELESS)
    _, page = open_letters(office)
    QAbstractItemModelTester(page.list.letters, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.list.letters.show_rows(())
    assert page.list.letters.rowCount() == 0


def test_who_opens_an_area_by_its_action_goes_on_in_it_by_keys(office: Office) -> None:
    some_letters(office, "")
    program, page = open_letters(office)
    actions = program.window.actions_registry
    for _ in range(2):
        # The second time the area is open already, and the focus somewhere else.
        program.workspace.top_bar.setFocus()
        actions[ActionId.OPEN_LETTERS].trigger()
        program.wait()
        assert page.list.hasFocus()


def test_an_empty_area_says_so(office: Office) -> None:
    program, page = open_letters(office)
    assert page.empty.isVisible()
    assert not page.preview.pages.isVisible()
    assert not page.past.isVisible()
    assert not page.print.isEnabled()
    assert program.window.actions_registry.reason(ActionId.PRINT) == "kein Brief zu drucken"


def test_without_a_printer_the_reason_is_shown_and_pdf_goes(office: Office) -> None:
    some_letters(office, "")
    _, page = open_letters(office)
    assert not page.print.isEnabled()
    assert page.reason.text() == "kein Drucker eingerichtet"
    assert page.print.accessibleDescription() == "kein Drucker eingerichtet"
    assert page.save.isEnabled()


def test_large_letters_cut_no_button_and_push_no_column_out_of_sight(office: Office) -> None:
    some_letters(office, "", HOMELESS)
    interrupted(office, some_letters(office, ""))
    program, page = open_letters(office)
    theme_controller().set_percent(150)
    program.wait()
    acts = [one for one in page.findChildren(ActionButton) if one.isVisible()]
    assert {page.ask, page.save, page.print} < set(acts)
    assert [one.text() for one in acts if one.width() < one.sizeHint().width()] == []
    widths = [page.list.columnWidth(column) for column in range(page.list.letters.columnCount())]
    assert sum(widths) == page.list.viewport().width()
    assert widths[STATE_COLUMN] >= page.list.sizeHintForColumn(STATE_COLUMN)
    assert page.list.isColumnHidden(CASE_COLUMN)
    theme_controller().set_percent(100)
    program.wait()
    assert not page.list.isColumnHidden(CASE_COLUMN)


def test_all_letters_are_saved_as_one_pdf_that_never_lies_anywhere_else(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = some_letters(office, "", "", HOMELESS)
    program, page = open_letters(office)
    target = tmp_path / "briefe.pdf"
    answer_file_dialog(monkeypatch, target)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    program.click(page.save)
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.name for path in made} - {"briefe.pdf"} == set()
    assert states(office, ids) == [
        DeliveryState.DELIVERED,
        DeliveryState.DELIVERED,
        DeliveryState.WAITING,
    ]
    first, second = pages_of(target)
    assert "Stapel 1 · 1" in first
    assert "Stapel 1 · 2" in second
    assert page.message.title.text() == "Stapel 1: 2 Briefe gespeichert."
    assert office.audited(AuditAction.LETTERS_PRINTED) == ["clerk1"]


def test_a_file_that_is_thought_better_of_makes_no_batch(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = some_letters(office, "")
    program, page = open_letters(office)
    answer_file_dialog(monkeypatch, None)
    program.click(page.save)
    assert states(office, ids) == [DeliveryState.WAITING]
    assert office.audited(AuditAction.LETTERS_BATCHED) == []


def test_a_folder_that_refuses_leaves_an_open_batch_that_can_be_saved_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = some_letters(office, "")
    program, page = open_letters(office)
    answer_file_dialog(monkeypatch, tmp_path / "missing" / "briefe.pdf")
    program.click(page.save)
    assert page.message.title.text().startswith("Der Stapel 1 kam nicht am Ziel an.")
    assert states(office, ids) == [DeliveryState.WAITING]
    (card,) = page.findChildren(UnconfirmedBatch)
    assert card.isVisible()
    target = tmp_path / "briefe.pdf"
    answer_file_dialog(monkeypatch, target)
    program.click(program.button("Stapel 1 als PDF speichern"))
    assert states(office, ids) == [DeliveryState.DELIVERED]
    assert page.findChildren(UnconfirmedBatch) == []
    again = tmp_path / "noch einmal.pdf"
    answer_file_dialog(monkeypatch, again)
    program.click(page.past.file)
    assert again.read_bytes() == target.read_bytes()


@pytest.mark.parametrize(
    ("button", "state"),
    [
        ("Stapel 1 ist gedruckt", DeliveryState.DELIVERED),
        ("Stapel 1 ist nicht gedruckt", DeliveryState.WAITING),
    ],
)
def test_a_person_says_what_became_of_a_batch(
    office: Office, button: str, state: DeliveryState
) -> None:
    ids = some_letters(office, "")
    interrupted(office, ids)
    program, page = open_letters(office)
    assert page.list.letters.lines[0].batch == 1
    assert not page.save.isEnabled()
    program.click(program.button(button))
    assert states(office, ids) == [state]
    assert page.findChildren(UnconfirmedBatch) == []
    assert page.list.letters.rowCount() == (state is DeliveryState.WAITING)


def test_a_printed_batch_is_on_paper_and_can_be_undone(office: Office, tmp_path: Path) -> None:
    ids = some_letters(office, "", "")
    office.printers = FilePrinters(tmp_path / "papier.pdf")
    program, page = open_letters(office)
    assert page.print.text() == "Alle 2 drucken …"
    program.press("Ctrl+P")
    assert states(office, ids) == [DeliveryState.DELIVERED] * 2
    assert len(pages_of(tmp_path / "papier.pdf")) == 2
    assert page.empty.isVisible()
    assert page.undo_bar.isVisible()
    program.press("Ctrl+Z")
    assert states(office, ids) == [DeliveryState.WAITING] * 2
    assert page.list.letters.rowCount() == 2
    assert office.audited(AuditAction.LETTERS_TAKEN_BACK) == ["clerk1"]


def test_new_codes_that_came_on_no_paper_are_asked_about(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asked,) = waiting_code_letters(office.context, office.clock, office.home)
    reply = add_letter(office.context, case_of(office))
    answer_file_dialog(monkeypatch, tmp_path / "briefe.pdf")
    program, page = open_letters(office)
    program.click(page.save)
    answer_file_dialog(monkeypatch, tmp_path / "nowhere" / "briefe.pdf")
    program.click(page.past.file)
    program.press("Ctrl+Return")
    assert "früher gedruckten gelten nicht mehr" in page.message.title.text()
    (card,) = page.findChildren(UnconfirmedBatch)
    assert card.title.text().startswith("Stapel 1, noch einmal gedruckt, ist nicht bestätigt")
    assert not page.past.isVisible()
    program.click(program.button("Stapel 1 ist nicht gedruckt"))
    assert page.message.title.text() == "Stapel 1 ist zurückgenommen: 1 Brief wartet wieder."
    assert [row.delivery_id for row in page.list.letters.lines] == [asked.delivery_id]
    assert states(office, [reply]) == [DeliveryState.DELIVERED]
    assert page.past.list.item(0).text().startswith("Stapel 1: 1 Brief, gedruckt")


def test_a_printer_that_is_thought_better_of_prints_nothing(office: Office, tmp_path: Path) -> None:
    ids = some_letters(office, "")
    office.printers = FilePrinters(tmp_path / "papier.pdf", cancels=True)
    program, page = open_letters(office)
    program.click(page.print)
    assert states(office, ids) == [DeliveryState.WAITING]
    assert not (tmp_path / "papier.pdf").exists()


def test_only_what_is_chosen_is_printed(office: Office, tmp_path: Path) -> None:
    ids = some_letters(office, "", "", HOMELESS)
    office.printers = FilePrinters(tmp_path / "papier.pdf")
    program, page = open_letters(office)
    page.list.setFocus()
    program.press("Home")
    program.press("Down")
    assert [row.delivery_id for row in page.list.chosen()] == [ids[1]]
    assert page.print.text() == "1 Brief drucken …"
    program.press("Esc")
    assert page.list.chosen() == ()
    assert page.print.text() == "Alle 2 drucken …"
    program.press("Down")
    assert page.reason.text() == "Auswahl ist zurückgehalten"
    program.press("Up")
    program.press("Ctrl+P")
    assert states(office, ids) == [
        DeliveryState.WAITING,
        DeliveryState.DELIVERED,
        DeliveryState.WAITING,
    ]


def test_later_a_batch_is_taken_back_with_a_reason(office: Office, tmp_path: Path) -> None:
    ids = some_letters(office, "")
    office.printers = FilePrinters(tmp_path / "papier.pdf")
    program, page = open_letters(office)
    program.click(page.print)
    office.later(60)
    program.click(page.past.take_back)
    dialog = program.dialog()
    assert isinstance(dialog, ReasonDialog)
    assert not dialog.confirm.isEnabled()
    program.type("Papierstau")
    program.press("Ctrl+Return")
    assert states(office, ids) == [DeliveryState.WAITING]
    shown = page.past.list.item(0).text()
    assert shown == "Stapel 1: 1 Brief, doch nicht gedruckt (Papierstau)"
    assert not page.past.again.isEnabled()


def test_the_preview_shows_the_letter_and_what_holds_it_back(office: Office) -> None:
    some_letters(office, "", HOMELESS)
    program, page = open_letters(office)
    page.list.setFocus()
    program.press("Home")
    assert "Musterkehre 12" in page.preview.pages.document().getAllText(0).text()
    assert not page.preview.problem.isVisible()
    program.press("Down")
    assert page.preview.problem.isVisible()
    assert "unvollständig" in page.preview.problem.title.text()
    assert page.list.letters.index(1, 4).data() == "zurückgehalten"


def test_an_address_is_mended_in_place_and_nothing_typed_is_lost(office: Office) -> None:
    (letter,) = some_letters(office, HOMELESS)
    program, page = open_letters(office)
    program.click(page.preview.correct)
    dialog = program.dialog()
    assert isinstance(dialog, AddressDialog)
    dialog.text.selectAll()
    program.type("Rolf Musterbach")
    program.press("Return")
    program.type("Musterkehre 12")
    program.press("Ctrl+Return")
    assert dialog.problem.isVisible()
    assert dialog.text.toPlainText() == "Rolf Musterbach\nMusterkehre 12"
    program.press("Ctrl+End")
    program.press("Return")
    program.type("22041 Hamburg")
    program.press("Ctrl+Return")
    recipient = delivery_of(office.context, letter).recipient
    assert recipient == "Rolf Musterbach\nMusterkehre 12\n22041 Hamburg"
    assert not page.preview.problem.isVisible()
    assert "22041 Hamburg" in page.preview.pages.document().getAllText(0).text()


def test_who_only_reads_sees_the_letters_and_prints_none(office: Office) -> None:
    some_letters(office, "", HOMELESS)
    _, page = open_letters(office, "auditor")
    assert page.list.letters.rowCount() == 2
    assert not page.print.isEnabled()
    assert not page.save.isEnabled()
    assert not page.preview.correct.isEnabled()
    assert page.reason.text() == "keine Berechtigung"


def test_enter_opens_the_case_of_a_letter(office: Office) -> None:
    some_letters(office, "")
    program, page = open_letters(office)
    page.list.setFocus()
    program.press("Return")
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert program.pane.case_id == page.list.letters.lines[0].case_id


def test_the_letter_of_a_case_is_chosen_by_strg_p(office: Office, tmp_path: Path) -> None:
    some_letters(office, "")
    case_id = case_of(office)
    own = add_letter(office.context, case_id, subject="Zu diesem Vorgang")
    office.printers = FilePrinters(tmp_path / "papier.pdf")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.workspace.inbox.open_case(case_id)
    program.wait()
    assert "Brief zu drucken" in _pills(program)
    program.press("Ctrl+P")
    page = program.workspace.pages.letters
    assert program.workspace.areas.currentWidget() is page
    assert [row.delivery_id for row in page.list.chosen()] == [own]
    program.press("Ctrl+P")
    assert states(office, [own]) == [DeliveryState.DELIVERED]
    program.open_view("Alle offenen")
    program.workspace.inbox.open_case(case_id)
    program.wait()
    assert "gedruckt am 23.11. von Jette Modell, Stapel 1" in _pills(program)
    assert program.window.actions_registry.reason(ActionId.PRINT) == "kein Brief zu drucken"


def _pills(program: RunningProgram) -> set[str]:
    return {pill.text() for pill in program.pane.page.timeline.findChildren(Pill)}
