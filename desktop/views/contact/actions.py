"""The part of the registry that belongs to contact data."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec

CONTACT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.CONTACT_DATA,
        ActionGroup.CASE,
        mark("Kontaktdaten vergleichen"),
        "contact",
        ("Ctrl+F7",),
        also=mark("Anschrift, Telefon, E-Mail"),
    ),
    ActionSpec(
        ActionId.APPLY_CONTACT,
        ActionGroup.CASE,
        mark("Ausgewählte Kontaktdaten übernehmen"),
        "circle-check",
        ("Ctrl+F8",),
        Permission.WORK_CASES,
    ),
)
