"""What can go wrong with the forms library."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "forms.not_found": mark("Dieses Formular gibt es nicht mehr. Bitte laden Sie die Liste neu."),
    "forms.changed": mark(
        "Das Formular wurde inzwischen geändert. Es ist nichts überschrieben; bitte sehen Sie es "
        "noch einmal an."
    ),
    "forms.title_missing": mark(
        "Das Formular hat noch keinen Titel. Bitte geben Sie an, wie es im Portal heißen soll."
    ),
    "forms.title_too_long": mark(
        "Der Titel hat mehr als {most} Zeichen. Es ist nichts gespeichert; bitte kürzen Sie ihn."
    ),
    "forms.not_pdf": mark(
        "„{name}“ ist keine PDF-Datei. Es ist nichts gespeichert; Formulare werden als PDF "
        "bereitgestellt."
    ),
    "forms.locked": mark(
        "„{name}“ ist mit einem Kennwort geschützt. Es ist nichts gespeichert; bitte wählen Sie "
        "eine Fassung ohne Kennwort."
    ),
    "forms.same_file": mark(
        "„{name}“ ist schon eine Version dieses Formulars. Es ist nichts doppelt gespeichert."
    ),
    "forms.published_already": mark(
        "Die neueste Version ist schon veröffentlicht. Es ist nichts geändert."
    ),
    "forms.not_offered": mark(
        "Dieses Formular ist nicht mehr veröffentlicht. Es liegt der Antwort nicht bei; was Sie "
        "geschrieben haben, ist noch da."
    ),
    "forms.not_published": mark(
        "Dieses Formular ist nicht veröffentlicht. Es gibt nichts zurückzuziehen."
    ),
    "forms.reason_missing": mark(
        "Bitte geben Sie an, warum das Formular zurückgezogen wird. Es ist noch veröffentlicht."
    ),
    "forms.leaving": mark(
        "Das Formular wird gerade an das Portal übertragen. Es ist nichts geändert; bitte "
        "versuchen Sie es in einigen Minuten noch einmal."
    ),
}
