"""Which numbers may be called back: those that were known before, never one that came lately."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.old_numbers import (
    NumberChange,
    find_number,
    is_number,
    known_numbers,
    mask_number,
    number_key,
)

BEGAN = date(2019, 4, 1)
LATELY = date(2026, 11, 20)


def test_every_number_has_the_day_from_which_it_was_known() -> None:
    changes = [
        NumberChange("040 66969 214", "040 66969 215", date(2024, 5, 2)),
        NumberChange("040 66969 215", "0170 555 0199", LATELY),
    ]
    known = known_numbers("0170 555 0199", LATELY, changes, since=BEGAN)
    assert [(one.number, one.known_since) for one in known] == [
        ("0170 555 0199", LATELY),
        ("040 66969 215", date(2024, 5, 2)),
        ("040 66969 214", BEGAN),
    ]
    assert "0170" not in repr(known)


def test_a_number_that_came_back_is_as_new_as_its_return() -> None:
    """Who held it once, and puts it in again, is called on it for nothing."""
    changes = [
        NumberChange("040 66969 214", "040 66969 215", date(2024, 5, 2)),
        NumberChange("040 66969 215", "+49 40 66969-214", LATELY),
    ]
    known = known_numbers("+49 40 66969-214", LATELY, changes, since=BEGAN)
    found = find_number(known, "0049 (0)40 66969 214")
    assert found is not None
    assert found.known_since == LATELY


def test_what_nobody_noted_counts_from_when_it_can_have_come() -> None:
    changes = [
        NumberChange("", "040 66969 215", date(2024, 5, 2)),
        NumberChange("040 66969 218", "040 66969 219", LATELY),
        NumberChange("040 66969 220", "040 66969 221", LATELY, former_since=date(2025, 1, 1)),
    ]
    known = known_numbers("040 66969 222", date(2026, 1, 5), changes, since=BEGAN)
    days = {one.number[-3:]: one.known_since for one in known}
    assert days == {
        "215": date(2024, 5, 2),
        "218": date(2024, 5, 2),
        "219": LATELY,
        "220": date(2025, 1, 1),
        "221": LATELY,
        "222": date(2026, 1, 5),
    }


@given(
    st.lists(st.tuples(st.sampled_from(["", "11111", "22222", "33333"]), st.integers(0, 900))),
    st.sampled_from(["11111", "22222", "33333", "44444"]),
)
def test_no_history_makes_a_number_older_than_its_last_coming(
    steps: list[tuple[str, int]], present: str
) -> None:
    day, number, changes = BEGAN, "44444", []
    for new, days in steps:
        day += timedelta(days=days)
        changes.append(NumberChange(number, new, day))
        number = new
    known = known_numbers(present, day, changes, since=BEGAN)
    for one in known:
        comings = [change.learnt_on for change in changes if change.new == one.number]
        assert one.known_since == max(comings, default=day if one.number != "44444" else BEGAN)
    assert len({number_key(one.number) for one in known}) == len(known)
    assert all(one.number for one in known)


@pytest.mark.parametrize(
    ("text", "masked", "is_one"),
    [
        ("040 66969 214", "••••••214", True),
        ("+49 (0)40 66969-214", "••••••214", True),
        ("110", "••••••", False),
        ("unbekannt", "••••••", False),
        ("", "••••••", False),
    ],
)
def test_a_number_is_shown_by_its_end_alone(text: str, masked: str, is_one: bool) -> None:
    assert mask_number(text) == masked
    assert is_number(text) is is_one


@given(st.text(max_size=40))
def test_any_text_may_be_typed_as_a_number(text: str) -> None:
    assert mask_number(text).startswith("••••••")
    assert find_number((), text) is None
