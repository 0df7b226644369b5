"""What can go wrong with prepared replies and with files that go to a tenant."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "files.active": mark(
        "„{name}“ wurde nicht hinzugefügt: Die Datei enthält ein Skript, ein Formular mit eigenen "
        "Befehlen oder eine andere Datei. Bitte drucken Sie sie als PDF und fügen Sie diese hinzu."
    ),
    "files.damaged": mark(
        "„{name}“ wurde nicht hinzugefügt: Die Datei ist beschädigt oder nicht vollständig. Bitte "
        "öffnen und speichern Sie sie neu."
    ),
    "files.empty": mark("„{name}“ wurde nicht hinzugefügt: Die Datei ist leer."),
    "files.infected": mark(
        "„{name}“ wurde nicht hinzugefügt: Der Virenscanner hat etwas gefunden. Bitte öffnen Sie "
        "die Datei nicht und geben Sie der IT Bescheid."
    ),
    "files.letter_needs_pdf": mark(
        "Nicht gesendet: „{name}“ lässt sich einem Brief nicht beilegen, nur PDF-Dateien werden "
        "mitgedruckt. Bitte nehmen Sie die Datei heraus oder wandeln Sie sie in PDF um."
    ),
    "files.locked": mark(
        "Nicht gesendet: „{name}“ ist mit einem Kennwort geschützt und lässt sich nicht drucken. "
        "Bitte nehmen Sie die Datei heraus oder heben Sie den Schutz auf."
    ),
    "files.lost": mark(
        "Nicht gesendet: „{name}“ liegt nicht mehr in der Dokumentenablage. Bitte nehmen Sie die "
        "Datei heraus und fügen Sie sie neu hinzu."
    ),
    "files.macros": mark(
        "„{name}“ wurde nicht hinzugefügt: Die Datei enthält Makros. Bitte speichern Sie sie ohne "
        "Makros oder als PDF."
    ),
    "files.misnamed": mark(
        "„{name}“ wurde nicht hinzugefügt: Der Inhalt ist etwas anderes, als der Name sagt. Bitte "
        "prüfen Sie die Datei."
    ),
    "files.not_sendable": mark(
        "„{name}“ wurde nicht hinzugefügt. Gesendet werden PDF, Bilder (JPG, PNG, GIF, TIFF, "
        "WEBP), Text (TXT), DOCX, XLSX und ODT."
    ),
    "files.recalled": mark(
        "Nicht gesendet: Das Dokument „{name}“ wurde zurückgerufen. Bitte nehmen Sie die Datei "
        "heraus."
    ),
    "files.risky": mark(
        "„{name}“ wurde nicht hinzugefügt: Solche Dateien können auf einem Computer Programme "
        "ausführen. Bitte senden Sie stattdessen eine PDF-Datei."
    ),
    "files.together_too_large": mark(
        "Nicht gesendet: Die Anlagen sind zusammen größer als {limit} MB. Bitte verteilen Sie sie "
        "auf mehrere Nachrichten."
    ),
    "files.too_large": mark(
        "„{name}“ wurde nicht hinzugefügt: Die Datei ist größer als {limit} MB. Bitte verkleinern "
        "Sie sie."
    ),
    "message.gap": mark(
        "Nicht gesendet: Im Text steht noch die Lücke {gap}. Mit F7 springen Sie hin; bitte füllen "
        "oder löschen Sie sie."
    ),
    "replies.asks_and_closes": mark(
        "Eine Antwort fragt entweder nach etwas oder schließt den Vorgang ab, nicht beides."
    ),
    "replies.category_of_other": mark(
        "Diese Kategorie gehört zu einer anderen Gesellschaft. Bitte wählen Sie eine Kategorie der "
        "gewählten Gesellschaft."
    ),
    "replies.changed": mark(
        "Nicht gespeichert: Jemand hat diese Vorlage inzwischen geändert. Ihr Text steht noch "
        "hier; mit „Neu laden“ sehen Sie den neuen Stand."
    ),
    "replies.incomplete": mark("Bitte füllen Sie Titel, Betreff und Text aus."),
    "replies.shortcut": mark(
        "Das Kürzel hat 2 bis 30 Zeichen: Buchstaben, Ziffern und Bindestriche, keine Leerzeichen."
    ),
    "replies.shortcut_taken": mark(
        "Das Kürzel „{shortcut}“ hat hier schon die Vorlage „{title}“. Bitte wählen Sie ein "
        "anderes."
    ),
    "replies.too_long": mark(
        "Zu lang: Ein Titel hat höchstens 80, ein Betreff 200, ein Text 20.000 Zeichen."
    ),
    "replies.unknown": mark("Diese Vorlage gibt es nicht mehr."),
    "replies.unknown_placeholder": mark(
        "Den Platzhalter {name} gibt es nicht. Bitte wählen Sie einen aus der Liste."
    ),
}
