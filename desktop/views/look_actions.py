"""The part of the registry that changes how the program looks and speaks at this computer."""

from __future__ import annotations

from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec, Readiness

_POSSIBLE = Readiness.POSSIBLE


LOOK_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.LARGER,
        ActionGroup.LOOK,
        mark("Schrift größer"),
        None,
        ("Ctrl++", "Ctrl+="),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.SMALLER,
        ActionGroup.LOOK,
        mark("Schrift kleiner"),
        None,
        ("Ctrl+-",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.NORMAL_SIZE,
        ActionGroup.LOOK,
        mark("Schrift normal"),
        None,
        ("Ctrl+0",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.CHECK_SPELLING,
        ActionGroup.LOOK,
        mark("Rechtschreibprüfung ein oder aus"),
        "check",
        starts=_POSSIBLE,
        also=mark("Wörterbuch, Rechtschreibung"),
    ),
    ActionSpec(ActionId.THEME_LIGHT, ActionGroup.LOOK, mark("Hell"), "sun", (), starts=_POSSIBLE),
    ActionSpec(ActionId.THEME_DARK, ActionGroup.LOOK, mark("Dunkel"), "moon", (), starts=_POSSIBLE),
    ActionSpec(
        ActionId.THEME_SYSTEM,
        ActionGroup.LOOK,
        mark("Wie das System"),
        "monitor",
        (),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.LANGUAGE_GERMAN, ActionGroup.LOOK, mark("Deutsch"), None, (), None, _POSSIBLE
    ),
    ActionSpec(
        ActionId.LANGUAGE_ENGLISH, ActionGroup.LOOK, mark("English"), None, (), None, _POSSIBLE
    ),
    ActionSpec(
        ActionId.NORMAL_COLUMNS, ActionGroup.LOOK, mark("Spalten wie am Anfang"), starts=_POSSIBLE
    ),
)
