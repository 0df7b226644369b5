"""The manual page, made of what the program says about itself: it names every command there is."""

from __future__ import annotations

from datetime import date

from desktop import __version__, commands
from desktop.texts import Language, set_language, tr

HEADINGS = {
    Language.GERMAN: (
        "BEZEICHNUNG",
        "Arbeitsplatz des Mieterservice einer Wohnungsgesellschaft",
        "ÜBERSICHT",
        "BEFEHL",
        "ORDNER",
        "PRÜFUNG",
        "BESCHREIBUNG",
        "Ohne Befehl öffnet sich das Fenster. Hilfe zu einem Befehl gibt",
        "BEFEHLE",
        "RÜCKGABEWERT",
        "0: in Ordnung. 1: etwas wurde gefunden. 2: konnte nicht laufen; ein Satz sagt, warum.",
        "UMGEBUNG",
        "Ordner mit Datenbank, Dokumenten, Einstellungen und Protokoll, wenn keiner angegeben ist.",
        "Datei mit dem Schlüssel einer verschlüsselten Datenbank (Modus 0600), für Befehle.",
    ),
    Language.ENGLISH: (
        "NAME",
        "workplace of a housing company's tenant service",
        "SYNOPSIS",
        "COMMAND",
        "FOLDER",
        "CHECK",
        "DESCRIPTION",
        "Without a command the window opens. Help for a command is given by",
        "COMMANDS",
        "EXIT STATUS",
        "0: fine. 1: something was found. 2: it could not run; one sentence says why.",
        "ENVIRONMENT",
        "The folder with database, documents, settings and log, unless one is given.",
        "The file with the key of an encrypted database (mode 0600), for commands.",
    ),
}


def page(language: Language, day: date) -> str:
    """Return the manual page in ``language``, as of ``day``, in the language of man pages."""
    name, purpose, synopsis, command, folder, check, *rest = HEADINGS[language]
    description, opens, listed, status, meaning, surroundings, data, key = rest
    # A command fixes its German sentence when it is loaded; the others are looked up by it.
    sentences = {one: commands.load(one).HELP for one in commands.COMMANDS}
    set_language(language)
    try:
        helps = [(one, tr(sentence)) for one, sentence in sentences.items()]
    finally:
        set_language(Language.GERMAN)
    lines = [
        f'.TH MIETERDESK 1 "{day.isoformat()}" "Mieterdesk {__version__}" "Mieterdesk"',
        f".SH {name}",
        f"mieterdesk \\- {_plain(purpose)}",
        f".SH {synopsis}",
        ".nf",
        f"\\fBmieterdesk\\fR [\\fB\\-\\-data\\-dir\\fR \\fI{folder}\\fR]",
        f"\\fBmieterdesk\\fR \\fI{command}\\fR [...]",
        f"\\fBmieterdesk\\fR \\fB\\-\\-self\\-test\\fR [\\fI{check}\\fR ...]",
        "\\fBmieterdesk\\fR \\fB\\-\\-version\\fR",
        ".fi",
        f".SH {description}",
        f"{_plain(opens)}",
        f"\\fBmieterdesk\\fR \\fI{command}\\fR \\fB\\-\\-help\\fR.",
        f".SH {listed}",
        *(line for one, told in helps for line in _entry(_plain(one), told)),
        f".SH {status}",
        _plain(meaning),
        f".SH {surroundings}",
        *_entry("MIETERDESK_DATA_DIR", data),
        *_entry("MIETERDESK_KEY_FILE", key),
    ]
    return "\n".join([*lines, ""])


def _entry(term: str, told: str) -> tuple[str, ...]:
    return (".TP", f"\\fB{term}\\fR", _plain(told))


def _plain(text: str) -> str:
    """What would be a command or a special hyphen to ``man`` is a letter here."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
