"""What can go wrong with office hours, closing days and the emergency number."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "office.gone": mark("Diese Gesellschaft gibt es nicht. Bitte laden Sie die Seite neu."),
    "office.changed": mark(
        "Die Einstellungen von „{name}“ wurden inzwischen von jemand anderem geändert. Gespeichert "
        "wurde nichts; was Sie eingetragen haben, steht noch da. „Verwerfen“ zeigt den neuen Stand."
    ),
    "office.bad_hours": mark(
        "„{text}“ ({weekday}) ist keine Öffnungszeit. So geht es: „08:00 - 12:00, 13:00 - 16:00“; "
        "leer heißt geschlossen."
    ),
    "office.bad_phone": mark(
        "Die Notfallnummer ist keine Telefonnummer: Ziffern, Leerzeichen, +, /, - und Klammern, "
        "höchstens 40 Zeichen. Leer heißt: keine Nummer."
    ),
    "office.bad_days": mark(
        "„{text}“ ist kein Tag. So geht es: „24.12.2026“ oder „28.12.2026 - 31.12.2026“, jeder "
        "in eigener Zeile."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
