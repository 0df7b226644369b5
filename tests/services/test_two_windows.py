"""Two windows on one case, in every order: nothing is overwritten that was not seen."""

from datetime import date
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from desktop.domain.case_status import Channel
from desktop.domain.portal_fields import MandateFields
from desktop.services.context import ServiceContext
from tests.support.bank_cases import acknowledge_all, add_application, fields
from tests.support.factories import add_household
from tests.support.two_windows import ACTS, INTERLEAVINGS, Act, Outcome, Side, play

SIGNED = MandateFields(granted=True, signed_on=date(2026, 11, 17))
PAIRS = tuple(combinations_with_replacement(ACTS, 2))


def test_there_are_six_orders_of_two_steps_each() -> None:
    assert len(set(INTERLEAVINGS)) == 6
    assert all(order.count("A") == 2 for order in INTERLEAVINGS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].name}-{pair[1].name}")
def test_nothing_unseen_is_overwritten(
    context: ServiceContext, tmp_path: Path, pair: tuple[Act, Act]
) -> None:
    home = add_household(context.database)
    acts = dict(zip("AB", pair, strict=True))
    for order in INTERLEAVINGS:
        case_id = add_application(context, home, fields(mandate=SIGNED), channel=Channel.EMAIL)
        if "propose" in {act.name for act in pair}:
            acknowledge_all(context, home.clerk, case_id)
        sides = {
            name: Side(name, context, home, person, tmp_path / "exchange", case_id)
            for name, person in (("A", home.clerk), ("B", home.second_clerk))
        }
        outcomes = play(order, sides, acts)
        for mine, theirs in (("A", "B"), ("B", "A")):
            _check(order, sides[mine], acts[mine], outcomes[mine], outcomes[theirs])


def _check(order: str, side: Side, act: Act, mine: Outcome, theirs: Outcome) -> None:
    where = f"{act.name} of {side.name} in {order}"
    if mine.error is None:
        seen_by_the_other = theirs.opened_at > mine.acted_at
        assert act.there(side) or seen_by_the_other, f"{where} is lost"
        return
    unseen = mine.opened_at < theirs.acted_at < mine.acted_at
    if unseen:
        assert mine.error.code == "conflict.changed", where
        assert mine.error.params["changes"], f"{where}: refused without saying why"
    else:
        assert mine.error.code != "conflict.changed", f"{where}: nothing was changed meanwhile"
