"""What screens say of a document that lies in an account: where it stands, how far it came."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.services.documents.view import (
    Arrival,
    DocumentRecipientRow,
    DocumentRow,
    DocumentStanding,
)
from desktop.texts import mark, tr
from desktop.texts.dates import full_moment
from desktop.texts.document_views import day_text
from desktop.texts.documents import recall_reason_name, way_name, way_reason_text
from desktop.texts.foreign import shown
from desktop.views.account.fact_table import Cell
from desktop.views.widgets.pill import PillKind

_STANDINGS: Mapping[DocumentStanding, str] = MappingProxyType(
    {
        DocumentStanding.UNDOABLE: mark("noch rückgängig zu machen"),
        DocumentStanding.PLANNED: mark("geplant"),
        DocumentStanding.PUBLISHED: mark("sichtbar"),
        DocumentStanding.READ: mark("gelesen"),
        DocumentStanding.REPLACED: mark("ersetzt"),
        DocumentStanding.RECALLED: mark("zurückgerufen"),
        DocumentStanding.UNDONE: mark("nicht veröffentlicht"),
    }
)
_LOOKS = {
    DocumentStanding.UNDOABLE: (PillKind.WAITING, "hourglass"),
    DocumentStanding.PLANNED: (PillKind.WAITING, "clock"),
    DocumentStanding.PUBLISHED: (PillKind.INFO, "mail"),
    DocumentStanding.READ: (PillKind.OK, "mail-open"),
    DocumentStanding.REPLACED: (PillKind.NEUTRAL, "repeat"),
    DocumentStanding.RECALLED: (PillKind.WARNING, "undo-2"),
    DocumentStanding.UNDONE: (PillKind.NEUTRAL, "ban"),
}


def standing_icon(row: DocumentRow) -> str:
    """Return the drawing for where a document stands: an open envelope for what was read."""
    if row.standing is DocumentStanding.PUBLISHED and not row.readers:
        return "printer"
    return _LOOKS[row.standing][1]


def standing_cell(row: DocumentRow) -> Cell:
    """Return the pill for where a document stands."""
    return Cell(standing_name(row), _LOOKS[row.standing][0], standing_icon(row))


def standing_name(row: DocumentRow) -> str:
    """Return where a document stands, in a word or two."""
    readers = row.readers
    if row.standing is DocumentStanding.PUBLISHED:
        if not readers:
            return tr("per Post")
        read = sum(one.read_at is not None for one in readers)
        if read:
            return tr("{n} von {total} gelesen", n=read, total=len(readers))
    return tr(_STANDINGS[row.standing])


def standing_sentence(row: DocumentRow) -> str:
    """Return where a document stands, with day, person and reason."""
    published = tr(
        "veröffentlicht am {moment} von {name}",
        moment=full_moment(row.published_at),
        name=row.published_by or tr("Programm"),
    )
    if row.recalled_at is not None and row.recall_reason is not None:
        text = tr(
            "zurückgerufen am {moment} von {name}: {reason}",
            moment=full_moment(row.recalled_at),
            name=row.recalled_by or tr("Programm"),
            reason=recall_reason_name(row.recall_reason),
        )
        return f"{text}. {row.recall_note}" if row.recall_note else text
    if row.standing is DocumentStanding.UNDONE:
        return tr("rückgängig gemacht, hat das Haus nie verlassen")
    if row.standing is DocumentStanding.PLANNED:
        moment = full_moment(row.visible_from)
        return f"{tr('sichtbar ab {moment}', moment=moment)}, {published}"
    return published


def way_text(row: DocumentRecipientRow) -> str:
    """Return by which way a party gets a document, and why."""
    text = f"{way_name(row.way)}: {way_reason_text(row.reason)}"
    return f"{text} ({shown(row.note)})" if row.note else text


def arrival_text(row: DocumentRecipientRow) -> str:
    """Return how far a document came to a party, in the portal and on paper."""
    return ", ".join(filter(None, (_in_portal(row), _on_paper(row))))


def _in_portal(row: DocumentRecipientRow) -> str:
    if row.in_portal is None:
        return ""
    if row.read_at is not None:
        return tr("im Portal gelesen am {moment}", moment=full_moment(row.read_at))
    if row.in_portal is Arrival.ARRIVED:
        return tr("im Portal, noch nicht gelesen")
    if row.in_portal is Arrival.CANCELLED:
        return tr("ging nicht an das Portal")
    if row.problem:
        return tr("noch nicht im Portal: die Übertragung wird wiederholt")
    return tr("wird an das Portal übertragen")


def _on_paper(row: DocumentRecipientRow) -> str:
    if row.on_paper is None:
        return ""
    if row.on_paper is Arrival.ARRIVED:
        if row.paper_at is None:
            return tr("Brief gedruckt")
        return tr("Brief gedruckt am {date}", date=day_text(row.paper_at))
    if row.on_paper is Arrival.CANCELLED:
        return tr("Brief wird nicht gedruckt")
    if row.on_paper is Arrival.IN_BATCH:
        return tr("Brief ist in einem Druckstapel")
    return tr("Brief liegt auf dem Stapel „Briefe“")
