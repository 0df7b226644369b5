"""Numbers are handed out once."""

import threading

import pytest

from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.numbering import (
    case_reference,
    next_mandate_reference,
    next_number,
    reserve_case_references,
    reserve_numbers,
)
from tests.support.factories import add_household, add_mandate


def test_references_count_per_year(context: ServiceContext) -> None:
    with context.database.write() as unit:
        drawn = [case_reference(unit, year) for year in (2026, 2026, 2027)]
        several = reserve_case_references(unit, 2026, 2)
        last = case_reference(unit, 2026)
    assert drawn == ["V-2026-100001", "V-2026-100002", "V-2027-100001"]
    assert [*several, last] == ["V-2026-100003", "V-2026-100004", "V-2026-100005"]


def test_a_number_that_was_not_used_is_free_again(context: ServiceContext) -> None:
    def draw_and_fail() -> None:
        with context.database.write() as unit:
            assert next_number(unit, "run") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        draw_and_fail()
    with context.database.write() as unit:
        assert next_number(unit, "run") == 1


def test_none_twice_whoever_asks(context: ServiceContext) -> None:
    drawn: list[int] = []
    gate = threading.Barrier(4)

    def draw() -> None:
        gate.wait()
        for _ in range(10):
            with context.database.write() as unit:
                number = next_number(unit, "case")
            drawn.append(number)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == list(range(1, 41))


def test_nothing_cannot_be_reserved(context: ServiceContext) -> None:
    with pytest.raises(ValueError, match="count"), context.database.write() as unit:
        reserve_numbers(unit, "case", 0)


def test_a_mandate_reference_is_new(context: ServiceContext) -> None:
    household = add_household(context.database)
    with context.database.write() as unit:
        first = next_mandate_reference(unit, household.tenancy_id)
        taken = first[:-2] + "02"
        tenancy = unit.session.get_one(Tenancy, household.tenancy_id)
        add_mandate(unit, tenancy, taken.lower())
        second = next_mandate_reference(unit, household.tenancy_id)
    assert (first[-3:], second[-3:]) == ("-01", "-03")
    assert first.startswith("THOR-")
    assert " " not in first
