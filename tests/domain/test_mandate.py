"""Mandate references, creditor identifiers and how long a mandate lives."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.creditor_id import is_valid_creditor_id, normalise_creditor_id
from desktop.domain.mandate import (
    MandateData,
    MandateLife,
    MandateStatus,
    is_valid_reference,
    lapses_on,
    life_on,
    make_reference,
    reference_key,
)

TEST_VALUE = "DE98ZZZ09999999999"


@pytest.mark.parametrize(
    "reference",
    ["THOR-004417-02", "A", "a" * 35, "+?/-:().,' Z9", " M 1 "],
)
def test_references_that_sepa_takes(reference: str) -> None:
    assert is_valid_reference(reference)


@pytest.mark.parametrize(
    "reference",
    [None, "", " ", "A" * 36, "Ä-1", "A_1", "A\n", "A;1", "A&B", "\u0661"],
)
def test_references_that_sepa_does_not_take(reference: str | None) -> None:
    assert not is_valid_reference(reference)


def test_our_references_have_no_blanks() -> None:
    assert make_reference("thor", "004417", 2) == "THOR-004417-02"
    assert make_reference("thor", "10.4417.0302", 1) == "THOR-1044170302-01"
    assert make_reference("whs", "17", 12) == "WHS-000017-12"


@given(st.text(), st.text(), st.integers(1, 9999))
def test_any_reference_of_ours_is_valid(company: str, contract: str, number: int) -> None:
    made = make_reference(company, contract, number)
    assert is_valid_reference(made)
    assert " " not in made


def test_references_are_compared_ignoring_case() -> None:
    assert reference_key("thor-1 ") == reference_key("THOR-1")


@pytest.mark.parametrize(
    "text",
    [TEST_VALUE, "de98zzz09999999999", " DE98 ZZZ0 9999 9999 99\t", "DE98ABC09999999999"],
)
def test_creditor_identifiers(text: str) -> None:
    assert is_valid_creditor_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DE97ZZZ09999999999",
        "DE98ZZZ19999999999",
        "DE98ZZZ0999999999",
        "DE98ZZZ099999999990",
        "AT98ZZZ09999999999",
        "DE98ZZ09999999999",
        "DE00ZZZ09999999999",
        "DE01ZZZ09999999999",
        "DE98ZZZ0999999999٩",
        "DE98ZZZ09999999999" * 1000,
    ],
)
def test_what_is_no_creditor_identifier(text: str) -> None:
    assert not is_valid_creditor_id(text)


@given(st.integers(0, 10**10 - 1), st.text("ABCXYZ0189", min_size=3, max_size=3))
def test_exactly_one_pair_of_check_digits_is_right(number: int, business_code: str) -> None:
    right = [
        digits
        for digits in range(100)
        if is_valid_creditor_id(f"DE{digits:02d}{business_code}0{number:010d}")
    ]
    assert len(right) == 1
    assert 2 <= right[0] <= 98


@given(st.text())
def test_no_identifier_raises(text: str) -> None:
    once = normalise_creditor_id(text)
    assert normalise_creditor_id(once) == once
    is_valid_creditor_id(text)


@pytest.mark.parametrize(
    ("base", "soon", "lapsed"),
    [
        (date(2023, 12, 1), date(2026, 9, 1), date(2026, 12, 1)),
        (date(2024, 5, 31), date(2027, 2, 28), date(2027, 5, 31)),
        (date(2024, 2, 29), date(2026, 11, 29), date(2027, 2, 28)),
    ],
)
def test_a_mandate_lapses_after_36_months(base: date, soon: date, lapsed: date) -> None:
    mandate = MandateData(signed_on=base)
    assert lapses_on(mandate) == lapsed
    day = timedelta(days=1)
    assert life_on(mandate, soon - day) is MandateLife.ALIVE
    assert life_on(mandate, soon) is MandateLife.LAPSES_SOON
    assert life_on(mandate, lapsed - day) is MandateLife.LAPSES_SOON
    assert life_on(mandate, lapsed) is MandateLife.LAPSED


def test_the_last_collection_counts_before_the_signature() -> None:
    mandate = MandateData(signed_on=date(2015, 1, 1), last_collection_on=date(2026, 11, 2))
    assert lapses_on(mandate) == date(2029, 11, 2)
    assert life_on(mandate, date(2026, 12, 1)) is MandateLife.ALIVE


def test_where_nothing_is_known_nothing_lapses() -> None:
    assert lapses_on(MandateData()) is None
    assert life_on(MandateData(), date(2026, 12, 1)) is MandateLife.ALIVE
    assert life_on(MandateData(signed_on=date.max), date(2026, 12, 1)) is MandateLife.ALIVE


@given(st.dates(), st.dates())
def test_no_date_raises(base: date, day: date) -> None:
    life_on(MandateData(last_collection_on=base), day)


def test_what_was_revoked_or_superseded_is_not_usable() -> None:
    assert MandateData().usable
    assert MandateData(status=MandateStatus.AMENDED).usable
    assert not MandateData(revoked_on=date(2026, 1, 1)).usable
    assert not MandateData(status=MandateStatus.REVOKED).usable
    assert not MandateData(status=MandateStatus.SUPERSEDED).usable
    assert not MandateData(status=MandateStatus.WITHDRAWN).usable
