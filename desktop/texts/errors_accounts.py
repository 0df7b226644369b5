"""What can go wrong with tenant accounts."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "account.not_found": mark(
        "Diesen Vertrag gibt es nicht mehr. Bitte suchen Sie das Mieterkonto noch einmal."
    ),
    "account.note_empty": mark("Die Notiz ist leer. Bitte schreiben Sie zuerst etwas."),
    "account.note_too_long": mark(
        "Die Notiz hat mehr als {most} Zeichen. Sie ist nicht gespeichert und steht noch da; bitte "
        "kürzen Sie sie oder teilen Sie sie auf."
    ),
    "account.no_bank_details": mark(
        "Diese Bankverbindung gehört nicht zum Vertrag. Bitte laden Sie das Konto neu."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
