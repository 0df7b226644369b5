"""What can go wrong with saved views, notifications and the filter of a list."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "saved_view.unreadable": mark(
        "Diese Ansicht filtert nach etwas, das diese Programmfassung nicht kennt. Sie ist "
        "unverändert gespeichert. Bitte öffnen Sie sie mit der neueren Fassung."
    ),
    "saved_view.not_found": mark(
        "Diese Ansicht gibt es nicht mehr. Vielleicht hat sie jemand gelöscht oder umbenannt."
    ),
    "saved_view.name_missing": mark("Bitte geben Sie der Ansicht einen Namen."),
    "saved_view.name_long": mark(
        "Der Name ist zu lang. Bitte nehmen Sie höchstens {most} Zeichen."
    ),
    "saved_view.name_taken": mark(
        "Eine Ansicht „{name}“ gibt es schon. Bitte wählen Sie einen anderen Namen."
    ),
    "saved_view.not_a_list": mark(
        "Diese Liste lässt sich nicht als Ansicht speichern. Bitte öffnen Sie eine Liste offener "
        "Vorgänge."
    ),
    "saved_view.holds_iban": mark(
        "Name und Suchwörter einer Ansicht dürfen keine IBAN enthalten. Bitte nehmen Sie die IBAN "
        "heraus."
    ),
    "saved_view.changed": mark(
        "Die Ansicht wurde inzwischen geändert. Ihre Änderung ist nicht gespeichert. Bitte sehen "
        "Sie sich die Ansicht an und ändern Sie sie dann noch einmal."
    ),
    "saved_view.not_yours": mark(
        "Diese Ansicht gehört jemand anderem. Ändern können sie nur diese Person und die "
        "Teamleitung."
    ),
}
