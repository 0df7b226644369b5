"""Ten thousand failed registrations are a few messages and a number."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.attempt_flood import MOST_REASONS, AttemptsBefore, is_milestone, is_told


def test_each_power_of_ten_is_told() -> None:
    assert [n for n in range(1, 10_001) if is_milestone(n)] == [10, 100, 1_000, 10_000]


def _messages(reasons: list[str]) -> int:
    before: list[str] = []
    messages = 0
    for reason in reasons:
        told = is_told(AttemptsBefore(len(before), before.count(reason), len(set(before)), False))
        messages += told
        if reason not in before and len(set(before)) < MOST_REASONS:
            assert told
        before.append(reason)
    return messages


@given(st.lists(st.text(max_size=2), max_size=300))
def test_no_flood_of_whatever_reasons_becomes_many_messages(reasons: list[str]) -> None:
    assert _messages(reasons) <= MOST_REASONS + 2
    assert _messages(reasons) >= min(1, len(reasons))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_case_at_rest_is_always_woken(attempts: int, same: int) -> None:
    assert is_told(AttemptsBefore(attempts, same, MOST_REASONS, is_at_rest=True))
