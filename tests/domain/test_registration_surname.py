"""Surnames as typed against the printed spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.registration_surname import SurnameSlip, surname_slips

CASE, HYPHEN, DIACRITICS, BLANK, COMPOSED = (
    SurnameSlip.CASE,
    SurnameSlip.HYPHEN,
    SurnameSlip.DIACRITICS,
    SurnameSlip.BLANK,
    SurnameSlip.COMPOSED,
)


@pytest.mark.parametrize(
    ("typed", "printed", "expected"),
    [
        ("Muster", "Muster", ()),
        ("muster", "Muster", (CASE,)),
        ("MUSTER", "Muster", (CASE,)),
        ("Muster Vorlage", "Muster-Vorlage", (HYPHEN,)),
        ("MusterVorlage", "Muster-Vorlage", (HYPHEN,)),
        ("Muster–Vorlage", "Muster-Vorlage", (HYPHEN,)),
        ("Muster-Vorlage", "Muster Vorlage", (HYPHEN,)),
        ("OBeispiel", "O'Beispiel", (HYPHEN,)),
        ("O’Beispiel", "O'Beispiel", (HYPHEN,)),
        ("Mueller", "Müller", (DIACRITICS,)),
        ("Muller", "Müller", (DIACRITICS,)),
        ("Müller", "Mueller", (DIACRITICS,)),
        ("Strauss", "Strauß", (DIACRITICS,)),
        ("Pena", "Peña", (DIACRITICS,)),
        ("Peńa", "Peña", (DIACRITICS,)),
        ("Nemec", "Němec", (DIACRITICS,)),
        ("Lukaszek", "Łukaszek", (DIACRITICS,)),
        ("Mu\u0308ller", "Müller", (COMPOSED,)),
        ("Müller", "Mu\u0308ller", (COMPOSED,)),
        (" Muster ", "Muster", (BLANK,)),
        ("Mus\u200bter", "Muster", (BLANK,)),
        ("von  Muster", "von Muster", (BLANK,)),
        ("mueller", "Müller", (DIACRITICS, CASE)),
        ("MUELLER", "Müller", (DIACRITICS, CASE)),
        ("STRAUSS", "Strauß", (DIACRITICS, CASE)),
        ("muster vorlage", "Muster-Vorlage", (HYPHEN, CASE)),
        ("mueller ludenscheidt ", "Müller-Lüdenscheidt", (DIACRITICS,)),
        ("Erika MusterVorlage", "Muster-Vorlage", (SurnameSlip.MORE,)),
        ("Vorlage-Muster", "Muster-Vorlage", (SurnameSlip.OTHER,)),
        ("", "Muster", (SurnameSlip.MISSING,)),
        (" \u200b", "Muster", (SurnameSlip.MISSING,)),
        ("Erika Muster", "Muster", (SurnameSlip.MORE,)),
        ("Muster, Erika", "Muster", (SurnameSlip.MORE,)),
        ("Dr. Müller", "Mueller", (SurnameSlip.MORE,)),
        ("Anna von der Muster", "von der Muster", (SurnameSlip.MORE,)),
        ("Vorlage, Erika Muster", "Muster-Vorlage", (SurnameSlip.MORE,)),
        ("Muster", "Muster-Vorlage", (SurnameSlip.OTHER,)),
        ("Mustre", "Muster", (SurnameSlip.MISTYPED,)),
        ("Vorlage", "Muster", (SurnameSlip.OTHER,)),
        ("Rau", "Rat", (SurnameSlip.OTHER,)),
        ("Baur", "Bauer", (SurnameSlip.MISTYPED,)),
        ("M" * 5000, "Muster", (SurnameSlip.OTHER,)),
        ("Muster", "", (SurnameSlip.OTHER,)),
    ],
)
def test_differences(typed: str, printed: str, expected: tuple[SurnameSlip, ...]) -> None:
    assert surname_slips(typed, printed) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_name_raises(typed: str, printed: str) -> None:
    assert (surname_slips(typed, printed) == ()) is (typed == printed)


@given(st.text("ÄÖÜäöüßéñŁa-' ", min_size=1, max_size=12))
def test_spelling_is_told_both_ways(name: str) -> None:
    if name.strip():
        assert surname_slips(name.upper() + "x", name + "x") == surname_slips(
            name + "x", name.upper() + "x"
        )
