"""What two people can change in one case at once, and what the second one has to be shown.

Every fact of a case has a dotted name: ``assignee``, ``state.waiting_until``, ``application.iban``.
A command names the facts it depends on, whole branches or single ones.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Fact(StrEnum):
    """Branches of facts that commands depend on; a single fact is named with its branch."""

    ASSIGNEE = "assignee"
    STATE = "state"
    """Waiting, proposed or closed. *New* and *in review* are the same here: nobody decided it."""
    APPLICATION = "application"
    """Everything a bank change applies for, a leaf for each field of the form."""
    FIELDS = "fields"
    """What stands in the form of any other category, a leaf for each key."""
    CHECKS = "checks"
    """The check list, a leaf for each line that is ticked off: who did it."""
    DECISION = "decision"
    """Proposed, released, rejected, or none of them."""
    WARNINGS = "warning"
    """Decisions on warnings, a leaf for each kind of finding."""
    INCOMING = "incoming"
    """What the tenant wrote last."""
    OUTGOING = "outgoing"
    """What was written to the tenant last."""
    TEAM = "team"
    PRIORITY = "priority"
    """How pressing it is, and what the program suggests (``priority.suggested``)."""
    CATEGORY = "category"
    TAGS = "tag"
    """Words that people put on it, a leaf for each."""
    MERGED = "merged"
    """The case that goes on for this one."""


ANYTHING = "anything"
"""The name of a change of which nobody noted what it was: it overlaps with everything."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that somebody else changed: its name, as it was and as it is now.

    Values are neutral (ISO dates, codes, names); IBANs are masked. "" is nothing. ``label`` is what
    an administrator called the field or the line of the check list; "" where nobody did.
    """

    fact: str
    was: str
    now: str
    label: str = field(default="", compare=False)


def overlapping(
    changes: Iterable[FactChange], touches: Collection[str] | None
) -> tuple[FactChange, ...]:
    """Return the changes that concern what a command depends on; ``None`` depends on everything."""
    return tuple(change for change in changes if concerns(change.fact, touches))


def concerns(fact: str, touches: Collection[str] | None) -> bool:
    """Tell whether a changed fact is one of those a command depends on, or within one of them."""
    if touches is None or fact == ANYTHING:
        return True
    return any(fact == touched or fact.startswith(f"{touched}.") for touched in touches)
