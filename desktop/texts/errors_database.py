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
    "database.access_refused": mark(
        "Der Datenbankserver lehnt die Anmeldung ab. Es wurde nichts geändert. Bitte prüfen Sie "
        "Benutzer und Kennwort oder fragen Sie Ihre Administration."
    ),
    "database.backup_failed": mark(
        "Vor der Umstellung ließ sich keine Sicherung der Datenbank schreiben. Es wurde nichts "
        "geändert. Bitte prüfen Sie, ob auf dem Datenträger Platz ist."
    ),
    "database.bad_address": mark(
        "Die Adresse der Datenbank in den Einstellungen ist ungültig. Es wurde nichts geändert. "
        "Bitte berichtigen Sie „database_url“ in der Datei settings.json."
    ),
    "database.damaged": mark(
        "Die Datenbankdatei ist beschädigt oder keine Datenbank. Sie wurde nicht verändert. Bitte "
        "heben Sie die Datei auf und stellen Sie eine Sicherung wieder her."
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
        "Ein anderes Programm schreibt gerade in die Datenbank. Diese Änderung wurde nicht "
        "gespeichert; alles davor ist sicher. Bitte versuchen Sie es gleich noch einmal."
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
        "Die Datenbank lässt sich nicht öffnen. Es wurde nichts geändert. Bitte prüfen Sie, ob Sie "
        "Datei und Ordner lesen und beschreiben dürfen."
    ),
    "database.outdated": mark(
        "Die Datenbank auf dem Server hat noch den Stand einer älteren Version. Bitte lassen Sie "
        "sie von Ihrer Administration umstellen."
    ),
    "database.read_only": mark(
        "In die Datenbank darf gerade nichts geschrieben werden. Diese Änderung wurde nicht "
        "gespeichert; alles davor ist sicher. Bitte prüfen Sie, ob Datei, Ordner oder Server "
        "schreibgeschützt sind."
    ),
    "database.unknown_name": mark(
        "Auf dem Server gibt es keine Datenbank dieses Namens. Es wurde nichts geändert. Bitte "
        "prüfen Sie „database_url“ in der Datei settings.json."
    ),
    "database.unreachable": mark(
        "Der Datenbankserver ist nicht erreichbar. Was zuletzt bestätigt wurde, ist gespeichert. "
        "Bitte prüfen Sie die Verbindung und versuchen Sie es noch einmal."
    ),
    "database.vanished": mark(
        "Die Datenbankdatei ist nicht mehr an ihrem Platz oder wurde ausgetauscht. Diese Änderung "
        "wurde nicht gespeichert; was Sie schreiben, bleibt stehen. Bitte legen Sie die Datei "
        "zurück oder verbinden Sie den Datenträger wieder; sonst starten Sie Mieterdesk neu."
    ),
    "documents.credentials_unusable": mark(
        "Die Datei {file} mit den Schlüsseln der Dokumentenablagen lässt sich nicht verwenden: Sie "
        "ist nicht lesbar, oder andere dürfen sie lesen. Es wurde nichts geändert. Bitte prüfen "
        "Sie ihre Rechte (nur für die eigene Person, 0600)."
    ),
    "documents.damaged": mark(
        "Das Dokument in der Dokumentenablage ist nicht mehr das, das eingegangen ist: Seine "
        "Prüfsumme stimmt nicht. Es wird nicht geöffnet und nicht versendet. Bitte stellen Sie es "
        "aus einer Sicherung wieder her."
    ),
    "documents.disk_full": mark(
        "Der Datenträger ist voll, das Dokument wurde nicht gespeichert; alles davor ist sicher. "
        "Bitte schaffen Sie Platz und versuchen Sie es noch einmal."
    ),
    "documents.missing": mark(
        "Das Dokument fehlt in der Dokumentenablage. Der Vorgang ist vollständig, nur diese Datei "
        "lässt sich nicht öffnen. Bitte stellen Sie sie aus einer Sicherung wieder her."
    ),
    "documents.no_credentials": mark(
        "Für die Dokumentenablage „{bucket}“ sind an diesem Arbeitsplatz keine Zugangsdaten "
        "hinterlegt. Es wurde nichts gespeichert und nichts geändert. Bitte tragen Sie sie in den "
        "Einstellungen unter „Dokumentenablage“ ein."
    ),
    "documents.not_split": mark(
        "Die Datei lässt sich nicht in einzelne Schreiben zerlegen: Sie ist beschädigt oder "
        "geschützt. Es wurde nichts geändert; bitte teilen Sie sie mit dem Programm, das sie "
        "gemacht hat."
    ),
    "documents.not_writable": mark(
        "Die Dokumentenablage lässt sich nicht beschreiben. Es wurde nichts gespeichert und nichts "
        "geändert. Bitte prüfen Sie die Rechte an ihrem Ordner."
    ),
    "documents.unreachable": mark(
        "Die Dokumentenablage ist gerade nicht erreichbar: Das Netzlaufwerk fehlt, oder der Server "
        "antwortet nicht. Es ist nichts verloren und nichts geändert. Bitte prüfen Sie die "
        "Verbindung und versuchen Sie es noch einmal."
    ),
    "key.check_damaged": mark(
        "Dieser Datenordner ist verschlüsselt, und die Datei {file}, die seinen Schlüssel nennt, "
        "ist beschädigt. Es ist nichts verloren und nichts geändert. Bitte geben Sie den "
        "Wiederherstellungsschlüssel von Ihrem Ausdruck ein, oder nennen Sie seine Datei in "
        "MIETERDESK_KEY_FILE: Passt er, wird die Datei neu geschrieben."
    ),
    "key.folder_is_plain": mark(
        "Dieser Datenordner ist ohne Schlüssel angelegt; er lässt sich nachträglich nicht "
        "verschlüsseln. Es wurde nichts geändert. Bitte starten Sie ohne MIETERDESK_KEY_FILE, oder "
        "legen Sie einen neuen Datenordner an."
    ),
    "key.needed": mark(
        "Dieser Datenordner ist verschlüsselt. Es wurde nichts geändert. Bitte nennen Sie die "
        "Datei mit seinem Schlüssel in MIETERDESK_KEY_FILE und starten Sie noch einmal."
    ),
    "key.not_a_key": mark(
        "In der Datei {file} steht kein Schlüssel: Gebraucht werden 64 Ziffern und Buchstaben von "
        "0 bis f. Es wurde nichts geändert."
    ),
    "key.not_readable": mark(
        "Die Datei {file} mit dem Schlüssel lässt sich nicht lesen. Es wurde nichts geändert. "
        "Bitte prüfen Sie MIETERDESK_KEY_FILE und die Rechte an der Datei."
    ),
    "key.not_in_ring": mark(
        "Dieser Datenordner ist verschlüsselt, und sein Schlüssel steht nicht im Schlüsselbund "
        "dieses Rechners. Es wurde nichts geändert. Bitte geben Sie den "
        "Wiederherstellungsschlüssel von Ihrem Ausdruck ein, oder nennen Sie seine Datei in "
        "MIETERDESK_KEY_FILE."
    ),
    "key.ring_unreachable": mark(
        "Dieser Datenordner ist verschlüsselt, und der Schlüsselbund dieses Rechners ist nicht "
        "erreichbar. Es wurde nichts geändert. Bitte geben Sie den Wiederherstellungsschlüssel von "
        "Ihrem Ausdruck ein, oder nennen Sie seine Datei in MIETERDESK_KEY_FILE."
    ),
    "key.typed_wrong": mark(
        "Das ist nicht der Wiederherstellungsschlüssel dieses Datenordners. Er hat 16 Gruppen aus "
        "je vier Zeichen, 0 bis 9 und a bis f. Es wurde nichts geändert."
    ),
    "key_ring.unreachable": mark(
        "Der Schlüsselbund dieses Rechners ist nicht erreichbar. Mieterdesk fragt dann bei jedem "
        "Start nach dem Wiederherstellungsschlüssel."
    ),
    "key.open_to_others": mark(
        "Die Datei {file} mit dem Schlüssel dürfen auch andere lesen. Es wurde nichts geändert. "
        "Bitte geben Sie ihr die Rechte 0600 und starten Sie noch einmal."
    ),
    "key.wrong": mark(
        "Der Schlüssel in MIETERDESK_KEY_FILE ist nicht der dieses Datenordners. Es wurde nichts "
        "geändert. Bitte nehmen Sie den Schlüssel, mit dem der Ordner angelegt wurde."
    ),
    "lease.lost": mark(
        "Ein anderes Programm hat diese Aufgabe übernommen, weil sie zu lange stillstand."
    ),
    "program.unexpected": mark(
        "Ein unerwarteter Fehler ist aufgetreten: Die Aktion wurde vielleicht nicht ausgeführt. "
        "Bitte prüfen Sie den Stand, bevor Sie sie wiederholen; der Fehlerbericht sagt mehr."
    ),
    "lease.taken": mark(
        "Diese Aufgabe läuft gerade in einem anderen Programm. Bitte versuchen Sie es gleich noch "
        "einmal."
    ),
}
