"""What a case asks to be changed, however it was written down."""

import pytest

from desktop.domain.contact_proposal import proposed_contact, read_address

WANTED = {
    "street": "Neue Straße",
    "house_number": "4a",
    "postcode": "20095",
    "town": "Hamburg",
    "country": "DE",
}


@pytest.mark.parametrize(
    "text",
    [
        "Neue Straße 4a, 20095 Hamburg",
        "Neue Straße 4 a; D-20095  Hamburg",
        "bei Muster, Neue Straße 4a, DE-20095 Hamburg, Deutschland",
    ],
)
def test_an_address_in_one_line_is_read(text: str) -> None:
    assert read_address(text) == WANTED


@pytest.mark.parametrize(
    "text", ["", "Hamburg", "20095 Hamburg", "Neue Straße 4a", "Neue Straße, 20095 Hamburg"]
)
def test_what_is_no_address_is_left_to_a_person(text: str) -> None:
    assert read_address(text) == {}


def test_a_street_may_have_a_number_in_its_name() -> None:
    read = read_address("Straße des 17. Juni 135, 10623 Berlin")
    assert (read["street"], read["house_number"]) == ("Straße des 17. Juni", "135")


def test_a_number_of_two_houses_and_a_foreign_country() -> None:
    assert read_address("Am Ring 12-14, A-1010 Wien") == {
        "street": "Am Ring",
        "house_number": "12-14",
        "postcode": "1010",
        "town": "Wien",
        "country": "AT",
    }


@pytest.mark.parametrize(
    ("fields", "proposed"),
    [
        (None, {}),
        ({"field": "surname", "new_value": "Beispiel"}, {}),
        ({"field": "phone", "new_value": " 040 5550177 "}, {"phone": "040 5550177"}),
        ({"field": "email", "new_value": "a@example.org"}, {"email": "a@example.org"}),
        ({"field": "address", "new_value": "Neue Straße 4a, 20095 Hamburg"}, WANTED),
        ({"field": "address", "new_value": "irgendwo"}, {}),
        ({"address": {**WANTED, "town": "Hamburg", "country": None}}, {**WANTED, "country": ""}),
        (
            {"street": "Neue Straße", "telephone": "040 1", "note": "x", "town": 7},
            {
                "street": "Neue Straße",
                "phone": "040 1",
            },
        ),
    ],
)
def test_what_the_fields_of_a_case_ask_for(
    fields: dict[str, object] | None, proposed: dict[str, str]
) -> None:
    assert proposed_contact(fields) == {key: value for key, value in proposed.items() if value}
