"""The part of the registry that is about tenant accounts."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec

ACCOUNT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.OPEN_ACCOUNT,
        ActionGroup.CASE,
        mark("Mieterkonto öffnen"),
        "users",
        ("Ctrl+Shift+Y",),
        also=mark("Vertrag, Parteien, Codes, Einwilligungen"),
    ),
    ActionSpec(
        ActionId.NEW_CODE,
        ActionGroup.CASE,
        mark("Neuen Code ausstellen …"),
        "key-round",
        ("Ctrl+Shift+C",),
        Permission.WORK_CASES,
        also=mark("Registrierungsbrief, Zugang zum Portal"),
    ),
    ActionSpec(
        ActionId.UPLOAD_DOCUMENT,
        ActionGroup.CASE,
        mark("Dokument hochladen …"),
        "upload",
        ("Ctrl+F5",),
        Permission.WORK_CASES,
        also=mark("Datei in das Mieterkonto legen und veröffentlichen"),
    ),
    ActionSpec(
        ActionId.CASE_DOCUMENTS,
        ActionGroup.CASE,
        mark("Dokumente des Vertrags"),
        "file-text",
        ("Ctrl+Shift+F9",),
        also=mark("Was liegt im Mieterkonto? Enter legt es der Antwort bei"),
    ),
    ActionSpec(
        ActionId.ATTACH_DOCUMENT,
        ActionGroup.CASE,
        mark("Der Antwort beilegen"),
        "paperclip",
        (),
        Permission.WORK_CASES,
        also=mark("Dokument des Mieterkontos als Anlage"),
    ),
    ActionSpec(
        ActionId.ASK_ARCHIVE,
        ActionGroup.CASE,
        mark("Im Archiv anfordern …"),
        "file-search",
        (),
        Permission.WORK_CASES,
        also=mark("Älteres Dokument suchen lassen"),
    ),
    ActionSpec(
        ActionId.TENANT_VIEW,
        ActionGroup.CASE,
        mark("Ansicht Mieter"),
        "eye",
        ("Ctrl+Shift+F5",),
        also=mark("Was zeigt das Portal?"),
    ),
)
