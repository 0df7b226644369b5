"""The part of the registry that belongs to damage reports."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec

_WORK = Permission.WORK_CASES
_CASE = ActionGroup.CASE

DAMAGE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.ORDER,
        _CASE,
        mark("Auftrag an Handwerksbetrieb …"),
        "wrench",
        ("Ctrl+Shift+B",),
        _WORK,
        also=mark("Handwerker beauftragen"),
    ),
    ActionSpec(
        ActionId.ORDER_SENT,
        _CASE,
        mark("Auftrag als von Hand gesendet vermerken"),
        "send",
        (),
        _WORK,
    ),
    ActionSpec(ActionId.ORDER_DONE, _CASE, mark("Auftrag ist erledigt"), "circle-check", (), _WORK),
    ActionSpec(ActionId.PICTURES, _CASE, mark("Bilder des Schadens"), "image", ("Ctrl+B",)),
    ActionSpec(
        ActionId.GROUP,
        _CASE,
        mark("Meldungen einer Ursache zusammenfassen …"),
        "users",
        ("Ctrl+Shift+J",),
        _WORK,
        also=mark("Störung im ganzen Haus"),
    ),
    ActionSpec(
        ActionId.GROUP_REPLY,
        _CASE,
        mark("Allen der Gruppe antworten …"),
        "reply",
        ("Ctrl+Shift+X",),
        _WORK,
    ),
    ActionSpec(ActionId.UNGROUP, _CASE, mark("Aus der Gruppe nehmen"), "user-x", (), _WORK),
)
