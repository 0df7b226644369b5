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
    "store_settings.bad_bucket": mark(
        "Der Name eines Buckets hat 3 bis 63 Zeichen: kleine Buchstaben, Ziffern, Punkt und "
        "Bindestrich. Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
    "store_settings.bad_endpoint": mark(
        "Die Adresse des Servers beginnt mit https:// und hat keinen Pfad, zum Beispiel "
        "https://s3.example.org:9000. Gespeichert wurde nichts; was Sie eingetragen haben, steht "
        "noch da."
    ),
    "store_settings.bad_path": mark(
        "Der Ordner braucht seinen vollständigen Pfad. Gespeichert wurde nichts; was Sie "
        "eingetragen haben, steht noch da."
    ),
    "store_settings.bad_prefix": mark(
        "Ein Unterordner besteht aus Buchstaben, Ziffern, Punkt, Bindestrich und Unterstrich, mit "
        "/ dazwischen. Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
    "store_settings.bad_region": mark(
        "Eine Region besteht aus kleinen Buchstaben, Ziffern und Bindestrich. Gespeichert wurde "
        "nichts; was Sie eingetragen haben, steht noch da."
    ),
    "store_settings.half_a_key": mark(
        "Zugangskennung und geheimer Schlüssel gehören zusammen. Bitte tragen Sie beide ein, oder "
        "lassen Sie beide leer. Gespeichert wurde nichts."
    ),
    "account_settings.bad_echo_days": mark(
        "Die Frist für die Rückmeldung des ERP ist eine ganze Zahl von {least} bis {most} Tagen. "
        "Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
