"""What can go wrong with forms, check lists and the categories themselves."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "field.unknown": mark(
        "„{field}“ gehört nicht mehr zu diesem Formular. Gespeichert wurde nichts; bitte laden Sie "
        "den Vorgang neu."
    ),
    "field.not_a_number": mark(
        "{field}: „{text}“ ist keine Zahl. Gespeichert wurde nichts; bitte schreiben Sie sie zum "
        "Beispiel so: 213,4."
    ),
    "field.not_a_date": mark(
        "{field}: „{text}“ ist kein Tag des Kalenders. Gespeichert wurde nichts; bitte schreiben "
        "Sie ihn zum Beispiel so: 18.11.2026."
    ),
    "field.not_yes_or_no": mark(
        "{field}: „{text}“ ist weder ja noch nein. Gespeichert wurde nichts; bitte wählen Sie eins "
        "von beiden."
    ),
    "field.not_a_choice": mark(
        "{field}: „{text}“ steht nicht zur Auswahl. Gespeichert wurde nichts; bitte wählen Sie aus "
        "der Liste."
    ),
    "field.too_long": mark(
        "{field}: Der Text ist zu lang. Gespeichert wurde nichts; bitte kürzen Sie ihn oder "
        "schreiben Sie ihn in eine Notiz."
    ),
    "check.gone": mark(
        "Dieser Punkt steht nicht mehr auf der Prüfliste. Bitte laden Sie den Vorgang neu."
    ),
    "category.gone": mark("Diese Kategorie gibt es nicht. Bitte laden Sie die Liste neu."),
    "category.changed": mark(
        "„{name}“ wurde inzwischen von jemand anderem geändert. Gespeichert wurde nichts; bitte "
        "verwerfen Sie Ihre Änderungen, sehen Sie sich den neuen Stand an und ändern Sie ihn dann."
    ),
    "category.name_missing": mark("Bitte geben Sie der Kategorie einen Namen."),
    "category.name_taken": mark(
        "Eine Kategorie „{name}“ gibt es schon. Bitte wählen Sie einen anderen Namen."
    ),
    "category.code_wrong": mark(
        "Das Kürzel muss mit einem Buchstaben beginnen. Bitte wählen Sie eines aus Buchstaben, "
        "Ziffern und Unterstrichen."
    ),
    "category.code_taken": mark(
        "Das Kürzel „{code}“ hat schon eine andere Kategorie. Bitte wählen Sie ein anderes; das "
        "Portal unterscheidet die Kategorien daran."
    ),
    "category.too_long": mark(
        "„{text}“ ist zu lang. Bitte kürzen Sie auf höchstens {most} Zeichen."
    ),
    "category.holds_iban": mark(
        "In der Beschreibung einer Kategorie darf keine IBAN stehen. Bitte nehmen Sie sie heraus."
    ),
    "category.icon_unknown": mark("Dieses Symbol gibt es nicht. Bitte wählen Sie eines der Liste."),
    "category.promise_wrong": mark(
        "Die Frist muss zwischen 1 und {most} Werktagen liegen. Bitte ändern Sie sie."
    ),
    "category.too_many_fields": mark(
        "Ein Formular hat höchstens {most} Felder. Bitte nehmen Sie eines heraus."
    ),
    "category.too_many_checks": mark(
        "Eine Prüfliste hat höchstens {most} Punkte. Bitte nehmen Sie einen heraus."
    ),
    "category.label_missing": mark(
        "Feld {place} hat noch keine Bezeichnung. Bitte tragen Sie eine ein oder nehmen Sie das "
        "Feld heraus."
    ),
    "category.label_twice": mark(
        "Das Feld „{field}“ gibt es zweimal. Bitte benennen Sie eines anders."
    ),
    "category.choices_missing": mark(
        "Die Auswahl „{field}“ hat noch keine Möglichkeiten. Bitte tragen Sie eine je Zeile ein."
    ),
    "category.choice_twice": mark(
        "In der Auswahl „{field}“ steht „{choice}“ zweimal. Bitte nehmen Sie eine heraus."
    ),
    "category.bank_form": mark(
        "Formular und Frist einer Bankverbindung stehen fest: Sie folgen dem Lastschriftlauf und "
        "den Einstellungen der Gesellschaft. Gespeichert wurde nichts."
    ),
    "category.check_missing": mark(
        "Punkt {place} der Prüfliste ist leer. Bitte schreiben Sie, was zu prüfen ist, oder nehmen "
        "Sie ihn heraus."
    ),
}
