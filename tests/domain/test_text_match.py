import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.text_match import search_key


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "muller", "MÜLLER", "Mu\u0308ller"])
def test_all_spellings_of_an_umlaut_meet(spelling: str) -> None:
    assert search_key(spelling) == "muller"


def test_sharp_s_and_accents_fold() -> None:
    assert search_key("Strauß") == search_key("STRAUSS")
    assert search_key("Núñez à") == "nunez a"


@given(st.text())
@example("𝐀")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
