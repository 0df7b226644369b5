"""Keys as the window shows and answers them: on buttons, in menus, in the overview, in texts."""

import itertools
from functools import partial

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QStyleOptionMenuItem

from desktop.texts import Language, set_language
from desktop.views.action_spec import ActionGroup, ActionId, group_title
from desktop.views.action_table import REGISTRY
from desktop.views.keys.overview_dialog import OverviewDialog, overview_sections
from desktop.views.keys.places import PLACES
from desktop.views.palette.action_entries import ActionEntries
from desktop.views.shortcuts import shortcut_label
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.key_menu import KeyMenu
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram
from tests.views.test_screens import open_screen

OF_A_PLACE = {
    shortcut_label(key) for place in PLACES for line in place.entries for key in line.keys
}
OURS = {shortcut_label(keys) for spec in REGISTRY for keys in spec.shortcuts}


def menus(program: RunningProgram) -> list[QMenu]:
    """Every menu of the window in which actions with keys stand."""
    found = program.window.findChildren(QMenu)
    return [
        menu for menu in found if any(not action.shortcut().isEmpty() for action in menu.actions())
    ]


@pytest.mark.parametrize("login", ["clerk1", "auditor"])
def test_every_action_is_answered_or_says_why_not(office: Office, login: str) -> None:
    office.arrives()
    program = office.start()
    program.sign_in(login, PASSWORD)
    workplace = program.workspace.workplace
    entries = ActionEntries(workplace.actions, workplace.actor)
    silent = [
        spec.id.value
        for spec in REGISTRY
        if not workplace.actions[spec.id].isEnabled() and not entries.reason(spec.id)
    ]
    idle = [
        spec.id.value
        for spec in REGISTRY
        if workplace.actions[spec.id].isEnabled() and not workplace.actions.is_answered(spec.id)
    ]
    assert (silent, idle) == ([], [])


@pytest.mark.parametrize("screen", ["sign-in", "writing", "letters", "recording"])
def test_every_key_on_a_button_is_one_that_works(office: Office, screen: str) -> None:
    program = open_screen(office, screen)
    named = {button.keys() for button in program.window.findChildren(ActionButton)}
    assert named - {""} <= OURS | OF_A_PLACE


def test_every_button_of_an_action_shows_its_key(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    bar, header = program.pane.action_bar, program.pane.page.header
    top = program.workspace.top_bar
    expected = {
        bar.take: "Strg+M",
        bar.reply: "Strg+R",
        bar.refuse: "Strg+L",
        bar.main: "Strg+Enter",
        header.next: "Strg+Bild ↓",
        header.previous: "Strg+Bild ↑",
        top.record: "Strg+Umschalt+N",
    }
    assert {button: button.keys() for button in expected} == expected
    assert "Strg+K" in top.search.toolTip()


def test_menus_write_keys_as_buttons_do(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    seen: list[QAction] = []
    for menu in menus(program):
        assert isinstance(menu, KeyMenu), menu.title()
        for action in menu.actions():
            option = QStyleOptionMenuItem()
            menu.initStyleOption(option, action)
            keys = shortcut_label(action.shortcut())
            assert option.text.partition("\t")[2] == keys
            seen.append(action)
    assert {"keys", "window.new", "font.larger", "case.note"} <= {a.objectName() for a in seen}


def test_the_overview_holds_every_action_and_every_place(office: Office) -> None:
    program = office.start()
    sections = overview_sections(program.window.actions_registry)
    keys = {entry.key for section in sections for entry in section.entries}
    assert keys >= {spec.id.value for spec in REGISTRY}
    titles = [section.title for section in sections]
    assert titles[: len(ActionGroup)] == [group_title(group) for group in ActionGroup]
    assert len(titles) == len(ActionGroup) + len(PLACES)
    arrows = [entry for section in sections for entry in section.entries if "Pos1" in entry.keys]
    assert arrows


def test_the_overview_finds_by_word_and_by_key(office: Office) -> None:
    program = office.start()
    actions = program.window.actions_registry

    def found(text: str) -> set[str]:
        return {entry.key for part in overview_sections(actions, text) for entry in part.entries}

    assert ActionId.REPLY.value in found("antw")
    assert found("strg+umschalt+n") == {ActionId.RECORD.value}
    assert ActionId.RECORD.value in found("neuer vorg")
    assert found("xyzzy") == set()


def test_f1_opens_the_overview_in_the_language_spoken(office: Office) -> None:
    program = office.start(language=Language.ENGLISH)
    program.press("F1")
    dialog = program.dialog()
    assert isinstance(dialog, OverviewDialog)
    assert dialog.windowTitle() == "Keys and commands"
    program.type("ctrl", dialog.filter)
    program.wait()
    assert not dialog.list.rows.rowCount()
    assert dialog.nothing.isVisible()
    dialog.filter.setText("strg+k")
    entry = dialog.list.current_entry()
    assert entry is not None
    assert entry.key == ActionId.PALETTE.value
    program.press("Esc")
    program.press("Esc")
    assert not dialog_is_open(program)
    set_language(Language.GERMAN)


def dialog_is_open(program: RunningProgram) -> bool:
    return any(one.isVisible() for one in program.window.findChildren(OverviewDialog))


def test_texts_leave_the_keys_that_x11_gives_them(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    actions = program.workspace.workplace.actions
    ours = {
        "Ctrl+K": ActionId.PALETTE,
        "Ctrl+D": ActionId.WAIT,
        "Ctrl+E": ActionId.EDIT_APPLICATION,
    }
    ran: list[str] = []
    for kind, (keys, action_id) in itertools.product((QLineEdit, QPlainTextEdit), ours.items()):
        field = kind(program.pane.page)
        field.show()
        field.setFocus()
        program.type("ab", field)
        actions.connect_handler(action_id, partial(ran.append, keys))
        actions.set_possible(action_id)
        program.press("Home", field)
        program.press(keys, field)
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        assert (ran.pop(), text) == (keys, "ab")
    assert not ran
