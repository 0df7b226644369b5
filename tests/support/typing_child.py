"""A program of its own that types into a reply until it is killed; started by a test.

Arguments: the database file and the folder beside it. Every line on its output is ``typed N`` (so
many characters stand in the composer) or ``stored N`` (so many are acknowledged as stored).
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.screen import use_offscreen_screen

use_offscreen_screen()

from PySide6.QtTest import QTest  # noqa: E402 - the screen is chosen before Qt is loaded

from desktop.database.engine import open_database  # noqa: E402
from desktop.views.case.composer import Composer  # noqa: E402
from tests.support.contexts import make_context  # noqa: E402
from tests.support.office import PASSWORD  # noqa: E402
from tests.support.program import RunningProgram  # noqa: E402

EVERY_MS = 40
SENTENCE = "Sehr geehrte Frau Musterbach "


def _say(word: str, count: int) -> None:
    sys.stdout.write(f"{word} {count}\n")
    sys.stdout.flush()


class _Watch:
    """Tells how much of the text the program has acknowledged as stored."""

    def __init__(self, composer: Composer) -> None:
        self._handed_over: list[int] = []
        self._composer = composer
        composer.draft_changed.connect(lambda written: self._handed_over.append(len(written.text)))
        shown = composer.show_saved

        def acknowledge(clock: str) -> None:
            shown(clock)
            # Drafts are stored in the order in which they were handed over.
            _say("stored", self._handed_over.pop(0))

        composer.show_saved = acknowledge  # type: ignore[method-assign]


def main(database: Path, folder: Path) -> None:
    """Sign in, answer the open case, and type for ever."""
    program = RunningProgram(make_context(open_database(database), folder), folder / "exchange")
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    _watch = _Watch(composer)
    count = 0
    while True:
        QTest.keyClicks(composer.text, SENTENCE[count % len(SENTENCE)])
        count += 1
        _say("typed", count)
        QTest.qWait(EVERY_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
