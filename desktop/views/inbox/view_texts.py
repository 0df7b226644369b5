"""What lists are called, and what they say when there is nothing in them."""

from __future__ import annotations

from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.texts import tr


def view_title(view: InboxView) -> str:
    """Name of a view."""
    names = {
        InboxView.ALL_OPEN: tr("Alle offenen"),
        InboxView.MINE: tr("Meine Vorgänge"),
        InboxView.UNASSIGNED: tr("Nicht zugewiesen"),
        InboxView.DUE_TODAY: tr("Heute fällig"),
        InboxView.RUN_AT_RISK: tr("Lauf gefährdet"),
        InboxView.RELEASES: tr("Freigaben"),
        InboxView.WAITING: tr("Wiedervorlage"),
        InboxView.LETTERS: tr("Brief zu drucken"),
        InboxView.HAND_OVER: tr("Wartet auf Übergabe"),
        InboxView.CLOSED: tr("Geschlossene"),
    }
    return names[view]


def empty_title(view: InboxView) -> str:
    """Why a view is empty."""
    names = {
        InboxView.ALL_OPEN: tr("Alles erledigt: kein offener Vorgang"),
        InboxView.MINE: tr("Ihnen ist kein Vorgang zugewiesen"),
        InboxView.UNASSIGNED: tr("Jeder offene Vorgang ist zugewiesen"),
        InboxView.DUE_TODAY: tr("Heute ist nichts fällig"),
        InboxView.RUN_AT_RISK: tr("Kein Lauf ist gefährdet"),
        InboxView.RELEASES: tr("Keine Freigabe steht aus"),
        InboxView.WAITING: tr("Kein Vorgang wartet"),
        InboxView.LETTERS: tr("Kein Brief ist zu drucken"),
        InboxView.HAND_OVER: tr("Nichts wartet auf die Übergabe an das ERP"),
        InboxView.CLOSED: tr("Noch kein Vorgang ist geschlossen"),
    }
    return names[view]


def empty_text(query: InboxQuery) -> str:
    """Why the list of a query is empty."""
    if not query.filter.is_empty:
        return tr("Kein Vorgang passt zu den gesetzten Filtern")
    if query.category is not None or query.tenancy_id is not None:
        return tr("Keine offenen Vorgänge") if query.tenancy_id is None else tr("Keine Vorgänge")
    return empty_title(query.view)


def list_key(query: InboxQuery) -> str:
    """By what a list is known when something is kept of it, such as its order."""
    return query.view.value if query.category is None else f"category:{query.category}"
