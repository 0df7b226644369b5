"""Sentences for what can go wrong with the data folder and the settings of this workplace."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "data_folder.not_usable": mark(
        "Der Datenordner {folder} lässt sich nicht anlegen oder nicht benutzen."
    ),
    "settings.not_readable": mark("Die Einstellungen in {file} lassen sich nicht lesen."),
    "settings.not_writable": mark("Die Einstellungen in {file} lassen sich nicht speichern."),
    "settings.unreadable": mark(
        "Die Einstellungen waren nicht zu verstehen und liegen jetzt unter {kept_as}; ab dem "
        "nächsten Start gelten die Vorgaben."
    ),
    "window.already_open": mark(
        "Mieterdesk ist für diesen Datenordner schon geöffnet; bitte wechseln Sie zu jenem Fenster."
    ),
}
