"""Who gets a new case: the rules of a company, what is known of the case, and the answer with why.

Of the rules that fit, the most specific one wins: it names category and property, then the property
alone, then the category alone, then it is the company's own. What somebody leaves does not get
lost: a person who does not count leaves the case to the team, a team that does not count leaves it
to the next rule, and where no rule is left the case is nobody's, for everybody to see.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum


class Reach(IntEnum):
    """How much a rule names; the higher one wins."""

    COMPANY = 0
    """Every case of the company."""
    CATEGORY = 1
    PROPERTY = 2
    BOTH = 3
    """One category in one property."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the rules; ``category_id`` and ``property_id`` are None where any fits.

    ``staff_id`` is None where the team shares the work. Of two rules for the same, which the
    program does not let happen, the lower ``rule_id`` wins.
    """

    rule_id: int
    company_id: int
    category_id: int | None
    property_id: int | None
    team_id: int
    staff_id: int | None = None

    @property
    def reach(self) -> Reach:
        """How much it names."""
        if self.property_id is None:
            return Reach.COMPANY if self.category_id is None else Reach.CATEGORY
        return Reach.PROPERTY if self.category_id is None else Reach.BOTH


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules go by; ``property_id`` is None for a case without contract.

    ``category_id`` is None only in a question, for a category that no rule names.
    """

    company_id: int
    category_id: int | None
    property_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who gets the case and why. Without team it is nobody's (*Nicht zugewiesen*).

    ``rule`` won. ``absent_id`` is the person it names who does not count. ``passed_over`` are more
    specific rules whose team does not count, the most specific first.
    """

    team_id: int | None = None
    staff_id: int | None = None
    rule: Rule | None = None
    absent_id: int | None = None
    passed_over: tuple[Rule, ...] = ()


def fits(rule: Rule, facts: CaseFacts) -> bool:
    """Whether a rule speaks of such a case."""
    return (
        rule.company_id == facts.company_id
        and rule.category_id in (None, facts.category_id)
        and (rule.property_id is None or rule.property_id == facts.property_id)
    )


def decide(
    rules: Iterable[Rule],
    facts: CaseFacts,
    *,
    teams: Collection[int],
    members: Collection[tuple[int, int]],
) -> Outcome:
    """Return who gets a case.

    ``teams`` are those that count: active ones. ``members`` are pairs of a team and a person of it
    who counts: active, and with the right to work on cases of the company.
    """
    fitting = sorted(
        (rule for rule in rules if fits(rule, facts)), key=lambda rule: (-rule.reach, rule.rule_id)
    )
    passed_over: list[Rule] = []
    for rule in fitting:
        if rule.team_id not in teams:
            passed_over.append(rule)
            continue
        counts = rule.staff_id is not None and (rule.team_id, rule.staff_id) in members
        return Outcome(
            team_id=rule.team_id,
            staff_id=rule.staff_id if counts else None,
            rule=rule,
            absent_id=None if counts else rule.staff_id,
            passed_over=tuple(passed_over),
        )
    return Outcome(passed_over=tuple(passed_over))
