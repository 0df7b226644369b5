"""How long the packaged program takes until its window is painted, and what it holds at rest.

    python benchmarks/package_start.py [--rounds 7] [--program dist/mieterdesk/mieterdesk]
                                       [--start-limit 1.5] [--memory-limit 100]

The floor is a bare window of PySide6 that is packaged the same way (``benchmarks/bare``). Both take
turns on one screen of Xvfb, whose points are read from its frame buffer: a window is painted when
the corner of the screen that it covers is. The program opens demonstration data and shows its
sign-in page. Memory is what a process holds two seconds later. Exit status 1 where the ratio of the
medians, or the difference of memory in MB, is above its limit.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, BYTES = 1440, 900, 4
CORNER = range(40, 60)
"""Rows and columns of the screen that are looked at."""
PATIENCE = 120.0
REST = 2.0


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--program", type=Path, default=ROOT / "dist/mieterdesk/mieterdesk")
    parser.add_argument("--start-limit", type=float, default=1.5)
    parser.add_argument("--memory-limit", type=float, default=100.0)
    wanted = parser.parse_args()
    if sys.platform != "linux" or not wanted.program.is_file():
        print("not measured: needs Linux, Xvfb and a packaged program (make package)")
        return 0
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        programs = {
            "program": [wanted.program, "--data-dir", scratch / "data"],
            "bare window": [package_bare(scratch)],
        }
        subprocess.run(
            [wanted.program, "create-demo-data", "--data-dir", scratch / "data", "--cases", "100"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        samples: dict[str, list[tuple[float, float]]] = {one: [] for one in programs}
        for turn in range(wanted.rounds + 1):
            for one, command in programs.items():
                sample = start(command, scratch)
                # The first turn reads both from the disk.
                if turn:
                    samples[one].append(sample)
    return tell(samples, wanted)


def package_bare(scratch: Path) -> Path:
    """Package the bare window, and return its program."""
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", scratch / "dist", "--workpath", scratch / "build"),
            ROOT / "benchmarks/bare/bare.spec",
        ],
        check=True,
    )
    return scratch / "dist/bare/bare"


def start(command: list[str | Path], scratch: Path) -> tuple[float, float]:
    """Start on a new screen; seconds until it is painted, and MB held at rest."""
    frames = scratch / "frames"
    frames.mkdir(exist_ok=True)
    read, write = os.pipe()
    screen = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-fbdir", frames),
            *("-screen", "0", f"{WIDTH}x{HEIGHT}x24"),
        ],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        environment = {"DISPLAY": display, "HOME": str(scratch), "LC_ALL": "C.UTF-8"}
        began = time.perf_counter()
        running = subprocess.Popen(command, env=environment, cwd=scratch)
        try:
            painted = until_painted(frames / "Xvfb_screen0", began)
            time.sleep(REST)
            return painted, held_mb(running.pid)
        finally:
            running.terminate()
            running.wait()
    finally:
        screen.terminate()
        screen.wait()


def until_painted(frame: Path, began: float) -> float:
    """Seconds since ``began`` until no point of the corner is black any more."""
    while time.perf_counter() - began < PATIENCE:
        if is_painted(frame):
            return time.perf_counter() - began
        time.sleep(0.002)
    raise TimeoutError("nothing was painted")


def is_painted(frame: Path) -> bool:
    """Whether something covers the corner; the points are the last of the file, row by row."""
    points = WIDTH * HEIGHT * BYTES
    with frame.open("rb") as file:
        file.seek(frame.stat().st_size - points)
        content = file.read(WIDTH * BYTES * CORNER.stop)
    return all(
        any(content[(row * WIDTH + column) * BYTES : (row * WIDTH + column) * BYTES + 3])
        for row in CORNER
        for column in CORNER
    )


def held_mb(process: int) -> float:
    """What a process holds in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def tell(samples: dict[str, list[tuple[float, float]]], wanted: argparse.Namespace) -> int:
    """Print what was measured; 1 where it is too much."""
    starts = {one: statistics.median(each[0] for each in found) for one, found in samples.items()}
    memory = {one: statistics.median(each[1] for each in found) for one, found in samples.items()}
    ratio = starts["program"] / starts["bare window"]
    more = memory["program"] - memory["bare window"]
    for one in samples:
        print(f"{one}: painted after {starts[one]:.2f} s, holds {memory[one]:.0f} MB at rest")
    print(f"ratio {ratio:.2f} (goal {wanted.start_limit}), {more:.0f} MB more")
    return int(ratio > wanted.start_limit or more > wanted.memory_limit)


if __name__ == "__main__":
    sys.exit(main())
