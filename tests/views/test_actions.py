"""The registry of actions: shortcuts that work on a German keyboard and never collide."""

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from desktop.domain.kinds import Role
from desktop.services.inbox.rows import InboxView
from desktop.services.staff.access import Actor, Permission
from desktop.texts import Language, set_language
from desktop.views import icons
from desktop.views.action_spec import group_title
from desktop.views.actions import OPEN_VIEWS, REGISTRY, ActionGroup, ActionId, Actions, ActionSpec
from desktop.views.inbox.view_texts import view_title
from desktop.views.shortcuts import shortcut_label
from tests.support.program import application

# Keys that need AltGr on a German keyboard, are dead there, or move between layouts.
UNSAFE = set("@\\[]{}|~^´`'\"#*;:_<>?/§$%&()!€ÄÖÜß")
WITHOUT_MODIFIER = {"F1", "F5", "F6", "F7", "F8", "F9", "Esc"}
# On a German keyboard: what a key gives alone, and with Umschalt. AltGr (Strg+Alt) is never needed.
ALONE = set("abcdefghijklmnopqrstuvwxyz0123456789+-,.<#")
WITH_SHIFT = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ=!\"§$%&/()?*':;_>")
NAMED = {"Return", "Enter", "PgUp", "PgDown", "F1", "F5", "F6", "F7", "F8", "F9"}
# Texts need these, or the desktop takes them: input methods, menus, closing, switching.
RESERVED = {
    *(f"Ctrl+{key}" for key in "ACVXY"),
    *("Ctrl+Space", "Ctrl+Esc", "Ctrl+Shift+Esc", "Ctrl+Tab", "Ctrl+F4", "Ctrl+Shift+U"),
    *("F2", "F3", "F4", "F10", "F11", "F12", "Esc", "Tab", "Menu"),
}
SPECS = [pytest.param(spec, id=spec.id.value) for spec in REGISTRY]


@pytest.fixture
def actions() -> Iterator[Actions]:
    application()
    owner = QObject()
    yield Actions(owner)
    set_language(Language.GERMAN)


def person(role: Role) -> Actor:
    return Actor(1, "anna", "Anna Muster", "AM", role, frozenset({1}))


def test_every_action_is_registered_once() -> None:
    assert [spec.id for spec in REGISTRY] == list(dict.fromkeys(spec.id for spec in REGISTRY))
    assert {spec.id for spec in REGISTRY} == set(ActionId)


def test_no_two_actions_share_a_shortcut() -> None:
    keys = list(itertools.chain.from_iterable(spec.shortcuts for spec in REGISTRY))
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("spec", SPECS)
def test_shortcuts_are_safe_on_a_german_keyboard(spec: ActionSpec) -> None:
    for keys in spec.shortcuts:
        *modifiers, key = keys.replace("++", "+Plus").split("+")
        assert QKeySequence(keys).count() == 1, keys
        assert set(modifiers) <= {"Ctrl", "Shift"}, f"{keys}: Ctrl+Alt is AltGr"
        assert not set(key) & UNSAFE, keys
        assert modifiers or key in WITHOUT_MODIFIER, f"{keys} would eat a letter"
        assert modifiers != ["Shift"] or key in WITHOUT_MODIFIER, keys


@pytest.mark.parametrize("spec", SPECS)
def test_every_key_is_on_a_german_keyboard(spec: ActionSpec) -> None:
    for keys in spec.shortcuts:
        key = keys.replace("++", "+Plus").split("+")[-1].replace("Plus", "+")
        in_reach = key in NAMED or key.lower() in ALONE or key in WITH_SHIFT
        assert in_reach, keys
        assert keys not in RESERVED


def test_views_are_named_as_in_the_sidebar() -> None:
    texts = [spec.text for spec in REGISTRY if spec.id in OPEN_VIEWS]
    assert texts == [view_title(view) for view in InboxView][: len(OPEN_VIEWS)]


def test_every_chapter_has_a_title_and_actions() -> None:
    assert {spec.group for spec in REGISTRY} == set(ActionGroup)
    assert all(group_title(group) for group in ActionGroup)


