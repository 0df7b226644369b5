"""Imports of master data in words: kinds, states, and what is said of a row."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.domain.iban_text import mask_ibans
from desktop.domain.master_data.findings import Reason, RowFinding, Weight
from desktop.texts import mark, ntr, tr

_KINDS: Mapping[MasterDataKind, str] = MappingProxyType(
    {
        MasterDataKind.PROPERTIES: mark("Objekte"),
        MasterDataKind.UNITS: mark("Mieteinheiten"),
        MasterDataKind.TENANCIES: mark("Mietverträge"),
        MasterDataKind.PARTIES: mark("Mietparteien"),
        MasterDataKind.BANK_DETAILS: mark("Bankverbindungen"),
        MasterDataKind.MANDATES: mark("Mandate"),
        MasterDataKind.METERS: mark("Zähler"),
        MasterDataKind.CONTACTS: mark("Ansprechpartner"),
        MasterDataKind.CODES: mark("Registrierungscodes"),
    }
)
_STATES: Mapping[ImportState, str] = MappingProxyType(
    {
        ImportState.RUNNING: mark("läuft"),
        ImportState.DONE: mark("übernommen"),
        ImportState.STOPPED: mark("abgebrochen"),
        ImportState.TAKEN_BACK: mark("zurückgenommen"),
    }
)
_WEIGHTS: Mapping[Weight, str] = MappingProxyType(
    {Weight.BAD: mark("nicht übernommen"), Weight.SUSPICIOUS: mark("auffällig")}
)
_REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.CSV: mark("Die Zeile ist kein gültiges CSV; oft fehlt ein Anführungszeichen."),
        Reason.CELL_COUNT: mark(
            "Die Zeile hat mehr oder weniger Felder als die Zeile der Überschriften."
        ),
        Reason.CHARACTERS: mark("Das Feld enthält Zeichen, die es in keinem Text gibt."),
        Reason.EXCEL_ERROR: mark("Das Feld enthält einen Fehlerwert von Excel."),
        Reason.FORMULA: mark(
            "Das Feld enthält eine Formel, deren Ergebnis nicht in der Datei steht."
        ),
        Reason.TOO_LONG: mark("Das Feld hat mehr als {most} Zeichen."),
        Reason.NO_DATE: mark("Das ist kein Datum (JJJJ-MM-TT oder TT.MM.JJJJ)."),
        Reason.NO_MOMENT: mark("Das ist kein Zeitpunkt (JJJJ-MM-TT HH:MM oder TT.MM.JJJJ)."),
        Reason.NO_NUMBER: mark(
            "Das ist keine eindeutige Zahl mit höchstens zwei Nachkommastellen."
        ),
        Reason.OUT_OF_RANGE: mark("Diese Zahl ist hier nicht möglich."),
        Reason.NO_CHOICE: mark("Das ist nicht vorgesehen; möglich sind: {choices}."),
        Reason.NO_IBAN: mark(
            "Die IBAN ist nicht gültig: Aufbau, Land oder Prüfziffer stimmt nicht."
        ),
        Reason.NO_BIC: mark("Das ist kein BIC."),
        Reason.NO_COUNTRY: mark("Das ist kein Land (zwei Buchstaben, zum Beispiel DE)."),
        Reason.NO_REFERENCE: mark("Das ist keine Mandatsreferenz (1 bis 35 Zeichen)."),
        Reason.NO_CREDITOR_ID: mark("Das ist keine Gläubiger-Identifikationsnummer."),
        Reason.KEY_MISSING: mark("Das Feld gehört zum Schlüssel und ist leer."),
        Reason.NEEDED: mark("Das Feld ist leer und wird für einen neuen Eintrag gebraucht."),
        Reason.CANNOT_BE_DELETED: mark("Dieser Wert lässt sich nicht löschen."),
        Reason.DOUBLED: mark("Derselbe Schlüssel steht schon in Zeile {first}; jene gilt."),
        Reason.UNKNOWN_COMPANY: mark(
            "Eine Gesellschaft mit diesem Kürzel gibt es nicht; bekannt sind: {known}."
        ),
        Reason.OTHER_COMPANY: mark("Für die Gesellschaft „{code}“ fehlt Ihnen das Recht."),
        Reason.UNKNOWN_PROPERTY: mark("Ein Objekt mit dieser Nummer gibt es nicht."),
        Reason.UNKNOWN_UNIT: mark(
            "Eine Mieteinheit mit dieser Nummer gibt es in dem Objekt nicht; oft fehlen führende "
            "Nullen."
        ),
        Reason.UNKNOWN_CONTRACT: mark(
            "Einen Vertrag mit dieser Nummer gibt es nicht; oft fehlen führende Nullen."
        ),
        Reason.UNKNOWN_PARTY: mark("Diese Mietpartei hat der Vertrag nicht."),
        Reason.OTHER_CONTRACT: mark("Das Mandat gehört hier zu einem anderen Vertrag."),
        Reason.CODE_DOUBTFUL: mark(
            "Der Code passt nicht zu dem, was hier von dem Konto bekannt ist (ein neuerer Code, "
            "ein anderes Konto). Er wurde nicht übernommen."
        ),
        Reason.CODE_REFUSED: mark("Der Code lässt sich nicht übernehmen."),
        Reason.NO_MONTH: mark("Das ist kein Monat (JJJJ-MM oder MM.JJJJ)."),
        Reason.NO_QUANTITY: mark(
            "Das ist keine eindeutige Menge mit höchstens drei Nachkommastellen."
        ),
        Reason.UNKNOWN_METER: mark(
            "Einen Zähler mit dieser Nummer gibt es in der Gesellschaft nicht."
        ),
        Reason.NOT_REMOTE: mark(
            "Der Zähler ist laut Stammdaten nicht fernablesbar; von ihm werden keine Monatswerte "
            "übernommen."
        ),
        Reason.FUTURE_MONTH: mark("Der Monat liegt in der Zukunft."),
        Reason.END_HELD_BACK: mark(
            "Der Vertrag wurde nicht beendet: Bei {company} würden {n} von {of} laufenden "
            "Verträgen auf einmal enden."
        ),
        Reason.ABSENT_HELD_BACK: mark(
            "Vertrag {contract} fehlt in der Datei und wurde nicht beendet: Bei {company} würden "
            "{n} von {of} laufenden Verträgen auf einmal enden."
        ),
        Reason.ABSENCE_UNSURE: mark(
            "{n} laufende Verträge von {company} fehlen in der Datei. Weil Zeilen nicht lesbar "
            "sind, wurde keiner davon beendet."
        ),
        Reason.PARTY_HELD_BACK: mark(
            "Mietpartei {number} von Vertrag {contract} fehlt in der Datei und wurde nicht "
            "ausgetragen: Bei {company} würden {n} von {of} auf einmal ausscheiden."
        ),
        Reason.ENDS_BEFORE_START: mark("Der Vertrag endet vor seinem Beginn."),
        Reason.START_MOVED: mark("Der Beginn des Vertrags ist ein anderer als bisher."),
        Reason.OTHER_UNIT: mark("Der Vertrag gilt für eine andere Mieteinheit als bisher."),
        Reason.RENT_JUMPED: mark("Der Betrag ändert sich um mehr als die Hälfte."),
        Reason.AREA_JUMPED: mark("Die Fläche ändert sich um mehr als die Hälfte."),
        Reason.HOUSE_MOVED: mark("Das Objekt hat eine ganz andere Anschrift als bisher."),
        Reason.CAME_BACK: mark(
            "War beendet, weil die Zeile in einer Datei fehlte, und läuft weiter."
        ),
        Reason.OTHER_PERSON: mark(
            "Unter dieser Nummer steht jetzt ein anderer Mensch. Die Zeile wurde nicht übernommen: "
            "Konto, Codes und Einwilligungen gehören der bisherigen Person. Eine neue Partei "
            "braucht eine eigene Nummer."
        ),
        Reason.SAID_OTHERWISE: mark(
            "Zeile {first} sagt über dieselbe Person etwas anderes; jene gilt."
        ),
        Reason.NO_EMAIL: mark("Das ist keine E-Mail-Adresse; sie wurde nicht übernommen."),
        Reason.CHANGE_IS_OPEN: mark(
            "Hier ist gerade eine Bankverbindungsänderung in Arbeit; bitte vergleichen Sie beide."
        ),
        Reason.NOT_SEPA: mark("Das Land dieser IBAN nimmt nicht an SEPA teil."),
        Reason.NEWER_HERE: mark(
            "Hier wurde ein neuerer Wert freigegeben, und die Datei bringt einen dritten. Der "
            "freigegebene Wert gilt weiter."
        ),
        Reason.MANDATE_REVIVED: mark(
            "Das Mandat ist hier widerrufen oder abgelöst und bleibt es, auch wenn die Datei es "
            "als gültig führt."
        ),
    }
)


def kind_name(kind: MasterDataKind) -> str:
    """What a kind of master data is called."""
    return tr(_KINDS[kind])


def import_state(state: ImportState) -> str:
    """How far an import has come, in a word or two."""
    return tr(_STATES[state])


def weight_name(weight: Weight) -> str:
    """What a finding means for its row."""
    return tr(_WEIGHTS[weight])


def finding_sentence(finding: RowFinding) -> str:
    """Why a row stays out or should be looked at; never a value of a cell."""
    # A number of a contract that is named may have come from a column beside.
    return mask_ibans(tr(_REASONS[finding.reason], **finding.params))


_HELD_BACK: Mapping[MasterDataKind, str] = MappingProxyType(
    {
        MasterDataKind.TENANCIES: mark(
            "Bei {company} würden {n} von {of} laufenden Verträgen auf einmal enden."
        ),
        MasterDataKind.PARTIES: mark(
            "Bei {company} würden {n} von {of} Mietparteien auf einmal ausscheiden."
        ),
    }
)


def held_back_sentence(kind: MasterDataKind, company: str, *, n: int, of: int, absent: int) -> str:
    """How many of a company would end (or leave) at once, ``absent`` of them for want of a row."""
    sentence = tr(_HELD_BACK[kind], company=company, n=n, of=of)
    if not absent:
        return sentence
    why = ntr("{n} davon fehlt in der Datei.", "{n} davon fehlen in der Datei.", absent)
    return f"{sentence} {why}"


def finding_line(finding: RowFinding) -> str:
    """One line about a row: file, line, column and why."""
    place = [finding.file]
    if finding.line:
        place.append(tr("Zeile {n}", n=finding.line))
    if finding.column:
        place.append(tr("Spalte {name}", name=finding.column))
    return f"{', '.join(place)}: {finding_sentence(finding)}"


FINDING_COLUMNS = ("file", "line", "column", "weight", "reason", "sentence")


def finding_cells(finding: RowFinding) -> tuple[str, ...]:
    """What a saved list says of a row, in the order of ``FINDING_COLUMNS``."""
    return (
        finding.file,
        str(finding.line or ""),
        finding.column,
        finding.weight.value,
        finding.reason.value,
        finding_sentence(finding),
    )


_STAYING: Mapping[str, str] = MappingProxyType(
    {
        "in_use": mark("{name} (in Gebrauch)"),
        "changed_since": mark("{name} (seither geändert)"),
    }
)


def counts_sentence(added: int, changed: int, ended: int) -> str:
    """What a file does, in a few words."""
    return ", ".join(
        (
            tr("{n} neu", n=added),
            tr("{n} geändert", n=changed),
            tr("{n} beendet", n=ended),
        )
    )


def staying_text(name: str, reason: str) -> str:
    """One thing that could not be taken back, and why."""
    return tr(_STAYING[reason], name=name or "–")
