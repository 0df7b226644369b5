"""Sentences for what can go wrong with the audit log and its anchors."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "audit.anchors_not_writable": mark(
        "Das heutige Ende des Protokolls ließ sich nicht in {file} festhalten. Das Protokoll "
        "selbst ist vollständig; bitte prüfen Sie Ordner, Rechte und Platz."
    ),
    "audit.anchors_unreadable": mark(
        "Die Ankerdatei {file} ist nicht lesbar oder wurde verändert. Bitte holen Sie sie aus "
        "einer Sicherung zurück und prüfen Sie, wer sie geändert hat; verändert wurde hier nichts."
    ),
    "audit.verify_cancelled": mark("Die Prüfung des Protokolls wurde abgebrochen."),
    "audit.unknown_subject": mark(
        "Zu „{text}“ gibt es in Ihren Gesellschaften weder einen Vorgang noch einen Vertrag noch "
        "ein Mieterkonto. Bitte geben Sie die Nummer vollständig ein, eine IBAN im Ganzen."
    ),
    "audit.unknown_iban": mark(
        "Die IBAN {iban} kommt in Ihren Gesellschaften nirgends vor. Bitte prüfen Sie, ob sie "
        "richtig und vollständig eingegeben ist."
    ),
    "audit.too_many_lines": mark(
        "Der Auszug hätte mehr als {most} Zeilen. Bitte grenzen Sie ihn ein, zum Beispiel nach "
        "Tagen; gespeichert wurde nichts."
    ),
    "audit.export_cancelled": mark("Der Auszug wurde abgebrochen; gespeichert wurde nichts."),
    "audit.not_written": mark(
        "Die Datei mit dem Auszug ließ sich nicht schreiben. Bitte prüfen Sie Ordner, Rechte und "
        "Platz und speichern Sie den Auszug noch einmal."
    ),
}
