"""What a file of monthly values says, what is plausible, and what a month is compared with."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.accounts import MeterKind
from desktop.domain.consumption.columns import mapping_of, missing_columns, month, quantity
from desktop.domain.consumption.contract_time import ContractTime, seen_months, whose_month
from desktop.domain.consumption.plausibility import (
    MeterFacts,
    Reported,
    UsageFinding,
    completed,
    judge,
)
from desktop.domain.consumption.series import MonthOfYear, MonthState, house_average, year_of
from desktop.domain.master_data.findings import CellProblem
from desktop.domain.months import Month

HEAT = MeterFacts(MeterKind.HEAT, "kWh", remote=True)
OCTOBER = Month(2026, 10)
LAST_YEAR = {
    OCTOBER.plus(-12): Reported(value=Decimal(480), unit="kWh"),
    OCTOBER.plus(-1): Reported(value=Decimal(190), stand=Decimal(5_000), unit="kWh"),
}


def _report(value: int | None = None, **rest: object) -> Reported:
    known = None if value is None else Decimal(value)
    return Reported(value=known, **{"unit": "kWh", **rest})  # type: ignore[arg-type] # plain values


def _codes(report: Reported, meter: MeterFacts = HEAT, at: Month = OCTOBER) -> set[UsageFinding]:
    return {one.code for one in judge(report, meter, at, LAST_YEAR)}


def test_headings_are_known_in_both_languages() -> None:
    german = ("Gesellschaft", "Zählernummer", "Monat", "Verbrauch", "Zählerstand", "Einheit")
    mapping = mapping_of((*german, "Durchschnitt", "Ausgetauscht am", "Bemerkung"))
    assert [one.name for one in mapping.values()] == [
        "company",
        "meter_number",
        "month",
        "value",
        "stand",
        "unit",
        "average",
        "exchanged_on",
    ]
    assert missing_columns(mapping) == ()
    assert missing_columns(mapping_of(("company", "month"))) == ("meter_number", "value")


@pytest.mark.parametrize(
    "cell", ["2026-10", "10.2026", "10/2026", "2026-10-31", "01.10.2026", "2026-10-01 00:00:00"]
)
def test_a_month_is_read_however_it_is_written(cell: str) -> None:
    assert month(cell) == OCTOBER


def test_what_is_no_month_and_no_amount_is_refused() -> None:
    for cell in ("2026-13", "Oktober", "10-26"):
        with pytest.raises(CellProblem):
            month(cell)
    assert [quantity(one) for one in ("1.234,5", "1,5", "1.5", "0.30000000000000004", "-3")] == [
        Decimal(one) for one in ("1234.5", "1.5", "1.5", "0.3", "-3")
    ]
    for cell in ("1,2,3", "viel", "1.2345"):
        with pytest.raises(CellProblem):
            quantity(cell)


def test_each_doubt_is_found_and_a_usual_month_has_none() -> None:
    assert _codes(_report(430)) == set()
    assert _codes(_report(430, stand=Decimal(4_999))) == {UsageFinding.BACKWARDS}
    assert _codes(_report(-1)) == {UsageFinding.BACKWARDS}
    assert _codes(_report(1_500)) == {UsageFinding.JUMP}
    assert _codes(_report(1_500, average=Decimal(900))) == set()
    assert _codes(_report(430, unit="m³")) == {UsageFinding.WRONG_UNIT}
    assert _codes(_report(430), at=OCTOBER.plus(2)) == {UsageFinding.GAP}
    unsure = MeterFacts(MeterKind.HEAT, "kWh", remote=None)
    assert _codes(_report(430), unsure) == {UsageFinding.REMOTE_UNKNOWN}


def test_the_stand_of_an_exchanged_meter_starts_anew() -> None:
    report = _report(430, stand=Decimal(12), exchanged_on=date(2026, 10, 14))
    found = judge(report, HEAT, OCTOBER, LAST_YEAR)
    assert [one.code for one in found] == [UsageFinding.EXCHANGED]
    assert not found[0].code.holds_back
    assert completed(_report(stand=Decimal(5_430)), HEAT, OCTOBER, LAST_YEAR).value == 430
    unknown = _report(stand=Decimal(12), exchanged_on=date(2026, 10, 14))
    assert completed(unknown, HEAT, OCTOBER, LAST_YEAR).value is None


def test_a_month_in_which_the_tenant_changed_is_seen_by_neither() -> None:
    former = ContractTime(1, date(2020, 1, 1), date(2026, 10, 14))
    successor = ContractTime(2, date(2026, 10, 15), None)
    both = (former, successor)
    months = [OCTOBER.plus(n) for n in range(-2, 2)]
    assert seen_months(1, both, months) == {months[0], months[1]}
    assert seen_months(2, both, months) == {months[3]}
    # An empty flat used nothing of anybody else's.
    assert whose_month(OCTOBER, [ContractTime(2, date(2026, 10, 15), None)]) == 2
    assert whose_month(OCTOBER.plus(-1), [successor]) is None


def test_a_year_says_what_is_missing_running_and_not_the_contracts() -> None:
    today = date(2026, 11, 23)
    values = {OCTOBER: Decimal(430), OCTOBER.plus(-12): Decimal(480), Month(2026, 2): Decimal(900)}
    seen = frozenset(Month(2026, 3).plus(n) for n in range(9)) | {OCTOBER.plus(-12)}
    year = {one.month.month: one for one in year_of(values, 2026, today, seen=seen)}
    assert year[2].state is MonthState.OUTSIDE
    assert year[2].value is None
    assert year[9].state is MonthState.MISSING
    assert year[10] == MonthOfYear(OCTOBER, MonthState.REPORTED, Decimal(430), Decimal(480))
    assert (year[11].state, year[12].state) == (MonthState.RUNNING, MonthState.AHEAD)


def test_a_house_of_three_has_no_average() -> None:
    assert house_average([Decimal(1), Decimal(2), Decimal(3)]) is None
    assert house_average([Decimal(1), Decimal(2), Decimal(3), Decimal(4)]) == Decimal("2.5")
