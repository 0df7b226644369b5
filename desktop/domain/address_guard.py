"""The guard before a registration letter: who changes an address may be after the code.

Where e-mail, telephone or postal address changed within 30 days, either somebody calls back on an
older number and a second person releases the letter, or it goes to the unchanged address (rule
book, section 4). It is judged when the letter is asked for and again when it is rendered.

What counts is the day on which we learnt of a change. The day that the source says is only shown:
an import may bring an old one, a report of the portal may come late, a clock may run ahead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.bank_change import ContactKind
from desktop.domain.risk_checks import CONTACT_CHANGED_WITHIN


class SecondPerson(StrEnum):
    """Whether a second person has to release a letter after a call-back (setting)."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class GuardRules:
    """Settings of the guard; ``days`` is how long a change counts as recent."""

    days: int = CONTACT_CHANGED_WITHIN.days
    second_person: SecondPerson = SecondPerson.NEEDED


DEFAULT_GUARD = GuardRules()


@dataclass(frozen=True, slots=True)
class GuardedChange:
    """One change of contact data of the party, with the Berlin day on which we learnt of it."""

    change_id: int
    kind: ContactKind
    learnt_on: date


class GuardWay(StrEnum):
    """How a letter may leave in spite of a change."""

    CALL_BACK = "call_back"
    UNCHANGED_ADDRESS = "unchanged_address"


@dataclass(frozen=True, slots=True)
class Demand:
    """What the guard saw, newest first, and since when a number or an address counts as old.

    Only what was known before ``old_before`` may be called or written to.
    """

    changes: tuple[GuardedChange, ...]
    old_before: date

    @property
    def open(self) -> bool:
        """Whether it demands anything."""
        return bool(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What people did about a demand.

    ``known_since`` is the day from which the number that was called, or the address that is written
    to, has been known; None where nobody knows, which is as good as too new. ``seen`` are the ids
    of the changes they looked at. ``released_by`` is the second person.
    """

    way: GuardWay
    known_since: date | None
    seen: frozenset[int]
    requested_by: int
    released_by: int | None = None


class GuardRefusal(StrEnum):
    """Why the letter is not rendered; each is also a ``UserError`` code."""

    ANSWER_MISSING = "guard.answer_missing"
    CHANGED_SINCE = "guard.changed_since"
    """Contact data changed again after somebody had looked."""
    NUMBER_TOO_NEW = "guard.number_too_new"
    ADDRESS_TOO_NEW = "guard.address_too_new"
    SECOND_PERSON_MISSING = "guard.second_person_missing"
    OWN_REQUEST = "guard.own_request"


def is_first_word(
    kind: ContactKind, former: Mapping[str, object], *, from_erp: bool, leads_home: bool
) -> bool:
    """Whether a change only says what nobody had said before, which wakes no guard.

    The ERP fills what was empty: the second file of a first import would put the guard on for
    everybody. What the tenant or a case fills does wake it, and so does a postal address by which
    the letters begin to go elsewhere than to the flat; ``leads_home`` says that they do not.
    ``former`` are the values before; the country alone is no address.
    """
    if not from_erp or any(value for name, value in former.items() if name != "country"):
        return False
    return kind is not ContactKind.ADDRESS or leads_home


def guard_demand(
    changes: Iterable[GuardedChange], *, today: date, rules: GuardRules = DEFAULT_GUARD
) -> Demand:
    """Return what the guard demands today. The thirtieth day after a change still counts.

    A change that was learnt of ahead of today, by a clock that was wrong, counts as recent.
    """
    old_before = today - min(timedelta(days=rules.days), today - date.min)
    recent = [change for change in changes if change.learnt_on >= old_before]
    recent.sort(key=lambda change: (change.learnt_on, change.change_id), reverse=True)
    return Demand(tuple(recent), old_before)


def why_not_rendered(
    demand: Demand, answer: Answer | None, *, rules: GuardRules = DEFAULT_GUARD
) -> GuardRefusal | None:
    """Return what keeps the letter from being rendered, None where nothing does.

    Nobody releases what they asked for.
    """
    if not demand.open:
        return None
    if answer is None:
        return GuardRefusal.ANSWER_MISSING
    if any(change.change_id not in answer.seen for change in demand.changes):
        return GuardRefusal.CHANGED_SINCE
    old = answer.known_since is not None and answer.known_since < demand.old_before
    if answer.way is GuardWay.UNCHANGED_ADDRESS:
        return None if old else GuardRefusal.ADDRESS_TOO_NEW
    if not old:
        return GuardRefusal.NUMBER_TOO_NEW
    return _why_not_released(answer, rules)


def _why_not_released(answer: Answer, rules: GuardRules) -> GuardRefusal | None:
    if rules.second_person is SecondPerson.NOT_NEEDED:
        return None
    if answer.released_by is None:
        return GuardRefusal.SECOND_PERSON_MISSING
    return GuardRefusal.OWN_REQUEST if answer.released_by == answer.requested_by else None
