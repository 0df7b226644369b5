"""Actions on many cases at once, for the registry."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec, Readiness


def _chosen(action_id: ActionId, text: str, icon: str, *stands_for: ActionId) -> ActionSpec:
    """What is done to all chosen cases of the list; the keys are those of the act on one."""
    return ActionSpec(
        action_id,
        ActionGroup.LIST,
        text,
        icon,
        permission=Permission.WORK_CASES,
        stands_for=stands_for,
    )


BULK_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.BULK_ALL,
        ActionGroup.LIST,
        mark("Alle der Liste auswählen"),
        "list",
        permission=Permission.WORK_CASES,
        starts=Readiness.POSSIBLE,
        also=mark("Mehrere Vorgänge auswählen"),
    ),
    _chosen(
        ActionId.BULK_ASSIGN,
        mark("Ausgewählte zuweisen …"),
        "user-plus",
        ActionId.ASSIGN,
        ActionId.TAKE,
    ),
    _chosen(
        ActionId.BULK_REPLY,
        mark("Ausgewählten mit Vorlage antworten …"),
        "reply",
        ActionId.REPLY,
    ),
    _chosen(
        ActionId.BULK_CATEGORY,
        mark("Kategorie der Ausgewählten ändern …"),
        "folder",
        ActionId.CATEGORY,
    ),
    _chosen(
        ActionId.BULK_WAIT,
        mark("Ausgewählte auf Wiedervorlage legen …"),
        "hourglass",
        ActionId.WAIT,
    ),
    _chosen(
        ActionId.BULK_PRIORITY,
        mark("Priorität der Ausgewählten ändern …"),
        "arrow-up",
        ActionId.PRIORITY,
    ),
    _chosen(ActionId.BULK_TAG, mark("Schlagwort für die Ausgewählten …"), "plus", ActionId.TAGS),
    _chosen(ActionId.BULK_CLOSE, mark("Ausgewählte abschließen …"), "circle-check", ActionId.CLOSE),
    ActionSpec(
        ActionId.BULK_HAND_OVER,
        ActionGroup.LIST,
        mark("Alle Vorgänge einer Person übergeben …"),
        "users",
        ("Ctrl+Shift+T",),
        permission=Permission.REASSIGN_ALL,
        starts=Readiness.POSSIBLE,
        also=mark("Vertretung, Urlaub, Ausscheiden"),
    ),
)
