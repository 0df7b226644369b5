"""The registry: every action of the program with its text, icon, keys, permission and chapter.

The palette, the overview of keys, menus and buttons are made from it. Keys avoid AltGr and whatever
moves between layouts, and what answers Enter answers both Enter keys (``ui-brief.md``, section 10).
"""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.account.actions import ACCOUNT_ACTIONS
from desktop.views.acting_actions import ACTING_ACTIONS
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec, Readiness
from desktop.views.bulk_actions import BULK_ACTIONS
from desktop.views.certificates.actions import CERTIFICATE_ACTIONS
from desktop.views.contact.actions import CONTACT_ACTIONS
from desktop.views.damage.actions import DAMAGE_ACTIONS
from desktop.views.list_actions import LIST_ACTIONS
from desktop.views.look_actions import LOOK_ACTIONS
from desktop.views.place_actions import PLACE_ACTIONS
from desktop.views.registration.actions import REGISTRATION_ACTIONS

_POSSIBLE = Readiness.POSSIBLE
_WORK = Permission.WORK_CASES


REGISTRY: tuple[ActionSpec, ...] = (
    ActionSpec(
        ActionId.TAKE,
        ActionGroup.CASE,
        mark("Übernehmen"),
        "user-plus",
        ("Ctrl+M",),
        _WORK,
        also=mark("Mir zuweisen"),
    ),
    ActionSpec(ActionId.REPLY, ActionGroup.CASE, mark("Antworten"), "reply", ("Ctrl+R",), _WORK),
    ActionSpec(ActionId.NOTE, ActionGroup.CASE, mark("Interne Notiz"), "lock", ("Ctrl+I",), _WORK),
    ActionSpec(
        ActionId.NEXT_GAP,
        ActionGroup.CASE,
        mark("Nächste Lücke im Text"),
        "arrow-right",
        ("F7",),
        _WORK,
    ),
    ActionSpec(
        ActionId.ATTACH,
        ActionGroup.CASE,
        mark("Anlage hinzufügen"),
        "paperclip",
        ("Ctrl+Shift+H",),
        _WORK,
        also=mark("Datei anhängen"),
    ),
    ActionSpec(
        ActionId.SEND_AND_CLOSE,
        ActionGroup.CASE,
        mark("Senden und abschließen"),
        "circle-check",
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        _WORK,
    ),
    ActionSpec(
        ActionId.WAIT, ActionGroup.CASE, mark("Wiedervorlage"), "hourglass", ("Ctrl+D",), _WORK
    ),
    ActionSpec(
        ActionId.RESUME,
        ActionGroup.CASE,
        mark("Wiedervorlage beenden"),
        "play",
        ("Ctrl+Shift+D",),
        _WORK,
    ),
    ActionSpec(
        ActionId.CLOSE,
        ActionGroup.CASE,
        mark("Abschließen"),
        "circle-check",
        ("Ctrl+Shift+E",),
        _WORK,
    ),
    ActionSpec(
        ActionId.REOPEN,
        ActionGroup.CASE,
        mark("Wieder öffnen"),
        "rotate-ccw",
        ("Ctrl+Shift+O",),
        _WORK,
    ),
    ActionSpec(
        ActionId.REQUEST_ADDRESS,
        ActionGroup.CASE,
        mark("Adresse anfordern"),
        "mail",
        ("Ctrl+Shift+A",),
        _WORK,
    ),
    ActionSpec(
        ActionId.CORRECT,
        ActionGroup.CASE,
        mark("Freigabe zurücknehmen"),
        "undo-2",
        ("Ctrl+Shift+R",),
        Permission.RELEASE,
    ),
    ActionSpec(
        ActionId.PRINT, ActionGroup.CASE, mark("Brief drucken …"), "printer", ("Ctrl+P",), _WORK
    ),
    ActionSpec(
        ActionId.PRINT_CASE,
        ActionGroup.CASE,
        mark("Vorgang drucken …"),
        "printer",
        ("Ctrl+Shift+P",),
    ),
    ActionSpec(ActionId.SAVE_CASE, ActionGroup.CASE, mark("Vorgang als PDF speichern …"), "save"),
    ActionSpec(
        ActionId.NEXT_SIBLING,
        ActionGroup.CASE,
        mark("Nächsten Vertrag öffnen"),
        "arrow-right",
        ("Ctrl+Shift+W",),
    ),
    ActionSpec(
        ActionId.EDIT_APPLICATION,
        ActionGroup.CASE,
        mark("Angaben bearbeiten"),
        None,
        ("Ctrl+E",),
        _WORK,
    ),
    ActionSpec(
        ActionId.REQUEST_FIELDS,
        ActionGroup.CASE,
        mark("Fehlendes anfordern"),
        "circle-help",
        ("Ctrl+Shift+I",),
        _WORK,
        also=mark("Angaben nachfordern, die im Formular fehlen"),
    ),
    ActionSpec(
        ActionId.MAIN,
        ActionGroup.CASE,
        mark("Zur Freigabe"),
        "shield-check",
        ("Ctrl+Return", "Ctrl+Enter"),
        _WORK,
        also=mark("Hauptaktion: Zur Freigabe, Freigeben, Abschließen"),
    ),
    ActionSpec(
        ActionId.REFUSE,
        ActionGroup.CASE,
        mark("Ablehnen"),
        "x",
        ("Ctrl+L",),
        _WORK,
        also=mark("Zurückgeben"),
    ),
    ActionSpec(
        ActionId.RECORD,
        ActionGroup.CASE,
        mark("Anruf oder Brief erfassen"),
        "plus",
        ("Ctrl+Shift+N", "Ctrl+N"),
        _WORK,
        _POSSIBLE,
        also=mark("Neuer Vorgang"),
    ),
    ActionSpec(
        ActionId.NEXT_CASE,
        ActionGroup.MOVE,
        mark("Nächster Vorgang"),
        "arrow-down",
        ("Ctrl+PgDown",),
    ),
    ActionSpec(
        ActionId.PREVIOUS_CASE,
        ActionGroup.MOVE,
        mark("Voriger Vorgang"),
        "arrow-up",
        ("Ctrl+PgUp",),
    ),
    ActionSpec(ActionId.UNDO, ActionGroup.CASE, mark("Rückgängig"), "undo-2", ("Ctrl+Z",), _WORK),
    *LIST_ACTIONS,
    ActionSpec(
        ActionId.NEXT_AREA,
        ActionGroup.MOVE,
        mark("Nächster Bereich"),
        None,
        ("F6",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.PREVIOUS_AREA,
        ActionGroup.MOVE,
        mark("Voriger Bereich"),
        None,
        ("Shift+F6",),
        starts=_POSSIBLE,
    ),
    *LOOK_ACTIONS,
    ActionSpec(
        ActionId.SWITCH_USER,
        ActionGroup.WINDOW,
        mark("Benutzer wechseln"),
        "users",
        ("Ctrl+Shift+L",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.RENEW_SIGN_IN,
        ActionGroup.WINDOW,
        mark("Eigenes Kennwort ändern"),
        "key-round",
        starts=_POSSIBLE,
        also=mark("Passwort, Anmeldung"),
    ),
    ActionSpec(
        ActionId.LOCK,
        ActionGroup.WINDOW,
        mark("Sperren"),
        "lock",
        ("Ctrl+W",),
        starts=_POSSIBLE,
        also=mark("Arbeitsplatz verlassen, Bildschirm sperren"),
    ),
    *PLACE_ACTIONS,
    ActionSpec(
        ActionId.WHO_GETS,
        ActionGroup.CASE,
        mark("Wer bekäme diesen Vorgang?"),
        "users",
        also=mark("Team, Person und Regel der Verteilung"),
    ),
    ActionSpec(
        ActionId.NEW_WINDOW,
        ActionGroup.WINDOW,
        mark("Neues Fenster"),
        None,
        ("Ctrl+Shift+F",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.CASE_IN_NEW_WINDOW,
        ActionGroup.WINDOW,
        mark("In neuem Fenster öffnen"),
        None,
        ("Ctrl+J",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.QUIT, ActionGroup.WINDOW, mark("Beenden"), "log-out", ("Ctrl+Q",), None, _POSSIBLE
    ),
    ActionSpec(
        ActionId.PALETTE,
        ActionGroup.MOVE,
        mark("Suchen oder Befehl eingeben"),
        "search",
        ("Ctrl+K",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.SEARCH,
        ActionGroup.MOVE,
        mark("Überall suchen"),
        "search",
        ("Ctrl+Shift+K",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.OVERVIEW,
        ActionGroup.WINDOW,
        mark("Tasten und Befehle"),
        "keyboard",
        ("F1",),
        starts=_POSSIBLE,
        also=mark("Hilfe"),
    ),
    ActionSpec(
        ActionId.ABOUT,
        ActionGroup.WINDOW,
        mark("Über Mieterdesk"),
        "info",
        starts=_POSSIBLE,
        also=mark("Version und Lizenzen"),
    ),
    ActionSpec(
        ActionId.NEXT_URGENT,
        ActionGroup.MOVE,
        mark("Nächster dringendster Vorgang"),
        "alarm-clock",
        ("F8",),
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.TOGGLE_READ, ActionGroup.CASE, mark("Gelesen / ungelesen"), "mail", ("Ctrl+U",)
    ),
    ActionSpec(
        ActionId.NOTICES,
        ActionGroup.PLACE,
        mark("Mitteilungen"),
        "bell",
        ("Ctrl+Shift+M",),
        starts=_POSSIBLE,
    ),
    *DAMAGE_ACTIONS,
    *CONTACT_ACTIONS,
    *REGISTRATION_ACTIONS,
    *CERTIFICATE_ACTIONS,
    *BULK_ACTIONS,
    *ACTING_ACTIONS,
    *ACCOUNT_ACTIONS,
)
