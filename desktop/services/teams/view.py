"""Teams, rules and answers as frozen rows; names are ready to show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a team; ``counts`` is false for one who is inactive or may not work on cases."""

    staff_id: int
    name: str
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """One team. ``company_id`` is None for a team of every company, ``company_tag`` then "".

    ``members`` stand by name; ``open_cases`` are those it has now, with or without a person.
    """

    team_id: int
    version: int
    company_id: int | None
    company_tag: str
    name: str
    active: bool
    members: tuple[Member, ...]
    open_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule in words. "" stands for any category or property, and for no person.

    ``team_counts`` and ``person_counts`` tell whether they would get a case now.
    """

    rule_id: int
    version: int
    company_id: int
    company_tag: str
    category_id: int | None
    category: str
    property_id: int | None
    house: str
    team_id: int
    team: str
    team_counts: bool
    staff_id: int | None
    person: str
    person_counts: bool


@dataclass(frozen=True, slots=True)
class CategoryOption:
    """A category a rule can name; ``company_id`` is None for one of every company."""

    category_id: int
    company_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class PersonOption:
    """Who can belong to a team: may work on cases of ``company_ids``, and is active."""

    staff_id: int
    name: str
    company_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class RoutingBook:
    """Everything the administration shows at once; rules stand as they win, the strongest first."""

    teams: tuple[TeamView, ...]
    rules: tuple[RuleView, ...]
    categories: tuple[CategoryOption, ...]
    people: tuple[PersonOption, ...]


@dataclass(frozen=True, slots=True)
class House:
    """A property as it is offered while somebody types."""

    property_id: int
    company_id: int
    text: str


@dataclass(frozen=True, slots=True)
class FoundHouses:
    """The first of what was found by number; ``more`` where others match as well."""

    houses: tuple[House, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoGets:
    """The answer to *who would get this?*: ``team`` and ``person`` are "" for nobody.

    ``rule`` won; ``absent`` is the person it names who does not count ("" for none). Rules that
    would have come first but whose team has ended are ``passed_over``.
    """

    team: str = ""
    person: str = ""
    rule: RuleView | None = None
    absent: str = ""
    passed_over: tuple[RuleView, ...] = ()
