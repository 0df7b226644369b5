"""What each kind of act changes in a case: its columns, what puts them back, and the facts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.iban_text import mask_ibans
from desktop.domain.work import BulkKind, Priority
from desktop.models.case import Case
from desktop.services.bulk.wishes import BulkWish
from desktop.services.cases.changes import LONGEST_SHOWN

Values = dict[str, Any]
_OPEN: Mapping[str, Any] = {"closed_at": None, "closed_by_id": None, "close_reason": ""}


def values_of(wish: BulkWish, row: Row[Any]) -> Values:
    """Return the columns the act sets; the same for all cases, as far as it sets them."""
    match wish.kind:
        case BulkKind.ASSIGN:
            team_id = row.team_id if wish.team_id is None else wish.team_id
            return {"assignee_id": wish.staff_id, "team_id": team_id}
        case BulkKind.PRIORITY:
            return {
                "priority": wish.priority,
                "suggested_priority": None,
                "suggestion_reason": "",
            }
        case BulkKind.WAIT:
            return {
                "state": CaseState.WAITING,
                "waiting_until": wish.until,
                "waiting_reason": wish.line,
            }
        case BulkKind.CLOSE:
            return {
                "state": CaseState.CLOSED,
                "is_open": False,
                "waiting_until": None,
                "waiting_reason": "",
                "close_reason": wish.line,
            }
        case _:
            return {}


_BEFORE: Mapping[BulkKind, tuple[str, ...]] = {
    BulkKind.ASSIGN: ("assignee_id", "team_id"),
    BulkKind.PRIORITY: ("priority", "suggested_priority", "suggestion_reason"),
    BulkKind.WAIT: ("state", "waiting_until", "waiting_reason"),
    BulkKind.CLOSE: ("state", "waiting_until", "waiting_reason"),
    BulkKind.TAG: (),
    BulkKind.CATEGORY: (
        "category_id",
        "due_on",
        "act_by",
        "completed_at",
        "rules_version",
        "assignee_id",
        "team_id",
    ),
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "state": CaseState,
    "waiting_until": date.fromisoformat,
    "due_on": date.fromisoformat,
    "act_by": date.fromisoformat,
    "completed_at": datetime.fromisoformat,
    "priority": Priority,
    "suggested_priority": Priority,
}


def before_of(kind: BulkKind, row: Row[Any] | Case) -> Values:
    """Return as JSON what puts a case back where it stands now."""
    return {name: _plain(getattr(row, name)) for name in _BEFORE[kind]}


def values_before(kind: BulkKind, before: Mapping[str, Any]) -> Values:
    """Return the columns that put a case back."""
    values = {
        name: _READ[name](stored) if name in _READ and stored is not None else stored
        for name, stored in ((name, before[name]) for name in _BEFORE[kind])
    }
    if "state" in values:
        values |= {"is_open": True, **_OPEN}
    return values


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


Names = Mapping[str, Mapping[int, str]]
"""How people, teams and categories are called, by the fact that names them."""


_SHOWN = (
    "state",
    "assignee_id",
    "team_id",
    "category_id",
    "waiting_until",
    "waiting_reason",
    "close_reason",
    "priority",
    "suggested_priority",
)


class Comparison:
    """Tells what differs in each of many cases; most of them stood alike and were changed alike."""

    def __init__(self, names: Names) -> None:
        """``names`` are those of all people and teams that are met."""
        self._names = names
        self._known: dict[tuple[object, ...], list[list[str]]] = {}

    def facts(self, row: Row[Any], now: Mapping[str, Any]) -> list[list[str]]:
        """Return name, former and new value of every fact that differs, for ``case_changes``.

        ``row`` is the case as it stood, ``now`` the columns that changed.
        """
        stood = tuple(getattr(row, name) for name in _SHOWN)
        key = (*stood, *now.values())
        if key not in self._known:
            was = dict(zip(_SHOWN, stood, strict=True))
            before, after = _facts(was), _facts({**was, **now})
            self._known[key] = [
                [
                    name,
                    _shown(name, before[name], self._names),
                    _shown(name, after[name], self._names),
                ]
                for name in sorted(before)
                if before[name] != after[name]
            ]
        return self._known[key]


def _facts(row: Mapping[str, Any]) -> dict[str, str]:
    state = row["state"]
    return {
        Fact.ASSIGNEE.value: _text(row["assignee_id"]),
        Fact.TEAM.value: _text(row["team_id"]),
        Fact.CATEGORY.value: _text(row["category_id"]),
        # That a new case is in review from the first act on is decided by nobody.
        Fact.STATE.value: (CaseState.IN_REVIEW if state is CaseState.NEW else state).value,
        f"{Fact.STATE}.waiting_until": _text(row["waiting_until"]),
        f"{Fact.STATE}.reason": row["waiting_reason"] or row["close_reason"],
        Fact.PRIORITY.value: row["priority"].value,
        f"{Fact.PRIORITY}.suggested": _text(row["suggested_priority"]),
    }


def _shown(name: str, value: str, names: Names) -> str:
    if value and name in names:
        return names[name].get(int(value), "")
    return mask_ibans(value)[:LONGEST_SHOWN]


def _text(value: object) -> str:
    return "" if value is None else str(value)
