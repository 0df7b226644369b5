"""What keeps the program from starting: a data folder that has lost or cannot give something."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "data_folder.no_home": mark(
        "Dieses Benutzerkonto hat keinen eigenen Ordner, in dem der Datenordner liegen könnte. Es "
        "wurde nichts geändert. Bitte nennen Sie einen mit --data-dir oder in MIETERDESK_DATA_DIR."
    ),
    "data_folder.not_usable": mark(
        "Der Datenordner {folder} lässt sich nicht anlegen oder nicht benutzen. Es wurde nichts "
        "geändert. Bitte prüfen Sie Pfad, Datenträger und Rechte."
    ),
    "data_folder.not_writable": mark(
        "Im Datenordner {folder} darf nichts geschrieben werden. Was dort liegt, ist unverändert. "
        "Bitte lassen Sie sich das Schreibrecht geben oder wählen Sie einen anderen Ordner."
    ),
    "database.missing": mark(
        "Im Datenordner fehlt die Datenbank {file}, oder sie ist leer; Dokumente oder Sicherungen "
        "sind noch da. "
        "Es wurde nichts angelegt und nichts geändert. Bitte legen Sie die Datei zurück oder "
        "stellen Sie eine Sicherung wieder her."
    ),
    "first_start.folder_in_use": mark(
        "In diesem Datenordner gibt es schon eine Gesellschaft. Es wurde nichts geändert. Bitte "
        "beenden Sie das Programm und starten Sie es noch einmal."
    ),
    "first_start.key_not_alike": mark(
        "Die {place}. Gruppe ist eine andere. Bitte vergleichen Sie mit Ihrem Ausdruck; mit "
        "„Zurück“ sehen Sie den Schlüssel noch einmal."
    ),
    "first_start.not_printed": mark(
        "Der Schlüssel wurde nicht gedruckt: Es ist kein Drucker eingerichtet, oder er nimmt "
        "nichts an. Bitte schreiben Sie ihn ab."
    ),
    "first_start.not_written": mark(
        "Im Datenordner {folder} ließ sich nicht alles anlegen. Er ist so leer wie zuvor, und was "
        "Sie eingetragen haben, steht noch da. Bitte prüfen Sie Platz und Rechte und versuchen Sie "
        "es noch einmal."
    ),
    "text.not_storable": mark(
        "Der Text enthält ein Zeichen, das sich nicht speichern lässt. Er steht noch da; "
        "gespeichert wurde nichts. Bitte löschen Sie unsichtbare oder fremde Zeichen und versuchen "
        "Sie es noch einmal."
    ),
    "settings.not_readable": mark(
        "Die Einstellungen in {file} lassen sich nicht lesen. Es wurde nichts geändert. Bitte "
        "prüfen Sie die Rechte an dieser Datei."
    ),
    "settings.not_understood": mark(
        "Die Einstellungen in {file} sind nicht zu verstehen. Es wurde nichts geändert. Bitte "
        "berichtigen Sie die Datei, oder nehmen Sie sie weg; dann gelten die Vorgaben."
    ),
    "settings.not_writable": mark(
        "Die Einstellungen in {file} lassen sich nicht speichern; die bisherigen gelten weiter. "
        "Bitte prüfen Sie Rechte und Platz."
    ),
    "settings.unreadable": mark(
        "Die Einstellungen waren nicht zu verstehen und liegen jetzt unverändert unter {kept_as}; "
        "Vorgänge und Dokumente sind nicht betroffen. Ab dem nächsten Start gelten die Vorgaben. "
        "War ein Datenbankserver oder ein eigener Austauschordner eingestellt, berichtigen Sie "
        "bitte zuerst die Datei und geben ihr den alten Namen zurück."
    ),
}
