"""Sentences about one row of the case list: pill, tooltip, what a screen reader says."""

from __future__ import annotations

from desktop.domain.case_status import CaseState
from desktop.domain.work import Priority
from desktop.services.inbox.rows import CaseRow, Pill, PillKind
from desktop.texts import ntr, tr
from desktop.texts.acting import priority_text
from desktop.texts.dates import day_month, full_date
from desktop.texts.foreign import shown
from desktop.views.channels import channel_name


def pill_text(pill: Pill) -> str:
    """The words on the pill; ``WT`` stands for Werktage."""
    match pill.kind:
        case PillKind.OVERDUE:
            return tr("{n} WT über", n=pill.workdays)
        case PillKind.RUN_AT_RISK:
            return tr("Lauf {run} gefährdet", run=pill.run)
        case PillKind.TODAY:
            return tr("heute")
        case PillKind.WAITING if pill.came:
            return tr("Wiedervorlage fällig")
        case PillKind.WAITING if pill.until is not None:
            # Short: every letter of it is taken from the name beside it.
            return tr("wartet bis {date}", date=day_month(pill.until))
        case PillKind.SOON | PillKind.LATER:
            return tr("{n} WT", n=pill.workdays)
        case PillKind.DONE:
            return tr("erledigt")
        case _:
            return tr("ohne Frist")


def pill_tooltip(row: CaseRow) -> str:
    """All dates in full, that waiting stops no clock, and what WT means."""
    parts = []
    if row.priority is not Priority.NORMAL:
        parts.append(priority_sentence(row.priority))
    if row.due_on is not None:
        parts.append(tr("Frist: {date}", date=full_date(row.due_on)))
    if row.debit_file_on is not None:
        parts.append(tr("Lastschriftdatei: {date}", date=full_date(row.debit_file_on)))
    if row.state is CaseState.WAITING and row.waiting_until is not None:
        parts.append(tr("Wiedervorlage bis {date}", date=full_date(row.waiting_until)))
        if row.due_on is not None:
            parts.append(tr("Die Frist läuft weiter."))
    parts.append(tr("WT = Werktage ohne Feiertage"))
    return "\n".join(parts)


def priority_sentence(priority: Priority) -> str:
    """How pressing the case is: "Priorität dringend"."""
    return tr("Priorität {priority}", priority=priority_text(priority))


def accessible_sentence(row: CaseRow) -> str:
    """One sentence with everything the row shows."""
    assignee = (
        tr("zugewiesen an {name}", name=row.assignee_name)
        if row.assignee_id is not None
        else tr("nicht zugewiesen")
    )
    pill = (
        ntr("{n} Werktag überfällig", "{n} Werktage überfällig", row.pill.workdays)
        if row.pill.kind is PillKind.OVERDUE
        else pill_text(row.pill)
    )
    if row.pill.kind is PillKind.WAITING and row.waiting_until is not None:
        day = full_date(row.waiting_until)
        came = tr("Wiedervorlage ist fällig ({day})", day=day)
        pill = came if row.pill.came else tr("Wiedervorlage bis {date}", date=day)
    name = row.tenant_name or tr("ohne Mietverhältnis")
    parts = (
        name,
        row.company_tag,
        row.category_short,
        row.subject,
        channel_name(row.channel),
        pill,
        *((priority_sentence(row.priority),) if row.priority is not Priority.NORMAL else ()),
        tr("ungelesen") if row.unread else tr("gelesen"),
        assignee,
    )
    return shown(", ".join(parts))
