"""Sentences for what can go wrong with the database, the documents, access and jobs."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "access.denied": mark("Dafür fehlt Ihnen die Berechtigung."),
    "conflict.changed": mark(
        "Jemand anderes war schneller und hat das inzwischen geändert. Ihre Eingabe ist noch da: "
        "Bitte sehen Sie sich den neuen Stand an und entscheiden Sie dann."
    ),
    "company.bad_settings": mark(
        "Die Einstellung „{setting}“ von {company} lässt sich nicht verwenden."
    ),
    "database.access_refused": mark("Der Datenbankserver lehnt die Anmeldung ab."),
    "database.backup_failed": mark(
        "Vor der Umstellung ließ sich keine Sicherung der Datenbank schreiben. Es wurde nichts "
        "geändert. Bitte prüfen Sie, ob auf dem Datenträger Platz ist."
    ),
    "database.bad_address": mark("Die Adresse der Datenbank in den Einstellungen ist ungültig."),
    "database.damaged": mark(
        "Die Datenbankdatei ist beschädigt oder keine Datenbank. Bitte stellen Sie eine Sicherung "
        "wieder her."
    ),
    "database.disk_error": mark(
        "Der Datenträger meldet einen Fehler. Was zuletzt bestätigt wurde, ist gespeichert; bitte "
        "prüfen Sie den Datenträger."
    ),
    "database.disk_full": mark(
        "Der Datenträger ist voll. Diese Änderung wurde nicht gespeichert; alles davor ist sicher. "
        "Bitte schaffen Sie Platz und versuchen Sie es noch einmal."
    ),
    "database.locked": mark(
        "Ein anderes Programm schreibt gerade in die Datenbank. Bitte versuchen Sie es gleich noch "
        "einmal."
    ),
    "database.network_drive": mark(
        "Die Datenbankdatei liegt auf einem Netzlaufwerk. Dort würde sie beschädigt. Bitte wählen "
        "Sie einen Ordner auf diesem Rechner oder einen Datenbankserver."
    ),
    "database.newer": mark(
        "Die Datenbank stammt von einer neueren Version von Mieterdesk. Bitte aktualisieren Sie "
        "das Programm; an der Datenbank wurde nichts geändert."
    ),
    "database.not_accessible": mark(
        "Die Datenbank lässt sich nicht öffnen. Bitte prüfen Sie, ob Sie den Ordner lesen und "
        "beschreiben dürfen."
    ),
    "database.outdated": mark(
        "Die Datenbank auf dem Server hat noch den Stand einer älteren Version. Bitte lassen Sie "
        "sie von Ihrer Administration umstellen."
    ),
    "database.read_only": mark("Die Datenbank ist schreibgeschützt."),
    "database.unreachable": mark(
        "Der Datenbankserver ist nicht erreichbar. Bitte prüfen Sie die Verbindung und versuchen "
        "Sie es noch einmal."
    ),
    "documents.disk_full": mark(
        "Der Datenträger ist voll, das Dokument wurde nicht gespeichert. Bitte schaffen Sie Platz."
    ),
    "documents.missing": mark("Das Dokument fehlt im Ordner „documents“."),
    "documents.not_writable": mark("Der Ordner „documents“ lässt sich nicht beschreiben."),
    "lease.lost": mark(
        "Ein anderes Programm hat diese Aufgabe übernommen, weil sie zu lange stillstand."
    ),
    "program.unexpected": mark(
        "Es ist ein unerwarteter Fehler aufgetreten. Bitte versuchen Sie es noch einmal; der "
        "Fehlerbericht sagt mehr."
    ),
    "lease.taken": mark(
        "Diese Aufgabe läuft gerade in einem anderen Programm. Bitte versuchen Sie es gleich noch "
        "einmal."
    ),
}
