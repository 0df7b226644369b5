"""Words about the file of a configuration: what its entries are, and what of them differs."""

from collections.abc import Iterable, Mapping

from desktop.domain.configuration import ChangedKind
from desktop.texts import mark, tr
from desktop.texts.companies import detail_name, is_detail, is_rule, rule_name

_KINDS: Mapping[ChangedKind, str] = {
    ChangedKind.COMPANY: mark("Gesellschaft"),
    ChangedKind.CATEGORY: mark("Kategorie"),
    ChangedKind.PERSON: mark("Person"),
    ChangedKind.TEAM: mark("Team"),
    ChangedKind.RULE: mark("Verteilung"),
    ChangedKind.REPLY: mark("Antwortvorlage"),
    ChangedKind.LETTER: mark("Briefvorlage"),
}
_PARTS: Mapping[str, str] = {
    "federal_state": mark("Bundesland"),
    "workday_week": mark("Werktage"),
    "closing_days": mark("Schließtage"),
    "extra_holidays": mark("Örtliche Feiertage"),
    "cutoff_basis": mark("Der Stichtag gilt für"),
    "four_eyes": mark("Freigabe durch eine zweite Person"),
    "new_mandate_for_bank_change": mark("Andere Bank braucht neues Mandat"),
    "self_payers_allowed": mark("Selbstzahler brauchen kein Mandat"),
    "prenotification_severity": mark("Zu kurze Vorankündigung"),
    "max_attachment_bytes": mark("Größte Datei in MB"),
    "max_event_bytes": mark("Alle Dateien zusammen in MB"),
    "erp_echo_days": mark("Warnung nach Tagen ohne Rückmeldung"),
    "office_hours": mark("Bürozeiten"),
    "code_valid_days": mark("Gültigkeit eines Codes in Tagen"),
    "code_guard_days": mark("Schutz nach geänderten Kontaktdaten in Tagen"),
    "code_second_person": mark("Nach dem Rückruf gibt eine zweite Person den Brief frei"),
    "emergency_phone": mark("Notfallnummer"),
    "document_places": mark("Dokumentenablage"),
    "icon": mark("Symbol"),
    "retention_class": mark("Aufbewahrung"),
    "active": mark("Nimmt neue Vorgänge an"),
    "fields": mark("Formular"),
    "checks": mark("Prüfliste"),
    "initials": mark("Namenszeichen"),
    "role": mark("Rolle"),
    "companies": mark("Gesellschaften"),
    "members": mark("Mitglieder"),
    "team": mark("Team"),
    "person": mark("Person"),
    "title": mark("Titel"),
    "subject": mark("Betreff"),
    "text": mark("Text"),
}


def changed_kind_text(kind: ChangedKind) -> str:
    """Return what a changed entry is."""
    return tr(_KINDS[kind])


def changed_parts_text(parts: Iterable[str]) -> str:
    """Return what of an entry differs, in words; what has none here keeps its name in the file."""
    return ", ".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if part in _PARTS:
        return tr(_PARTS[part])
    if is_rule(part):
        return rule_name(part)
    return detail_name(part) if is_detail(part) else part
