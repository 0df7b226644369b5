"""Codes are made of the right symbols, and the check symbol catches what hands do to them."""

import itertools
import random
import secrets
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.registration_code import (
    ALPHABET,
    CODE_LENGTH,
    OUR_SHAPE,
    ClearCode,
    check_symbol,
    dress,
    is_ours,
    last_two,
    mask_code,
    new_code,
    shape_of,
)

SAMPLES = [new_code(random.Random(seed).choice).symbols for seed in range(8)] + ["2" * 12]
ELEVEN = st.text(ALPHABET, min_size=11, max_size=11)


def test_the_alphabet_is_that_of_the_rule_book() -> None:
    assert ALPHABET == "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    assert len(set(ALPHABET)) == 31
    assert not set("0O1IL") & set(ALPHABET)


@pytest.mark.parametrize(
    ("symbols", "check"),
    [
        ("22222222222", "2"),
        ("32222222222", "3"),
        ("22222222223", "D"),
        ("ZZZZZZZZZZZ", "W"),
        ("23456789ABC", "8"),
    ],
)
def test_check_symbols_counted_by_hand(symbols: str, check: str) -> None:
    """11 x 1 is 11; 66 x 30 is 63 x 31 + 27; the sum of i x (i - 1) is 440, 14 x 31 + 6."""
    assert check_symbol(symbols) == check


@pytest.mark.parametrize("symbols", ["", "2" * 10, "2" * 12, "2222222222O", "ä" * 11, "a" * 11])
def test_no_check_symbol_for_what_is_no_code(symbols: str) -> None:
    assert check_symbol(symbols) is None


@given(st.integers())
def test_new_codes_pass_their_own_check(seed: int) -> None:
    code = new_code(random.Random(seed).choice)
    assert len(code.symbols) == CODE_LENGTH
    assert is_ours(code.symbols)


def test_the_real_source_of_chance_fits() -> None:
    codes = {new_code(secrets.choice) for _ in range(200)}
    assert len(codes) == 200
    assert all(is_ours(code.symbols) for code in codes)


def test_a_broken_source_of_chance_makes_no_code() -> None:
    with pytest.raises(ValueError, match="alphabet"):
        new_code(lambda alphabet: "0")


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_wrong_symbol_is_noticed(code: str) -> None:
    for place, symbol in itertools.product(range(CODE_LENGTH), ALPHABET):
        wrong = code[:place] + symbol + code[place + 1 :]
        assert is_ours(wrong) is (symbol == code[place])


@given(ELEVEN)
def test_every_exchange_of_two_symbols_is_noticed(eleven: str) -> None:
    """Neighbours above all; the weights differ pairwise modulo 31, so any two will do."""
    code = eleven + (check_symbol(eleven) or "")
    for left, right in itertools.combinations(range(CODE_LENGTH), 2):
        signs = list(code)
        signs[left], signs[right] = signs[right], signs[left]
        assert is_ours("".join(signs)) is (code[left] == code[right])


def test_every_pair_of_neighbours_is_noticed_when_exchanged() -> None:
    for place, (a, b) in itertools.product(
        range(CODE_LENGTH - 1), itertools.permutations(ALPHABET, 2)
    ):
        code = _code_with(place, a, b)
        swapped = code[:place] + b + a + code[place + 2 :]
        assert is_ours(code)
        assert not is_ours(swapped)


def _code_with(place: int, a: str, b: str) -> str:
    """A code that has two given symbols at a place; before the check symbol the rest makes room."""
    if place < CODE_LENGTH - 2:
        eleven = ("2" * place + a + b).ljust(11, "7")
        return eleven + (check_symbol(eleven) or "")
    return next(code for first in ALPHABET if is_ours(code := first + "2" * 9 + a + b))


def test_the_symbols_are_uniform() -> None:
    """Chi-square over 31 symbols: with 30 degrees of freedom 59.7 is passed once in a thousand."""
    source = random.Random(20261126)
    codes = [new_code(source.choice).symbols for _ in range(6200)]
    for place in range(CODE_LENGTH):
        counts = Counter(code[place] for code in codes)
        chi = sum((counts[symbol] - 200) ** 2 / 200 for symbol in ALPHABET)
        assert chi < 59.7, place


def test_a_code_shows_itself_only_where_it_is_printed() -> None:
    code = ClearCode("ABCDEFGHJKMN")
    assert code.printed == "ABCD-EFGH-JKMN"
    assert code.masked == "••••-••••-••MN"
    assert code.last_two == "MN"
    for shown in (repr(code), str(code), f"{code}", f"{[code]!r}"):
        assert "ABCD" not in shown
        assert "MN" not in shown


@pytest.mark.parametrize(
    ("printed", "shape"),
    [
        ("AB0O-12", "XXXX-XX"),
        ("Ab0o", "XxXx"),
        ("ABCD-EFGH-JKMN", OUR_SHAPE),
        ("A.B ü", "X.X ü"),
        ("", ""),
    ],
)
def test_shapes_of_imported_codes(printed: str, shape: str) -> None:
    assert shape_of(printed) == shape


def test_an_imported_code_gets_its_dress_back() -> None:
    assert dress("AB0O12", "XXXX-Xx") == "AB0O-12"
    assert dress("ABCD", "XxXx") == "AbCd"
    assert dress("ABC", "XXXX") == "ABC"


def test_masks_show_two_symbols_at_most() -> None:
    assert mask_code("XXXX-XX", "12") == "••••-12"
    assert mask_code("XXXX", "1234") == "••34"
    assert mask_code("X", "34") == "•"
    assert last_two("AB") == ""


@given(st.text(), st.text(max_size=40))
def test_no_text_raises(symbols: str, shape: str) -> None:
    is_ours(symbols)
    last_two(symbols)
    dress(symbols, shape)
    shape_of(symbols)
    mask_code(shape, symbols)


@given(st.text("ABCxyz019-", max_size=64))
def test_undressed_and_dressed_it_is_the_same(printed: str) -> None:
    bare = printed.replace("-", "").upper()
    assert dress(bare, shape_of(printed)) == printed
