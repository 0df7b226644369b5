"""Rows on standard output, as JSON lines or as CSV with a header."""

import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Cell = str | list[str] | None
"""A value of a row; in CSV a list is joined by ``|`` and None is empty."""

_LIST_SEPARATOR: Final = "|"


def row_writer(form: str, columns: Sequence[str]) -> Callable[[Mapping[str, Cell]], None]:
    """The function that writes one row as ``form`` (``jsonl`` or ``csv``) wants it.

    CSV begins with its header at once, so that a list without rows has one, too.
    """
    if form == "jsonl":
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        return lambda row: print(encode(row))
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(columns)
    return lambda row: table.writerow([_in_csv(row[column]) for column in columns])


def _in_csv(value: Cell) -> str:
    if isinstance(value, list):
        return _LIST_SEPARATOR.join(value)
    return value or ""
