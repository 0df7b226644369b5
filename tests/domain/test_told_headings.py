"""What is told of a line of headings: words are, a cell of a row that got into it is not."""

import pytest

from desktop.domain.master_data.columns import told_heading

TEST_IBAN = "DE02 1203 0000 0000 2020 51"


@pytest.mark.parametrize(
    "heading", ["IBAN", "E-Mail (privat)", "Kaltmiete 2026", "Zähler-Nr.", "§ 1", "BIC  neu"]
)
def test_words_are_told(heading: str) -> None:
    assert told_heading(heading) == " ".join(heading.split())


@pytest.mark.parametrize(
    "cell",
    [
        TEST_IBAN,
        TEST_IBAN.replace(" ", ""),
        f"Konto {TEST_IBAN}",
        "marga@example.org",
        "01.02.2026",
        "2026-02-01",
        "040 66969 214",
        "10.2071.0114",
        "20535",
        "1.234,50",
    ],
)
def test_a_value_is_not(cell: str) -> None:
    assert told_heading(cell) == "•••"


def test_a_long_text_is_told_in_part() -> None:
    assert told_heading("Wort " * 30) == ("Wort " * 30)[:39] + "…"
