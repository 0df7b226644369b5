"""What somebody else changed in a case, as it stands in a comparison."""

from collections.abc import Mapping

from desktop.domain.application_form import NO, YES, FormField
from desktop.domain.case_facts import ANYTHING, Fact, FactChange
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.work import Priority
from desktop.texts import mark, tr
from desktop.texts.acting import priority_text
from desktop.texts.case_fields import field_label, field_value, known_label

FORM_LABELS: Mapping[FormField, str] = {
    FormField.IBAN: mark("IBAN"),
    FormField.ACCOUNT_HOLDER: mark("Kontoinhaber"),
    FormField.STREET: mark("Straße"),
    FormField.HOUSE_NUMBER: mark("Hausnummer"),
    FormField.POSTCODE: mark("Postleitzahl"),
    FormField.TOWN: mark("Ort"),
    FormField.COUNTRY: mark("Land"),
    FormField.MANDATE_GRANTED: mark("SEPA-Mandat"),
    FormField.MANDATE_SIGNED_ON: mark("Datum der Unterschrift"),
    FormField.MANDATE_REFERENCE: mark("Mandatsreferenz"),
    FormField.MANDATE_REVOKED_ON: mark("Widerrufen am"),
}
_FACT_LABELS: Mapping[str, str] = {
    Fact.ASSIGNEE: mark("Zugewiesen"),
    Fact.STATE: mark("Stand"),
    f"{Fact.STATE}.waiting_until": mark("Wiedervorlage am"),
    f"{Fact.STATE}.reason": mark("Grund"),
    Fact.DECISION: mark("Entscheidung"),
    Fact.INCOMING: mark("Nachricht der Mietpartei"),
    Fact.OUTGOING: mark("Antwort an die Mietpartei"),
    Fact.TEAM: mark("Team"),
    Fact.PRIORITY: mark("Priorität"),
    f"{Fact.PRIORITY}.suggested": mark("Vorgeschlagene Priorität"),
    Fact.CATEGORY: mark("Kategorie"),
    Fact.MERGED: mark("Zusammengeführt mit"),
    ANYTHING: mark("Vorgang"),
}
_STATES: Mapping[str, str] = {
    CaseState.IN_REVIEW: mark("in Prüfung"),
    CaseState.PROPOSED: mark("zur Freigabe"),
    CaseState.WAITING: mark("wartet auf Mieter:in"),
    CaseState.CLOSED: mark("abgeschlossen"),
}
_DECISIONS: Mapping[str, str] = {
    BankChangeState.OPEN: mark("keine"),
    BankChangeState.PROPOSED: mark("zur Freigabe vorgeschlagen"),
    BankChangeState.RELEASED: mark("freigegeben"),
    BankChangeState.REJECTED: mark("abgelehnt"),
    BankChangeState.SET_ASIDE: mark("andere Kategorie"),
}
_GRANTED: Mapping[str, str] = {YES: mark("erteilt"), NO: mark("widerrufen")}


def form_label(field: FormField) -> str:
    """Return the name of a field of an application."""
    return tr(FORM_LABELS[field])


def form_value(field: FormField, value: str) -> str:
    """Return the value of a field as people write it; "" stays ""."""
    if field is FormField.MANDATE_GRANTED and value:
        return tr(_GRANTED[value])
    return field_value(value)


def fact_label(fact: str, label: str = "") -> str:
    """Return the name of what was changed; ``label`` is how an administrator called it."""
    branch, _, leaf = fact.partition(".")
    if branch == Fact.APPLICATION:
        return form_label(FormField(leaf))
    if branch == Fact.WARNINGS:
        return tr("Warnung bestätigt")
    if branch == Fact.CHECKS:
        return tr("Prüfliste: {line}", line=label) if label else tr("Punkt der Prüfliste")
    if branch == Fact.FIELDS:
        return known_label(label) if label else field_label(leaf)
    if branch == Fact.TAGS:
        return tr("Schlagwort")
    return tr(_FACT_LABELS.get(fact, _FACT_LABELS[ANYTHING]))


def fact_values(change: FactChange) -> tuple[str, str]:
    """Return the former and the present value as people read them, "–" for nothing."""
    return _value(change.fact, change.was), _value(change.fact, change.now)


def _value(fact: str, value: str) -> str:
    if not value:
        return "–"
    branch, _, leaf = fact.partition(".")
    if branch == Fact.APPLICATION:
        return form_value(FormField(leaf), value)
    if branch == Fact.FIELDS and value in (YES, NO):
        return field_value(value == YES)
    if branch == Fact.PRIORITY:
        return priority_text(Priority(value))
    table = {Fact.STATE: _STATES, Fact.DECISION: _DECISIONS}.get(Fact(branch), {})
    if fact == branch and value in table:
        return tr(table[value])
    return field_value(value)
