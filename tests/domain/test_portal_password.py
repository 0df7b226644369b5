"""The portal's criteria for passwords, one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.portal_password import Criterion, unmet_criteria

GOOD = "Kiesel7-weg"


@pytest.mark.parametrize(
    ("password", "unmet"),
    [
        (GOOD, ()),
        ("Kies7-weg", (Criterion.LENGTH,)),
        ("kiesel7-weg", (Criterion.UPPER_CASE,)),
        ("KIESEL7-WEG", (Criterion.LOWER_CASE,)),
        ("Kiesel-wege", (Criterion.DIGIT,)),
        ("Kiesel7wege", (Criterion.SPECIAL,)),
        ("Kiesel7 weg", (Criterion.SPECIAL,)),
        ("Muster77-weg", (Criterion.SURNAME,)),
        ("7-weg-mUSTER", (Criterion.SURNAME,)),
        ("", tuple(c for c in Criterion if c is not Criterion.SURNAME)),
    ],
)
def test_each_criterion(password: str, unmet: tuple[Criterion, ...]) -> None:
    assert unmet_criteria(password, "Muster") == unmet


def test_the_surname_is_found_in_every_spelling_of_the_machine() -> None:
    assert unmet_criteria("Mu\u0308ller77-weg", "Müller") == (Criterion.SURNAME,)
    assert unmet_criteria("STRASSER77-weg", "Straßer") == (Criterion.SURNAME,)


@pytest.mark.parametrize("surname", ["", " ", "\t"])
def test_a_blank_surname_forbids_nothing(surname: str) -> None:
    assert unmet_criteria(GOOD, surname) == ()


@given(st.text(), st.text())
def test_no_text_raises(password: str, surname: str) -> None:
    assert set(unmet_criteria(password, surname)) <= set(Criterion)
