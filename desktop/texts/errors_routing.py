"""What can go wrong with teams, rules and people who leave."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "team.gone": mark("Dieses Team gibt es nicht. Bitte laden Sie die Seite neu."),
    "team.changed": mark(
        "Das Team „{name}“ wurde inzwischen von jemand anderem geändert. Gespeichert wurde nichts; "
        "bitte sehen Sie sich den neuen Stand an und ändern Sie ihn dann."
    ),
    "team.name_missing": mark("Bitte geben Sie dem Team einen Namen."),
    "team.name_too_long": mark("Der Name eines Teams hat höchstens {most} Zeichen."),
    "team.name_taken": mark(
        "Ein Team „{name}“ gibt es schon. Bitte wählen Sie einen anderen Namen."
    ),
    "team.holds_iban": mark(
        "Im Namen steht eine IBAN. Bitte nehmen Sie sie heraus; Bankverbindungen gehören in den "
        "Vorgang."
    ),
    "team.member_unknown": mark(
        "Jemand aus der Auswahl bearbeitet hier keine Vorgänge mehr. Gespeichert wurde nichts; "
        "bitte laden Sie die Seite neu und wählen Sie noch einmal."
    ),
    "rule.changed": mark(
        "Diese Regel wurde inzwischen von jemand anderem geändert. Gespeichert wurde nichts; bitte "
        "sehen Sie sich den neuen Stand an und ändern Sie ihn dann."
    ),
    "rule.team_gone": mark(
        "Dieses Team bekommt hier keine Vorgänge mehr. Bitte wählen Sie ein anderes."
    ),
    "rule.person_gone": mark(
        "Diese Person gehört nicht zum Team oder bearbeitet hier keine Vorgänge. Bitte wählen Sie "
        "jemand anderen oder lassen Sie das Team entscheiden."
    ),
    "rule.category_gone": mark(
        "Diese Kategorie gibt es hier nicht. Bitte laden Sie die Seite neu und wählen Sie eine "
        "andere."
    ),
    "rule.house_gone": mark(
        "Dieses Objekt gehört nicht zur gewählten Gesellschaft. Bitte wählen Sie ein anderes."
    ),
    "staff.gone": mark("Diese Person gibt es nicht. Bitte laden Sie die Seite neu."),
    "staff.yourself": mark(
        "Das eigene Konto schaltet niemand selbst ab. Bitte bitten Sie jemand anderen aus der "
        "Administration darum."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
