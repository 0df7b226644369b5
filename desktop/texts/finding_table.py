"""The texts of all findings: title, short reason and one whole sentence for each code."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.findings import FindingCode
from desktop.domain.holder import AddressPart
from desktop.texts import mark


@dataclass(frozen=True, slots=True)
class FindingText:
    """German texts of one finding; ``{names}`` are filled from its parameters."""

    title: str
    reason: str
    sentence: str


ADDRESS_PARTS: Mapping[str, str] = {
    AddressPart.STREET: mark("Straße"),
    AddressPart.HOUSE_NUMBER: mark("Hausnummer"),
    AddressPart.POSTCODE: mark("Postleitzahl"),
    AddressPart.TOWN: mark("Ort"),
    AddressPart.COUNTRY: mark("Land"),
}

CONTACT_KINDS: Mapping[str, str] = {
    "email": mark("E-Mail-Adresse"),
    "telephone": mark("Telefonnummer"),
    "address": mark("Anschrift"),
}

_IBAN: Mapping[FindingCode, FindingText] = {
    FindingCode.IBAN_MISSING: FindingText(
        mark("IBAN fehlt"),
        mark("nicht angegeben"),
        mark("Es ist keine IBAN angegeben."),
    ),
    FindingCode.IBAN_FORMAT: FindingText(
        mark("IBAN falsch aufgebaut"),
        mark("Länge oder Zeichen passen nicht ({country})"),
        mark("Die IBAN ist nicht so aufgebaut, wie es für das Land {country} vorgeschrieben ist."),
    ),
    FindingCode.IBAN_COUNTRY: FindingText(
        mark("Land der IBAN unbekannt"),
        mark("Länderkennung gibt es nicht"),
        mark("Die ersten beiden Zeichen der IBAN sind keine Kennung eines Landes mit IBAN."),
    ),
    FindingCode.IBAN_CHECK_DIGITS: FindingText(
        mark("IBAN ungültig"),
        mark("Prüfziffer stimmt nicht"),
        mark("Die Prüfziffer der IBAN stimmt nicht; vermutlich ist ein Zeichen vertippt."),
    ),
    FindingCode.IBAN_NOT_SEPA: FindingText(
        mark("Keine SEPA-Lastschrift möglich"),
        mark("{country} nimmt nicht an SEPA teil"),
        mark(
            "Vom Konto kann nicht abgebucht werden, denn das Land {country} nimmt nicht am "
            "SEPA-Verfahren teil."
        ),
    ),
    FindingCode.IBAN_FOREIGN: FindingText(
        mark("Ausländisches Konto"),
        mark("{country}, Europäischer Wirtschaftsraum"),
        mark(
            "Das Konto liegt im Europäischen Wirtschaftsraum ({country}) und darf nicht "
            "abgelehnt werden."
        ),
    ),
    FindingCode.IBAN_BANK_UNKNOWN: FindingText(
        mark("Bank nicht gefunden"),
        mark("Bankleitzahl {bank_code} steht nicht im Verzeichnis"),
        mark("Die Bankleitzahl {bank_code} steht nicht im Bankverzeichnis (Stand {register})."),
    ),
    FindingCode.IBAN_NATIONAL_FAILED: FindingText(
        mark("Kontonummer auffällig"),
        mark("Prüfziffer der Bank stimmt nicht"),
        mark(
            "Die Prüfziffer der Kontonummer passt nicht zum Verfahren der Bank; das kann auch am "
            "Verzeichnis liegen."
        ),
    ),
    FindingCode.IBAN_NATIONAL_UNVERIFIABLE: FindingText(
        mark("Kontonummer nicht prüfbar"),
        mark("Bank ohne prüfbares Verfahren"),
        mark(
            "Die Kontonummer ließ sich nicht prüfen, weil für diese Bank kein prüfbares Verfahren "
            "bekannt ist."
        ),
    ),
    FindingCode.IBAN_UNCHANGED: FindingText(
        mark("IBAN unverändert"),
        mark("entspricht der bisherigen"),
        mark("Die angegebene IBAN ist dieselbe wie bisher."),
    ),
    FindingCode.IBAN_OK: FindingText(
        mark("IBAN gültig"),
        mark("{bank}, SEPA-Land"),
        mark("Die IBAN ist gültig, das Land nimmt an SEPA teil und die Bank ist bekannt: {bank}."),
    ),
    FindingCode.IBAN_NATIONAL_OK: FindingText(
        mark("Kontonummer geprüft"),
        mark("Prüfziffer der Bank stimmt"),
        mark("Die Prüfziffer der Kontonummer stimmt nach dem Verfahren der Bank."),
    ),
}

_HOLDER: Mapping[FindingCode, FindingText] = {
    FindingCode.HOLDER_MISSING: FindingText(
        mark("Kontoinhaber fehlt"),
        mark("nicht angegeben"),
        mark("Es ist nicht angegeben, wem das Konto gehört."),
    ),
    FindingCode.HOLDER_DIFFERS: FindingText(
        mark("Kontoinhaber weicht ab"),
        mark("{holder}, keine Mietpartei"),
        mark("Das Konto gehört {holder}; so heißt keine Partei des Mietvertrags."),
    ),
    FindingCode.HOLDER_UNSURE: FindingText(
        mark("Kontoinhaber unklar"),
        mark("{holder} oder {party}?"),
        mark(
            "Der Kontoinhaber {holder} könnte die Mietpartei {party} sein; bitte entscheiden Sie "
            "das."
        ),
    ),
    FindingCode.HOLDER_OK: FindingText(
        mark("Kontoinhaber ist Mietpartei"),
        mark("{holder}"),
        mark("Das Konto gehört {holder} und damit einer Partei des Mietvertrags."),
    ),
    FindingCode.HOLDER_ADDRESS_MISSING: FindingText(
        mark("Anschrift fehlt"),
        mark("Anschrift des Kontoinhabers nötig"),
        mark(
            "Es fehlt die Anschrift des Kontoinhabers; sie wird für die Lastschrift von diesem "
            "Konto gebraucht."
        ),
    ),
    FindingCode.HOLDER_ADDRESS_INCOMPLETE: FindingText(
        mark("Anschrift unvollständig"),
        mark("{parts} fehlt oder passt nicht"),
        mark("Die Anschrift des Kontoinhabers ist unvollständig oder falsch: {parts}."),
    ),
}

_MANDATE: Mapping[FindingCode, FindingText] = {
    FindingCode.MANDATE_MISSING: FindingText(
        mark("Mandat fehlt"),
        mark("kein SEPA-Mandat für dieses Konto"),
        mark("Für die Lastschrift von diesem Konto fehlt ein SEPA-Mandat."),
    ),
    FindingCode.MANDATE_REFERENCE_INVALID: FindingText(
        mark("Mandatsreferenz ungültig"),
        mark("1 bis 35 Zeichen aus dem SEPA-Zeichensatz"),
        mark(
            "Die Mandatsreferenz fehlt oder enthält Zeichen, die SEPA nicht zulässt (1 bis 35 "
            "Zeichen)."
        ),
    ),
    FindingCode.MANDATE_REFERENCE_TAKEN: FindingText(
        mark("Mandatsreferenz vergeben"),
        mark("{reference} gibt es schon"),
        mark("Die Mandatsreferenz {reference} ist unter dieser Gläubiger-ID schon vergeben."),
    ),
    FindingCode.MANDATE_CREDITOR_ID_INVALID: FindingText(
        mark("Gläubiger-ID ungültig"),
        mark("Aufbau oder Prüfziffer stimmt nicht"),
        mark("Die Gläubiger-Identifikationsnummer fehlt oder ist falsch (Aufbau oder Prüfziffer)."),
    ),
    FindingCode.MANDATE_SIGNATURE_MISSING: FindingText(
        mark("Unterschrift fehlt"),
        mark("kein Datum der Unterschrift"),
        mark("Im Mandat fehlt das Datum der Unterschrift."),
    ),
    FindingCode.MANDATE_SIGNATURE_IN_FUTURE: FindingText(
        mark("Unterschrift in der Zukunft"),
        mark("datiert auf {signed_on}"),
        mark("Das Mandat ist auf den {signed_on} datiert und damit auf einen künftigen Tag."),
    ),
    FindingCode.MANDATE_NEW_REQUIRED: FindingText(
        mark("Neues Mandat nötig"),
        mark("Kontoinhaber oder Bank wechselt"),
        mark(
            "Das bestehende Mandat gilt für dieses Konto nicht, weil Kontoinhaber oder Bank "
            "wechseln; es wird ein neues gebraucht."
        ),
    ),
    FindingCode.MANDATE_LAPSES_SOON: FindingText(
        mark("Mandat verfällt bald"),
        mark("am {lapses_on}"),
        mark(
            "Das Mandat verfällt am {lapses_on}, denn nach 36 Monaten ohne Einzug gilt es nicht "
            "mehr."
        ),
    ),
    FindingCode.MANDATE_LAPSED: FindingText(
        mark("Mandat verfallen"),
        mark("seit {lapses_on}"),
        mark(
            "Das Mandat gilt seit dem {lapses_on} nicht mehr: 36 Monate lang gab es keinen Einzug."
        ),
    ),
    FindingCode.MANDATE_NOT_USABLE: FindingText(
        mark("Mandat nicht nutzbar"),
        mark("widerrufen oder ersetzt"),
        mark("Das Mandat ist widerrufen oder durch ein neueres ersetzt."),
    ),
    FindingCode.MANDATE_OK: FindingText(
        mark("Mandat unterschrieben"),
        mark("am {signed_on}"),
        mark("Das Mandat ist vollständig und am {signed_on} unterschrieben."),
    ),
}

_RISK: Mapping[FindingCode, FindingText] = {
    FindingCode.RISK_IBAN_SHARED: FindingText(
        mark("IBAN auch anderswo"),
        mark("Vertrag {contracts}"),
        mark("Dieselbe IBAN gehört auch zu anderen Mietverhältnissen: {contracts}."),
    ),
    FindingCode.RISK_CONTACT_CHANGED: FindingText(
        mark("Kontaktdaten neu geändert"),
        mark("{kind} am {changed_on}, Rückruf zur Sicherheit nötig"),
        mark(
            "Kurz vor dem Antrag, am {changed_on}, wurden die Kontaktdaten geändert ({kind}); "
            "bitte fragen Sie zur Sicherheit telefonisch nach."
        ),
    ),
    FindingCode.RISK_REPEATED: FindingText(
        mark("Häufige Änderung"),
        mark("{count}. Änderung in 90 Tagen"),
        mark("Das ist die {count}. Änderung der Bankverbindung innerhalb von 90 Tagen."),
    ),
    FindingCode.RISK_TENANCY_ENDED: FindingText(
        mark("Mietverhältnis beendet"),
        mark("seit {ended_on}"),
        mark("Das Mietverhältnis ist seit dem {ended_on} beendet."),
    ),
    FindingCode.RISK_BY_MAIL: FindingText(
        mark("Antrag per E-Mail"),
        mark("Absender nicht gesichert"),
        mark("Der Antrag kam per E-Mail; damit ist nicht belegt, wer ihn gestellt hat."),
    ),
}

_RUN: Mapping[FindingCode, FindingText] = {
    FindingCode.RUN_AT_RISK: FindingText(
        mark("Lauf gefährdet"),
        mark("Lauf {run}, Lastschriftdatei am {file_on}"),
        mark(
            "Der Lauf {run} ist gefährdet: Die Lastschriftdatei entsteht am {file_on}, übrige "
            "Werktage bis dahin: {workdays_left}."
        ),
    ),
    FindingCode.RUN_MISSED: FindingText(
        mark("Lauf verpasst"),
        mark("gilt erst ab dem Einzug am {expected_collection_on}"),
        mark(
            "Der zugesagte Einzug am {collection_on} ist nicht mehr zu schaffen; die Änderung gilt "
            "erst ab dem Einzug am {expected_collection_on}."
        ),
    ),
    FindingCode.PROMISE_OVERDUE: FindingText(
        mark("Frist überschritten"),
        mark("zugesagt bis {due_on}"),
        mark("Die zugesagte Bearbeitungsfrist ist am {due_on} abgelaufen."),
    ),
    FindingCode.PROMISE_AFTER_CUTOFF: FindingText(
        mark("Nach dem Stichtag"),
        mark("wird im {effective_month} berücksichtigt"),
        mark(
            "Der Antrag vom {received_on} zählt nach dem Stichtag {cutoff_on} und wird im "
            "{effective_month} berücksichtigt."
        ),
    ),
    FindingCode.RUN_OK: FindingText(
        mark("Fristen in Ordnung"),
        mark("gilt ab dem Einzug am {collection_on}"),
        mark(
            "Frist und Lastschriftlauf sind einzuhalten; die Änderung gilt ab dem Einzug am "
            "{collection_on}."
        ),
    ),
    FindingCode.PRENOTIFICATION_SHORT: FindingText(
        mark("Kurze Vorankündigung"),
        mark("{days} statt {agreed_days} Tage vor dem Einzug"),
        mark(
            "Die Bestätigung kommt nur {days} Tage vor dem Einzug am {collection_on}; vereinbart "
            "sind {agreed_days}."
        ),
    ),
}

TEXTS: Mapping[FindingCode, FindingText] = {**_IBAN, **_HOLDER, **_MANDATE, **_RISK, **_RUN}

FOREIGN_OUTSIDE_EEA = FindingText(
    mark("Ausländisches Konto"),
    mark("{country}, außerhalb des Europäischen Wirtschaftsraums"),
    mark(
        "Das Konto liegt außerhalb des Europäischen Wirtschaftsraums ({country}); für jede "
        "Lastschrift wird die Anschrift des Kontoinhabers gebraucht."
    ),
)
FORMAT_WITHOUT_COUNTRY = FindingText(
    mark("IBAN falsch aufgebaut"),
    mark("Länge oder Zeichen passen nicht"),
    mark("Die IBAN ist nicht richtig aufgebaut: Länge oder Zeichen passen nicht."),
)
MANDATE_WITHOUT_DATE = FindingText(
    mark("Mandat in Ordnung"),
    mark("vollständig"),
    mark("Das Mandat ist vollständig und nutzbar."),
)
