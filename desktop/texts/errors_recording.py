"""What can go wrong while a call, a letter or a visit is recorded. The form always stays."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "recording.no_tenancy": mark(
        "Noch ist kein Mietverhältnis gewählt. Bitte suchen Sie nach Name, Vertrag, Adresse oder "
        "Telefonnummer."
    ),
    "recording.no_category": mark("Bitte wählen Sie eine Kategorie."),
    "recording.no_stamp": mark(
        "Das ist kein Tag des Kalenders. Bitte geben Sie den Eingangstag ein, zum Beispiel 18.11."
    ),
    "recording.stamp_in_future": mark(
        "Der Eingangstag {day} liegt in der Zukunft. Bitte geben Sie den Tag ein, an dem der "
        "Anruf, der Brief oder der Besuch bei uns einging."
    ),
    "recording.stamp_too_old": mark(
        "Der Eingangstag {day} liegt mehr als ein Jahr zurück. Bitte prüfen Sie das Jahr."
    ),
    "recording.empty": mark(
        "Es steht noch nichts da: Bitte schreiben Sie, worum es geht, oder legen Sie eine Datei "
        "dazu."
    ),
    "recording.other_case": mark(
        "Dieser Vorgang gehört nicht zum gewählten Mietverhältnis. Bitte wählen Sie ihn neu."
    ),
    "recording.file_gone": mark(
        "„{name}“ liegt nicht mehr an seinem Ort und wurde nicht hinzugefügt. Alles andere ist "
        "noch da."
    ),
    "recording.file_folder": mark(
        "„{name}“ ist ein Ordner. Bitte ziehen Sie die Dateien darin hierher."
    ),
    "recording.file_link": mark(
        "„{name}“ ist eine Verknüpfung und wurde nicht hinzugefügt. Bitte ziehen Sie die Datei "
        "selbst hierher."
    ),
    "recording.file_special": mark(
        "„{name}“ ist keine gewöhnliche Datei und wurde nicht hinzugefügt."
    ),
    "recording.file_unreadable": mark(
        "„{name}“ lässt sich nicht lesen und wurde nicht hinzugefügt. Bitte prüfen Sie, ob die "
        "Datei noch woanders geöffnet ist und Sie sie lesen dürfen."
    ),
    "recording.file_empty": mark(
        "„{name}“ ist leer (0 Byte) und wurde nicht hinzugefügt. Bitte prüfen Sie, ob der Scan "
        "gelungen ist."
    ),
    "recording.file_too_large": mark(
        "„{name}“ ist größer als {limit} MB und wurde nicht hinzugefügt. Bitte verkleinern oder "
        "teilen Sie die Datei; alles andere ist noch da."
    ),
    "recording.files_too_large": mark(
        "Die Dateien sind zusammen größer als {limit} MB. Bitte entfernen Sie eine und erfassen "
        "Sie sie danach zum selben Vorgang."
    ),
    "recording.file_lost": mark(
        "„{name}“ ist nicht mehr abgelegt. Bitte entfernen Sie die Datei und fügen Sie sie noch "
        "einmal hinzu."
    ),
}
