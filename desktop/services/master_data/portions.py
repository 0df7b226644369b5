"""Cells of a portion of lines, column by column: what a column says often is read once."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple

from desktop.domain.master_data.columns import Column
from desktop.domain.master_data.findings import CellProblem, Reason
from desktop.domain.master_data.values import DELETION, Text, clean

_REMEMBERED = 20_000
"""So many cells of a column are known by their text: most columns say the same again and again."""
_BETWEEN = "~"
_ODD = (f"{_BETWEEN} ", f" {_BETWEEN}", f"{_BETWEEN}#", f"{_BETWEEN}{DELETION}{_BETWEEN}")
"""Outer blanks, what may be an error of Excel, a deletion."""


class Deletion(Enum):
    """What ``-`` in a cell means."""

    DELETED = DELETION


DELETED: Final = Deletion.DELETED


class ReadColumn(NamedTuple):
    """What the cells of one column say, line by line.

    ``values`` hold None where a cell says nothing (only with ``has_gaps``), ``DELETED``, or the
    ``CellProblem`` of a cell that cannot be read (both only with ``is_odd``).
    """

    column: Column
    values: Sequence[Any]
    has_gaps: bool = False
    is_odd: bool = False


class ColumnReader:
    """One column of a table as it is read: what its cells said so far is known."""

    def __init__(self, place: int, column: Column) -> None:
        self.place = place
        self.column = column
        self._known: dict[str, Any] = {}

    def read(self, cells: Sequence[str]) -> ReadColumn | None:
        """Return what the cells of a portion say; None where all of them are empty."""
        convert = self.column.convert
        if isinstance(convert, Text) and _are_plain(cells, convert.most):
            if "" not in cells:
                return ReadColumn(self.column, cells)
            values = [cell or None for cell in cells]
            return ReadColumn(self.column, values, has_gaps=True) if any(cells) else None
        known, different = self._known, set(cells)
        for cell in different.difference(known):
            known[cell] = self._value(cell)
        said = {one: known[one] for one in different}
        if len(known) > _REMEMBERED:
            known.clear()
        if all(value is None for value in said.values()):
            return None
        return ReadColumn(
            self.column,
            [said[cell] for cell in cells],
            has_gaps=any(value is None for value in said.values()),
            is_odd=any(isinstance(value, Deletion | CellProblem) for value in said.values()),
        )

    def _value(self, cell: str) -> object:
        try:
            text = clean(cell)
            if not text:
                return None
            if text != DELETION:
                return self.column.convert(text)
        except CellProblem as problem:
            return problem.with_traceback(None)
        return DELETED if self.column.can_be_deleted else CellProblem(Reason.CANNOT_BE_DELETED)


def _are_plain(cells: Sequence[str], most: int) -> bool:
    """Whether all cells say what is written in them, and none is longer than ``most``.

    They are looked at as one text, which takes a tenth of the time. A sign that parts them may
    stand in a cell too: then some are taken for odd that are not, never the other way round.
    """
    joined = f"{_BETWEEN}{_BETWEEN.join(cells)}{_BETWEEN}"
    return (
        joined.isprintable()
        and not any(odd in joined for odd in _ODD)
        and "\ufffd" not in joined
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
        and max(map(len, cells)) <= most
    )


def readers(mapping: Mapping[int, Column]) -> tuple[ColumnReader, ...]:
    """Return what reads the columns of a table."""
    return tuple(ColumnReader(place, one) for place, one in mapping.items())
