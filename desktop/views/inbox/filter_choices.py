"""What the menus of the filter panel offer: each tick as it stands, and what a click does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from desktop.domain.case_status import Channel
from desktop.domain.work import Priority
from desktop.services.inbox.filters import (
    AssigneeFilter,
    CaseFilter,
    DueFilter,
    WaitingFilter,
)
from desktop.texts import tr
from desktop.texts.acting import priority_text
from desktop.views.case.header import state_text
from desktop.views.channels import channel_name
from desktop.views.inbox.filter_texts import (
    OPEN_STATES,
    FilterNames,
    assignee_text,
    due_text,
    waiting_text,
)


class FilterMenu(Enum):
    """The menus of the panel, in their order."""

    CATEGORY = "category"
    CHANNEL = "channel"
    ASSIGNEE = "assignee"
    STATE = "state"
    DUE = "due"
    WAITING = "waiting"
    PRIORITY = "priority"
    TEAM = "team"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of a menu; ``after`` is the filter that a click leads to."""

    text: str
    is_set: bool
    after: CaseFilter


def menu_title(menu: FilterMenu) -> str:
    """What the button of a menu says."""
    names = {
        FilterMenu.CATEGORY: tr("Kategorie"),
        FilterMenu.CHANNEL: tr("Kanal"),
        FilterMenu.ASSIGNEE: tr("Zuständig"),
        FilterMenu.STATE: tr("Stand"),
        FilterMenu.DUE: tr("Fällig"),
        FilterMenu.WAITING: tr("Wiedervorlage"),
        FilterMenu.PRIORITY: tr("Priorität"),
        FilterMenu.TEAM: tr("Team"),
        FilterMenu.TAG: tr("Schlagwort"),
    }
    return names[menu]


def ticks(menu: FilterMenu, now: CaseFilter, names: FilterNames) -> list[Tick]:
    """Everything a menu offers while the filter is ``now``."""
    return _MAKERS[menu](now, names)


def _categories(now: CaseFilter, names: FilterNames) -> list[Tick]:
    return [
        Tick(name, code in now.categories, replace(now, categories=now.categories ^ {code}))
        for code, name in names.categories.items()
    ]


def _channels(now: CaseFilter, _names: FilterNames) -> list[Tick]:
    return [
        Tick(
            channel_name(channel),
            channel in now.channels,
            replace(now, channels=now.channels ^ {channel}),
        )
        for channel in Channel
    ]


def _states(now: CaseFilter, _names: FilterNames) -> list[Tick]:
    return [
        Tick(state_text(state), state in now.states, replace(now, states=now.states ^ {state}))
        for state in OPEN_STATES
    ]


def _assignees(now: CaseFilter, names: FilterNames) -> list[Tick]:
    some = (AssigneeFilter.ANYONE, AssigneeFilter.ME, AssigneeFilter.NOBODY)
    found = [
        Tick(
            assignee_text(whose),
            now.assignee is whose,
            replace(now, assignee=whose, people=frozenset()),
        )
        for whose in some
    ]
    for person, name in names.people.items():
        people = now.people ^ {person}
        whose = AssigneeFilter.PEOPLE if people else AssigneeFilter.ANYONE
        after = replace(now, assignee=whose, people=people)
        found.append(Tick(name, person in now.people, after))
    return found


def _due(now: CaseFilter, _names: FilterNames) -> list[Tick]:
    return [
        Tick(due_text(due), now.due is due, replace(now, due=None if now.due is due else due))
        for due in DueFilter
    ]


def _waiting(now: CaseFilter, _names: FilterNames) -> list[Tick]:
    return [
        Tick(
            waiting_text(what),
            now.waiting is what,
            replace(now, waiting=None if now.waiting is what else what),
        )
        for what in WaitingFilter
    ]


def _priorities(now: CaseFilter, _names: FilterNames) -> list[Tick]:
    return [
        Tick(
            priority_text(one),
            one in now.priorities,
            replace(now, priorities=now.priorities ^ {one}),
        )
        for one in reversed(Priority)
    ]


def _teams(now: CaseFilter, names: FilterNames) -> list[Tick]:
    return [
        Tick(name, team in now.teams, replace(now, teams=now.teams ^ {team}))
        for team, name in names.teams.items()
    ]


def _tags(now: CaseFilter, names: FilterNames) -> list[Tick]:
    return [
        Tick(name, tag in now.tags, replace(now, tags=now.tags ^ {tag}))
        for tag, name in names.tags.items()
    ]


_MAKERS: Mapping[FilterMenu, Callable[[CaseFilter, FilterNames], list[Tick]]] = {
    FilterMenu.CATEGORY: _categories,
    FilterMenu.CHANNEL: _channels,
    FilterMenu.ASSIGNEE: _assignees,
    FilterMenu.STATE: _states,
    FilterMenu.DUE: _due,
    FilterMenu.WAITING: _waiting,
    FilterMenu.PRIORITY: _priorities,
    FilterMenu.TEAM: _teams,
    FilterMenu.TAG: _tags,
}
