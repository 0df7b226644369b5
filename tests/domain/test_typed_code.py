"""What was typed is read as what was meant."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.registration_code import ALPHABET, new_code
from desktop.domain.typed_code import (
    MOST_READINGS,
    Reading,
    Slip,
    bare_symbols,
    form_slips,
    is_dash,
    readings,
)

CODE = new_code(random.Random(6).choice)
CODES = st.integers(0, 10**6).map(lambda seed: new_code(random.Random(seed).choice).symbols)


def _slip(typed: str, meant: str) -> Slip | str | None:
    """How a reading explains what was typed, or that none did."""
    return next((r.slip for r in readings(typed) if r.symbols == meant), "not read")


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD-EFGH-JKMN",
        "abcdefghjkmn",
        " ABCD EFGH\tJKMN\n",
        "ABCD–EFGH—JKMN",
        "AB\u200bCD\u00adEFGH\u2011JKMN",
        "\ufeffＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ",
        "АВСD-ЕFGН-JКМN",
    ],
)
def test_forgiving_reading(typed: str) -> None:
    assert bare_symbols(typed) == "ABCDEFGHJKMN"


def test_letters_of_another_keyboard_are_confused_symbols() -> None:
    assert _slip("АBCD-EFGH-JKMN", "ABCDEFGHJKMN") is Slip.CONFUSED
    assert _slip("ABCD-EFGH-JKMN", "ABCDEFGHJKMN") is None


@given(CODES)
def test_what_was_printed_is_read_first(code: str) -> None:
    assert next(readings(code)) == Reading(code)


@given(CODES, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_found(code: str, place: int, symbol: str) -> None:
    expected = {None} if symbol == code[place] else {Slip.CONFUSED, Slip.MISTYPED, Slip.SWAPPED}
    assert _slip(code[:place] + symbol + code[place + 1 :], code) in expected


@given(CODES, st.integers(0, 10))
def test_exchanged_neighbours_are_found(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert _slip(swapped, code) in {None, Slip.CONFUSED, Slip.SWAPPED}


@given(CODES, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_symbol_too_few_or_too_many_is_found(code: str, place: int, symbol: str) -> None:
    assert _slip(code[:place] + code[place + 1 :], code) is Slip.MISSING
    assert _slip(code[:place] + symbol + code[place:], code) is Slip.EXTRA


@pytest.mark.parametrize(
    ("symbol", "typed"), [("Q", "0"), ("Q", "O"), ("D", "O"), ("J", "I"), ("J", "1"), ("T", "1")]
)
def test_signs_that_no_code_has_are_explained(symbol: str, typed: str) -> None:
    codes = (new_code(random.Random(seed).choice).symbols for seed in range(999))
    code = next(code for code in codes if symbol in code)
    assert _slip(code.replace(symbol, typed, 1), code) is Slip.CONFUSED


@pytest.mark.parametrize(("left", "right"), ["8B", "5S", "2Z", "UV", "6G", "MN"])
def test_two_lookalikes_at_once_are_explained(left: str, right: str) -> None:
    codes = (new_code(random.Random(seed).choice).symbols for seed in range(9999))
    code = next(code for code in codes if left in code and right in code)
    exchanged = code.translate(str.maketrans(left + right, right + left))
    if sum(a != b for a, b in zip(code, exchanged, strict=True)) == 2:
        assert _slip(exchanged, code) in {Slip.CONFUSED, Slip.SWAPPED}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("A0B1", "AOB1"), ("AOB1", "A0B1"), ("A0B1", "AOBI"), ("OO77", "0077"), ("XL55-0", "XI55O")],
)
def test_imported_codes_are_read_with_their_pairs(typed: str, meant: str) -> None:
    assert _slip(typed, meant) is Slip.CONFUSED


def test_zero_and_o_of_an_imported_code_stay_apart() -> None:
    assert bare_symbols("A0-BO") == "A0BO"
    assert next(readings("A0-BO")) == Reading("A0BO")


@given(st.one_of(st.text(), st.text("0OIL1B8S5-", min_size=10, max_size=14)))
def test_there_are_never_many_readings_and_none_twice(typed: str) -> None:
    found = [reading.symbols for reading in readings(typed)]
    assert len(found) == len(set(found)) <= MOST_READINGS


@pytest.mark.parametrize("typed", ["", " ", "-", "\u200b", "x" * 1000, "\ufdfa" * 60, "ABC" * 40])
def test_what_cannot_be_a_code_has_no_reading(typed: str) -> None:
    assert list(readings(typed)) == []


@pytest.mark.parametrize("typed", ["\ud800" * 12, "\x00" * 12, "e\u0301" * 12, "𝟘" * 12, "ß" * 12])
def test_hostile_texts_are_read_without_harm(typed: str) -> None:
    assert len(list(readings(typed))) <= MOST_READINGS


def test_readings_do_not_show_themselves() -> None:
    assert CODE.symbols not in repr(list(readings(CODE.printed)))


PRINTED = "ABCD-EFGH-JKMN"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (PRINTED, set()),
        ("ABCDEFGHJKMN", {Slip.HYPHEN}),
        ("ABCD-EFGHJKMN", {Slip.HYPHEN}),
        ("AB-CD-EFGH-JKMN", {Slip.HYPHEN}),
        ("ABC-DEFGH-JKMN", {Slip.HYPHEN}),
        ("ABCD–EFGH–JKMN", {Slip.HYPHEN}),
        ("ABCD--EFGH-JKMN", {Slip.HYPHEN}),
        ("ABCD EFGH JKMN", {Slip.HYPHEN, Slip.BLANK}),
        ("abcd-EFGH-JKMN", {Slip.CASE}),
        (f" {PRINTED}", {Slip.BLANK}),
        (f"{PRINTED}\u200b", {Slip.BLANK}),
        ("ABCD-EFG-JKMN", set()),
        ("abcdefghjkmn ", {Slip.HYPHEN, Slip.CASE, Slip.BLANK}),
    ],
)
def test_form_against_the_printed_one(typed: str, expected: set[Slip]) -> None:
    assert form_slips(typed, PRINTED) == expected


def test_an_imported_code_without_hyphen_wants_none() -> None:
    assert form_slips("AB0O12", "AB0O12") == set()
    assert form_slips("AB0O-12", "AB0O12") == {Slip.HYPHEN}


@given(st.text(), st.text())
def test_no_form_raises(typed: str, printed: str) -> None:
    form_slips(typed, printed)
    assert form_slips(typed, typed) <= {Slip.BLANK}


def test_every_dash_is_one() -> None:
    assert all(map(is_dash, "-‐‑‒–—―−－_"))
    assert not any(is_dash(sign) for sign in itertools.chain(ALPHABET, " .,/"))
