"""Whether a log of chained lines is the one that was written, judged line by line.

Every line holds the hash of the one before it. That alone finds a line that was changed, taken out
or put in. It does not find a tail that was cut off, nor a chain that was computed anew from some
line on: for these the end of the chain is noted elsewhere once a day, as an anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NO_HASH = "0" * 64
"""The predecessor of the first line."""


class TrailFault(StrEnum):
    """What can be wrong with a line, or with lines that are not there."""

    CHANGED = "changed"
    """Its hash is not that of what it says."""
    REMOVED = "removed"
    """Its number is missing between two others."""
    INSERTED = "inserted"
    """It does not follow the line that stands before it."""
    CUT_OFF = "cut_off"
    """An anchor knows it, and the log ends before it."""
    REWRITTEN = "rewritten"
    """It fits to its neighbours, but was another when its anchor was noted."""
    RESTORED = "restored"
    """An anchor knows it, and the log says itself that it went when a backup was restored."""


@dataclass(frozen=True, slots=True)
class ChainedLine:
    """A line as it is stored; ``computed`` is the hash of what it says now."""

    id: int
    previous_hash: str
    hash: str
    computed: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last line of the log on a day (of Berlin), as it was noted outside of the database."""

    day: date
    line_id: int
    line_hash: str


@dataclass(frozen=True, slots=True)
class RestoredLines:
    """Lines that went when a backup was restored on ``day`` (of Berlin), as the log says itself.

    ``last`` None: nobody could read any more how far the log went.
    """

    first: int
    last: int | None
    day: date

    def excuse(self, anchor: Anchor) -> bool:
        """Whether the anchor was noted of one of these lines.

        One that was noted later knows a new line of the same number.
        """
        is_one = self.first <= anchor.line_id and (self.last is None or anchor.line_id <= self.last)
        return is_one and anchor.day <= self.day


@dataclass(frozen=True, slots=True)
class TrailFinding:
    """What is wrong with the lines ``first`` to ``last`` (one line: the same number).

    ``day`` is that of the anchor that tells it.
    """

    fault: TrailFault
    first: int
    last: int
    day: date | None = None

    @property
    def lines(self) -> int:
        """How many lines it is about."""
        return self.last - self.first + 1


class TrailJudge:
    """Takes the lines of a log in the order of their numbers and says what is wrong with each."""

    def __init__(
        self, anchors: Iterable[Anchor] = (), restored: Iterable[RestoredLines] = ()
    ) -> None:
        """``anchors`` in any order; two of one line have to be the same.

        ``restored`` are the lines that went with each restore.
        """
        self._restored = tuple(restored)
        self._anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self._anchors.setdefault(anchor.line_id, []).append(anchor)
        self._expected = 1
        self._previous = NO_HASH
        self.checked = 0

    def judge(self, line: ChainedLine) -> Iterator[TrailFinding]:
        """Yield what is wrong with the next line, and with those missing before it."""
        self.checked += 1
        missing = line.id > self._expected
        if missing:
            yield TrailFinding(TrailFault.REMOVED, self._expected, line.id - 1)
        if line.computed != line.hash:
            yield TrailFinding(TrailFault.CHANGED, line.id, line.id)
        elif line.id < self._expected or (not missing and line.previous_hash != self._previous):
            yield TrailFinding(TrailFault.INSERTED, line.id, line.id)
        else:
            yield from self._against_anchors(line)
        if line.id >= self._expected:
            self._expected, self._previous = line.id + 1, line.hash

    def _against_anchors(self, line: ChainedLine) -> Iterator[TrailFinding]:
        known = self._anchors.get(line.id, ())
        differing = [anchor for anchor in known if anchor.line_hash != line.hash]
        if differing:
            # What a restore does not excuse is told before what it does.
            anchor = min(differing, key=self._is_excused)
            fault = TrailFault.RESTORED if self._is_excused(anchor) else TrailFault.REWRITTEN
            yield TrailFinding(fault, line.id, line.id, anchor.day)

    def _is_excused(self, anchor: Anchor) -> bool:
        return any(lines.excuse(anchor) for lines in self._restored)

    def end(self) -> Iterator[TrailFinding]:
        """Yield what the anchors know beyond the last line."""
        beyond = [
            anchor
            for anchors in self._anchors.values()
            for anchor in anchors
            if anchor.line_id >= self._expected
        ]
        cut_off = [anchor for anchor in beyond if not self._is_excused(anchor)]
        if beyond:
            # An excused anchor may know more lines than one that nothing excuses.
            furthest = max(cut_off or beyond, key=lambda anchor: (anchor.line_id, anchor.day))
            fault = TrailFault.CUT_OFF if cut_off else TrailFault.RESTORED
            yield TrailFinding(fault, self._expected, furthest.line_id, furthest.day)
