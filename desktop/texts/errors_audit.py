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
}
