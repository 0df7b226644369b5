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
    "restore.cancelled": mark("Das Zurückspielen wurde abgebrochen; es wurde nichts geändert."),
    "restore.in_use": mark(
        "Mieterdesk ist auf diesem Datenordner noch geöffnet, oder ein Befehl läuft gerade. Es "
        "wurde nichts geändert. Bitte schließen Sie alle Fenster und versuchen Sie es noch einmal."
    ),
    "restore.changed_meanwhile": mark(
        "Während die Sicherung vorbereitet wurde, hat ein Befehl noch etwas in die Datenbank "
        "geschrieben. Sie wurde nicht ersetzt. Bitte versuchen Sie es noch einmal."
    ),
    "restore.not_administrator": mark(
        "Zustimmen kann nur, wer die Rolle Administration hat. Es wurde nichts geändert."
    ),
    "restore.no_backup": mark(
        "In {folder} liegt keine Sicherung. Bitte nennen Sie die Datei der Sicherung."
    ),
    "restore.running": mark(
        "Gerade wird eine Sicherung zurückgespielt. Bitte versuchen Sie es gleich noch einmal."
    ),
    "restore.copy_changed": mark(
        "Die Sicherung {file} ist nicht mehr das, was gesichert wurde: Ihre Prüfsumme stimmt "
        "nicht. Bitte nehmen Sie eine andere und prüfen Sie den Datenträger, auf dem sie liegt."
    ),
    "restore.no_room": mark(
        "Für die Kopie der Sicherung ist kein Platz im Datenordner, oder er ist schreibgeschützt. "
        "Es wurde nichts geändert. Bitte schaffen Sie Platz."
    ),
    "restore.before_encryption": mark(
        "Die Sicherung {file} ist aus der Zeit, bevor dieser Datenordner verschlüsselt war; sie "
        "ist unverschlüsselt und braucht keinen Schlüssel. Es wurde nichts geändert. Um sie "
        "anzusehen, spielen Sie sie bitte in einen neuen, leeren Datenordner zurück (--data-dir), "
        "ohne MIETERDESK_KEY_FILE."
    ),
    "restore.not_readable": mark(
        "Die Sicherung {file} lässt sich nicht lesen. Es wurde nichts geändert. Bitte prüfen Sie, "
        "ob der Datenträger verbunden ist."
    ),
    "restore.other_content": mark(
        "In der Sicherung {file} steht etwas anderes als in ihrem Verzeichnis. Bitte nehmen Sie "
        "eine andere und wenden Sie sich an die Betreuung."
    ),
    "restore.unsound": mark(
        "Die Sicherung {file} ist keine unversehrte Datenbank, oder sie ist mit einem anderen "
        "Schlüssel verschlüsselt. Bitte nehmen Sie eine andere."
    ),
    "trial.cancelled": mark("Die Probe wurde abgebrochen; es wurde nichts geändert."),
    "trial.documents": mark(
        "Die Probe ist nicht bestanden: In der Sicherung fehlen Dokumente oder sind verändert "
        "({n}). Bitte sichern Sie neu und prüfen Sie den Datenträger."
    ),
    "trial.no_backup": mark(
        "Es gibt keine Sicherung mit Verzeichnis, die sich erproben ließe. Bitte sichern Sie "
        "zuerst."
    ),
    "trial.no_codes_key": mark(
        "Die Probe ist nicht bestanden: Der Schlüssel der Registrierungscodes fehlt in der "
        "Sicherung oder ist beschädigt. Bitte sichern Sie neu."
    ),
    "intake.folders_left": mark(
        "Ordner im Austauschordner ließen sich nicht lesen; sie bleiben liegen und werden wieder "
        "versucht. Bitte prüfen Sie die Rechte."
    ),
}
