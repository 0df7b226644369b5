"""What a case page shows of who works on it, how pressing it is, and what it belongs to."""

from dataclasses import dataclass

from desktop.domain.work import Priority


@dataclass(frozen=True, slots=True)
class TeamRef:
    """A team as shown beside a case."""

    team_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TagRef:
    """A word that people put on cases."""

    tag_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MergedCase:
    """The other case of a merge."""

    case_id: int
    reference: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PrioritySuggestion:
    """What the program read from the text: a priority, and the code of its reason."""

    priority: Priority
    reason: str
