"""A clerk narrows a list, keeps it by a name, shares, renames and deletes it, by keys and mouse."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.inbox import saved_views as views
from desktop.services.inbox.filters import AssigneeFilter, CaseFilter, ReadFilter
from desktop.services.inbox.rows import InboxQuery, InboxSort
from desktop.services.inbox.saved_views import ChangeView, NewView, Sharing
from desktop.views.saved_views.save_view_dialog import RenameDialog, SaveViewDialog
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def entries(program: RunningProgram) -> dict[str, str]:
    """Titles of the sidebar with their numbers."""
    model = program.workspace.sidebar.model
    texts = [
        model.index(row).data(int(Qt.ItemDataRole.AccessibleTextRole)).rpartition(", ")
        for row in range(model.rowCount())
    ]
    return {title: number for title, _, number in texts if title}


def shown(program: RunningProgram) -> int:
    """How many cases the list has."""
    return program.workspace.inbox.panel.model.total


def three_cases(office: Office) -> None:
    office.arrives("event-1", time="2026-11-16T09:00:00+01:00")
    office.arrives("event-2", category="damage", subject="Heizung", fields={"room": "Bad"})
    case = office.arrives("event-3", category="damage", subject="Wasser", fields={"room": "Bad"})
    version = office.case(case.id).version
    cases.take(office.context, office.home.clerk, TakeCase(case.id, version))


def menu_entry(program: RunningProgram, text: str) -> None:
    """Choose a line of the menu that is open, by its keys."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction().text() == text:
            QTest.keyClick(menu, Qt.Key.Key_Return)
            # Without a window manager nobody gives the focus back when a menu closes.
            (QApplication.activeModalWidget() or program.window).activateWindow()
            program.wait()
            return
    raise AssertionError(f"{text} cannot be chosen")


def open_menu_of_entry(program: RunningProgram) -> None:
    """The menu of the entry that is chosen, by the key for menus."""
    sidebar = program.workspace.sidebar.list
    sidebar.setFocus()
    place = sidebar.visualRect(sidebar.currentIndex()).center()
    sidebar.customContextMenuRequested.emit(place)
    program.wait()


def save(program: RunningProgram, name: str) -> None:
    program.press("Ctrl+Shift+S")
    dialog = program.dialog()
    assert isinstance(dialog, SaveViewDialog)
    program.type(name)
    program.press("Ctrl+Return")


