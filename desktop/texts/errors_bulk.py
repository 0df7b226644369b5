"""What can go wrong when something is done to many cases at once."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "bulk.cancelled": mark("Die Vorschau wurde abgebrochen. An keinem Vorgang ist etwas geändert."),
    "bulk.changed_since": mark(
        "Dieser Vorgang wurde inzwischen von jemand anderem geändert und bleibt, wie er ist."
    ),
    "bulk.category_alone": mark(
        "In die Kategorie Bankverbindung und aus ihr heraus geht ein Vorgang nur einzeln, denn "
        "dabei entsteht ein Antrag oder wird beiseitegelegt."
    ),
    "bulk.no_category": mark("Bitte wählen Sie eine Kategorie."),
    "bulk.no_reply": mark("Bitte wählen Sie eine Vorlage."),
    "bulk.reply_by_hand": mark(
        "Diese Vorlage hat Stellen, die für jeden Vorgang von Hand zu füllen sind, oder spricht "
        "von einer Anlage. Bitte senden Sie sie einzeln."
    ),
    "bulk.reply_not_fitting": mark("Diese Vorlage passt nicht zu dem Vorgang."),
    "bulk.not_whole": mark("Bitte wählen Sie eine Priorität."),
    "bulk.nothing": mark(
        "Für keinen der ausgewählten Vorgänge ist das möglich. Es wurde nichts geändert."
    ),
    "bulk.priority_already": mark("Der Vorgang hat diese Priorität schon."),
    "bulk.told_already": mark(
        "Die Mietpartei hat die Nachricht über diesen Vorgang schon erhalten. Er bleibt, wie er "
        "ist."
    ),
}
