"""The part of the registry that sorts, filters and refreshes lists, and keeps them as views."""

from __future__ import annotations

from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec, Readiness

_POSSIBLE = Readiness.POSSIBLE


def _sort(action_id: ActionId, text: str) -> ActionSpec:
    """An order of the list."""
    return ActionSpec(action_id, ActionGroup.LIST, text, "arrow-down-up", starts=_POSSIBLE)


LIST_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.REFRESH,
        ActionGroup.LIST,
        mark("Aktualisieren"),
        "refresh-cw",
        ("F5",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.FILTER,
        ActionGroup.LIST,
        mark("Liste filtern"),
        "filter",
        ("Ctrl+F",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.FILTER_PANEL,
        ActionGroup.LIST,
        mark("Filter wählen"),
        "sliders-horizontal",
        ("Ctrl+Shift+G",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.SAVE_VIEW,
        ActionGroup.LIST,
        mark("Ansicht speichern …"),
        "save",
        ("Ctrl+Shift+S",),
        starts=_POSSIBLE,
    ),
    _sort(ActionId.SORT_URGENCY, mark("Nach Dringlichkeit sortieren")),
    _sort(ActionId.SORT_RECEIVED, mark("Nach Eingang sortieren")),
    _sort(ActionId.SORT_NAME, mark("Nach Name sortieren")),
    _sort(ActionId.SORT_CATEGORY, mark("Nach Kategorie sortieren")),
)
