"""What the search found, as chapters of the palette."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.berlin_time import berlin_day
from desktop.domain.text_match import search_key
from desktop.services.search.view import HitKind, SearchHit, SearchKey, SearchPage
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.views.palette.entries import (
    CaseTarget,
    DocumentTarget,
    Entry,
    Section,
    Target,
    TenancyTarget,
)
from desktop.views.widgets.pill import PillKind

CASES, TENANTS, CONTRACTS, MESSAGES, DOCUMENTS = (
    "cases",
    "tenants",
    "contracts",
    "messages",
    "documents",
)
_CHAPTERS = {
    HitKind.CASE: CASES,
    HitKind.TENANT: TENANTS,
    HitKind.CONTRACT: CONTRACTS,
    HitKind.UNIT: CONTRACTS,
    HitKind.IBAN: CONTRACTS,
    HitKind.CODE: CONTRACTS,
    HitKind.MESSAGE: MESSAGES,
    HitKind.DOCUMENT: DOCUMENTS,
}
_ICONS = {
    HitKind.CASE: "inbox",
    HitKind.TENANT: "user",
    HitKind.CONTRACT: "file-text",
    HitKind.UNIT: "house",
    HitKind.IBAN: "landmark",
    HitKind.CODE: "key-round",
    HitKind.MESSAGE: "message-square",
    HitKind.DOCUMENT: "paperclip",
}


def hit_sections(page: SearchPage) -> tuple[Section, ...]:
    """Chapters in their fixed order; those without a hit are empty."""
    titles = {
        CASES: tr("Vorgänge"),
        TENANTS: tr("Mieter"),
        CONTRACTS: tr("Verträge"),
        MESSAGES: tr("Nachrichten"),
        DOCUMENTS: tr("Dokumente"),
    }
    return tuple(
        Section(
            key,
            title,
            tuple(_entry(hit) for hit in page.hits if _CHAPTERS[hit.kind] == key),
            _is_complete(page.next, key),
        )
        for key, title in titles.items()
    )


def _is_complete(after: SearchKey | None, key: str) -> bool:
    """Whether the source of a chapter has no more than the page shows."""
    if after is None:
        return True
    sources = {CASES: after.cases, MESSAGES: after.messages, DOCUMENTS: after.documents}
    return sources.get(key, after.tenancies) is None


def still_fitting(entries: Iterable[Entry], text: str) -> tuple[Entry, ...]:
    """Those of a former answer in which every word of a longer text is to be seen, too."""
    words = search_key(text).split()
    return tuple(
        entry
        for entry in entries
        if all(word in search_key(f"{entry.title} {entry.detail}") for word in words)
    )


def _entry(hit: SearchHit) -> Entry:
    return Entry(
        key=f"{hit.kind}:{hit.case_id or hit.document_id or hit.tenancy_id}:{hit.title}:{hit.at}",
        title=hit.title,
        icon=hit.icon or _ICONS[hit.kind],
        marks=hit.marks,
        detail=hit.detail,
        detail_marks=hit.detail_marks,
        note=_note(hit),
        pill=_pill(hit),
        target=_target(hit),
    )


def _pill(hit: SearchHit) -> tuple[str, str] | None:
    if hit.kind is HitKind.CASE and not hit.is_open:
        return PillKind.DONE, tr("erledigt")
    return None


def _note(hit: SearchHit) -> str:
    if hit.at is None:
        return ""
    day = full_date(berlin_day(hit.at))
    if hit.kind is HitKind.DOCUMENT:
        return day if hit.is_open else tr("nicht mehr sichtbar")
    if hit.case_id is None and not hit.is_open:
        return tr("bis {date}", date=day)
    return day


def _target(hit: SearchHit) -> Target | None:
    if hit.case_id is not None:
        return CaseTarget(hit.case_id)
    if hit.tenancy_id is not None and hit.document_id is not None:
        return DocumentTarget(hit.tenancy_id, hit.document_id)
    if hit.tenancy_id is not None:
        return TenancyTarget(hit.tenancy_id, hit.title)
    return None
