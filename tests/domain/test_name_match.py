"""Names of account holders: the examples of the rule book, and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.holder import Address, AddressPart, AddressState, Party, match_holder
from desktop.domain.name_match import NameMatch, compare_names, distance


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Erika Beispiel", "erika BEISPIEL"),
        ("Erika Beispiel", "Beispiel, Erika"),
        ("Erika Beispiel", "Beispiel Erika"),
        ("Erika Beispiel", "Dr. Erika Beispiel"),
        ("Erika Beispiel", "Frau Prof. Dr. med. Erika Beispiel"),
        ("Erika Beispiel", "Dipl.-Ing. Erika Beispiel"),
        ("Erika Beispiel", "Beispiel, Dr. h. c. Erika"),
        ("Jörg Müller", "Joerg Mueller"),
        ("Jörg Müller", "Jo\u0308rg Mu\u0308ller"),
        ("Groß Strauß", "Gross Strauss"),
        ("Núria Peña", "Nuria Pena"),
        ("Anna-Lena Muster-Vorlage", "Anna Lena Muster Vorlage"),
        ("Seán O'Brien", "Sean OBrien"),
        ("Łukasz Ødegård", "Lukasz Odegard"),
        ("  Erika\u00a0 Beispiel\u200b ", "Erika Beispiel"),
        ("李小龙", "李小龙"),
    ],
)
def test_the_same(left: str, right: str) -> None:
    assert compare_names(left, right) is NameMatch.SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Erika Beispiel", "E. Beispiel"),
        ("Erika Beispiel", "Beispiel, E."),
        ("Erika Maria Beispiel", "Erika Beispiel"),
        ("Erika Beispiel", "Erika Maria Beispiel"),
        ("Erika Maria Beispiel", "E. M. Beispiel"),
        ("Erika Maria Beispiel", "Erika M. Beispiel"),
        ("Erika Beispiel", "Erika Beispil"),
        ("Erika Beispiel", "Erkia Beispiel"),
        ("Erika Beispiel", "Erika Beispeil"),
        ("Erika Beispiel", "Beispeil Erika"),
        ("Erika Beispiel", "Zrika Beispiel"),
        ("Erika Beispiel", "Beispiel Zrika"),
        ("Erika Beispiel", "ErikaBeispiel"),
        ("Rolf Musterbach", "Ralf Musterbach"),
    ],
)
def test_a_near_miss_is_unsure(left: str, right: str) -> None:
    assert compare_names(left, right) is NameMatch.UNSURE
    assert compare_names(right, left) is NameMatch.UNSURE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Rolf Musterbach", "Aylin Musterbach"),
        ("R. Musterbach", "Aylin Musterbach"),
        ("Musterbach", "Aylin Musterbach"),
        ("Erika Beispiel", "Erika Vorlage"),
        ("Ute Rau", "Uta Rau"),
        ("Anna Maria Muster", "Anna Sophie Muster"),
        ("Anna Müller", "Anna Müller-Lüdenscheidt"),
        ("Erika Beispiel", ""),
        ("Erika Beispiel", "---"),
        ("Dr.", "Dr. Dr."),
        ("Erika Beispiel", "E" * 500_000),
    ],
)
def test_everything_else_differs(left: str, right: str) -> None:
    assert compare_names(left, right) is NameMatch.DIFFERS
    assert compare_names(right, left) is NameMatch.DIFFERS


def test_eight_letters_are_needed_for_a_typing_error() -> None:
    assert compare_names("Ute Raust", "Ute Raost") is NameMatch.UNSURE
    assert compare_names("Ute Raus", "Ute Raos") is NameMatch.DIFFERS


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", 0),
        ("abc", "", 3),
        ("abc", "acb", 1),
        ("abcd", "abdc", 1),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
        ("abc", "abcd", 1),
    ],
)
def test_distance(left: str, right: str, expected: int) -> None:
    assert distance(left, right) == expected
    assert distance(right, left) == expected


NAMES = st.text(max_size=60)


@given(NAMES)
def test_a_name_is_never_another_person(name: str) -> None:
    expected = NameMatch.SAME if any(map(str.isalnum, name)) else NameMatch.DIFFERS
    assert compare_names(name, name) is expected


@given(NAMES, NAMES)
def test_comparing_works_both_ways(left: str, right: str) -> None:
    assert compare_names(left, right) is compare_names(right, left)


@given(st.text(alphabet=st.characters(categories=["Cs", "Mn", "Cf", "Lo", "Zs", "Po"])))
def test_no_name_raises(name: str) -> None:
    compare_names(name, "Erika Beispiel")


def test_the_best_party_counts() -> None:
    parties = (Party("Aylin Musterbach"), Party("Rolf Musterbach"), Party("Erika Beispiel"))
    assert match_holder("Erika Beispiel", parties).party == parties[2]
    assert match_holder("R. Musterbach", parties).match is NameMatch.UNSURE
    assert match_holder("R. Musterbach", parties).party == parties[1]
    assert match_holder("Timo Vorlage", parties).match is NameMatch.DIFFERS
    assert match_holder("Timo Vorlage", parties).party is None


COMPLETE = {
    "street": "Beispielstieg",
    "house_number": "7",
    "postcode": "20535",
    "town": "Hamburg",
    "country": "DE",
}


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({}, ()),
        ({"house_number": ""}, ("house_number",)),
        ({"street": None, "town": " \u200b"}, ("street", "town")),
        ({"postcode": "2053"}, ("postcode",)),
        ({"postcode": "D-20535"}, ("postcode",)),
        ({"postcode": "٢٠٥٣٥"}, ("postcode",)),
        ({"country": "de", "postcode": "2053"}, ("postcode",)),
        ({"country": "AT", "postcode": "1010"}, ()),
        ({"country": None}, ("country",)),
        ({"country": "Deutschland"}, ("country",)),
        ({"postcode": " 20535 "}, ()),
    ],
)
def test_addresses(changes: dict[str, str | None], faulty: tuple[str, ...]) -> None:
    address = Address(**{**COMPLETE, **changes})
    assert address.faulty_parts == tuple(AddressPart(part) for part in faulty)
    assert address.state is (AddressState.INCOMPLETE if faulty else AddressState.COMPLETE)


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0\u200b"])
def test_an_address_of_blanks_is_missing(blank: str | None) -> None:
    address = Address(street=blank, house_number=blank, postcode=blank, town=blank, country=blank)
    assert address.state is AddressState.MISSING
    assert Address().state is AddressState.MISSING
    assert Address(country="DE").state is AddressState.INCOMPLETE
