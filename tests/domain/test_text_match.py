import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.text_match import find_words, marks_of, search_key, words_of


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


@pytest.mark.parametrize(
    ("text", "beginnings", "marked"),
    [
        ("Aylin Musterbach", ["musterb"], ["Musterb"]),
        ("Herr Müller, Frau Mueller, Mu\u0308ller", ["mul"], ["Mül", "Muel", "Mu\u0308l"]),
        ("Große Straße 12", ["strass", "12"], ["Straß", "12"]),
        ("Große Straße", ["stras"], ["Straß"]),
        ("Andre\u0301 Núñez", ["andre", "nun"], ["Andre\u0301", "Núñ"]),
        ("Muenchen", ["mu"], ["Mue"]),
        ("10.4417.0302", ["4417", "0302"], ["4417", "0302"]),
        ("die neue Küche", ["neu"], ["neue"]),
        ("nichts davon", ["avon", ""], []),
    ],
)
def test_marks_lie_on_the_original(text: str, beginnings: list[str], marked: list[str]) -> None:
    assert [text[start : start + length] for start, length in marks_of(text, beginnings)] == marked


@given(st.text())
@example("½ Ⅷ ǣe ﬁne İ ᾳ aee oue A\u0308e")
def test_words_with_their_places_are_the_words(text: str) -> None:
    assert [word.text for word in find_words(text)] == words_of(text)
    whole = marks_of(text, words_of(text))
    ends = [0, *(start + length for start, length in whole)]
    assert all(end <= start for end, (start, _) in zip(ends, whole, strict=False))
    assert ends[-1] <= len(text)


@given(st.text(alphabet="aeouäöüßsx \u0308"), st.integers(0, 20))
def test_what_is_half_typed_finds_the_whole(text: str, typed: int) -> None:
    begun, whole = search_key(text[:typed]), search_key(text)
    assert whole.startswith(begun)


@given(st.text(alphabet="abeöü ßE-1"), st.lists(st.text(alphabet="abeou1s", max_size=3)))
def test_the_short_way_marks_the_same(text: str, beginnings: list[str]) -> None:
    # A combining mark that stands alone forces the long way and folds to nothing.
    assert marks_of(text, beginnings) == marks_of(f"{text} \u0308", beginnings)
