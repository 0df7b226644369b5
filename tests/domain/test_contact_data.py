"""Contact data as tenants give them: taken in one form, or refused with the reason."""

import pytest

from desktop.domain.bank_change import ContactKind
from desktop.domain.contact_data import ContactProblem, check_contact

ADDRESS = {"street": "Neue Straße", "house_number": "4 a", "postcode": "20095", "town": "Hamburg"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("aylin@example.org", "aylin@example.org"),
        ("  Aylin.M@EXAMPLE.org ", "Aylin.M@example.org"),
        ("aylin@münchen.example.org", "aylin@münchen.example.org"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(given: str, kept: str) -> None:
    checked = check_contact(ContactKind.EMAIL, {"email": given})
    assert (checked.values, checked.problem) == ({"email": kept}, None)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("", ContactProblem.EMAIL_MISSING),
        ("aylin", ContactProblem.EMAIL_INVALID),
        ("aylin@example", ContactProblem.EMAIL_INVALID),
        ("aylin @example.org", ContactProblem.EMAIL_INVALID),
        ("aylin@@example.org", ContactProblem.EMAIL_INVALID),
        (f"{'a' * 60}@{'b' * 60}.example.org", ContactProblem.TOO_LONG),
    ],
)
def test_no_message_reaches_such_an_address(given: str, problem: ContactProblem) -> None:
    checked = check_contact(ContactKind.EMAIL, {"email": given})
    assert checked.problem is problem
    assert checked.refused


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0170 555 0142", "0170 5550142"),
        ("+49 (0)40 555-0100", "040 5550100"),
        ("0049405550100", "040 5550100"),
        ("040/5550100", "040 5550100"),
        ("+43 1 5550100", "+43 1 5550100"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_number_is_kept_as_it_is_dialled(given: str, kept: str) -> None:
    checked = check_contact(ContactKind.TELEPHONE, {"phone": given})
    assert (checked.values, checked.problem) == ({"phone": kept}, None)


@pytest.mark.parametrize(
    "given", ["abc", "110", "040", "12345678901234567890", "aylin@example.org"]
)
def test_nobody_can_be_called_there(given: str) -> None:
    checked = check_contact(ContactKind.TELEPHONE, {"phone": given})
    assert checked.problem is ContactProblem.PHONE_INVALID
    assert checked.values == {"phone": given}


def test_a_number_that_is_given_to_nobody_is_only_doubtful() -> None:
    checked = check_contact(ContactKind.TELEPHONE, {"phone": "+44 1632 96000"})
    assert checked.problem is ContactProblem.PHONE_DOUBTFUL
    assert not checked.refused


def test_an_address_is_whole() -> None:
    checked = check_contact(ContactKind.ADDRESS, {**ADDRESS, "town": " Hamburg  Mitte "})
    assert checked.problem is None
    assert checked.values == {**ADDRESS, "town": "Hamburg Mitte", "country": "DE"}


@pytest.mark.parametrize(
    "changes",
    [
        {"street": ""},
        {"town": " "},
        {"house_number": ""},
        {"postcode": "2009"},
        {"postcode": "D-20095"},
        {"country": "AT", "postcode": ""},
    ],
)
def test_an_address_that_lacks_something_is_refused(changes: dict[str, str]) -> None:
    checked = check_contact(ContactKind.ADDRESS, {**ADDRESS, **changes})
    assert checked.problem is ContactProblem.ADDRESS_INCOMPLETE


def test_abroad_a_house_number_may_stand_in_the_street() -> None:
    abroad = {**ADDRESS, "house_number": "", "postcode": "SW1A 1AA", "country": "gb"}
    checked = check_contact(ContactKind.ADDRESS, abroad)
    assert (checked.problem, checked.values["country"]) == (None, "GB")
