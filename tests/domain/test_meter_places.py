"""What a meter counted belongs to the flat it was in."""

from datetime import date

from desktop.domain.consumption.meter_places import MeterMove, unit_in
from desktop.domain.months import Month

MAY = MeterMove(date(2026, 5, 12), 1, 2)
AUGUST = MeterMove(date(2026, 8, 31), 2, 3)


def places(unit_today: int, *moves: MeterMove) -> list[int | None]:
    return [unit_in(Month(2026, number), unit_today, moves) for number in range(4, 11)]


def test_each_month_is_of_one_flat_and_that_of_a_move_of_none() -> None:
    assert places(1) == [1] * 7
    assert places(3, MAY, AUGUST) == [1, None, 2, 2, None, 3, 3]


def test_a_move_that_was_taken_back_never_was_unless_something_came_after_it() -> None:
    assert places(1, MeterMove(MAY.day, 1, 2, taken_back=True)) == [1] * 7
    kept = MeterMove(MAY.day, 1, 2, taken_back=True)
    assert places(3, kept, AUGUST) == [1, None, 2, 2, None, 3, 3]


def test_moves_that_do_not_lead_to_where_the_meter_is_leave_the_past_open() -> None:
    assert places(9, MAY, AUGUST) == [None, None, None, None, None, 9, 9]
