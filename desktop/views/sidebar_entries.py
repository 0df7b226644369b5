"""What the sidebar offers: views of the inbox, categories, areas, each with its count."""

from __future__ import annotations

from desktop.services.inbox.rows import InboxCounts, InboxQuery, InboxView
from desktop.services.inbox.side_counts import SideCounts
from desktop.texts import tr
from desktop.views.actions import OPEN_VIEWS
from desktop.views.inbox.view_texts import view_title
from desktop.views.shortcuts import shortcut_label
from desktop.views.sidebar_model import CountTone, SidebarEntry, SidebarSection

ACCOUNTS = "area:accounts"
QUARANTINE = "area:quarantine"
HAND_OVER = "area:hand_over"
OPERATION = "area:operation"
LETTERS = "area:letters"
UPLOADS = "area:uploads"
USAGE = "area:usage"
FORMS = "area:forms"
REPLIES = "area:replies"
LETTER_TEMPLATES = "area:letter_templates"
TEAMS = "area:teams"
AUDIT_TRAIL = "area:audit_trail"
DEADLINE_REPORT = "area:deadline_report"
CATEGORIES = "area:categories"
STAFF = "area:staff"
COMPANIES = "area:companies"
RULES = "area:rules"
OFFICE = "area:office"
ACCOUNT_SETTINGS = "area:account_settings"
DOCUMENT_STORE = "area:document_store"
MASTER_DATA = "area:master_data"
CONFIGURATION = "area:configuration"
_VIEW = "view:"
_CATEGORY = "category:"
_VIEW_ICONS = {
    InboxView.ALL_OPEN: "inbox",
    InboxView.MINE: "user",
    InboxView.UNASSIGNED: "user-x",
    InboxView.DUE_TODAY: "alarm-clock",
    InboxView.RUN_AT_RISK: "triangle-alert",
    InboxView.RELEASES: "shield-check",
    InboxView.WAITING: "hourglass",
    InboxView.LETTERS: "printer",
    InboxView.HAND_OVER: "file-output",
    InboxView.CLOSED: "circle-check",
}
_VIEW_TONES = {
    InboxView.DUE_TODAY: CountTone.DANGER,
    InboxView.RUN_AT_RISK: CountTone.WARNING,
}


def view_key(view: InboxView) -> str:
    """Key of the entry of a view."""
    return _VIEW + view.value


def view_of(key: str) -> InboxView:
    """The view whose entry has this key."""
    return InboxView(key.removeprefix(_VIEW))


def category_of(key: str) -> str | None:
    """Code of the category whose entry has this key; None for an entry of another kind."""
    return key.removeprefix(_CATEGORY) if key.startswith(_CATEGORY) else None


def is_list(key: str) -> bool:
    """Whether a key is that of a view or a category."""
    return key.startswith(_CATEGORY) or key in map(view_key, InboxView)


def query_of(key: str, companies: frozenset[int] = frozenset()) -> InboxQuery:
    """What the list is asked with whose entry has this key: that of a view or a category."""
    category = category_of(key)
    if category is None:
        return InboxQuery(view=view_of(key), companies=companies)
    return InboxQuery(category=category, companies=companies)


def sections(
    counts: InboxCounts,
    saved: tuple[SidebarEntry, ...],
    side: SideCounts | None,
    troubles: int | None,
    *,
    administers: bool = False,
    reads_teams: bool = False,
    reads_audit: bool = False,
) -> tuple[SidebarSection, ...]:
    """All entries; a count that was not read yet is left out, and so is a section of nothing."""
    own = (SidebarSection(tr("Eigene Ansichten"), saved),) if saved else ()
    return (
        SidebarSection(tr("Vorgänge"), _views(counts)),
        *own,
        SidebarSection(
            tr("Kategorien"),
            tuple(
                SidebarEntry(_CATEGORY + entry.code, entry.name, entry.icon, entry.count)
                for entry in counts.categories
            ),
        ),
        SidebarSection(tr("Bereiche"), _areas(side, troubles, reads_audit=reads_audit)),
        *((_administration(),) if administers else ()),
        *((_teams(),) if reads_teams else ()),
    )


def _teams() -> SidebarSection:
    """What administrators change and leads look at."""
    return SidebarSection(
        tr("Zuständigkeit"), (SidebarEntry(TEAMS, tr("Teams & Verteilung"), "users", None),)
    )


def _administration() -> SidebarSection:
    """What only administrators look after."""
    return SidebarSection(
        tr("Verwaltung"),
        (
            SidebarEntry(CATEGORIES, tr("Kategorien"), "settings", None),
            SidebarEntry(REPLIES, tr("Antwortvorlagen"), "message-square", None),
            SidebarEntry(LETTER_TEMPLATES, tr("Briefvorlagen"), "printer", None),
            SidebarEntry(STAFF, tr("Mitarbeitende"), "user", None),
            SidebarEntry(COMPANIES, tr("Gesellschaften"), "landmark", None),
            SidebarEntry(RULES, tr("Regeln & Fristen"), "sliders-horizontal", None),
            SidebarEntry(OFFICE, tr("Bürozeiten"), "calendar", None),
            SidebarEntry(ACCOUNT_SETTINGS, tr("Registrierung & ERP"), "key-round", None),
            SidebarEntry(DOCUMENT_STORE, tr("Dokumentenablage"), "folder", None),
            SidebarEntry(MASTER_DATA, tr("Stammdaten"), "house", None),
            SidebarEntry(CONFIGURATION, tr("Einrichtung übertragen"), "repeat", None),
        ),
    )


def _views(counts: InboxCounts) -> tuple[SidebarEntry, ...]:
    return tuple(
        SidebarEntry(
            key=view_key(view),
            title=view_title(view),
            icon=_VIEW_ICONS[view],
            count=counts.views.get(view, 0),
            tone=_VIEW_TONES.get(view, CountTone.PLAIN),
            hint=shortcut_label(f"Ctrl+{number}") if number <= len(OPEN_VIEWS) else "",
        )
        for number, view in enumerate(InboxView, start=1)
    )


def _areas(
    side: SideCounts | None, troubles: int | None, *, reads_audit: bool
) -> tuple[SidebarEntry, ...]:
    waiting = side.codes_to_release if side else 0
    return (
        SidebarEntry(
            ACCOUNTS,
            tr("Mieterkonten"),
            "users",
            waiting or None,
            CountTone.WARNING,
            hint=tr("wartet auf Freigabe") if waiting else "",
        ),
        SidebarEntry(UPLOADS, tr("Dokumente"), "folder", None),
        SidebarEntry(USAGE, tr("Verbrauch"), "clipboard-list", None),
        SidebarEntry(LETTERS, tr("Briefe"), "printer", side.letters if side else None),
        SidebarEntry(FORMS, tr("Formulare"), "file-text", None),
        SidebarEntry(
            HAND_OVER, tr("Übergabe an das ERP"), "file-output", side.hand_over if side else None
        ),
        SidebarEntry(
            QUARANTINE,
            tr("Quarantäne"),
            "shield-alert",
            side.quarantine if side else None,
            CountTone.WARNING,
        ),
        SidebarEntry(DEADLINE_REPORT, tr("Fristenbericht"), "calendar", None),
        SidebarEntry(OPERATION, tr("Betrieb"), "gauge", troubles, CountTone.WARNING),
        *((SidebarEntry(AUDIT_TRAIL, tr("Protokoll"), "history", None),) if reads_audit else ()),
    )
