"""The hour itself: the clerk works the list from its top, then the lead releases what is ready."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.clerks_hour.hands import Hands
from tests.journeys.clerks_hour.post import Kind, Matter
from tests.journeys.clerks_hour.scripts import (
    SCRIPTS,
    close_all_alike,
    go_to,
    open_again,
    release_all,
)

_PATIENCE = 400
"""So often the next case may be gone to before the hour is stuck."""
TO_RELEASE = (Kind.CLEAN_CHANGE, Kind.WARNED_CHANGE)


class Hour:
    """Works ``matters`` with these hands; ``passes`` is told after every case."""

    def __init__(
        self, hands: Hands, matters: list[Matter], passes: Callable[[], None] = lambda: None
    ) -> None:
        self._hands = hands
        self._matters = matters
        self._passes = passes
        self._open = {one.case_id: one for one in matters if one.kind in SCRIPTS}

    def work(self) -> None:
        """Everything but releasing, by the person who is signed in."""
        self._close_the_circular()
        with self._hands.working_on("going to the post of the morning"):
            go_to(self._hands, self._matters[0].reference)
        for _ in range(_PATIENCE):
            if not self._open:
                break
            self._next()
        assert not self._open, f"never reached: {sorted(self._open)}"
        for matter in self._of(Kind.REOPENED):
            with self._hands.working_on(Kind.REOPENED):
                open_again(self._hands, matter.reference)
            self._passes()

    def release(self) -> None:
        """What the clerk proposed, by somebody else who is signed in now."""
        with self._hands.working_on("opening the list of releases"):
            self._hands.press("Ctrl+6")
        release_all(self._hands, len(self._of(*TO_RELEASE)))

    def _of(self, *kinds: Kind) -> list[Matter]:
        return [one for one in self._matters if one.kind in kinds]

    def _close_the_circular(self) -> None:
        with self._hands.working_on(Kind.CIRCULAR, len(self._of(Kind.CIRCULAR))):
            close_all_alike(self._hands)
        self._passes()

    def _next(self) -> None:
        """Work the open case if it is one of the hour; the key to the next one belongs to it."""
        pane = self._hands.program.pane
        matter = self._open.get(pane.case_id or 0)
        if matter is None:
            with self._hands.working_on("passing over what others do"):
                self._hands.press("Ctrl+PgDown")
            return
        alike = self._alike(matter)
        with self._hands.working_on(matter.kind, len(alike)):
            SCRIPTS[matter.kind](self._hands)
            for one in alike:
                del self._open[one.case_id]
            if pane.case_id == matter.case_id and self._open:
                self._hands.press("Ctrl+PgDown")
        self._passes()

    def _alike(self, matter: Matter) -> list[Matter]:
        """The cases that one answer settles."""
        if matter.kind is Kind.GROUPED:
            return self._of(Kind.GROUPED)
        if matter.kind is Kind.MERGED:
            tenancy = matter.contract.tenancy_id
            return [one for one in self._of(Kind.MERGED) if one.contract.tenancy_id == tenancy]
        return [matter]
