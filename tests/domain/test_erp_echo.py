"""What an import may do with a value that waits for the ERP."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.erp_echo import EchoVerdict, Released, judge, same_value

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ADDRESS = {"street": "Neue Straße", "house_number": "4 a", "postcode": "22041", "town": "Hamburg"}
FORMER = {"street": "Musterkehre", "house_number": "12", "postcode": "22041", "town": "Hamburg"}


def _released(*, handed_over: bool = True) -> Released:
    return Released(values=ADDRESS, former=[FORMER], changed_at=AT, handed_over=handed_over)


@pytest.mark.parametrize(
    ("theirs", "verdict"),
    [
        ({}, EchoVerdict.FREE),
        ({"email": "x@example.org"}, EchoVerdict.FREE),
        (ADDRESS, EchoVerdict.CONFIRMED),
        ({"street": "NEUE STR.", "house_number": "4a"}, EchoVerdict.CONFIRMED),
        (FORMER, EchoVerdict.KEPT),
        ({**ADDRESS, "house_number": "12"}, EchoVerdict.CONTRADICTED),
        ({"street": "Dritter Weg"}, EchoVerdict.CONTRADICTED),
        ({"street": ""}, EchoVerdict.CONTRADICTED),
    ],
)
def test_what_the_erp_brings_after_the_hand_over(
    theirs: dict[str, str], verdict: EchoVerdict
) -> None:
    assert judge(_released(), theirs) is verdict


@pytest.mark.parametrize("theirs", [ADDRESS, FORMER, {"street": "Dritter Weg"}])
def test_before_the_hand_over_nothing_is_an_answer(theirs: dict[str, str]) -> None:
    assert judge(_released(handed_over=False), theirs) is EchoVerdict.KEPT


def test_a_value_the_erp_changed_later_counts() -> None:
    theirs = {"street": "Dritter Weg"}
    later, earlier = AT + timedelta(seconds=1), AT - timedelta(seconds=1)
    assert judge(_released(), theirs, their_change_at=later) is EchoVerdict.NEWER
    assert judge(_released(), theirs, their_change_at=AT) is EchoVerdict.CONTRADICTED
    assert judge(_released(), theirs, their_change_at=earlier) is EchoVerdict.CONTRADICTED
    assert judge(_released(), ADDRESS, their_change_at=later) is EchoVerdict.CONFIRMED


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", True),
        ("iban", "DE89370400440532013000", "DE02120300000000202051", False),
        ("phone", "+49 40 555-0100", "040 555 0100", True),
        ("phone", "0049405550100", "040/5550100", True),
        ("phone", "+43 1 555 0100", "01 555 0100", False),
        ("phone", "040 555 0100", "040 555 0101", False),
        ("email", "Aylin@Example.org ", "aylin@example.org", True),
        ("account_holder", "MUSTERBACH, AYLIN", "Aylin Musterbach", True),
        ("account_holder", "Rolf Musterbach", "Aylin Musterbach", False),
        ("street", "Müllerstr.", "Muellerstraße", True),
        ("street", "Müllerstr.", "Müllerweg", False),
        ("country", "de", "DE", True),
    ],
)
def test_two_spellings_of_one_value(*, field: str, one: str, other: str, same: bool) -> None:
    assert same_value(field, one, other) is same
    assert same_value(field, other, one) is same
