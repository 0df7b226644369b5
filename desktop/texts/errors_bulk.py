"""What can go wrong when something is done to many cases at once."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "bulk.cancelled": mark("Die Vorschau wurde abgebrochen. An keinem Vorgang ist etwas geändert."),
    "bulk.changed_since": mark(
        "Dieser Vorgang wurde inzwischen von jemand anderem geändert und bleibt, wie er ist."
    ),
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
