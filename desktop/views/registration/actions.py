"""The part of the registry that belongs to registrations."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec

_CASE = ActionGroup.CASE

REGISTRATION_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.CLINIC,
        _CASE,
        mark("Registrierung prüfen"),
        "key-round",
        ("Ctrl+Shift+V",),
        also=mark("Registrierungscode gilt nicht"),
    ),
    ActionSpec(
        ActionId.CLINIC_REPLY,
        _CASE,
        mark("Ergebnis als Antwort"),
        "reply",
        ("Shift+F7",),
        Permission.WORK_CASES,
        also=mark("Prüfung der Registrierung beantworten"),
    ),
    ActionSpec(
        ActionId.CLINIC_LETTERS,
        _CASE,
        mark("Welches Schreiben gilt, als Antwort"),
        "mail",
        (),
        Permission.WORK_CASES,
        also=mark("Mehrere Schreiben mit Codes"),
    ),
    ActionSpec(
        ActionId.CLINIC_COPY,
        _CASE,
        mark("Telefontext kopieren"),
        "copy",
        also=mark("Am Telefon vorlesen"),
    ),
)
