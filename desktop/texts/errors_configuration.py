"""What can go wrong with the file of a configuration."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "configuration.no_file": mark(
        "Das ist keine Datei mit der Einrichtung von Mieterdesk. Geändert wurde nichts."
    ),
    "configuration.newer": mark(
        "Die Datei ist von einer neueren Version des Programms (Fassung {version}). Geändert wurde "
        "nichts; bitte nehmen Sie das neuere Programm."
    ),
    "configuration.faulty": mark(
        "Die Datei ist an dieser Stelle nicht zu verstehen: {place}. Geändert wurde nichts."
    ),
    "configuration.refused": mark(
        "„{entry}“ lässt sich nicht übernehmen: {reason} Von der Datei wurde nichts übernommen."
    ),
    "configuration.unknown": mark("„{name}“ gibt es weder hier noch in der Datei."),
    "configuration.changed": mark(
        "Inzwischen hat sich etwas geändert: Übernommen würde etwas anderes, als hier steht. "
        "Geändert wurde nichts; bitte sehen Sie sich die neue Vorschau an."
    ),
    "configuration.no_administrator": mark(
        "In der Datei und hier steht niemand, der das Programm betreut: Danach könnte sich niemand "
        "anmelden, und niemand Kolleginnen und Kollegen anlegen. Geändert wurde nichts. Bitte "
        "nehmen Sie eine Datei, in der eine Person mit der Rolle Administration steht, oder "
        "öffnen Sie den Datenordner zuerst im Fenster und legen Sie sie dort an."
    ),
    "configuration.not_written": mark(
        "Die Datei „{file}“ lässt sich nicht schreiben. Bitte wählen Sie einen anderen Ort."
    ),
    "configuration.not_opened": mark(
        "Die Datei „{file}“ lässt sich nicht lesen. Bitte prüfen Sie, ob es sie gibt und Sie sie "
        "öffnen dürfen."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
