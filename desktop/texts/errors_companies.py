"""What can go wrong with companies and their rules as they are typed."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "company.missing": mark(
        "Es fehlt: {part}. Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
    "company.too_long": mark("{part} hat höchstens {most} Zeichen. Gespeichert wurde nichts."),
    "company.bad_creditor_id": mark(
        "Die Gläubiger-ID stimmt nicht: DE, zwei Prüfziffern, drei Zeichen, dann 0 und zehn "
        "Ziffern. Gespeichert wurde nichts; was Sie eingetragen haben, steht noch da."
    ),
    "company.bad_postcode": mark("Eine Postleitzahl hat fünf Ziffern. Gespeichert wurde nichts."),
    "company.bad_email": mark(
        "Das ist keine E-Mail-Adresse. Gespeichert wurde nichts; was Sie eingetragen haben, steht "
        "noch da."
    ),
    "company.bad_code": mark(
        "Das Kürzel besteht aus 1 bis {most} kleinen Buchstaben ohne Umlaute, Ziffern und Strichen."
    ),
    "company.code_taken": mark(
        "Das Kürzel „{code}“ hat schon {name}. Bitte wählen Sie ein anderes."
    ),
    "company.name_taken": mark(
        "So heißt schon {name}, im Namen oder im Kurznamen. Bitte wählen Sie andere."
    ),
    "company_rules.bad_number": mark(
        "{name}: eine ganze Zahl von {least} bis {most}. Gespeichert wurde nichts; was Sie "
        "eingetragen haben, steht noch da."
    ),
    "company_rules.bad_time": mark(
        "{name}: So geht es: „10:00“. Gespeichert wurde nichts; was Sie eingetragen haben, steht "
        "noch da."
    ),
    "company_rules.bad_days": mark(
        "„{text}“ ist kein Tag. So geht es: „15.08.2026“ oder „30.10.2026 - 31.10.2026“, jeder in "
        "eigener Zeile. Gespeichert wurde nichts."
    ),
    "recalculation.changed": mark(
        "Inzwischen hat sich etwas geändert: Neu berechnet würde etwas anderes, als hier steht. "
        "Geändert wurde nichts; bitte sehen Sie sich die neue Vorschau an."
    ),
    "company_rules.sizes": mark(
        "Alle Dateien zusammen dürfen nicht kleiner sein als die größte einzelne."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
