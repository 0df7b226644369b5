"""How long the packaged program takes to start, and what it holds at rest.

    python benchmarks/package_start.py [--rounds 7] [--data-dir FOLDER] [--cases 1000000]
                                       [--start-limit 1.5] [--rows-limit 1.3] [--memory-limit 100]

Three programs take turns, each on a new screen of Xvfb whose points are read from its frame buffer
(``benchmarks/bare/screen.py``). The first turn, which reads them from the disk, does not count.

- The **program**, on demonstration data. Seconds are counted from its start: until the window is
  **painted**, which is when the corner of the screen is. It is the sign-in page, and as soon as it
  is there, a name and a password are typed. Until the first **rows** of all open cases stand in the
  list, which is when letters do where the list shows names: these seconds hold the typing, the
  check of the password, which is slow on purpose, and the whole window.
- The **bare window** (``benchmarks/bare/window.py``), packaged the same way: until it is painted.
- The **bare rows** (``benchmarks/bare/rows.py``), packaged by the program's own recipe: the same
  imports, the same database, the same page as lines of a plain list, and nobody signs in.

**Memory** is what a process holds at rest, which is twenty seconds later: jobs of the background
have looked once, and nobody has touched anything. Of the program it is taken at the sign-in page,
in a start of its own, and signed in with the list and the first case on show. The second one
counts.

Exit status 1 where a ratio of medians, or the difference of memory in MB, is above its limit.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bare.screen import CORNER, Area, Screen  # noqa: E402 - the path comes first
from benchmarks.inbox.places import prepare  # noqa: E402
from desktop.services.demo.create import DEMO_PASSWORD  # noqa: E402

NAMES: Area = (range(205, 335), range(285, 465))
"""Where the list shows names; nothing is written there on the sign-in page."""
LOGIN = "clerk1"
REST = 20.0
PROGRAM, WINDOW, ROWS = "program", "bare window", "bare rows"

Sample = dict[str, float]
"""``painted`` and ``rows`` in seconds, ``sign-in MB`` and ``MB``."""


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--program", type=Path, default=ROOT / "dist/mieterdesk/mieterdesk")
    parser.add_argument("--data-dir", type=Path, help="with demonstration data; else they are made")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--bare", type=Path, help="folder that keeps the packaged bare programs")
    parser.add_argument("--start-limit", type=float, default=1.5)
    parser.add_argument("--rows-limit", type=float, default=1.3)
    parser.add_argument("--memory-limit", type=float, default=100.0)
    wanted = parser.parse_args()
    if sys.platform != "linux" or not wanted.program.is_file():
        print("not measured: needs Linux, Xvfb, xdotool and a packaged program (make package)")
        return 0
    data = wanted.data_dir or prepare(wanted.cases)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        kept = wanted.bare or scratch
        window, rows = package_bare("bare", "bare", kept), package_bare("rows", "mieterdesk", kept)
        samples: dict[str, list[Sample]] = {PROGRAM: [], WINDOW: [], ROWS: []}
        for turn in range(wanted.rounds + 1):
            found = {
                PROGRAM: program_sample(wanted.program, data, scratch),
                WINDOW: bare_sample([window], scratch, "painted"),
                ROWS: bare_sample([rows, data], scratch, "rows"),
            }
            if turn:
                for one, sample in found.items():
                    samples[one].append(sample)
    return tell(samples, wanted)


def package_bare(spec: str, name: str, kept: Path) -> Path:
    """Package a bare program, unless it is there, and return it."""
    made = kept / spec / name / name
    if not made.exists():
        subprocess.run(
            [
                *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
                *("--distpath", kept / spec, "--workpath", kept / "build" / spec),
                ROOT / f"benchmarks/bare/{spec}.spec",
            ],
            check=True,
        )
    return made


def program_sample(program: Path, data: Path, scratch: Path) -> Sample:
    """Start the program twice: for its sign-in page, and for its list."""
    command: list[Path | str] = [program, "--data-dir", data]
    sample = {"sign-in MB": bare_sample(command, scratch, "painted")["MB"]}
    forget_the_last_run(data)
    with Screen(scratch) as screen:
        screen.start(command)
        sample["painted"] = screen.until(lambda: screen.frame.is_painted(CORNER))
        screen.sign_in(LOGIN, DEMO_PASSWORD)
        sample["rows"] = screen.until(lambda: screen.frame.has_text(NAMES))
        time.sleep(REST)
        sample["MB"] = screen.held_mb()
    return sample


def bare_sample(command: list[Path | str], scratch: Path, what: str) -> Sample:
    """Start and wait for a corner that is ``painted``, or for ``rows``."""
    if "--data-dir" in command:
        forget_the_last_run(Path(command[-1]))
    with Screen(scratch) as screen:
        screen.start(command)
        if what == "rows":
            seconds = screen.until(lambda: screen.frame.has_text(NAMES))
        else:
            seconds = screen.until(lambda: screen.frame.is_painted(CORNER))
        time.sleep(REST)
        return {what: seconds, "MB": screen.held_mb()}


def forget_the_last_run(data: Path) -> None:
    """It was ended by force here, which the program would say, and wait until that is read."""
    for left in ("window.open", "window.lock"):
        (data / left).unlink(missing_ok=True)


def tell(samples: dict[str, list[Sample]], wanted: argparse.Namespace) -> int:
    """Print what was measured; 1 where it is too much."""

    def median(one: str, what: str) -> float:
        return statistics.median(sample[what] for sample in samples[one])

    painted, bare_painted = median(PROGRAM, "painted"), median(WINDOW, "painted")
    shown, bare_shown = median(PROGRAM, "rows"), median(ROWS, "rows")
    bare = median(WINDOW, "MB")
    waiting, working = median(PROGRAM, "sign-in MB") - bare, median(PROGRAM, "MB") - bare
    start, rows = painted / bare_painted, shown / bare_shown
    print(
        f"window painted: {painted:.3f} s, bare {bare_painted:.3f} s, "
        f"ratio {start:.2f} (goal {wanted.start_limit})"
    )
    print(
        f"first rows: {shown:.2f} s, bare {bare_shown:.2f} s, "
        f"ratio {rows:.2f} (goal {wanted.rows_limit})"
    )
    print(
        f"memory: bare {bare:.0f} MB, sign-in page {waiting:.0f} MB more, "
        f"signed in {working:.0f} MB more (goal {wanted.memory_limit:.0f})"
    )
    return int(
        start > wanted.start_limit or rows > wanted.rows_limit or working > wanted.memory_limit
    )


if __name__ == "__main__":
    sys.exit(main())
