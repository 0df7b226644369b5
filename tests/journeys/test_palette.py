"""Without a mouse to anything: the palette, the next urgent case, the overview of keys."""

from PySide6.QtWidgets import QApplication, QLabel

from desktop.services.cases.commands import CloseCase
from desktop.services.cases.use_cases import close
from desktop.views.keys.overview_dialog import OverviewDialog
from desktop.views.palette.palette_dialog import PaletteDialog
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def palette(program: RunningProgram) -> PaletteDialog:
    """Strg+K."""
    program.press("Ctrl+K")
    dialog = program.dialog()
    assert isinstance(dialog, PaletteDialog)
    return dialog


def type_in(program: RunningProgram, text: str) -> None:
    """Type into the palette and wait for what it finds."""
    program.type(text)
    program.wait()


def says(program: RunningProgram, sentence: str) -> bool:
    """Whether the line at the bottom says it."""
    labels = program.workspace.status.findChildren(QLabel)
    return any(sentence in label.text() for label in labels if label.isVisible())


def test_three_letters_open_a_case_and_a_few_more_run_an_action(office: Office) -> None:
    damage = office.arrives(
        "event-1", category="damage", subject="Heizung kalt", fields={"room": "Bad"}
    )
    bank = office.arrives("event-2")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.pane.case_id == bank.id
    program.press("Ctrl+R")
    dialog = palette(program)
    type_in(program, "hei")
    entry = dialog.list.current_entry()
    assert entry is not None
    assert "Heizung kalt" in entry.spoken()
    assert entry.marks or entry.detail_marks
    program.press("Return")
    assert QApplication.activeModalWidget() is None
    assert program.pane.case_id == damage.id
    assert program.workspace.inbox.panel.current_case() == damage.id
    palette(program)
    type_in(program, "mir zu")
    program.press("Return")
    assert office.case(damage.id).assignee_id == office.home.clerk.staff_id
    dialog = palette(program)
    # It was open last, so it is the second; the one that is open is the first.
    program.press("Down")
    program.press("Ctrl+Return")
    other = next(one for one in program.group.windows if one is not program.window)
    program.wait_until(
        lambda: other.workspace is not None and other.workspace.inbox.pane.case_id == bank.id
    )
    assert program.pane.case_id == damage.id


def test_a_tenant_leads_to_the_account_with_all_cases_closed_ones_too(office: Office) -> None:
    closed = office.arrives(
        "event-1", category="damage", subject="Heizung kalt", fields={"room": "Bad"}
    )
    bank = office.arrives("event-2")
    close(office.context, office.home.clerk, CloseCase(closed.id, "Erledigt", closed.version))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    dialog = palette(program)
    type_in(program, "ayl")
    program.press("Tab")
    program.press("Tab")
    entry = dialog.list.current_entry()
    assert entry is not None
    assert entry.title == "Aylin Musterbach"
    program.press("Return")
    account = program.workspace.pages.accounts.account
    assert account.head.title.text() == "Aylin Musterbach"
    assert [row.key for row in account.cases.table.facts.rows] == [bank.id, closed.id]


def test_f8_goes_from_urgent_to_less_urgent_from_anywhere_and_begins_anew(office: Office) -> None:
    first = office.arrives("event-1")
    later = office.arrives("event-2", category="damage", subject="Heizung", fields={"room": "Bad"})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Quarantäne")
    assert program.workspace.areas.currentWidget() is program.workspace.pages.quarantine
    program.press("F8")
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    seen = [program.pane.case_id]
    program.press("F8")
    seen.append(program.pane.case_id)
    assert set(seen) == {first.id, later.id}
    assert program.workspace.inbox.panel.current_case() == seen[1]
    program.press("F8")
    assert program.pane.case_id == seen[0]
    assert says(program, "von vorn")


def test_f8_says_when_there_is_nothing_else(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("F8")
    assert says(program, "Kein weiterer Vorgang ist für Sie offen.")


def test_f1_finds_a_key_and_gives_the_focus_back(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    before = QApplication.focusWidget()
    program.press("F1")
    dialog = program.dialog()
    assert isinstance(dialog, OverviewDialog)
    type_in(program, "dringendster")
    entry = dialog.list.current_entry()
    assert entry is not None
    assert entry.keys == ("F8",)
    program.press("Esc")
    program.press("Esc")
    assert QApplication.activeModalWidget() is None
    assert QApplication.focusWidget() is before


def test_strg_n_records_from_anywhere(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+N")
    assert program.workspace.areas.currentWidget() is program.workspace.recording.page


def test_areas_and_orders_are_reached_by_their_names(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    palette(program)
    type_in(program, "betrieb")
    program.press("Return")
    assert program.workspace.areas.currentWidget() is program.workspace.pages.operation
    palette(program)
    type_in(program, "nach name")
    program.press("Return")
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert program.workspace.inbox.query.sort.value == "name"
