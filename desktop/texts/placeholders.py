"""What each place holder of a prepared reply stands for, for whoever writes one."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.texts import mark, tr

_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "salutation": mark("Anrede mit Namen"),
        "tenant": mark("Name der Person, die geschrieben hat"),
        "contract": mark("Vertragsnummer"),
        "address": mark("Anschrift der Wohnung"),
        "unit": mark("Nummer der Mieteinheit"),
        "reference": mark("Nummer des Vorgangs"),
        "category": mark("Kategorie des Vorgangs"),
        "subject": mark("Betreff des Anliegens"),
        "received_on": mark("Tag des Eingangs"),
        "today": mark("Heutiges Datum"),
        "due_on": mark("Ende der Bearbeitungsfrist"),
        "waiting_until": mark("Tag, bis zu dem um Antwort gebeten wird"),
        "missing_list": mark("Fehlende Pflichtangaben, eine je Zeile"),
        "findings": mark("Fehler der Prüfung in Worten, einer je Zeile"),
        "staff": mark("Name der Person, die antwortet"),
        "company": mark("Name der Gesellschaft"),
        "company_phone": mark("Telefonnummer der Gesellschaft"),
        "company_email": mark("E-Mail-Adresse der Gesellschaft"),
        "company_website": mark("Internetseite der Gesellschaft"),
        "service_hours": mark("Servicezeiten der Gesellschaft"),
        "holder": mark("Person, der das Konto gehört"),
        "iban_masked": mark("IBAN, nur Anfang und Ende"),
        "mandate_reference": mark("Referenz des SEPA-Mandats"),
        "creditor_id": mark("Gläubiger-Identifikationsnummer"),
        "cutoff_on": mark("Stichtag der Bankverbindung"),
        "file_on": mark("Tag der Lastschriftdatei"),
        "collection_on": mark("Tag der ersten Abbuchung, wie sie jetzt zu erwarten ist"),
        "promised_on": mark("Tag der ersten Abbuchung nach dem Eingang"),
        "contractor": mark("Betrieb des letzten Auftrags"),
        "order_due_on": mark("Tag, bis zu dem der Auftrag erledigt sein soll"),
        "appointment": mark("Termin, wird beim Schreiben eingesetzt"),
        "question": mark("Rückfrage, wird beim Schreiben eingesetzt"),
        "answer": mark("Auskunft, wird beim Schreiben eingesetzt"),
        "document": mark("Name der Unterlage, wird beim Schreiben eingesetzt"),
        "reason": mark("Grund, wird beim Schreiben eingesetzt"),
    }
)


def placeholder_meaning(code: str) -> str:
    """Return what the place holder with this code stands for."""
    return tr(_MEANINGS[code])
