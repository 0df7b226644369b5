"""Sentences for what can go wrong with backups and with what the program does by itself."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "backup.cancelled": mark("Die Sicherung wurde abgebrochen; frühere Sicherungen sind noch da."),
    "backup.failed": mark(
        "Die Sicherung ließ sich nicht nach {folder} schreiben; frühere Sicherungen sind noch da. "
        "Bitte prüfen Sie Ordner, Rechte und Platz."
    ),
    "backup.server": mark(
        "Die Datenbank liegt auf einem Server. Dort sichert, wer den Server betreibt, zum Beispiel "
        "jede Nacht mit pg_dump; bitte fragen Sie Ihre Administration nach dem letzten Stand."
    ),
    "backup.unsound": mark(
        "Die Sicherung hat ihre Prüfung nicht bestanden und wurde verworfen; frühere Sicherungen "
        "sind noch da. Wahrscheinlich ist die Datenbank beschädigt: Bitte arbeiten Sie nicht "
        "weiter und wenden Sie sich an die Betreuung."
    ),
    "database.backup_unsound": mark(
        "Die Sicherung vor der Umstellung hat ihre Prüfung nicht bestanden. Es wurde nichts "
        "geändert. Wahrscheinlich ist die Datenbank beschädigt: Bitte wenden Sie sich an die "
        "Betreuung, bevor Sie weiterarbeiten."
    ),
    "delivery.not_resting": mark(
        "Diese Zustellung ruht nicht mehr; der neue Stand wird gleich angezeigt."
    ),
    "intake.folders_left": mark(
        "Ordner im Austauschordner ließen sich nicht lesen; sie bleiben liegen und werden wieder "
        "versucht. Bitte prüfen Sie die Rechte."
    ),
}
