"""A page's lines are short of blanks, so that no pattern walks through thousands of them."""

from desktop.domain.document_match.recipients import addressees_on, windows_on
from desktop.domain.document_match.words import page_words

WIDE = " " * 10_000


def test_no_line_has_many_blanks_in_a_row() -> None:
    page = page_words(
        f"{WIDE}Mieter:{WIDE}Kai Unbekannt\u00a0\t {WIDE}Wohnung  3{WIDE}\n{WIDE}\nEnde"
    )
    assert page.texts == ("Mieter:   Kai Unbekannt   Wohnung  3", "Ende")
    # What stands in the next column is no part of the name.
    (one,) = addressees_on(page.texts)
    assert one.text == "Kai Unbekannt"


def test_an_address_is_no_longer_than_a_line() -> None:
    line = "Herrn Tarek Exempler,{}Testhofstr. 2, 20099 Hamburg"
    assert len(windows_on([line.format(" ")], ())) == 1
    assert windows_on([line.format(" " * 300)], ()) == ()
