"""Reading lines of bank details: JSON lines or CSV, one at a time, however long the input is."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, NoReturn

import msgspec

from desktop.domain.errors import UserError
from desktop.texts import tr

LONGEST_LINE: Final = 1024 * 1024
"""Bytes; a longer line is reported as unreadable instead of being held in memory."""

FLAT_KEYS: Final = ("id", "iban", "account_holder", "tenants", "received_at", "federal_state")
GROUPS: Final = {
    "holder_address": ("street", "house_number", "postcode", "town", "country"),
    "mandate": ("reference", "creditor_id", "signed_on", "last_collection_on", "revoked_on"),
}
COLUMNS: Final = (
    *FLAT_KEYS,
    *(f"{group}.{part}" for group, parts in GROUPS.items() for part in parts),
)
_BOM: Final = b"\xef\xbb\xbf"
_NO_TEXT: Final = b"\xff"
"""A byte that no UTF-8 has: stands for what is too long to be held."""

Record = dict[str, object]


class ReadLine(msgspec.Struct, frozen=True):
    """One line of the input; nested keys are nested dictionaries, also where it was CSV."""

    number: int
    record: Record


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that cannot be read, and one German sentence that says why."""

    number: int
    identifier: object
    error: str


def read_lines(stream: BinaryIO) -> Iterator[ReadLine | UnreadableLine]:
    """Yield every line that is not blank; the first character tells JSON lines from CSV.

    Raises ``UserError`` where the stream cannot be read or its header names no known column.
    """
    lines = _physical_lines(stream)
    for number, line in lines:
        first = line.removeprefix(_BOM) if number == 1 else line
        if not first.strip():
            continue
        rest = _with_first(number, first, lines)
        if first.lstrip()[:1] == b"{":
            yield from _json_lines(rest)
        else:
            yield from _csv_lines(rest)
        return


_Lines = Iterator[tuple[int, bytes]]


def _with_first(number: int, first: bytes, rest: _Lines) -> _Lines:
    yield number, first
    yield from rest


def _physical_lines(stream: BinaryIO) -> _Lines:
    """Yield line numbers and lines.

    Of one that is too long only an opening brace is kept, which tells JSON lines from CSV.
    """
    number = 0
    try:
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                    pass
                opened = line.removeprefix(_BOM).lstrip()[:1] == b"{"
                yield number, b"{" + _NO_TEXT if opened else _NO_TEXT
            else:
                yield number, line
    except OSError as error:
        raise UserError("check.not_readable") from error


def _not_text() -> str:
    return tr("Die Zeile ist kein lesbarer Text (UTF-8, höchstens 1 MB).")


class _JsonReader:
    """Decodes one object a line and notices keys that stand twice in one object."""

    def __init__(self) -> None:
        self._doubled = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=_refuse_constant
        )

    def read(self, number: int, line: bytes) -> ReadLine | UnreadableLine:
        self._doubled = False
        try:
            value = self._decoder.decode(line.decode("utf-8"))
        except UnicodeDecodeError:
            return UnreadableLine(number, None, _not_text())
        except (ValueError, RecursionError):
            return UnreadableLine(number, None, tr("Die Zeile ist kein gültiges JSON."))
        if not isinstance(value, dict):
            return UnreadableLine(number, None, tr("Die Zeile ist kein JSON-Objekt."))
        if self._doubled:
            return UnreadableLine(
                number, value.get("id"), tr("Ein Schlüssel steht doppelt in der Zeile.")
            )
        return ReadLine(number, value)

    def _object(self, pairs: list[tuple[str, object]]) -> Record:
        made = dict(pairs)
        self._doubled = self._doubled or len(made) != len(pairs)
        return made


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _json_lines(lines: _Lines) -> Iterator[ReadLine | UnreadableLine]:
    reader = _JsonReader()
    for number, line in lines:
        if line.strip():
            yield reader.read(number, line)


def _csv_lines(lines: _Lines) -> Iterator[ReadLine | UnreadableLine]:
    counted = _CountedText(lines)
    text = iter(counted)
    header_line = next(text)
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    header = _header(header_line, text, delimiter)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        number = counted.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield UnreadableLine(number, None, tr("Die Zeile ist kein gültiges CSV."))
            continue
        if row:
            yield _csv_line(number, row, header)


class _CountedText:
    """Lines as text for the CSV reader, which takes as many as a quoted cell needs.

    What is no UTF-8 keeps a lone surrogate and is noticed when the row is complete.
    """

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            self.number = number
            yield line.decode("utf-8", "surrogateescape")


def _header(first: str, more: Iterator[str], delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader(_chained(first, more), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        raise UserError("check.columns") from None
    header = tuple(cell.strip() for cell in cells)
    known = [name for name in header if name in COLUMNS]
    if not known:
        raise UserError("check.columns")
    if len(set(known)) != len(known):
        raise UserError("check.doubled_column")
    return header


def _chained(first: str, more: Iterator[str]) -> Iterator[str]:
    yield first
    yield from more


def _csv_line(number: int, row: list[str], header: tuple[str, ...]) -> ReadLine | UnreadableLine:
    cells = dict(zip(header, row, strict=False))
    identifier = cells.get("id") or None
    try:
        "".join(row).encode("utf-8")
    except UnicodeEncodeError:
        return UnreadableLine(number, None, _not_text())
    if len(row) != len(header):
        sentence = tr(
            "Die Zeile hat {found} Felder statt {expected}.", found=len(row), expected=len(header)
        )
        return UnreadableLine(number, identifier, sentence)
    return ReadLine(number, _csv_record(cells))


def _csv_record(cells: dict[str, str]) -> Record:
    record: Record = {key: cells[key] for key in FLAT_KEYS if key in cells}
    if "id" in record:
        record["id"] = record["id"] or None
    if "tenants" in record:
        record["tenants"] = cells["tenants"].split("|")
    for group, parts in GROUPS.items():
        named = {part: cells[f"{group}.{part}"] for part in parts if f"{group}.{part}" in cells}
        # A group of empty cells only says nothing: every row of a table has all columns.
        if any(value.strip() for value in named.values()):
            record[group] = named
    return record
