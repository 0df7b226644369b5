"""The hands of a clerk: real keys and clicks, counted, and none of them for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtWidgets import QApplication, QWidget

from tests.journeys.clerks_hour.state import state_of, text_of
from tests.support.program import RunningProgram


@dataclass(slots=True)
class Tally:
    """What a kind of case took: ``keys`` are strokes, of which ``letters`` were typed as text.

    ``most`` are the strokes of the case that took the most.
    """

    cases: int = 0
    keys: int = 0
    letters: int = 0
    clicks: int = 0
    most: int = 0


@dataclass(slots=True)
class Hands:
    """Presses and clicks where the focus is, for the kind of case in ``working_on``.

    ``proves`` demands of every key that something changed; whoever measures time leaves it out.
    ``begins`` is told what is being done before each key and click, ``rests`` is called after it,
    for as long as a person takes to the next.
    """

    program: RunningProgram
    proves: bool = True
    begins: Callable[[str], None] = lambda _doing: None
    rests: Callable[[], None] = lambda: None
    tallies: dict[str, Tally] = field(default_factory=dict)
    idle: list[str] = field(default_factory=list)
    doing: str = ""

    @contextmanager
    def working_on(self, kind: str, cases: int = 1) -> Iterator[None]:
        """Everything in the block is done for so many cases of a kind."""
        self.doing = kind
        tally = self.tallies.setdefault(kind, Tally())
        before = tally.keys
        yield
        tally.cases += cases
        tally.most = max(tally.most, tally.keys - before)
        self.doing = ""

    def press(self, *combinations: str) -> None:
        """Press one key combination after the other."""
        for keys in combinations:
            self.begins(f"{self.doing}, {keys}")
            before = state_of(self.program) if self.proves else ()
            self.program.press(keys)
            if self.proves and state_of(self.program) == before:
                self.idle.append(f"{keys} ({self.doing})")
            self._count(keys=1)
            self.rests()

    def type(self, text: str) -> None:
        """Type a text; each letter has to arrive where the focus is."""
        self.begins(f"{self.doing}, typing")
        for letter in text:
            target = QApplication.focusWidget()
            before = text_of(target)
            self.program.type(letter)
            if text_of(target) == before:
                self.idle.append(f"{letter!r} ({self.doing})")
            self._count(keys=1, letters=1)
            self.rests()
        self.program.wait()

    def click(self, widget: QWidget) -> None:
        """Click what can be seen."""
        self.begins(f"{self.doing}, {widget.accessibleName()}")
        self.program.click(widget)
        self._count(clicks=1)
        self.rests()

    def _count(self, *, keys: int = 0, letters: int = 0, clicks: int = 0) -> None:
        tally = self.tallies.setdefault(self.doing or "between the cases", Tally())
        tally.keys += keys
        tally.letters += letters
        tally.clicks += clicks
