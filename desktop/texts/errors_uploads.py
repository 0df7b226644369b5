"""What keeps a batch of documents from being read, corrected or published."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "upload.source_gone": mark(
        "„{name}“ ist nicht mehr da oder lässt sich nicht lesen. Es wurde nichts übernommen. Bitte "
        "prüfen Sie Ordner und Rechte."
    ),
    "upload.no_files": mark(
        "Darin liegt keine PDF-Datei. Bitte wählen Sie einen anderen Ordner oder andere Dateien."
    ),
    "upload.not_found": mark("Diesen Stapel gibt es nicht."),
    "upload.wrong_state": mark(
        "Der Stapel hat inzwischen einen anderen Stand; dafür ist er nicht mehr offen. Es wurde "
        "nichts geändert."
    ),
    "upload.row_not_found": mark("Diese Datei ist nicht in einem Stapel."),
    "upload.row_changed": mark(
        "Diese Zeile wurde inzwischen geändert, veröffentlicht oder entfernt. Ihre Angabe wurde "
        "nicht übernommen; bitte sehen Sie die Zeile noch einmal an."
    ),
    "upload.row_refused": mark(
        "Diese Datei kann nicht veröffentlicht werden, wem auch immer sie gehört. Bitte entfernen "
        "Sie sie aus dem Stapel und besorgen Sie eine andere Fassung."
    ),
    "upload.other_company": mark(
        "Der Vertrag gehört einer anderen Gesellschaft als der Stapel. Bitte entfernen Sie die "
        "Datei hier und legen Sie sie in einen Stapel dieser Gesellschaft."
    ),
    "upload.note_missing": mark("Bitte geben Sie einen Grund an."),
    "upload.split_page": mark(
        "An dieser Seite lässt sich der Brief nicht trennen: Auf beiden Seiten muss etwas bleiben."
    ),
    "upload.unread": mark(
        "Es sind noch nicht alle Dateien gelesen. Bitte warten Sie, bis die Zuordnung fertig ist."
    ),
    "upload.nothing_ready": mark(
        "Keine Datei des Stapels ist sicher zugeordnet. Es wurde nichts veröffentlicht; bitte "
        "ordnen Sie zuerst Dateien zu."
    ),
    "upload.nothing_published": mark(
        "Aus diesem Stapel ist nichts veröffentlicht, was zurückgenommen werden könnte."
    ),
    "demo.too_few_statements": mark("Bitte verlangen Sie mindestens {least} Abrechnungen."),
    "demo.statements_folder": mark(
        "Der Ordner „{folder}“ ist nicht leer oder lässt sich nicht beschreiben. Es wurde nichts "
        "geschrieben; bitte geben Sie einen leeren Ordner an."
    ),
}
