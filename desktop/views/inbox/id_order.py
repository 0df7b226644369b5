"""The keys of a list in order: eight bytes a case, also for a million of them."""

from __future__ import annotations

from array import array

_HINTS = 64


class IdOrder:
    """Which case stands at which place, and the other way round.

    A dictionary of places would take a hundred megabytes for a million cases. Seeking in the array
    takes milliseconds, and the few cases that are asked for again and again are remembered.
    """

    def __init__(self, ids: array[int] | None = None) -> None:
        """Take over ``ids``; nobody else may change them."""
        self.ids: array[int] = array("q") if ids is None else ids
        self._hints: dict[int, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, place: int) -> int | None:
        """The case at a place that has arrived."""
        return self.ids[place] if 0 <= place < len(self.ids) else None

    def extend(self, more: array[int]) -> None:
        """The next cases of the order."""
        self.ids.extend(more)

    def copy(self) -> array[int]:
        """The keys, to be changed by whoever asked."""
        return self.ids[:]

    def place_of(self, case_id: int) -> int:
        """The place of a case; -1 when it is not here."""
        place, sought = self._hints.get(case_id, (-1, 0))
        if place < 0 and sought < len(self.ids):
            try:
                place = self.ids.index(case_id, sought)
            except ValueError:
                place = -1
            if len(self._hints) >= _HINTS:
                self._hints.clear()
            # What was sought among the first keys need not be sought among them again.
            self._hints[case_id] = (place, len(self.ids))
        return place


def differences(old: array[int], new: array[int]) -> tuple[set[int], set[int]]:
    """Return which cases only the old order has, and which only the new one; each has a case once.

    What both have in common at the beginning and at the end is passed over in one step, so that two
    long lists with few differences are compared as fast as two short ones.
    """
    first = _common(old, new)
    if first == len(old) == len(new):
        return set(), set()
    end = _common(old[first:][::-1], new[first:][::-1])
    before = set(old[first : len(old) - end])
    after = set(new[first : len(new) - end])
    return before - after, after - before


def _common(one: array[int], other: array[int]) -> int:
    """How many keys both begin with; halves are compared as plain memory."""
    low, high = 0, min(len(one), len(other))
    left, right = memoryview(one).cast("B"), memoryview(other).cast("B")
    size = one.itemsize
    if left[: high * size] == right[: high * size]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if left[low * size : middle * size] == right[low * size : middle * size]:
            low = middle
        else:
            high = middle - 1
    return low
