"""What ``doctor`` found, in sentences that say what to do."""

from collections.abc import Mapping
from datetime import datetime

from desktop.domain.checkup import Check, CheckResult
from desktop.domain.errors import UserError
from desktop.domain.operation import PlaceKind
from desktop.texts import mark, tr
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.texts.sizes import byte_size

_TITLES = {
    Check.FOLDER: mark("Datenordner"),
    Check.KEY: mark("Schlüssel"),
    Check.DATABASE: mark("Datenbank"),
    Check.SCHEMA: mark("Schema"),
    Check.AUDIT: mark("Protokoll"),
    Check.DOCUMENTS: mark("Dokumente"),
    Check.SPACE: mark("Platz"),
    Check.EXCHANGE: mark("Austauschordner"),
    Check.BACKUP: mark("Sicherung"),
    Check.PROOF: mark("Letzte Probe"),
    Check.CLOCK: mark("Uhr"),
}
_PLACES = {
    PlaceKind.DATA: mark("Platz im Datenordner"),
    PlaceKind.DOCUMENTS: mark("Platz in der Dokumentenablage"),
    PlaceKind.EXCHANGE: mark("Platz im Austauschordner"),
}
_SENTENCES: Mapping[str, str] = {
    "folder.missing": mark(
        "Den Ordner {folder} gibt es nicht. Bitte nennen Sie ihn mit --data-dir."
    ),
    "folder.open": mark(
        "Andere dürfen {folder} lesen. Bitte geben Sie ihm die Rechte 0700 (chmod 700)."
    ),
    "folder.private": mark("{folder}, nur für die eigene Person lesbar."),
    "key.none": mark("Der Datenordner ist nicht verschlüsselt."),
    "key.fits": mark("Der Schlüssel passt zum Datenordner."),
    "database.none": mark(
        "Die Datei {file} fehlt. Ist das kein neuer Datenordner, spielen Sie bitte eine Sicherung "
        "zurück: main.py restore latest."
    ),
    "database.sound": mark("unversehrt, {rows} Zeilen."),
    "schema.current": mark("{revision}, auf dem Stand dieses Programms."),
    "schema.older": mark(
        "{revision}; beim nächsten Start wird auf {head} umgestellt, vorher wird gesichert. "
        "Protokoll, Dokumente und Sicherungen werden erst danach geprüft."
    ),
    "schema.newer": mark(
        "{revision} stammt von einer neueren Version. Bitte aktualisieren Sie das Programm."
    ),
    "audit.intact": mark("unversehrt, {n} Einträge."),
    "audit.broken": mark(
        "Auffälligkeiten: {n}. Bitte sehen Sie sie mit „main.py audit verify“ an und wenden Sie "
        "sich an die Revision."
    ),
    "audit.restored": mark(
        "unversehrt; Einträge, die mit dem Zurückspielen einer Sicherung gingen: {n}."
    ),
    "documents.sound": mark("alle {n} da und unverändert."),
    "documents.lost": mark(
        "Es fehlen {missing}, beschädigt sind {damaged}. Bitte spielen Sie sie aus einer Sicherung "
        "zurück; „main.py verify-documents“ nennt sie."
    ),
    "exchange.missing": mark(
        "{folder} ist nicht da. Bitte verbinden Sie das Laufwerk oder prüfen Sie „exchange_dir“; "
        "ein eigener wird mit der ersten Zustellung angelegt."
    ),
    "exchange.not_writable": mark("{folder} ist nicht beschreibbar. Bitte prüfen Sie die Rechte."),
    "exchange.fine": mark("{folder} ist da und beschreibbar."),
    "space.unknown": mark("{place}: nicht erreichbar. Bitte prüfen Sie, ob das Laufwerk da ist."),
    "space.free": mark("{place}: {free} frei."),
    "backup.none": mark("Es gibt noch keine. Bitte sichern Sie: main.py backup."),
    "backup.old": mark(
        "Die letzte ({file}, {at}) ist zu alt, oder seither ging es schief. Bitte sichern Sie: "
        "main.py backup."
    ),
    "backup.incomplete": mark(
        "{file}, {at}. Sie ist ohne Dokumente, die fehlen ({missing}), beschädigt sind ({damaged}) "
        "oder deren Ablage nicht geantwortet hat ({unreachable}). Bitte prüfen Sie, ob die Ablage "
        "erreichbar ist: Antwortet sie, holt die nächste Sicherung die Dokumente nach."
    ),
    "backup.made": mark("{file}, {at}."),
    "proof.none": mark("Noch keine Sicherung ist erprobt; das geschieht einmal in der Woche."),
    "proof.old": mark(
        "{file} am {at}, vor mehr als 14 Tagen. Bitte klicken Sie auf „Probe jetzt“ in Betrieb."
    ),
    "proof.failed": mark(
        "Die letzte Probe ist nicht bestanden. Bitte prüfen Sie den Datenträger, sichern Sie neu "
        "und klicken Sie auf „Probe jetzt“ in Betrieb."
    ),
    "proof.made": mark("{file} am {at} zurückgespielt und verglichen."),
    "clock.behind": mark(
        "Die Uhr zeigt {now}, der letzte Eintrag im Protokoll ist von {at}. Bitte stellen Sie die "
        "Uhr."
    ),
    "clock.fine": mark("{now}."),
}


def check_title(check: Check) -> str:
    """Return what was looked at: "Datenbank"."""
    return tr(_TITLES[check])


def check_sentence(result: CheckResult) -> str:
    """Return what was found and what to do about it."""
    sentence = _SENTENCES.get(result.code)
    if sentence is None:
        return error_sentence(UserError(result.code, **_plain(result.params)))
    return tr(sentence, **{name: _told(name, value) for name, value in result.params.items()})


def _plain(params: Mapping[str, object]) -> dict[str, str | int]:
    return {name: value for name, value in params.items() if isinstance(value, (str, int))}


def _told(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return full_moment(value)
    if name == "place":
        return tr(_PLACES[PlaceKind(str(value))])
    if name == "free" and isinstance(value, int):
        return byte_size(value)
    return value
