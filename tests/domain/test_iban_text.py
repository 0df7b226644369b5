"""IBANs in free text are masked, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.iban_text import mask_ibans


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Neue IBAN DE89 3704 0044 0532 0130 00 bitte", "Neue IBAN DE89 •••• 3000 bitte"),
        ("DE89370400440532013000", "DE89 •••• 3000"),
        ("iban:de89370400440532013000.", "iban:DE89 •••• 3000."),
        ("IBANDE89370400440532013000", "IBANDE89 •••• 3000"),
        ("DE 89-3704-0044-0532-0130-00, ab 1.12.", "DE89 •••• 3000, ab 1.12."),
        ("DE89\u00a03704\u200b00440532013000 und", "DE89 •••• 3000 und"),
        ("DE8937040044053201300 fehlt eine", "DE89 •••• 1300 fehlt eine"),
        ("AT611904300234573201 Wien", "AT61 •••• 3201 Wien"),
        ("NL91 ABNA 0417 1643 00 und", "NL91 •••• 4300 und"),
        (
            "Alt DE89370400440532013000 neu AT611904300234573201",
            "Alt DE89 •••• 3000 neu AT61 •••• 3201",
        ),
    ],
)
def test_an_iban_is_masked(text: str, masked: str) -> None:
    assert mask_ibans(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wasserschaden seit dem 18.11.2026",
        "Vertrag 10.4417.0302, Wohnung 12",
        "Bitte am 12 11 2026 um 10 Uhr anrufen",
        "de 12 Uhr",
        "Telefon 040 1234567890",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert mask_ibans(text) == text


@given(st.text())
def test_any_text_is_taken_and_masking_twice_changes_nothing(text: str) -> None:
    once = mask_ibans(text)
    assert mask_ibans(once) == once


@given(before=st.text(alphabet="Bank ,.\n", max_size=12), after=st.text(max_size=20))
def test_the_account_number_never_stays(before: str, after: str) -> None:
    masked = mask_ibans(f"{before} DE89370400440532013000 {after}")
    assert "37040044" not in masked
