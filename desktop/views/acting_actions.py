"""The part of the registry that is about who works on a case, and what it belongs to."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec


def _act(
    action_id: ActionId, text: str, icon: str | None = None, *keys: str, also: str = ""
) -> ActionSpec:
    """Something that is done with the open case by whoever may work on it."""
    group, permission = ActionGroup.CASE, Permission.WORK_CASES
    return ActionSpec(action_id, group, text, icon, keys, permission, also=also)


ACTING_ACTIONS: tuple[ActionSpec, ...] = (
    _act(
        ActionId.ACKNOWLEDGE,
        mark("Nächste Warnung bestätigen …"),
        "triangle-alert",
        "Ctrl+F9",
        also=mark("Befund mit Grund bestätigen"),
    ),
    _act(ActionId.ASSIGN, mark("Zuweisen …"), "users", "Ctrl+T", also=mark("Übergeben mit Notiz")),
    _act(ActionId.UNASSIGN, mark("Zuweisung aufheben"), "user-x"),
    _act(ActionId.PRIORITY, mark("Priorität …"), "flag", "Ctrl+O", also=mark("Dringend")),
    _act(
        ActionId.ACCEPT_PRIORITY,
        mark("Vorgeschlagene Priorität übernehmen"),
        "circle-check",
        "F9",
    ),
    _act(ActionId.DISMISS_PRIORITY, mark("Vorgeschlagene Priorität verwerfen"), "x", "Shift+F9"),
    _act(ActionId.CATEGORY, mark("Kategorie ändern …"), "folder", "Ctrl+G"),
    _act(ActionId.TAGS, mark("Schlagwort …"), "list", "Ctrl+H", also=mark("Etikett")),
    _act(ActionId.LINK, mark("Verknüpfen …"), "plus"),
    _act(ActionId.UNLINK, mark("Verknüpfung lösen …"), "minus"),
    _act(
        ActionId.SPLIT,
        mark("Aufteilen …"),
        "copy",
        also=mark("Neuer Vorgang aus einer Nachricht"),
    ),
    _act(ActionId.MERGE, mark("Zusammenführen …"), "repeat", also=mark("Doppelt eingegangen")),
    _act(ActionId.UNMERGE, mark("Wieder trennen"), "rotate-ccw"),
)
