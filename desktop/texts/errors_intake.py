"""What can go wrong with what arrives: the portal's folder and the quarantine."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "intake.folder_unusable": mark(
        "Der Austauschordner {folder} ist nicht erreichbar oder darf nicht benutzt werden. Bitte "
        "prüfen Sie Pfad und Rechte; es ist nichts verloren."
    ),
    "quarantine.closed": mark(
        "Diesen Eintrag hat inzwischen schon jemand erledigt. Bitte laden Sie die Liste neu."
    ),
    "quarantine.folder_gone": mark(
        "Der Ordner liegt nicht mehr in der Quarantäne. Bitte lassen Sie das Portal ihn noch "
        "einmal senden oder verwerfen Sie den Eintrag."
    ),
    "quarantine.unreadable": mark(
        "Der Ordner lässt sich gerade nicht lesen. Bitte versuchen Sie es später noch einmal."
    ),
    "quarantine.reason_missing": mark("Bitte geben Sie an, warum Sie den Eintrag verwerfen."),
}
