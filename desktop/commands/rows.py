"""Rows on standard output, as JSON lines or as CSV with a header."""

import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Cell = str | list[str] | None
"""A value of a row; in CSV a list is joined by ``|`` and None is empty."""

_LIST_SEPARATOR: Final = "|"
_LINE_ENDS: Final = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def row_writer(form: str, columns: Sequence[str]) -> Callable[[Mapping[str, Cell]], None]:
    """The function that writes one row as ``form`` (``jsonl`` or ``csv``) wants it.

    CSV begins with its header at once, so that a list without rows has one, too.
    """
    if form == "jsonl":
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        return lambda row: print(on_one_line(encode(row)))
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(columns)
    return lambda row: table.writerow([_in_csv(row[column]) for column in columns])


def on_one_line(text: str) -> str:
    """Escapes in JSON text what ends a line for some readers, though not for JSON."""
    for sign, escape in _LINE_ENDS:
        if sign in text:
            text = text.replace(sign, escape)
    return text


def _in_csv(value: Cell) -> str:
    if isinstance(value, list):
        return _LIST_SEPARATOR.join(value)
    return value or ""
