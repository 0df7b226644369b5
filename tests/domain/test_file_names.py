"""Names of files: what is kept, shown, and can be saved anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.file_names import LONGEST, NAMELESS, kept_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Mandat Musterbach.pdf", "Mandat Musterbach.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Start.lnk", "Start.lnk"),
        ("/", NAMELESS),
        ("..", NAMELESS),
        (".profile", ".profile"),
        ("", NAMELESS),
        ("   ", NAMELESS),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("Com1 .txt", "_Com1 .txt"),
        ("Konto.pdf", "Konto.pdf"),
        ("Rechnung\u202efdp.exe", "Rechnungfdp.exe"),
        ("a\u200bb\u2066c\x07.pdf", "abc.pdf"),
        ("zwei\nZeilen.txt", "zweiZeilen.txt"),
        ("was?.pdf", "was_.pdf"),
        ("Punkt. . .", "Punkt"),
        ("\ud800halb.pdf", "halb.pdf"),
        ("ä" * 300 + ".pdf", "ä" * 125 + ".pdf"),
        ("Mu\u0308ller.pdf", "M\u00fcller.pdf"),
        ("x" * 256, "x" * LONGEST),
    ],
)
def test_names_that_are_kept(name: str, kept: str) -> None:
    assert kept_name(name) == kept


@given(st.text())
def test_every_name_becomes_one_that_can_be_shown_and_saved(name: str) -> None:
    kept = kept_name(name)
    assert 0 < len(kept.encode()) <= LONGEST
    assert kept_name(kept) == kept
    assert not set(kept) & set('/\\<>:"|?*\n\r\x00\u202e')
    kept.encode("utf-8")
