"""What the self-test says: a title for each check, and why one failed."""

from collections.abc import Iterable, Mapping
from typing import Final

from desktop.texts import mark, ntr, tr

TITLES: Final[Mapping[str, str]] = {
    "shipped-files": mark("Mitgelieferte Dateien vollständig"),
    "modules": mark("Alle Programmteile ladbar"),
    "commands": mark("Befehle der Befehlszeile"),
    "new-database": mark("Neue Datenbank mit allen Migrationen"),
    "postgresql": mark("Treiber für PostgreSQL"),
    "account-methods": mark("Prüfziffern deutscher Konten werden wirklich geprüft"),
    "accounts": mark("Urteile über Bankverbindungen, Bankverzeichnis"),
    "contact-data": mark("Telefonnummern und E-Mail-Adressen werden wirklich geprüft"),
    "holidays": mark("Feiertage aller 16 Länder"),
    "time-zones": mark("Zeitzonen"),
    "passwords": mark("Kennwörter"),
    "key-ring": mark("Schlüsselbund des Computers"),
    "texts": mark("Sprachen der Oberfläche"),
    "schemas": mark("Schemas für den Austausch mit dem Portal"),
    "templates": mark("Vorbereitete Antworten"),
    "demo-data": mark("Demodaten"),
    "plugins": mark("Erweiterungen für Fenster und Drucker"),
    "qt-texts": mark("Deutsche Wörter der Standarddialoge"),
    "fonts": mark("Schriften"),
    "icons": mark("Symbole"),
    "pictures": mark("Bildformate"),
    "pdf": mark("PDF schreiben und anzeigen"),
    "document-store": mark("Dokumentenablage, auch verschlüsselt"),
    "pdf-reader": mark("PDF-Dateien anderer in einem eigenen Prozess"),
    "letters": mark("Briefe auf Papier"),
    "spelling": mark("Rechtschreibung in einem eigenen Prozess"),
    "screens": mark("Jede Seite und jeder Dialog gezeichnet"),
    "crash-report": mark("Fehlerberichte ohne private Daten"),
    "network": mark("Kein Zugriff auf ein Netz"),
    "surprises": mark("Keine unerwarteten Warnungen"),
}


def title(code: str) -> str:
    """Return the title of a check; one without a title keeps its name."""
    return tr(TITLES[code]) if code in TITLES else code


def good_line(name: str, detail: str) -> str:
    """Return the line of a check that passed."""
    return f"ok      {name}: {detail}"


def bad_line(name: str, reason: str) -> str:
    """Return the line of a check that failed, whatever lines the reason has."""
    return f"{tr('FEHLER')}  {name}: {' '.join(reason.split())}"


def summary_text(total: int, failed: int) -> str:
    """Return the last line."""
    if not failed:
        return tr("Selbsttest bestanden: {total} Prüfungen.", total=total)
    return ntr(
        "Selbsttest nicht bestanden: {n} von {total} Prüfungen zeigt einen Fehler. Bitte "
        "installieren Sie das Programm neu oder wenden Sie sich an die Betreuung.",
        "Selbsttest nicht bestanden: {n} von {total} Prüfungen zeigen einen Fehler. Bitte "
        "installieren Sie das Programm neu oder wenden Sie sich an die Betreuung.",
        failed,
        total=total,
    )


def unknown_check_text(name: str, names: Iterable[str]) -> str:
    """Return that there is no such check."""
    return tr(
        "Die Prüfung „{name}“ gibt es nicht; möglich sind: {names}.",
        name=name,
        names=", ".join(names),
    )


def no_key_ring_text() -> str:
    """Return that nothing keeps keys here; the program asks for them then."""
    return tr("hier nicht erreichbar, der Wiederherstellungsschlüssel wird beim Start verlangt")


def missing_text(names: Iterable[str]) -> str:
    """Return that things are missing."""
    return tr("Es fehlt: {names}.", names=", ".join(names))


def empty_text(names: Iterable[str]) -> str:
    """Return that pictures show nothing."""
    return tr("Nichts zu sehen: {names}.", names=", ".join(names))


def unexpected_text(what: str, found: str, wanted: str) -> str:
    """Return that something is not as it should be."""
    return tr(
        "{what}: erwartet „{wanted}“, gefunden „{found}“.", what=what, wanted=wanted, found=found
    )


def wrong_text(what: str) -> str:
    """Return that something is missing or does not work."""
    return tr("Fehlt oder arbeitet falsch: {what}.", what=what)


def accepted_text() -> str:
    """Return that a wrong account number was not noticed."""
    return tr("Eine falsche Kontonummer wurde angenommen: Die Prüfziffern werden nicht geprüft.")


def never_came_text(what: str) -> str:
    """Return that something was waited for in vain."""
    return tr("Vergeblich gewartet auf: {what}.", what=what)


def network_text(attempts: Iterable[str]) -> str:
    """Return that something reached for a network."""
    return tr("Zugriffe auf ein Netz: {attempts}.", attempts=", ".join(sorted(set(attempts))))


def surprise_text(warnings: Iterable[str]) -> str:
    """Return what was warned of."""
    return tr("Warnungen: {warnings}", warnings=" | ".join(warnings))
