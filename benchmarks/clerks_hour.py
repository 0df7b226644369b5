"""A clerk's hour of sixty mixed cases in the real window: keys, clicks and stalls.

    python benchmarks/clerks_hour.py [--cases 10000] [--pace 0.2] [--stacks]

The same scripts as the journey test, on demonstration data of so many cases (made once, under
``build/bench``, and copied for each run). Between two keys the loop runs for as long as a person
takes to the next, times ``--pace``: what is measured does not depend on how long that is. A stall
is more than a tenth of a second in which the window's thread does not come back to its events. Exit
status 1 where there was one.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest  # noqa: E402 - the path comes first

from benchmarks.inbox.desk import Desk  # noqa: E402
from benchmarks.inbox.places import prepare  # noqa: E402
from benchmarks.inbox.stalls import LIMIT_MS, StallWatch  # noqa: E402
from desktop.adapters.portal_outbox import FolderOutbox  # noqa: E402
from desktop.memory import leave_lasting_alone  # noqa: E402
from desktop.services.delivery.use_cases import deliver_due  # noqa: E402
from desktop.services.demo.create import DEMO_PASSWORD  # noqa: E402
from desktop.tasks import Lane  # noqa: E402
from tests.journeys.clerks_hour.hands import Hands, Tally  # noqa: E402
from tests.journeys.clerks_hour.hour import Hour  # noqa: E402
from tests.journeys.clerks_hour.post import Post  # noqa: E402

_KEY_MS = 250
_LOOKS_MS = 2_000
"""How long a person looks at the next case before the first key."""


class Measured:
    """One hour on a copy of a data folder."""

    def __init__(self, folder: Path, pace: float) -> None:
        # As the program does with its first window.
        leave_lasting_alone()
        self._desk = Desk(folder)
        self._pace = pace
        matters = Post(self._desk.context, self._desk.folder.exchange).come_in()
        # What the weeks before left to deliver is no part of the hour.
        deliver_due(self._desk.context, FolderOutbox(self._desk.folder.exchange))
        self._desk.program.press("F5")
        self._watch = StallWatch()
        self.hands = Hands(self._desk.program, proves=False, begins=self._note, rests=self._rest)
        self._hour = Hour(self.hands, matters, self._look)

    def run(self) -> StallWatch:
        """Work through it; returns what the watch saw."""
        program = self._desk.program
        self._watch.start()
        self._hour.work()
        self._watch.during = "the lead signs in"
        program.switch_user("lead", DEMO_PASSWORD)
        self._hour.release()
        self._watch.during = "rest"
        QTest.qWait(500)
        self._watch.stop()
        return self._watch

    def close(self) -> None:
        """End the program."""
        self._desk.close()

    def _note(self, doing: str) -> None:
        self._watch.during = doing

    def _rest(self) -> None:
        QTest.qWait(max(1, int(_KEY_MS * self._pace)))

    def _look(self) -> None:
        """Between two cases what is due leaves, as beside any window."""
        context, exchange = self._desk.context, self._desk.folder.exchange
        self._desk.program.tasks.run(
            lambda: deliver_due(context, FolderOutbox(exchange)), lane=Lane.FILES
        )
        QTest.qWait(max(1, int(_LOOKS_MS * self._pace)))


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--pace", type=float, default=0.2)
    parser.add_argument("--stacks", action="store_true", help="tell where each stall was seen")
    wanted = parser.parse_args()
    kept = prepare(wanted.cases)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(kept, copy)
        measured = Measured(copy, wanted.pace)
        begun = time.perf_counter()
        try:
            watch = measured.run()
        finally:
            measured.close()
        seconds = time.perf_counter() - begun
    tell_hands(measured.hands.tallies)
    strokes = sum(tally.keys for tally in measured.hands.tallies.values())
    print(f"\n{strokes} keys in {seconds:.0f} s")
    tell_stalls(watch, stacks=wanted.stacks)
    return int(bool(watch.stalls))


def tell_hands(tallies: Mapping[str, Tally]) -> None:
    """A table of what each kind of case took, for the figures."""
    print("| kind | cases | keys a case | of them letters | clicks | most keys |")
    print("|---|---|---|---|---|---|")
    for kind, tally in tallies.items():
        cases = max(1, tally.cases)
        taken = [f"{n / cases:.1f}" for n in (tally.keys, tally.letters, tally.clicks)]
        print(f"| {kind} | {tally.cases} | {' | '.join(taken)} | {tally.most} |")


def tell_stalls(watch: StallWatch, *, stacks: bool) -> None:
    """Each stall with what was being done, and the longest wait of all."""
    own = [stall for stall in watch.stalls if stall.cpu_ms > LIMIT_MS]
    print(
        f"{len(watch.stalls)} stalls over {LIMIT_MS:.0f} ms, in {len(own)} of them the thread "
        f"itself computed longer; longest wait {watch.longest_ms:.0f} ms"
    )
    for stall in watch.stalls:
        print(f"  {stall.ms:4.0f} ms, {stall.cpu_ms:4.0f} computed: {stall.during}, {stall.place}")
        for stack in stall.stacks if stacks else ():
            print("    " + "\n    ".join(stack) + "\n")


if __name__ == "__main__":
    sys.exit(main())
