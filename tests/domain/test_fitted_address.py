"""Lines of an address that are wider than the window are divided, never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.letter_address import (
    MOST_LINES,
    AddressProblem,
    fitted_lines,
    fitted_problem,
)

WIDEST = 20


def too_wide(line: str) -> bool:
    return len(line) > WIDEST


@pytest.mark.parametrize(
    ("lines", "fitted"),
    [
        (("Anna Muster", "Weg 1", "22041 Hamburg"), ("Anna Muster", "Weg 1", "22041 Hamburg")),
        (
            ("Maria Theresia von Beispielsen", "Weg 1", "22041 Hamburg"),
            ("Maria Theresia von", "Beispielsen", "Weg 1", "22041 Hamburg"),
        ),
        (
            ("Wolkensteinhausen-Schmetterlingsfeld", "Weg 1", "22041 Hamburg"),
            ("Wolkensteinhausen-", "Schmetterlingsfeld", "Weg 1", "22041 Hamburg"),
        ),
    ],
)
def test_a_wide_line_is_divided_at_a_blank_or_a_hyphen(
    lines: tuple[str, ...], fitted: tuple[str, ...]
) -> None:
    assert fitted_lines(lines, too_wide) == fitted
    assert fitted_problem(lines, too_wide) is None


def test_with_too_many_lines_the_bare_salutation_is_left_out() -> None:
    lines = (
        "Frau",
        "Maria Theresia von Beispielsen",
        "c/o Muster",
        "Weg 1",
        "1010 Wien",
        "ÖSTERREICH",
    )
    fitted = fitted_lines(lines, too_wide)
    assert len(fitted) == MOST_LINES
    assert fitted[0] == "Maria Theresia von"
    assert fitted_problem(lines, too_wide) is None


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("Donaudampfschifffahrtsgesellschaft", "Weg 1", "22041 Hamburg"), AddressProblem.TOO_WIDE),
        (("Anna Muster", "Weg 1"), AddressProblem.INCOMPLETE),
        (
            ("A", "Maria Theresia von Beispielsen", "c", "d", "e", "22041 Hamburg"),
            AddressProblem.TOO_MANY_LINES,
        ),
    ],
)
def test_what_cannot_be_divided_is_named(lines: tuple[str, ...], problem: AddressProblem) -> None:
    assert fitted_problem(lines, too_wide) is problem


@given(st.lists(st.text(alphabet="ab -", min_size=1, max_size=60), min_size=1, max_size=6))
def test_no_letter_of_an_address_gets_lost(lines: list[str]) -> None:
    fitted = fitted_lines(lines, too_wide)
    bare = ["".join(line.split()) for line in (" ".join(lines), " ".join(fitted))]
    assert bare[0] == bare[1]
