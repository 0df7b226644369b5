"""The part of the registry that belongs to certificates."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec

CERTIFICATE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.CERTIFICATE,
        ActionGroup.CASE,
        mark("Bescheinigung ausfüllen"),
        "receipt-text",
        ("Ctrl+Shift+F7",),
        also=mark("Mietbescheinigung, Wohnungsgeberbestätigung, Mietzeitbescheinigung"),
    ),
    ActionSpec(
        ActionId.ISSUE_CERTIFICATE,
        ActionGroup.CASE,
        mark("Bescheinigung ausstellen"),
        "circle-check",
        ("Ctrl+Shift+F8",),
        Permission.WORK_CASES,
        also=mark("Als PDF in das Mieterkonto legen und die Antwort vorbereiten"),
    ),
)
