"""The most specific rule wins, and no case is ever nowhere."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.routing import CaseFacts, Outcome, Reach, Rule, decide, fits

FEW = st.integers(1, 3)
MAYBE = st.none() | FEW
FACTS = st.builds(CaseFacts, FEW, FEW, MAYBE)
TEAMS = st.frozensets(FEW)
MEMBERS = st.frozensets(st.tuples(FEW, FEW))


@st.composite
def rule_books(draw: Callable[..., object]) -> list[Rule]:
    """Rules of which no two are for the same, in any order."""
    rows = draw(
        st.lists(
            st.tuples(FEW, MAYBE, MAYBE, FEW, MAYBE), unique_by=lambda row: row[:3], max_size=12
        )
    )
    assert isinstance(rows, list)
    return [
        Rule(
            rule_id=number,
            company_id=row[0],
            category_id=row[1],
            property_id=row[2],
            team_id=row[3],
            staff_id=row[4],
        )
        for number, row in enumerate(rows, start=1)
    ]


@given(rule_books(), FACTS, TEAMS, MEMBERS)
def test_what_wins_fits_and_nothing_that_counts_is_more_specific(
    rules: list[Rule],
    facts: CaseFacts,
    teams: frozenset[int],
    members: frozenset[tuple[int, int]],
) -> None:
    outcome = decide(rules, facts, teams=teams, members=members)
    counting = [rule for rule in rules if fits(rule, facts) and rule.team_id in teams]
    if outcome.rule is None:
        assert counting == []
        assert (outcome.team_id, outcome.staff_id) == (None, None)
    else:
        assert outcome.rule in counting
        assert outcome.rule.reach == max(rule.reach for rule in counting)
        assert outcome.team_id == outcome.rule.team_id


@given(rule_books(), FACTS, TEAMS, MEMBERS)
def test_only_people_who_count_get_cases_and_the_team_has_it_with_them(
    rules: list[Rule],
    facts: CaseFacts,
    teams: frozenset[int],
    members: frozenset[tuple[int, int]],
) -> None:
    outcome = decide(rules, facts, teams=teams, members=members)
    if outcome.staff_id is not None:
        assert (outcome.team_id, outcome.staff_id) in members
        assert outcome.absent_id is None
    elif outcome.rule is not None:
        assert outcome.absent_id == outcome.rule.staff_id
    assert outcome.team_id is None or outcome.team_id in teams


@given(rule_books(), FACTS, TEAMS, MEMBERS)
def test_passed_over_are_the_fitting_rules_before_the_winner(
    rules: list[Rule],
    facts: CaseFacts,
    teams: frozenset[int],
    members: frozenset[tuple[int, int]],
) -> None:
    outcome = decide(rules, facts, teams=teams, members=members)
    least = -1 if outcome.rule is None else outcome.rule.reach
    assert set(outcome.passed_over) == {
        rule
        for rule in rules
        if fits(rule, facts) and rule.team_id not in teams and rule.reach > least
    }
    reaches = [rule.reach for rule in outcome.passed_over]
    assert reaches == sorted(reaches, reverse=True)


@given(rule_books(), FACTS, TEAMS, MEMBERS, st.randoms())
def test_the_order_in_which_rules_are_read_changes_nothing(
    rules: list[Rule],
    facts: CaseFacts,
    teams: frozenset[int],
    members: frozenset[tuple[int, int]],
    random: object,
) -> None:
    shuffled = sorted(rules, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert decide(shuffled, facts, teams=teams, members=members) == decide(
        rules, facts, teams=teams, members=members
    )


@given(rule_books(), FACTS, MEMBERS)
def test_a_team_that_ends_changes_only_what_it_had(
    rules: list[Rule], facts: CaseFacts, members: frozenset[tuple[int, int]]
) -> None:
    """Without a team the answer is that of rules in which it never stood."""
    everybody = frozenset({1, 2, 3})
    before = decide(rules, facts, teams=everybody, members=members)
    for team in everybody:
        after = decide(rules, facts, teams=everybody - {team}, members=members)
        never = decide(
            [rule for rule in rules if rule.team_id != team],
            facts,
            teams=everybody,
            members=members,
        )
        assert replace(after, passed_over=()) == replace(never, passed_over=())
        if before.team_id != team:
            assert replace(after, passed_over=()) == before


def test_each_reach_gives_way_to_the_next() -> None:
    rules = [
        Rule(rule_id=1, company_id=1, category_id=None, property_id=None, team_id=1),
        Rule(rule_id=2, company_id=1, category_id=5, property_id=None, team_id=2),
        Rule(rule_id=3, company_id=1, category_id=None, property_id=7, team_id=3, staff_id=30),
        Rule(rule_id=4, company_id=1, category_id=5, property_id=7, team_id=4, staff_id=40),
    ]
    facts = CaseFacts(1, 5, 7)
    assert [rule.reach for rule in rules] == list(Reach)
    members = {(3, 30), (4, 40)}
    assert decide(rules, facts, teams={1, 2, 3, 4}, members=members) == Outcome(4, 40, rules[3])
    assert decide(rules, facts, teams={1, 2, 3}, members=members) == Outcome(
        3, 30, rules[2], None, (rules[3],)
    )
    assert decide(rules, facts, teams={1, 2, 3}, members=()) == Outcome(
        3, None, rules[2], 30, (rules[3],)
    )
    assert decide(rules, facts, teams={1, 2}, members=members).team_id == 2
    assert decide(rules, facts, teams={1}, members=members).team_id == 1
    assert decide(rules, facts, teams=(), members=members) == Outcome(
        passed_over=tuple(rules[::-1])
    )


def test_a_case_without_contract_is_of_no_property() -> None:
    rules = [Rule(rule_id=1, company_id=1, category_id=None, property_id=7, team_id=1)]
    assert decide(rules, CaseFacts(1, 5), teams={1}, members=()) == Outcome()
    assert decide(rules, CaseFacts(2, 5, 7), teams={1}, members=()) == Outcome()
