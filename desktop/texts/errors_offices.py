"""What can go wrong with a company's settings: office hours, emergency number, codes, the ERP."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "company.gone": mark("Diese Gesellschaft gibt es nicht. Bitte laden Sie die Seite neu."),
    "company.changed": mark(
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
    "account_settings.bad_code_days": mark(
        "Die Gültigkeit eines Codes ist eine ganze Zahl von {least} bis {most} Tagen. Gespeichert "
        "wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
    "account_settings.bad_guard_days": mark(
        "Der Schutz nach geänderten Kontaktdaten ist eine ganze Zahl von {least} bis {most} Tagen. "
        "Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
    "account_settings.bad_echo_days": mark(
        "Die Frist für die Rückmeldung des ERP ist eine ganze Zahl von {least} bis {most} Tagen. "
        "Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
