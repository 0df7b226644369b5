"""What can go wrong when letter templates are written."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "letter_templates.changed": mark(
        "Nicht gespeichert: Jemand hat diese Vorlage inzwischen geändert. Ihr Text steht noch "
        "hier; mit „Neu laden“ sehen Sie den neuen Stand."
    ),
    "letter_templates.empty": mark(
        "Nicht gespeichert: „{name}“ darf nicht leer sein, sonst wüsste niemand, was zu tun ist. "
        "Bitte schreiben Sie etwas oder setzen Sie den Teil auf den mitgelieferten Text zurück."
    ),
    "letter_templates.no_address": mark(
        "Nicht gespeichert: „{name}“ ist keine Adresse im Internet. Sie beginnt mit https:// und "
        "enthält keine Platzhalter, zum Beispiel https://portal.example/registrierung."
    ),
    "letter_templates.too_long": mark(
        "Nicht gespeichert: „{name}“ ist zu lang für den Brief. Bitte kürzen Sie den Text."
    ),
    "letter_templates.unknown_place": mark(
        "Nicht gespeichert: „{name}“ enthält einen Platzhalter, den es nicht gibt. Möglich sind "
        "nur die, die über den Feldern stehen; den Code selbst setzt das Programm in seinen Rahmen."
    ),
}
