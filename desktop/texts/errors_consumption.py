"""What can go wrong with monthly consumption."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "consumption.columns_missing": mark(
        "In {file} fehlen Spalten: {columns}. Gebraucht werden Gesellschaft (company), "
        "Zählernummer (meter_number), Monat (month) und Verbrauch (value) oder Stand (stand). Es "
        "wurde nichts übernommen."
    ),
    "consumption.reason_missing": mark("Bitte geben Sie den Grund an. Es ist nichts geändert."),
    "consumption.no_reading": mark(
        "Diesen Wert gibt es nicht mehr. Bitte laden Sie die Seite neu."
    ),
    "consumption.decided": mark(
        "Über diesen Wert ist inzwischen entschieden. Bitte laden Sie die Seite neu."
    ),
    "consumption.no_value": mark(
        "Zu diesem Monat ist kein Wert gemeldet. Bitte berichtigen oder verwerfen Sie ihn."
    ),
    "consumption.value_out_of_range": mark(
        "Ein Verbrauch ist null oder größer und hat höchstens zehn Stellen vor dem Komma. Es ist "
        "nichts geändert."
    ),
    "consumption.value_not_read": mark(
        "Das ist keine eindeutige Menge mit höchstens drei Nachkommastellen. Es ist nichts "
        "geändert."
    ),
    "consumption.month_running": mark(
        "Dieser Monat ist noch nicht zu Ende. Veröffentlicht werden nur ganze Monate."
    ),
    "consumption.no_import": mark(
        "Diese Übernahme gibt es nicht mehr. Bitte laden Sie die Seite neu."
    ),
    "consumption.taken_back_already": mark("Diese Übernahme ist schon zurückgenommen."),
    "consumption.take_back_stopped": mark(
        "Abgebrochen. Was schon zurückgenommen ist, bleibt zurückgenommen; „Zurücknehmen“ macht "
        "dort weiter."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
