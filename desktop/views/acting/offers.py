"""What the pickers of a case offer, made from what the services answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.domain.text_match import search_key
from desktop.domain.work import Priority
from desktop.services.cases.acting_view import TagRef
from desktop.services.cases.assignment import Receivers
from desktop.services.cases.partners import PartnerCase
from desktop.services.cases.recategorise import CategoryChoice, CategoryChoices
from desktop.services.cases.splitting import SplitMessage
from desktop.services.cases.tenancy_view import EarlierCase
from desktop.services.cases.view import CaseHeader
from desktop.texts import tr
from desktop.texts.acting import priority_text
from desktop.texts.dates import full_date, full_moment
from desktop.views.case.header import state_text
from desktop.views.palette.entries import Entry, Section
from desktop.views.reasons import reason_text

PERSON, TEAM = "person", "team"
NEW = "new"
_ICONS = {Priority.NORMAL: "minus", Priority.HIGH: "arrow-up", Priority.URGENT: "alarm-clock"}


def receivers_offered(receivers: Receivers, header: CaseHeader) -> tuple[Section, ...]:
    """People and teams; whoever has the case already cannot get it."""
    owner = None if header.assignee is None else header.assignee.staff_id
    shared = header.team.team_id if header.team is not None and owner is None else None
    has_it = tr("hat den Vorgang schon")
    people = tuple(
        Entry(
            key=f"{PERSON}:{one.staff_id}",
            title=one.name,
            icon="user",
            detail=has_it if one.staff_id == owner else "",
            blocked=one.staff_id == owner,
        )
        for one in receivers.people
    )
    teams = tuple(
        Entry(
            key=f"{TEAM}:{one.team_id}",
            title=one.name,
            icon="users",
            detail=has_it if one.team_id == shared else "",
            blocked=one.team_id == shared,
        )
        for one in receivers.teams
    )
    return (
        Section("people", tr("Personen"), _free_first(people)),
        Section("teams", tr("Teams"), _free_first(teams)),
    )


def _free_first(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Enter on the first entry shall do something."""
    return tuple(sorted(entries, key=lambda entry: entry.blocked))


def priorities_offered(header: CaseHeader) -> tuple[Section, ...]:
    """All three, the most pressing first, with what an urgent case means."""
    meanings = {
        Priority.URGENT: tr("gilt als heute fällig, bis er erledigt ist"),
        Priority.HIGH: tr("lässt sich in Listen filtern"),
        Priority.NORMAL: "",
    }
    return (
        Section(
            "priorities",
            tr("Priorität"),
            tuple(
                Entry(
                    key=one.value,
                    title=priority_text(one),
                    icon=_ICONS[one],
                    detail=tr("jetzt") if one is header.priority else meanings[one],
                    blocked=one is header.priority and header.suggestion is None,
                )
                for one in reversed(Priority)
            ),
        ),
    )


def categories_offered(choices: CategoryChoices) -> tuple[Section, ...]:
    """Every other category with the promise before and after, or why not."""
    return (
        Section(
            "categories",
            tr("Kategorie"),
            tuple(
                Entry(
                    key=str(one.category_id),
                    title=one.name,
                    icon=one.icon,
                    detail=_consequences(choices.due_on, one),
                    blocked=not one.action.possible,
                )
                for one in choices.choices
            ),
        ),
    )


def _consequences(due_on: date | None, choice: CategoryChoice) -> str:
    if not choice.action.possible:
        return reason_text(choice.action)
    promise = _promises(due_on, choice.due_on)
    if not choice.missing:
        return promise
    fields = ", ".join(choice.missing)
    return tr("{promise}; dann fehlt: {fields}", promise=promise, fields=fields)


def new_categories_offered(choices: Sequence[CategoryChoice]) -> tuple[Section, ...]:
    """Every category for a new case with the promise it would have, or why not."""
    return (
        Section(
            "categories",
            tr("Kategorie"),
            tuple(
                Entry(
                    key=str(one.category_id),
                    title=one.name,
                    icon=one.icon,
                    detail=tr("Frist {date}", date=_day(one.due_on))
                    if one.action.possible
                    else reason_text(one.action),
                    blocked=not one.action.possible,
                )
                for one in choices
            ),
        ),
    )


def _promises(before: date | None, after: date | None) -> str:
    if before == after:
        return tr("Frist bleibt {date}", date=_day(after))
    return tr("Frist bisher {before}, neu {after}", before=_day(before), after=_day(after))


def _day(day: date | None) -> str:
    return tr("ohne") if day is None else full_date(day)


def tags_offered(
    known: Sequence[TagRef], worn: Sequence[TagRef], typed: str
) -> tuple[Section, ...]:
    """The tags there are, those on the case to be taken off, and what is typed as a new one."""
    words = search_key(" ".join(typed.split()))
    on_it = {one.tag_id for one in worn}
    fitting = [one for one in known if words in search_key(one.name)]
    entries = [
        Entry(
            key=str(one.tag_id),
            title=one.name,
            icon="check" if one.tag_id in on_it else "plus",
            detail=tr("entfernen") if one.tag_id in on_it else "",
        )
        for one in sorted(fitting, key=lambda one: one.tag_id not in on_it)
    ]
    if words and all(search_key(one.name) != words for one in known):
        name = " ".join(typed.split())
        new = Entry(key=NEW, title=tr("„{name}“ anlegen", name=name), icon="plus")
        entries.insert(0 if not fitting else len(entries), new)
    return (Section("tags", tr("Schlagwörter"), tuple(entries)),)


def mergeable(cases: Sequence[PartnerCase]) -> tuple[PartnerCase, ...]:
    """Those in which the open case can go on: what is offered before anybody searched."""
    return tuple(one for one in cases if one.merge.possible)


def partners_offered(cases: Sequence[PartnerCase], *, merge: bool) -> tuple[Section, ...]:
    """Other cases, those of the same contract first; greyed with the reason where it cannot be."""
    same = tuple(_partner(one, merge=merge) for one in cases if one.same_tenancy)
    others = tuple(_partner(one, merge=merge) for one in cases if not one.same_tenancy)
    return (
        Section("same", tr("Selber Vertrag"), same),
        Section("others", tr("Andere"), others),
    )


def _partner(case: PartnerCase, *, merge: bool) -> Entry:
    action = case.merge if merge else case.link
    about = (case.category_short, case.tenant_name, full_date(case.received_on))
    return Entry(
        key=str(case.case_id),
        title=f"{case.reference}  {case.subject}",
        icon="folder",
        detail=" · ".join(part for part in about if part)
        if action.possible
        else reason_text(action),
        note=state_text(case.state),
        blocked=not action.possible,
    )


def links_offered(cases: Sequence[EarlierCase]) -> tuple[Section, ...]:
    """The cases somebody linked by hand."""
    entries = tuple(
        Entry(
            key=str(one.case_id),
            title=f"{one.reference}  {one.subject}",
            icon="folder",
            detail=f"{one.category_short} · {full_date(one.received_on)}",
        )
        for one in cases
    )
    return (Section("links", tr("Verknüpft"), entries),)


def messages_offered(messages: Sequence[SplitMessage]) -> tuple[Section, ...]:
    """What the tenant wrote, the newest first."""
    rows = tuple(
        Entry(
            key=str(one.message_id),
            title=one.title,
            icon="message-square",
            detail=f"{one.author}, {full_moment(one.at)}",
        )
        for one in messages
    )
    return (Section("messages", tr("Nachrichten"), rows),)
