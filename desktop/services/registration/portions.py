"""Long lists of ids are looked for in portions: no database takes a statement of any length."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
_PORTION = 500


def portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield the items in their order, some hundreds at a time."""
    for start in range(0, len(items), _PORTION):
        yield items[start : start + _PORTION]
