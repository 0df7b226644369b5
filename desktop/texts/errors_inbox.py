"""What can go wrong with sign-in, lists and the demonstration data."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "sign_in.failed": mark(
        "Name oder Kennwort stimmen nicht. Bitte prüfen Sie die Schreibweise und die "
        "Feststelltaste."
    ),
    "sign_in.locked": mark(
        "Nach mehreren falschen Kennwörtern ist die Anmeldung mit diesem Namen gesperrt, noch "
        "{minutes} Min. Wer das Kennwort vergessen hat, bekommt von der Verwaltung ein neues."
    ),
    "staff.unknown": mark("Eine Person mit dem Anmeldenamen „{login}“ gibt es hier nicht."),
    "team.unknown": mark("Ein Team „{team}“ gibt es hier nicht."),
    "tag.unknown": mark("Ein Schlagwort „{tag}“ gibt es hier nicht."),
    "category.unknown": mark("Eine Kategorie mit dem Kürzel „{category}“ gibt es hier nicht."),
    "list.staff_needed": mark(
        "Für die Ansicht „mine“ und für gespeicherte Ansichten nennen Sie bitte mit --staff die "
        "Person."
    ),
    "report.period": mark(
        "Der Zeitraum endet, bevor er beginnt. Bitte nennen Sie mit --from den früheren Tag."
    ),
    "report.not_written": mark(
        "Der Bericht konnte nicht in diese Datei geschrieben werden. Es ist nichts verloren; bitte "
        "wählen Sie einen anderen Ort."
    ),
    "demo.folder_in_use": mark(
        "Der Datenordner enthält schon Daten. Bitte wählen Sie für die Demodaten einen leeren "
        "Ordner."
    ),
    "demo.too_few_cases": mark("Die Demodaten brauchen mindestens {least} Vorgänge."),
}
