"""What an administrator asks for; versions are those the person saw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTeam:
    """A team as it is to be; ``team_id`` is None for a new one.

    ``company_id`` is None for a team of every company, and stays what it was for one that is there.
    """

    name: str
    member_ids: frozenset[int]
    company_id: int | None = None
    active: bool = True
    team_id: int | None = None
    expected_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRule:
    """Who gets cases of this combination, whether or not there is a rule for it yet.

    None stands for any category or property. ``staff_id`` is None where the team shares the work.
    ``expected_version`` is that of the rule that is there; 0 where none was seen.
    """

    company_id: int
    team_id: int
    category_id: int | None = None
    property_id: int | None = None
    staff_id: int | None = None
    expected_version: int = 0


@dataclass(frozen=True, slots=True)
class RemoveRule:
    """Take a rule away; its cases go by the next one."""

    rule_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class DeactivateStaff:
    """End a person's work with the program."""

    staff_id: int


@dataclass(frozen=True, slots=True)
class ActivateStaff:
    """Let a person sign in again."""

    staff_id: int


@dataclass(frozen=True, slots=True)
class Question:
    """A case that need not exist: who would get it? None is a category that no rule names."""

    company_id: int
    category_id: int | None = None
    property_id: int | None = None
