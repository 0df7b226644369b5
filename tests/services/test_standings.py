"""Where cases stand: kept with every change, and with the clock."""

import pytest

from desktop.services.context import ServiceContext
from tests.services.test_bank_change_histories import STEPS, History
from tests.services.test_inbox import World
from tests.support.bank_cases import RECEIVED
from tests.support.clock import FixedClock
from tests.support.standings import assert_standings_true


@pytest.mark.parametrize("seed", [1])
def test_rows_are_true_after_every_act_and_jump_of_the_clock(
    context: ServiceContext, seed: int
) -> None:
    world = World(context, seed)
    for _ in range(30):
        world.act()
        assert_standings_true(context)


@pytest.mark.parametrize("seed", [1])
def test_rows_are_true_through_a_history_of_releases(
    context: ServiceContext, clock: FixedClock, seed: int
) -> None:
    history = History(context, clock, seed)
    clock.set(RECEIVED)
    history.arrive(history.home.clerk, 0)
    for _ in range(STEPS):
        history.step()
        assert_standings_true(context)
