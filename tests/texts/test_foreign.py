"""Signs in the texts of others that hide or turn something: shown by their number, never obeyed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.texts.foreign import LEFT_TO_RIGHT, cleaned, shown

TURNING = "\u061c\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("sign", TURNING)
def test_what_turns_a_row_around_is_seen(sign: str) -> None:
    assert shown(f"rechnung{sign}fdp.exe") == f"rechnung‹U+{ord(sign):04X}›fdp.exe"
    assert cleaned(f"rechnung{sign}fdp.exe") == "rechnungfdp.exe"


@pytest.mark.parametrize("sign", "\0\x1b\x85\xad\u200b\u2060\u2028\ufeff\U000e0041\u3164")
def test_what_cannot_be_seen_is_seen(sign: str) -> None:
    assert shown(f"Rolf{sign} Fremder") == f"Rolf‹U+{ord(sign):04X}› Fremder"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rolf Fremder",
        "Zeile\nund noch\teine",
        "Jürgen Großmann-Łukasz",
        "שלום",
        "مرحبا",
        "👩‍👩‍👧‍👦",
        "می‌خواهم",
        "e\u0301a\u0302\u0323",
        f"שלום{LEFT_TO_RIGHT} · 3 KB",
    ],
)
def test_texts_of_all_languages_stay(text: str) -> None:
    assert shown(text) == text == cleaned(text)


def test_towers_of_accents_are_cut() -> None:
    assert shown("Z" + "\u0301" * 500) == "Z" + "\u0301" * 4


@given(st.text())
def test_nothing_that_turns_or_hides_is_left(text: str) -> None:
    for made in (shown(text), cleaned(text)):
        assert not any(sign in made for sign in TURNING)
        assert not any(
            unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\n\r" for sign in made
        )
    assert shown(shown(text)) == shown(text)
