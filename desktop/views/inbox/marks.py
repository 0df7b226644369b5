"""Which cases of a list are chosen together: some by their keys, or all that match but some.

All that match need no keys: a list of a million cases, or one whose keys still arrive, is chosen by
one word. A list that changes keeps what is chosen, because cases are chosen and not rows.
"""

from __future__ import annotations

from collections.abc import Iterable


class Marks:
    """The chosen cases of one list."""

    def __init__(self) -> None:
        """Nothing is chosen."""
        self.is_all = False
        self.keys: set[int] = set()
        """What is chosen; where all are, what is not."""

    def holds(self, case_id: int) -> bool:
        """Whether a case is chosen."""
        return (case_id in self.keys) != self.is_all

    def count(self, total: int) -> int:
        """How many cases of a list of ``total`` are chosen."""
        return max(0, total - len(self.keys)) if self.is_all else len(self.keys)

    def toggle(self, case_id: int) -> None:
        """Choose a case, or not any more."""
        self.keys ^= {case_id}

    def choose(self, case_ids: Iterable[int]) -> None:
        """Choose these cases and no others."""
        self.is_all, self.keys = False, set(case_ids)

    def add(self, case_ids: Iterable[int]) -> None:
        """Choose these cases too."""
        if self.is_all:
            self.keys.difference_update(case_ids)
        else:
            self.keys.update(case_ids)

    def choose_all(self) -> None:
        """Choose every case of the list, here or not."""
        self.is_all, self.keys = True, set()

    def clear(self) -> None:
        """Choose nothing."""
        self.is_all, self.keys = False, set()

    def forget(self, gone: Iterable[int]) -> None:
        """These cases have left the list."""
        self.keys.difference_update(gone)

    def keep_only(self, there: Iterable[int]) -> None:
        """All others have left the list."""
        if self.keys:
            self.keys.intersection_update(there)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return not self.is_all and not self.keys
