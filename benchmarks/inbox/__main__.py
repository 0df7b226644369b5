"""Measure the inbox at every size, each row in a process of its own, and print one table.

    python -m benchmarks.inbox [--sizes 10000,1000000] [--rows views,counts,...] [--rounds 15]
                               [--minutes 5] [--pace 0.3] [--fresh] [--json FILE]

Ours and the floor take turns in the same process, so that a busy machine slows both. The data
folders are made once a size and kept under ``build/bench``; what the script writes stays in them.
"""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.inbox import places  # noqa: E402
from benchmarks.inbox.figures import Figure, table  # noqa: E402
from tests.support.screen import use_offscreen_screen  # noqa: E402 - the path comes first

MODULES = {
    "views": "opening",
    "counts": "counting",
    "saved": "saved_counting",
    "search": "searching",
    "cases": "case_opening",
    "scroll": "scrolling",
}
ROWS = (*MODULES, "quarter")
_MARK = "FIGURES "


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,1000000")
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--pace", type=float, default=0.3)
    parser.add_argument("--fresh", action="store_true", help="make the data folders anew")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench" / "figures.json")
    parser.add_argument("--work", nargs=2, metavar=("ROW", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.chdir(ROOT)
    use_offscreen_screen()
    if asked.work:
        return work(asked.work[0], Path(asked.work[1]), asked)
    by_size: dict[int, list[Figure]] = {}
    extra: dict[str, Any] = {}
    for size in sorted(int(one) for one in asked.sizes.split(",")):
        folder = places.prepare(size, fresh=asked.fresh)
        by_size[size] = []
        for row in asked.rows.split(","):
            figures, more = in_a_process(row, folder, asked)
            by_size[size] += figures
            if more:
                extra[f"{row} {size}"] = more
            # After each row: a run that is broken off has told what it found.
            keep(asked.json, by_size, extra)
    print(table(by_size))
    print(f"kept in {asked.json}", file=sys.stderr)
    return 0


def in_a_process(
    row: str, folder: Path, asked: argparse.Namespace
) -> tuple[list[Figure], dict[str, Any]]:
    """Measure one row; one that fails is told and leaves the others alone."""
    begun = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.inbox", "--work", row, str(folder)),
            *("--rounds", str(asked.rounds), "--events", str(asked.events)),
            *("--minutes", str(asked.minutes), "--pace", str(asked.pace)),
        ],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{folder.name} {row}: {time.perf_counter() - begun:.0f} s{load}", file=sys.stderr)
    for line in done.stdout.splitlines():
        if line.startswith(_MARK):
            told = json.loads(line.removeprefix(_MARK))
            return [Figure(**one) for one in told["figures"]], told["more"]
    print(f"{folder.name} {row}: exit status {done.returncode}", file=sys.stderr)
    return [], {}


def work(row: str, folder: Path, asked: argparse.Namespace) -> int:
    """Measure one row in this process and print its samples as JSON."""
    from dataclasses import asdict

    from desktop.memory import keep_no_sources

    # As main.py does; PySide is loaded later.
    keep_no_sources()
    figures, more = measurements()[row](folder, asked)
    told = {"figures": [asdict(figure) for figure in figures], "more": more}
    print(_MARK + json.dumps(told), flush=True)
    return 0


Measurement = Callable[[Path, argparse.Namespace], tuple[list[Figure], dict[str, Any]]]


def measurements() -> dict[str, Measurement]:
    """What can be measured, by the name of its row."""
    return {
        **{row: partial(at_desk, module) for row, module in MODULES.items()},
        "quarter": quarter,
        "bare": bare,
    }


def at_desk(
    module: str, folder: Path, asked: argparse.Namespace
) -> tuple[list[Figure], dict[str, Any]]:
    """Measure with the window of one person; Qt is loaded only here."""
    from benchmarks.inbox.desk import Desk

    measure = importlib.import_module(f"benchmarks.inbox.{module}").measure
    desk = Desk(folder)
    try:
        return measure(desk, asked.rounds, asked.events), {}
    finally:
        desk.close()


def bare(folder: Path, asked: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """What a bare window holds."""
    del folder, asked
    from benchmarks.inbox.memory import bare_window

    return [], {"mb": bare_window()}


def quarter(folder: Path, asked: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """The scripted quarter of an hour, with every stall and where it was."""
    from benchmarks.inbox import quarter_hour
    from benchmarks.inbox.desk import Desk

    bare_mb = float(in_a_process("bare", folder, asked)[1]["mb"])
    desk = Desk(folder)
    try:
        done = quarter_hour.run(desk, asked.minutes, asked.pace)
    finally:
        desk.close()
    stalls = [
        {
            "ms": round(stall.ms),
            "cpu_ms": round(stall.cpu_ms),
            "during": stall.during,
            "place": stall.place,
            "stacks": stall.stacks[:6],
        }
        for stall in done.watch.stalls
    ]
    more = {"acts": done.done, "held_mb": done.held_mb, "stalls": stalls}
    return quarter_hour.figures_of(done, bare_mb), more


def keep(file: Path, by_size: dict[int, list[Figure]], extra: dict[str, Any]) -> None:
    """Write everything as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.platform()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "figures": {
            str(size): [figure.as_json() for figure in figures] for size, figures in by_size.items()
        },
        "more": extra,
    }
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
