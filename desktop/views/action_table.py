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
from desktop.views.place_actions import PLACE_ACTIONS
from desktop.views.registration.actions import REGISTRATION_ACTIONS

_POSSIBLE = Readiness.POSSIBLE
_WORK = Permission.WORK_CASES


def _sort(action_id: ActionId, text: str) -> ActionSpec:
    """An order of the list."""
    return ActionSpec(action_id, ActionGroup.LIST, text, "arrow-down-up", starts=_POSSIBLE)


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
    *DAMAGE_ACTIONS,
    *CONTACT_ACTIONS,
    *REGISTRATION_ACTIONS,
    *CERTIFICATE_ACTIONS,
    *BULK_ACTIONS,
    _sort(ActionId.SORT_URGENCY, mark("Nach Dringlichkeit sortieren")),
    _sort(ActionId.SORT_RECEIVED, mark("Nach Eingang sortieren")),
    _sort(ActionId.SORT_NAME, mark("Nach Name sortieren")),
    _sort(ActionId.SORT_CATEGORY, mark("Nach Kategorie sortieren")),
    ActionSpec(
        ActionId.NORMAL_COLUMNS, ActionGroup.LOOK, mark("Spalten wie am Anfang"), starts=_POSSIBLE
    ),
    *ACTING_ACTIONS,
    *ACCOUNT_ACTIONS,
)
