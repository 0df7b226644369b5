"""Sentences for ``check-bank-details``."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "check.not_readable": mark(
        "Die Eingabe lässt sich nicht lesen. Bitte prüfen Sie den Namen der Datei und Ihre Rechte."
    ),
    "check.columns": mark(
        "Die Eingabe beginnt weder mit einer JSON-Zeile noch mit einer Kopfzeile, in der eine "
        "bekannte Spalte wie „iban“ steht."
    ),
    "check.doubled_column": mark(
        "Eine Spalte steht doppelt in der Kopfzeile. Bitte lassen Sie nur eine davon stehen."
    ),
    "check.federal_state": mark("Dieses Bundesland gibt es nicht; möglich sind: {states}."),
    "check.today": mark("Das Datum hinter --today muss die Form JJJJ-MM-TT haben."),
}