def test_a_list_is_narrowed_and_kept_by_keys(office: Office) -> None:
    three_cases(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    inbox = program.workspace.inbox
    assert shown(program) == 3
    panel = program.workspace.list_filter.panel
    assert not panel.buttons.isVisible()
    program.press("Ctrl+Shift+G")
    assert panel.buttons.isVisible()
    first = QApplication.focusWidget()
    assert first is not None
    QTest.keyClick(first, Qt.Key.Key_Space)
    program.wait_until(lambda: QApplication.activePopupWidget() is not None)
    menu_entry(program, "Damage")
    assert inbox.query.filter == CaseFilter(categories=frozenset({"damage"}))
    assert shown(program) == 2
    program.press("Ctrl+F")
    program.type("wasser")
    program.wait()
    assert shown(program) == 1

    save(program, "Wasser im Bad")
    assert QApplication.activeModalWidget() is None
    assert program.workspace.sidebar.current_key() == "saved:1"
    assert entries(program)["Wasser im Bad"] == "1"
    assert inbox.panel.head.title.text() == "Wasser im Bad"
    program.press("Ctrl+1")
    assert inbox.query.filter.is_empty
    assert shown(program) == 1, "the words stay in the field"
    program.open_view("Wasser im Bad")
    assert inbox.query.filter == CaseFilter(categories=frozenset({"damage"}))
    assert inbox.panel.filter.text() == "wasser"

    program.click(program.button("Filter „Damage“ entfernen"))
    assert inbox.query.filter.is_empty
    program.open_view("Wasser im Bad")
    assert not inbox.query.filter.is_empty, "a click on what is chosen opens it anew"


def test_a_name_that_is_taken_is_said_in_the_dialog(office: Office) -> None:
    three_cases(office)
    views.save_view(office.context, office.home.clerk, NewView("Bad", InboxQuery()))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    save(program, "bad")
    dialog = program.dialog()
    assert isinstance(dialog, SaveViewDialog)
    assert dialog.problem.isVisible()
    program.type("ezimmer")
    program.press("Ctrl+Return")
    assert QApplication.activeModalWidget() is None
    assert "ezimmer" in entries(program)


def test_rename_share_delete_and_take_back(office: Office) -> None:
    three_cases(office)
    mine = InboxQuery(filter=CaseFilter(assignee=AssigneeFilter.ME), sort=InboxSort.NAME)
    views.save_view(office.context, office.home.clerk, NewView("Meine", mine))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Meine")
    assert (shown(program), entries(program)["Meine"]) == (1, "1")
    assert program.workspace.inbox.query.sort is InboxSort.NAME
    open_menu_of_entry(program)
    menu_entry(program, "Umbenennen …")
    assert isinstance(program.dialog(), RenameDialog)
    program.type("Auf meinem Tisch")
    program.press("Return")
    assert entries(program)["Auf meinem Tisch"] == "1"
    open_menu_of_entry(program)
    menu_entry(program, "Für das Team freigeben")
    (seen,) = views.list_views(office.context, office.home.second_clerk)
    assert (seen.name, seen.sharing) == ("Auf meinem Tisch", Sharing.TEAM)
    open_menu_of_entry(program)
    menu_entry(program, "Löschen")
    assert "Auf meinem Tisch" not in entries(program)
    assert program.workspace.sidebar.current_key() == "view:all-open"
    assert program.workspace.saved.undo_bar.isVisible()
    program.press("Ctrl+Z")
    assert entries(program)["Auf meinem Tisch"] == "1"
    assert not program.workspace.saved.undo_bar.isVisible()


def test_a_shared_view_shows_everybody_the_own_and_the_numbers_follow(office: Office) -> None:
    three_cases(office)
    mine = InboxQuery(filter=CaseFilter(assignee=AssigneeFilter.ME))
    saved = views.save_view(office.context, office.home.lead, NewView("Eigene", mine, Sharing.TEAM))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert entries(program)["Eigene"] == "1"
    program.press("Ctrl+M")
    assert entries(program)["Eigene"] == "2"
    views.change_view(
        office.context,
        office.home.lead,
        ChangeView(saved.view_id, saved.version, query=InboxQuery()),
    )
    program.wait()
    assert entries(program)["Eigene"] == "3"


def test_unread_goes_with_reading_and_comes_back_by_key(office: Office) -> None:
    three_cases(office)
    unread = InboxQuery(filter=CaseFilter(read=ReadFilter.UNREAD))
    views.save_view(office.context, office.home.clerk, NewView("Ungelesen", unread))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.wait_until(lambda: entries(program)["Ungelesen"] == "2")
    program.press("Ctrl+U")
    assert entries(program)["Ungelesen"] == "3"
    row = program.workspace.inbox.panel.model.row_of(program.pane.case_id or 0)
    assert row is not None
    assert row.unread
    program.press("Ctrl+U")
    assert entries(program)["Ungelesen"] == "2"


def test_what_was_open_is_open_again(office: Office) -> None:
    three_cases(office)
    mine = InboxQuery(filter=CaseFilter(assignee=AssigneeFilter.ME))
    saved = views.save_view(office.context, office.home.clerk, NewView("Meine", mine))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Meine")
    program.press("Ctrl+Shift+G")
    menu = program.workspace.inbox.panel.head.sort
    program.choose_from_menu(menu, "Eingang")
    program.window.close()
    kept = program.kept[-1]
    assert kept.layouts["clerk1"].last_view == f"saved:{saved.view_id}"

    again = office.start(layouts=kept.layouts)
    again.sign_in("clerk1", PASSWORD)
    assert again.workspace.sidebar.current_key() == f"saved:{saved.view_id}"
    assert again.workspace.inbox.query.sort is InboxSort.RECEIVED
    assert again.workspace.list_filter.panel.is_open
    assert shown(again) == 1
    again.window.close()
    views.delete_view(office.context, office.home.clerk, saved.view_id, saved.version)
    without = office.start(layouts=kept.layouts)
    without.sign_in("clerk1", PASSWORD)
    assert without.workspace.sidebar.current_key() == "view:all-open"
    assert shown(without) == 3


def test_the_menu_opens_under_the_pointer(office: Office) -> None:
    views.save_view(office.context, office.home.clerk, NewView("Meine", InboxQuery()))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    asked: list[tuple[str, QPoint]] = []
    program.workspace.sidebar.menu_requested.connect(lambda key, place: asked.append((key, place)))
    open_menu_of_entry(program)
    assert [key for key, _ in asked] == ["view:all-open"]
    assert QApplication.activePopupWidget() is None, "the program's own views have no menu"
