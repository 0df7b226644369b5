"""What can go wrong when something leaves the house: portal and ERP."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "company.unknown": mark("Eine Gesellschaft mit dem Kürzel „{company}“ gibt es nicht."),
    "erp_run.unknown": mark("Eine Übergabe mit der Nummer {number} gibt es hier nicht."),
    "erp_run.nothing_ready": mark("Zurzeit ist nichts zu übergeben."),
    "erp_file.not_written": mark(
        "Die Übergabe {number} ist gespeichert, ihre Datei konnte aber nicht geschrieben werden. "
        "Schreiben Sie die Datei noch einmal: unter „Frühere Läufe“ oder mit --run {number}."
    ),
    "erp_file.not_yet_written": mark(
        "Die Übergabe {number} ist gespeichert, ihre Datei konnte noch nicht geschrieben werden. "
        "Bitte prüfen Sie den Ordner für die Buchhaltung; das Programm versucht es wieder."
    ),
    "output.not_writable": mark(
        "Die Datei kann dort nicht geschrieben werden. Bitte prüfen Sie Ordner, Rechte und Platz."
    ),
}
