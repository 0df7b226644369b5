"""What a filter says: one chip for each thing that is set, and the filter without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from desktop.domain.case_status import CaseState
from desktop.domain.work import Priority
from desktop.services.inbox.filters import (
    AssigneeFilter,
    CaseFilter,
    DueFilter,
    ReadFilter,
    RunFilter,
    WaitingFilter,
)
from desktop.texts import tr
from desktop.texts.acting import priority_text
from desktop.views.case.header import state_text
from desktop.views.channels import channel_name

OPEN_STATES = tuple(state for state in CaseState if state is not CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One thing a filter asks for, and the filter that does not."""

    text: str
    without: CaseFilter


@dataclass(frozen=True, slots=True)
class FilterNames:
    """Names of what a filter knows by code and id."""

    categories: Mapping[str, str]
    people: Mapping[int, str]
    teams: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)


def due_text(due: DueFilter) -> str:
    """By when something has to happen."""
    names = {
        DueFilter.OVERDUE: tr("überfällig"),
        DueFilter.TODAY: tr("bis heute fällig"),
        DueFilter.THIS_WEEK: tr("diese Woche fällig"),
    }
    return names[due]


def waiting_text(waiting: WaitingFilter) -> str:
    """What waits."""
    names = {
        WaitingFilter.WAITING: tr("auf Wiedervorlage"),
        WaitingFilter.DATE_CAME: tr("Wiedervorlage ist fällig"),
    }
    return names[waiting]


def assignee_text(assignee: AssigneeFilter) -> str:
    """Whose cases."""
    names = {
        AssigneeFilter.ANYONE: tr("alle"),
        AssigneeFilter.ME: tr("mir zugewiesen"),
        AssigneeFilter.NOBODY: tr("nicht zugewiesen"),
        AssigneeFilter.PEOPLE: tr("bestimmte Personen"),
    }
    return names[assignee]


def chips(wanted: CaseFilter, names: FilterNames) -> tuple[FilterChip, ...]:
    """Everything that is set, in the order of the panel."""
    return (
        *_several(wanted, names),
        *_whose(wanted, names),
        *_single(wanted),
        *_where(wanted, names),
    )


def filter_sentence(wanted: CaseFilter, names: FilterNames) -> str:
    """All of it in one line; "" for a filter that asks for nothing."""
    return ", ".join(chip.text for chip in chips(wanted, names))


def _several(wanted: CaseFilter, names: FilterNames) -> Iterator[FilterChip]:
    for code in sorted(wanted.categories):
        rest = replace(wanted, categories=wanted.categories - {code})
        yield FilterChip(names.categories.get(code, code), rest)
    for channel in sorted(wanted.channels):
        rest = replace(wanted, channels=wanted.channels - {channel})
        yield FilterChip(channel_name(channel), rest)
    for state in (one for one in OPEN_STATES if one in wanted.states):
        rest = replace(wanted, states=wanted.states - {state})
        yield FilterChip(state_text(state), rest)


def _whose(wanted: CaseFilter, names: FilterNames) -> Iterator[FilterChip]:
    if wanted.assignee in (AssigneeFilter.ME, AssigneeFilter.NOBODY):
        rest = replace(wanted, assignee=AssigneeFilter.ANYONE)
        yield FilterChip(assignee_text(wanted.assignee), rest)
    elif wanted.assignee is AssigneeFilter.PEOPLE:
        for person in sorted(wanted.people):
            people = wanted.people - {person}
            whose = AssigneeFilter.PEOPLE if people else AssigneeFilter.ANYONE
            name = names.people.get(person, tr("andere Person"))
            yield FilterChip(name, replace(wanted, assignee=whose, people=people))


def _single(wanted: CaseFilter) -> Iterator[FilterChip]:
    if wanted.read is ReadFilter.UNREAD:
        yield FilterChip(tr("ungelesen"), replace(wanted, read=ReadFilter.ALL))
    if wanted.due is not None:
        yield FilterChip(due_text(wanted.due), replace(wanted, due=None))
    if wanted.run is RunFilter.AT_RISK:
        yield FilterChip(tr("Lauf gefährdet"), replace(wanted, run=RunFilter.ALL))
    if wanted.waiting is not None:
        yield FilterChip(waiting_text(wanted.waiting), replace(wanted, waiting=None))


def _where(wanted: CaseFilter, names: FilterNames) -> Iterator[FilterChip]:
    for priority in (one for one in reversed(Priority) if one in wanted.priorities):
        rest = replace(wanted, priorities=wanted.priorities - {priority})
        text = tr("Priorität {priority}", priority=priority_text(priority))
        yield FilterChip(text, rest)
    for team in sorted(wanted.teams):
        rest = replace(wanted, teams=wanted.teams - {team})
        yield FilterChip(names.teams.get(team, tr("anderes Team")), rest)
    for tag in sorted(wanted.tags):
        rest = replace(wanted, tags=wanted.tags - {tag})
        yield FilterChip(names.tags.get(tag, tr("anderes Schlagwort")), rest)
