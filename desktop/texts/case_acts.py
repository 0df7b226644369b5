"""What was done to a case, as it stands in its timeline behind the name of who did it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from desktop.domain.documents import DocumentKind
from desktop.domain.work import Priority
from desktop.texts import mark, tr
from desktop.texts.acting import priority_text
from desktop.texts.dates import full_date
from desktop.texts.documents import document_kind_name

_ACTS: Mapping[str, str] = MappingProxyType(
    {
        "case.created": mark("Vorgang angelegt"),
        "case.linked": mark("Mit einem anderen Vorgang verknüpft"),
        "case.assigned": mark("Vorgang übernommen"),
        "case.unlinked": mark("Verknüpfung gelöst"),
        "case.given": mark("Vorgang zugewiesen"),
        "case.prioritised": mark("Priorität geändert"),
        "case.suggestion_dismissed": mark("Vorgeschlagene Priorität verworfen"),
        "case.category_changed": mark("Kategorie geändert"),
        "case.tagged": mark("Schlagwort gesetzt"),
        "case.untagged": mark("Schlagwort entfernt"),
        "case.split": mark("Neuer Vorgang aus einer Nachricht"),
        "case.merged": mark("Zusammengeführt"),
        "case.unmerged": mark("Wieder getrennt"),
        "case.unassigned": mark("Zuweisung aufgehoben"),
        "case.waiting": mark("Wiedervorlage gesetzt"),
        "case.closed": mark("Vorgang abgeschlossen"),
        "case.reopened": mark("Vorgang wieder geöffnet"),
        "case.printed": mark("Vorgang gedruckt"),
        "case.exported": mark("Vorgang als PDF gespeichert"),
        "contact.recorded": mark("Anruf oder Brief erfasst"),
        "case.check_ticked": mark("Punkt der Prüfliste abgehakt"),
        "case.check_unticked": mark("Häkchen der Prüfliste zurückgenommen"),
        "bank_change.address_requested": mark("Anschrift angefordert"),
        "finding.acknowledged": mark("Warnung bestätigt"),
        "bank_change.proposed": mark("Zur Freigabe vorgeschlagen"),
        "bank_change.returned": mark("Freigabe zurückgegeben"),
        "bank_change.released": mark("Bankverbindung freigegeben"),
        "bank_change.rejected": mark("Antrag abgelehnt"),
        "bank_change.reversed": mark("Entscheidung rückgängig gemacht"),
        "bank_change.correction_proposed": mark("Berichtigung vorgeschlagen"),
        "bank_change.correction_returned": mark("Berichtigung zurückgegeben"),
        "bank_change.corrected": mark("Freigabe berichtigt"),
        "case.grouped": mark("Mit Meldungen derselben Ursache zusammengefasst"),
        "case.ungrouped": mark("Aus der Gruppe derselben Ursache genommen"),
        "act.undone": mark("Letzte Aktion rückgängig gemacht"),
        "facts.changed": mark("Angaben geändert"),
        "waiting.ended": mark("Wiedervorlage beendet"),
    }
)
_ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "order.written": mark("Auftrag {number} geschrieben"),
        "order.changed": mark("Auftrag {number} geändert"),
        "order.on_paper": mark("Auftrag {number} gedruckt oder gespeichert"),
        "order.sent": mark("Auftrag {number} von Hand gesendet"),
        "order.done": mark("Auftrag {number} erledigt"),
        "order.cancelled": mark("Auftrag {number} storniert"),
    }
)
_DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "document.published": mark("{kind} im Mieterkonto veröffentlicht"),
        "document.undone": mark("Veröffentlichung rückgängig gemacht: {kind}"),
        "document.recalled": mark("{kind} zurückgerufen"),
        "document.recall_undone": mark("Rückruf rückgängig gemacht: {kind}"),
        "document.read": mark("{kind} im Portal gelesen"),
        "archive_request.asked": mark("Im Archiv angefragt: {kind}"),
    }
)
_ARCHIVE: Mapping[str, str] = MappingProxyType(
    {
        "found": mark("Das Archiv hat das Dokument gefunden"),
        "not_found": mark("Das Archiv hat das Dokument nicht gefunden"),
        "cancelled": mark("Anfrage an das Archiv abgebrochen"),
    }
)
_NAMING: Mapping[str, str] = MappingProxyType(
    {
        "case.given": mark("Vorgang zugewiesen an {value}"),
        "case.prioritised": mark("Priorität: {value}"),
        "case.category_changed": mark("Kategorie geändert: {value}"),
        "case.tagged": mark("Schlagwort „{value}“ gesetzt"),
        "case.untagged": mark("Schlagwort „{value}“ entfernt"),
        "case.linked": mark("Mit Vorgang {value} verknüpft"),
        "case.unlinked": mark("Verknüpfung mit Vorgang {value} gelöst"),
        "case.split": mark("Neuer Vorgang aus einer Nachricht: {value}"),
        "case.merged": mark("Zusammengeführt mit Vorgang {value}"),
        "case.unmerged": mark("Wieder getrennt von Vorgang {value}"),
    }
)
"""Acts whose sentence names what they were about, where the log knows it."""
_CONTACT_DATA: Mapping[str, str] = MappingProxyType(
    {
        "email": mark("E-Mail-Adresse"),
        "telephone": mark("Telefonnummer"),
        "address": mark("Anschrift"),
    }
)
_OTHER = mark("Vorgang geändert")


def act_sentence(code: str, detail: str = "") -> str:
    """Return what was done; ``detail`` is a neutral value of it, "" for none."""
    if code == "case.waiting" and detail:
        day = full_date(date.fromisoformat(detail))
        return tr("Wiedervorlage auf den {date} gesetzt", date=day)
    if code == "case.contact_data_taken":
        kinds = ", ".join(tr(_CONTACT_DATA[kind]) for kind in detail.split(",") if kind)
        return tr("Übernommen: {kinds}", kinds=kinds)
    if code in _ORDERS:
        return tr(_ORDERS[code], number=detail)
    if code in _DOCUMENTS and detail:
        return tr(_DOCUMENTS[code], kind=document_kind_name(DocumentKind(detail)))
    if code == "archive_request.ended" and detail:
        return tr(_ARCHIVE[detail])
    if code in _NAMING and detail:
        value = priority_text(Priority(detail)) if code == "case.prioritised" else detail
        return tr(_NAMING[code], value=value)
    return tr(_ACTS.get(code, _OTHER))
