"""The answer to *who would get this?* in words."""

from __future__ import annotations

from desktop.services.teams.view import RuleView, WhoGets
from desktop.texts.routing import (
    absent_text,
    no_rule_text,
    passed_over_text,
    receiver_text,
    rule_text,
    winner_text,
)


def rule_words(rule: RuleView) -> str:
    """What a rule is about."""
    return rule_text(rule.category, rule.house)


def receiver_words(answer: WhoGets) -> str:
    """Who gets the case."""
    return receiver_text(answer.team, answer.person)


def reason_words(answer: WhoGets) -> tuple[str, ...]:
    """Why: the rule that won, who of it does not count, and what was passed over."""
    if answer.rule is None:
        lines = [no_rule_text()]
    else:
        lines = [winner_text(answer.rule.category, answer.rule.house)]
    if answer.absent:
        lines.append(absent_text(answer.absent))
    lines += [passed_over_text(one.team, one.category, one.house) for one in answer.passed_over]
    return tuple(lines)
