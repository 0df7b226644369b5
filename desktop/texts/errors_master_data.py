"""What keeps a file of master data out as a whole, and an import from being taken back."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "spreadsheet.missing": mark(
        "Die Datei {file} gibt es nicht (mehr). Es wurde nichts übernommen. Bitte prüfen Sie Namen "
        "und Ordner."
    ),
    "spreadsheet.is_folder": mark(
        "{file} ist ein Ordner. Es wurde nichts übernommen. Bitte geben Sie die Dateien darin an."
    ),
    "spreadsheet.empty": mark(
        "Die Datei {file} ist leer (0 Byte). Es wurde nichts übernommen. Bitte erzeugen Sie sie im "
        "ERP noch einmal."
    ),
    "spreadsheet.not_readable": mark(
        "Die Datei {file} lässt sich nicht lesen. Bitte prüfen Sie die Rechte und ob ein anderes "
        "Programm sie geöffnet hat."
    ),
    "spreadsheet.too_large": mark(
        "Die Datei {file} ist größer als 1 GB. Es wurde nichts übernommen. Bitte teilen Sie sie."
    ),
    "spreadsheet.old_excel": mark(
        "Die Datei {file} ist eine Mappe im alten Format von Excel (.xls) oder hat ein Kennwort. "
        "Es wurde nichts übernommen. Bitte speichern Sie sie ohne Kennwort als XLSX oder CSV."
    ),
    "spreadsheet.no_workbook": mark(
        "Die Datei {file} sieht wie eine Excel-Mappe aus, ist aber keine, die sich lesen lässt. "
        "Vielleicht wurde sie nicht ganz übertragen. Bitte öffnen Sie sie in Excel und speichern "
        "Sie sie neu."
    ),
    "spreadsheet.bomb": mark(
        "Die Datei {file} ist ausgepackt viel größer, als eine Mappe es sein darf. Sie wurde nicht "
        "geöffnet, und es wurde nichts übernommen. Bitte liefern Sie sie als CSV."
    ),
    "spreadsheet.no_headings": mark(
        "In der Datei {file} steht keine Zeile mit Überschriften. Es wurde nichts übernommen. Die "
        "erste Zeile muss die Spalten benennen."
    ),
    "spreadsheet.changed_since": mark(
        "Die Datei {file} wurde geändert, während sie gelesen wurde. Was bis dahin übernommen ist, "
        "bleibt. Bitte übernehmen Sie sie noch einmal, wenn sie fertig geschrieben ist."
    ),
    "master_data.kind_unknown": mark(
        "Was in {file} steht, ist an den Überschriften nicht zu erkennen. Es wurde nichts "
        "übernommen. Bitte geben Sie die Art an, zum Beispiel --kind tenancies, oder ordnen Sie "
        "die Spalten auf der Seite Stammdaten zu."
    ),
    "master_data.columns_missing": mark(
        "In {file} fehlen Spalten, ohne die keine Zeile zu erkennen ist: {columns}. Es wurde "
        "nichts übernommen. Bitte ergänzen Sie die Überschriften oder ordnen Sie die Spalten auf "
        "der Seite Stammdaten zu."
    ),
    "master_data.bad_rows_not_writable": mark(
        "Die Datei für die schlechten Zeilen lässt sich dort nicht anlegen. Es wurde nichts "
        "übernommen. Bitte wählen Sie einen anderen Ort."
    ),
    "master_data.no_import": mark("Diesen Import gibt es nicht."),
    "master_data.taken_back_already": mark(
        "Dieser Import ist schon zurückgenommen. Bitte laden Sie die Liste neu."
    ),
    "master_data.reason_missing": mark("Bitte geben Sie an, warum der Import zurückgenommen wird."),
    "master_data.take_back_stopped": mark(
        "Die Rücknahme wurde abgebrochen. Was schon zurückgenommen ist, bleibt es; bitte nehmen "
        "Sie den Import noch einmal zurück, dann folgt der Rest."
    ),
}
