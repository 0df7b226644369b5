"""The guard before a letter: who may be called, who may release, and what counts as new."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address_guard import (
    Answer,
    GuardedChange,
    GuardRefusal,
    GuardRules,
    GuardWay,
    SecondPerson,
    guard_demand,
    is_first_word,
    why_not_rendered,
)
from desktop.domain.bank_change import ContactKind

TODAY = date(2026, 11, 26)
CHANGE = GuardedChange(1, ContactKind.ADDRESS, date(2026, 11, 10))
DEMAND = guard_demand([CHANGE], today=TODAY)
OLD = date(2026, 10, 26)
CALLED = Answer(
    way=GuardWay.CALL_BACK,
    known_since=OLD,
    seen=frozenset({1}),
    requested_by=7,
    released_by=8,
)
WRITTEN = replace(CALLED, way=GuardWay.UNCHANGED_ADDRESS, released_by=None)


@pytest.mark.parametrize("kind", ContactKind)
@pytest.mark.parametrize(("days", "is_open"), [(-3, True), (0, True), (30, True), (31, False)])
def test_thirty_days_for_every_kind_of_contact(kind: ContactKind, days: int, is_open: bool) -> None:
    change = GuardedChange(1, kind, TODAY - timedelta(days=days))
    assert guard_demand([change], today=TODAY).open is is_open


def test_the_newest_change_comes_first() -> None:
    newer = GuardedChange(2, ContactKind.EMAIL, date(2026, 11, 20))
    assert guard_demand([CHANGE, newer], today=TODAY).changes == (newer, CHANGE)


def test_without_a_change_nothing_is_demanded() -> None:
    assert why_not_rendered(guard_demand([], today=TODAY), None) is None


@pytest.mark.parametrize("answer", [CALLED, WRITTEN])
def test_both_ways_lead_to_a_letter(answer: Answer) -> None:
    assert why_not_rendered(DEMAND, answer) is None


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (None, GuardRefusal.ANSWER_MISSING),
        (replace(CALLED, seen=frozenset()), GuardRefusal.CHANGED_SINCE),
        (replace(CALLED, known_since=None), GuardRefusal.NUMBER_TOO_NEW),
        (replace(CALLED, known_since=date(2026, 10, 27)), GuardRefusal.NUMBER_TOO_NEW),
        (replace(CALLED, released_by=None), GuardRefusal.SECOND_PERSON_MISSING),
        (replace(CALLED, released_by=7), GuardRefusal.OWN_REQUEST),
        (replace(WRITTEN, known_since=None), GuardRefusal.ADDRESS_TOO_NEW),
        (replace(WRITTEN, known_since=date(2026, 11, 10)), GuardRefusal.ADDRESS_TOO_NEW),
    ],
)
def test_what_keeps_a_letter_back(answer: Answer | None, refusal: GuardRefusal) -> None:
    assert why_not_rendered(DEMAND, answer) is refusal


def test_a_company_may_do_without_the_second_person_but_not_without_the_call() -> None:
    rules = GuardRules(second_person=SecondPerson.NOT_NEEDED)
    alone = replace(CALLED, released_by=None)
    assert why_not_rendered(DEMAND, alone, rules=rules) is None
    too_new = replace(alone, known_since=TODAY)
    assert why_not_rendered(DEMAND, too_new, rules=rules) is GuardRefusal.NUMBER_TOO_NEW


def test_a_change_after_the_release_asks_again() -> None:
    another = GuardedChange(2, ContactKind.TELEPHONE, CHANGE.learnt_on)
    demand = guard_demand([CHANGE, another], today=TODAY)
    assert why_not_rendered(demand, CALLED) is GuardRefusal.CHANGED_SINCE


@given(st.dates(), st.dates(), st.integers(0, 10**6))
def test_no_day_raises(today: date, changed_on: date, days: int) -> None:
    change = GuardedChange(1, ContactKind.EMAIL, changed_on)
    demand = guard_demand([change], today=today, rules=GuardRules(days=days))
    assert demand.open is ((today - changed_on).days <= days)


TEXTS = st.text(st.characters(codec="latin-1"), max_size=4)


@given(
    st.sampled_from(ContactKind),
    st.dictionaries(st.sampled_from(["email", "phone", "street", "town", "country"]), TEXTS),
    st.booleans(),
    st.booleans(),
)
def test_only_the_erp_fills_what_was_empty_without_waking_anybody(
    kind: ContactKind, former: dict[str, str], from_erp: bool, leads_home: bool
) -> None:
    quiet = is_first_word(kind, former, from_erp=from_erp, leads_home=leads_home)
    was_known = any(value for name, value in former.items() if name != "country")
    redirects = kind is ContactKind.ADDRESS and not leads_home
    assert quiet is (from_erp and not was_known and not redirects)
