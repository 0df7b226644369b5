"""Keys that are no action of the window: they belong to a list, a strip, a text, a dialog."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.texts import mark


@dataclass(frozen=True, slots=True)
class PlaceKeys:
    """Keys in Qt's names and what they do there; ``text`` is a German message id."""

    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the keys hold; ``title`` is a German message id."""

    key: str
    title: str
    entries: tuple[PlaceKeys, ...]


PLACES: tuple[Place, ...] = (
    Place(
        "list",
        mark("In der Liste der Vorgänge"),
        (
            PlaceKeys(("Up", "Down"), mark("Voriger oder nächster Vorgang der Liste")),
            PlaceKeys(("Home", "End"), mark("Erster oder letzter Vorgang der Liste")),
            PlaceKeys(("PgUp", "PgDown"), mark("Eine Seite weiter oben oder unten")),
            PlaceKeys(("Return",), mark("Vorgang öffnen und dorthin wechseln")),
            PlaceKeys(("Left", "Right"), mark("Gruppe zuklappen oder aufklappen")),
            PlaceKeys(("Ctrl+A",), mark("Alle der Liste auswählen, auch die nicht geladenen")),
            PlaceKeys(("Shift+Up", "Shift+Down"), mark("Bis zum vorigen oder nächsten auswählen")),
            PlaceKeys(("Ctrl+Up", "Ctrl+Down"), mark("Weitergehen, ohne etwas auszuwählen")),
            PlaceKeys(("Ctrl+Space",), mark("Diesen Vorgang auswählen, oder nicht mehr")),
            PlaceKeys(("Esc",), mark("Auswahl aufheben")),
        ),
    ),
    Place(
        "uploads",
        mark("Im Sammel-Upload"),
        (
            PlaceKeys(("Up", "Down"), mark("Voriger oder nächster Brief, sein PDF daneben")),
            PlaceKeys(("Left", "Right"), mark("Vorige oder nächste Seite des Briefs")),
            PlaceKeys(("B",), mark("Vorgeschlagene Zuordnung bestätigen")),
            PlaceKeys(("Return",), mark("Neu zuordnen: Vertrag suchen")),
            PlaceKeys(("T",), mark("Diese Seite als eigenen Brief abtrennen")),
            PlaceKeys(("A",), mark("Ab dieser Seite in zwei Briefe trennen")),
            PlaceKeys(("Z",), mark("Zustellung ändern")),
            PlaceKeys(("M",), mark("Ansicht Mieter: was die Mietpartei im Portal sieht")),
            PlaceKeys(("Del",), mark("Brief aus dem Stapel entfernen")),
            PlaceKeys(("Ctrl+Z",), mark("Letzte Änderung am Stapel zurücknehmen")),
            PlaceKeys(("Ctrl+Return",), mark("Nächster Schritt des Stapels")),
            PlaceKeys(("Esc",), mark("Zurück zu allen Stapeln")),
        ),
    ),
    Place(
        "usage",
        mark("Im Verbrauch"),
        (
            PlaceKeys(("Ctrl+Return",), mark("Probelauf, danach Werte übernehmen")),
            PlaceKeys(("A",), mark("Zurückgehaltenen Wert annehmen")),
            PlaceKeys(("V",), mark("Zurückgehaltenen Wert verwerfen")),
            PlaceKeys(("Return",), mark("Wert berichtigen oder Monat veröffentlichen")),
            PlaceKeys(("N",), mark("Nachweis eines Monats ansehen")),
            PlaceKeys(("Del",), mark("Import zurücknehmen")),
        ),
    ),
    Place(
        "case",
        mark("Im Vorgang"),
        (
            PlaceKeys(("Left", "Right"), mark("Fristen: von Marke zu Marke")),
            PlaceKeys(("Ctrl+C",), mark("Fristen: den Satz kopieren")),
            PlaceKeys(("Ctrl+C",), mark("Prüfung der Registrierung: den Telefontext kopieren")),
            PlaceKeys(
                ("Return",), mark("Bilder des Schadens: das Bild mit dem Rahmen groß zeigen")
            ),
            PlaceKeys(("Alt+Left", "Alt+Right"), mark("Vorige oder nächste Anlage")),
            PlaceKeys(("Esc",), mark("Zurück zur Liste; was geschrieben ist, bleibt")),
            PlaceKeys(("Tab", "Shift+Tab"), mark("Nächstes oder voriges Feld")),
            PlaceKeys(("Space",), mark("Die Schaltfläche drücken, die den Rahmen hat")),
        ),
    ),
    Place(
        "text",
        mark("In Texten und Fragen"),
        (
            PlaceKeys(("Ctrl+Return",), mark("Senden, speichern oder bestätigen")),
            PlaceKeys(("Ctrl+Return",), mark("Prüfung der Registrierung: Antwort vorbereiten")),
            PlaceKeys(("Down",), mark("In der Frage nach einem Grund: nächster Vorschlag")),
            PlaceKeys(("Esc",), mark("Schließen; ein Text bleibt als Entwurf")),
            PlaceKeys(("Ctrl+Z",), mark("Im Text: die letzte Eingabe zurücknehmen")),
            PlaceKeys(("Esc",), mark("Im Filter: löschen, beim zweiten Mal zurück zur Liste")),
        ),
    ),
    Place(
        "palette",
        mark("In der Befehlspalette"),
        (
            PlaceKeys(("Up", "Down"), mark("Auswählen")),
            PlaceKeys(("Tab", "Shift+Tab"), mark("Nächster oder voriger Bereich der Suche")),
            PlaceKeys(("Return",), mark("Öffnen oder ausführen")),
            PlaceKeys(("Ctrl+Return",), mark("Vorgang in neuem Fenster öffnen")),
            PlaceKeys(("Esc",), mark("Schließen, zurück an die alte Stelle")),
        ),
    ),
)
