"""The benchmarks of the inbox run; what they measure at so few cases means nothing."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.inbox import (
    __main__ as bench,
)
from benchmarks.inbox import (
    case_opening,
    counting,
    opening,
    places,
    quarter_hour,
    saved_counting,
    scrolling,
    searching,
)
from benchmarks.inbox.desk import Desk
from benchmarks.inbox.figures import Figure, percentile, table

CASES = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    kept = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIETERDESK_BENCH", str(kept))
        made = places.prepare(CASES)
        assert places.prepare(CASES) == made
        yield made


def test_every_row_is_measured_with_its_floor(folder: Path) -> None:
    desk = Desk(folder)
    try:
        found: list[Figure] = []
        for module in (opening, counting, saved_counting, searching, case_opening):
            found += module.measure(desk, 1)
        found += scrolling.measure(desk, 1, 6)
        quarter = quarter_hour.run(desk, 0.05, 0.01)
        found += quarter_hour.figures_of(quarter, 50.0)
    finally:
        desk.close()
    empty = [figure.key for figure in found if not figure.ours and figure.note != "empty"]
    assert empty == []
    assert {figure.group for figure in found} == {
        opening.GROUP,
        counting.GROUP,
        searching.GROUP,
        case_opening.GROUP,
        scrolling.GROUP,
        quarter_hour.GROUP,
    }
    with_floor = [figure for figure in found if figure.goal_ratio is not None and figure.ours]
    assert all(figure.floor for figure in with_floor)
    assert quarter.acts > 0
    assert not list((folder / "exchange" / "to-desktop" / "new").iterdir())


def test_the_table_tells_sizes_growth_and_what_was_missed(tmp_path: Path) -> None:
    small = Figure("open", "any", [10.0, 11.0, 12.0], [9.0, 10.0, 11.0], goal_growth=1.3)
    large = Figure(
        "open", "any", [20.0, 22.0, 90.0], [10.0], goal_ratio=1.5, goal_ms=80, goal_growth=1.3
    )
    lines = table({10_000: [small], 1_000_000: [large]}).splitlines()
    assert lines[1].split()[:5] == ["open:", "any", "10000", "3", "11.0"]
    assert "ratio 2.20 > 1.5; p95 90.0 > 80 ms; growth 2.00 > 1.3" in lines[2]
    bench.keep(tmp_path / "figures.json", {1: [small]}, {})
    kept = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert kept["figures"]["1"][0]["ours"]["median"] == 11.0
    assert kept["figures"]["1"][0]["ratio"] == 1.1


def test_the_rows_on_offer_can_all_be_measured() -> None:
    assert set(bench.ROWS) <= set(bench.measurements())
    told, more = bench.bare(Path(), argparse.Namespace())
    assert told == []
    assert more["mb"] > 10 or not Path("/proc/self/statm").exists()


def test_percentiles_are_samples() -> None:
    samples = [float(number) for number in range(1, 101)]
    assert (percentile(samples, 95), percentile(samples, 99)) == (95.0, 99.0)
    assert percentile([7.0], 99) == 7.0