def test_labels_of_the_keys_people_know() -> None:
    labels = {
        "Ctrl+Return": "Strg+Enter",
        "Ctrl+Enter": "Strg+Enter",
        "Ctrl+PgDown": "Strg+Bild ↓",
        "Ctrl+Shift+N": "Strg+Umschalt+N",
        "Ctrl++": "Strg+Plus",
        "Shift+F6": "Umschalt+F6",
        "Ctrl+Home": "Strg+Pos1",
        "Tab": "Tab",
        "": "",
    }
    assert {keys: shortcut_label(keys) for keys in labels} == labels


@pytest.mark.parametrize("spec", SPECS)
def test_both_enter_keys_mean_the_same(spec: ActionSpec) -> None:
    with_return = {keys.replace("Return", "Enter") for keys in spec.shortcuts if "Return" in keys}
    assert with_return <= set(spec.shortcuts)


@pytest.mark.parametrize("spec", SPECS)
def test_labels_are_german_key_names(spec: ActionSpec) -> None:
    for keys in spec.shortcuts:
        label = shortcut_label(keys)
        assert "Ctrl" not in label
        assert "Return" not in label


@pytest.mark.parametrize("spec", SPECS)
def test_every_icon_exists(spec: ActionSpec) -> None:
    application()
    assert spec.icon is None or not icons.icon(spec.icon).isNull()


def test_a_reason_blocks_and_is_told_once(actions: Actions) -> None:
    told: list[str] = []
    actions.reason_changed.connect(told.append)
    actions.set_possible(ActionId.MAIN, "1 Fehler offen")
    actions.set_possible(ActionId.MAIN, "1 Fehler offen")
    assert not actions[ActionId.MAIN].isEnabled()
    assert actions.reason(ActionId.MAIN) == "1 Fehler offen"
    actions.set_possible(ActionId.MAIN)
    assert actions[ActionId.MAIN].isEnabled()
    assert told == ["main", "main"]


def test_the_screen_on_show_answers(actions: Actions) -> None:
    done: list[str] = []
    actions.connect_handler(ActionId.REFRESH, lambda: done.append("old"))
    actions.connect_handler(ActionId.REFRESH, lambda: done.append("new"))
    actions[ActionId.REFRESH].trigger()
    actions.forget_handlers()
    actions[ActionId.REFRESH].trigger()
    assert done == ["new"]


def test_what_is_chosen_answers_the_keys_of_one_case(actions: Actions) -> None:
    """As long as it is: never two actions to a key, and every key comes back."""

    def all_keys() -> dict[ActionId, list[str]]:
        return {
            spec.id: [one.toString() for one in actions[spec.id].shortcuts()] for spec in REGISTRY
        }

    before = all_keys()
    actions.lend_keys(to_chosen=True)
    lent = all_keys()
    assert (lent[ActionId.CLOSE], lent[ActionId.BULK_CLOSE]) == ([], ["Ctrl+Shift+E"])
    assert lent[ActionId.BULK_ASSIGN] == ["Ctrl+T", "Ctrl+M"]
    assert sorted(itertools.chain(*lent.values())) == sorted(itertools.chain(*before.values()))
    actions.lend_keys(to_chosen=False)
    assert all_keys() == before


def test_an_auditor_may_only_look(actions: Actions) -> None:
    allowed = {spec.id for spec in REGISTRY if actions.permitted(spec.id, person(Role.AUDITOR))}
    assert ActionId.NEXT_CASE in allowed
    assert ActionId.REFRESH in allowed
    changing = {ActionId.TAKE, ActionId.REPLY, ActionId.MAIN, ActionId.REFUSE, ActionId.CLOSE}
    assert not changing & allowed
    of_others = {
        Permission.ADMINISTER,
        Permission.READ_TEAMS,
        Permission.REASSIGN_ALL,
        Permission.AUDIT,
    }
    for spec in REGISTRY:
        keeps = spec.permission in of_others
        assert actions.permitted(spec.id, person(Role.CLERK)) is not keeps, spec.id


def test_actions_change_their_language(actions: Actions) -> None:
    set_language(Language.ENGLISH)
    actions.retranslate()
    assert actions[ActionId.TAKE].text() == "Take over"
