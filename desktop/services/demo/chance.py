"""Chance that repeats itself: the same day and the same purpose always draw the same values."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of values for one purpose.

    Streams are apart from each other, so that more data of one kind changes none of another.
    """

    __slots__ = ("_random",)

    def __init__(self, today: date, purpose: str) -> None:
        # A seed of text is hashed by the library itself and the same on every platform.
        self._random = random.Random(f"mieterdesk {today.isoformat()} {purpose}")  # noqa: S311

    def below(self, limit: int) -> int:
        """Return a number from 0 up to, not including, ``limit``."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a number from ``low`` to ``high``, both possible."""
        return low + self.below(high - low + 1)

    def happens(self, percent: float) -> bool:
        """Tell whether something that is true in ``percent`` of the cases is true now."""
        return self._random.random() * 100 < percent

    def pick(self, values: Sequence[T]) -> T:
        """Return one of ``values``."""
        return values[self.below(len(values))]

    def weighted(self, values: Sequence[T], weights: Sequence[int]) -> T:
        """Return one of ``values``, the oftener the heavier it is."""
        return self._random.choices(values, weights)[0]

    def instant(self, first: datetime, last: datetime) -> datetime:
        """Return a whole second between two instants, both possible."""
        return first + timedelta(seconds=self.below(int((last - first).total_seconds()) + 1))

    def digits(self, count: int) -> str:
        """Return ``count`` decimal digits."""
        return str(self.below(10**count)).zfill(count)

    def uuid(self) -> str:
        """Return a random UUID as text."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
