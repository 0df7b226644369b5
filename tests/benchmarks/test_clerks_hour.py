"""What the clerk's hour tells of its figures; that it runs is the journey's matter."""

import pytest

from benchmarks.clerks_hour import tell_hands, tell_stalls
from benchmarks.inbox.stalls import Stall, StallWatch
from tests.journeys.clerks_hour.hands import Tally
from tests.support.program import application


def test_keys_are_told_by_case_and_stalls_with_their_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    application()
    tell_hands({"release": Tally(cases=4, keys=6, letters=2, clicks=0, most=2)})
    watch = StallWatch()
    place = "desktop/views/case/case_page.py:12 show_case"
    watch.stalls += [
        Stall(140.4, 120.0, "release, Ctrl+Return", [(place, "tests/support/program.py:9 wait")]),
        Stall(101.0, 4.0, "rest"),
    ]
    watch.longest_ms = 140.4
    tell_stalls(watch, stacks=True)
    said = capsys.readouterr().out
    assert "| release | 4 | 1.5 | 0.5 | 0.0 | 2 |" in said
    assert "2 stalls over 100 ms, in 1 of them the thread itself computed longer" in said
    assert "longest wait 140 ms" in said
    assert f"140 ms,  120 computed: release, Ctrl+Return, {place}" in said
    assert "101 ms,    4 computed: rest, outside of the program" in said
