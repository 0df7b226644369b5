"""The part of the registry that leads to lists and areas of the sidebar."""

from __future__ import annotations

from desktop.services.staff.access import Permission
from desktop.texts import mark
from desktop.views.action_spec import ActionGroup, ActionId, ActionSpec, Readiness

_POSSIBLE = Readiness.POSSIBLE


def _view(action_id: ActionId, text: str, icon: str, number: int) -> ActionSpec:
    """A list of the sidebar; the number is its place there."""
    keys = (f"Ctrl+{number}",)
    return ActionSpec(action_id, ActionGroup.PLACE, text, icon, keys, starts=_POSSIBLE)


PLACE_ACTIONS: tuple[ActionSpec, ...] = (
    _view(ActionId.OPEN_VIEW_1, mark("Alle offenen"), "inbox", 1),
    _view(ActionId.OPEN_VIEW_2, mark("Meine Vorgänge"), "user", 2),
    _view(ActionId.OPEN_VIEW_3, mark("Nicht zugewiesen"), "user-x", 3),
    _view(ActionId.OPEN_VIEW_4, mark("Heute fällig"), "alarm-clock", 4),
    _view(ActionId.OPEN_VIEW_5, mark("Lauf gefährdet"), "triangle-alert", 5),
    _view(ActionId.OPEN_VIEW_6, mark("Freigaben"), "shield-check", 6),
    _view(ActionId.OPEN_VIEW_7, mark("Wiedervorlage"), "hourglass", 7),
    _view(ActionId.OPEN_VIEW_8, mark("Brief zu drucken"), "printer", 8),
    _view(ActionId.OPEN_VIEW_9, mark("Wartet auf Übergabe"), "file-output", 9),
    ActionSpec(
        ActionId.OPEN_CLOSED,
        ActionGroup.PLACE,
        mark("Geschlossene Vorgänge"),
        "circle-check",
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.OPEN_ACCOUNTS,
        ActionGroup.PLACE,
        mark("Mieterkonten"),
        "users",
        ("Ctrl+Shift+Q",),
        starts=_POSSIBLE,
        also=mark("Wer ruft an? Konto suchen nach Telefon, Name, Code"),
    ),
    ActionSpec(
        ActionId.OPEN_LETTERS, ActionGroup.PLACE, mark("Briefe"), "printer", starts=_POSSIBLE
    ),
    ActionSpec(
        ActionId.OPEN_UPLOADS,
        ActionGroup.PLACE,
        mark("Dokumente, Sammel-Upload"),
        "folder",
        starts=_POSSIBLE,
        also=mark("Betriebskostenabrechnungen, Ordner, viele PDF-Dateien zuordnen"),
    ),
    ActionSpec(
        ActionId.OPEN_USAGE,
        ActionGroup.PLACE,
        mark("Verbrauchswerte"),
        "clipboard-list",
        starts=_POSSIBLE,
        also=mark("Monatswerte der Zähler übernehmen, prüfen, veröffentlichen"),
    ),
    ActionSpec(
        ActionId.OPEN_FORMS,
        ActionGroup.PLACE,
        mark("Formulare"),
        "file-text",
        starts=_POSSIBLE,
        also=mark("Formularbibliothek: aufnehmen, veröffentlichen, zurückziehen"),
    ),
    ActionSpec(
        ActionId.OPEN_HAND_OVER,
        ActionGroup.PLACE,
        mark("Übergabe an das ERP"),
        "file-output",
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.OPEN_QUARANTINE,
        ActionGroup.PLACE,
        mark("Quarantäne"),
        "shield-alert",
        starts=_POSSIBLE,
    ),
    ActionSpec(
        ActionId.OPEN_OPERATION, ActionGroup.PLACE, mark("Betrieb"), "gauge", starts=_POSSIBLE
    ),
    ActionSpec(
        ActionId.OPEN_TEAMS,
        ActionGroup.PLACE,
        mark("Teams & Verteilung"),
        "users",
        permission=Permission.READ_TEAMS,
        starts=_POSSIBLE,
        also=mark("Wer bekäme das? Regeln und Mitglieder"),
    ),
    ActionSpec(
        ActionId.OPEN_AUDIT,
        ActionGroup.PLACE,
        mark("Protokoll"),
        "history",
        permission=Permission.AUDIT,
        starts=_POSSIBLE,
        also=mark("Wer hat das gesehen oder geändert? IBAN, Vorgang, Konto, Prüfung der Kette"),
    ),
    ActionSpec(
        ActionId.OPEN_REPLIES,
        ActionGroup.PLACE,
        mark("Antwortvorlagen verwalten"),
        "message-square",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Textbausteine, Platzhalter und Kürzel"),
    ),
    ActionSpec(
        ActionId.OPEN_LETTER_TEMPLATES,
        ActionGroup.PLACE,
        mark("Briefvorlagen verwalten"),
        "printer",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Briefkopf, Unterschrift, Brief mit Registrierungscode, Adresse des Portals"),
    ),
    ActionSpec(
        ActionId.OPEN_CATEGORIES,
        ActionGroup.PLACE,
        mark("Kategorien verwalten"),
        "settings",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Formulare, Prüflisten und Fristen der Kategorien"),
    ),
    ActionSpec(
        ActionId.OPEN_STAFF,
        ActionGroup.PLACE,
        mark("Mitarbeitende verwalten"),
        "user",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Zugang abschalten, wieder zulassen, anlegen, Kennwort zurücksetzen, Rolle"),
    ),
    ActionSpec(
        ActionId.OPEN_COMPANIES,
        ActionGroup.PLACE,
        mark("Gesellschaften verwalten"),
        "landmark",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Name, Anschrift, Gläubiger-ID, neue Gesellschaft"),
    ),
    ActionSpec(
        ActionId.OPEN_CONFIGURATION,
        ActionGroup.PLACE,
        mark("Einrichtung übertragen"),
        "repeat",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Konfiguration in eine Datei schreiben, aus einer Datei übernehmen"),
    ),
    ActionSpec(
        ActionId.OPEN_RULES,
        ActionGroup.PLACE,
        mark("Regeln und Fristen einstellen"),
        "sliders-horizontal",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Stichtag, Werktage, Lastschriftlauf, Vier Augen, Feiertage, neu berechnen"),
    ),
    ActionSpec(
        ActionId.OPEN_OFFICE,
        ActionGroup.PLACE,
        mark("Bürozeiten und Notfallnummer"),
        "calendar",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Öffnungszeiten, Schließtage, Notdienst"),
    ),
    ActionSpec(
        ActionId.OPEN_ACCOUNT_SETTINGS,
        ActionGroup.PLACE,
        mark("Registrierung und ERP einstellen"),
        "key-round",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Gültigkeit von Codes, zweite Person, Frist der Rückmeldung"),
    ),
    ActionSpec(
        ActionId.OPEN_DOCUMENT_STORE,
        ActionGroup.PLACE,
        mark("Dokumentenablage einstellen"),
        "folder",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Wo Dokumente liegen: Ordner im Netz, S3"),
    ),
    ActionSpec(
        ActionId.OPEN_MASTER_DATA,
        ActionGroup.PLACE,
        mark("Stammdaten übernehmen"),
        "house",
        permission=Permission.ADMINISTER,
        starts=_POSSIBLE,
        also=mark("Import aus dem ERP: CSV, XLSX, Probelauf, zurücknehmen"),
    ),
)
