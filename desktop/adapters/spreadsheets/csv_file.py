"""CSV as programs write it: with comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import hashlib
import io
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.domain.errors import UserError
from desktop.domain.master_data.columns import heading_key, known_headings
from desktop.domain.master_data.findings import Reason
from desktop.domain.master_data.sheets import RawRow, SheetFacts

LONGEST_LINE: Final = 256 * 1024
"""Characters; what follows in a longer line is not held in memory, and the line is unreadable."""
_CHUNK: Final = 1024 * 1024
_DELIMITERS: Final = (";", ",", "\t")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATOR_LINE: Final = "sep="
_TOO_LONG: Final = "\ufffd\n"
_PREAMBLE: Final = 50
"""So many blank lines may stand before the headings."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """How a file is to be read."""

    encoding: str
    delimiter: str
    facts: SheetFacts
    identity: tuple[int, int]


def sniff(path: Path) -> Sniffed:
    """Read the whole file once: its encoding, its hash, and with what its cells are parted.

    Raises:
        UserError: ``spreadsheet.no_headings``.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        encoding, sha256 = _encoding_and_hash(stream)
    for delimiter in _DELIMITERS:
        headings = _headings(path, encoding, delimiter)
        if known_headings(headings):
            break
    else:
        delimiter, headings = max(
            ((one, _headings(path, encoding, one)) for one in _DELIMITERS),
            key=lambda found: len(found[1]),
        )
    if not any(heading_key(one) for one in headings):
        raise UserError("spreadsheet.no_headings", file=path.name)
    facts = SheetFacts(path.name, "", headings, sha256, status.st_size)
    return Sniffed(encoding, delimiter, facts, (status.st_size, status.st_mtime_ns))


def _encoding_and_hash(stream: io.BufferedReader) -> tuple[str, str]:
    """UTF-8 where the bytes are; with a few broken ones still; otherwise Windows-1252."""
    digest = hashlib.sha256()
    beginning = stream.peek(4)[:4]
    marked = next((name for bom, name in _BOMS if beginning.startswith(bom)), None)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = whole = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        if marked is None and not (chunk.isascii() and not decoder.getstate()[0]):
            text = decoder.decode(chunk)
            bad = text.count("\ufffd")
            broken += bad
            whole += len(chunk) - len(text) - bad
    if marked is None:
        # Each character beyond ASCII makes the text shorter than its bytes by one at least.
        marked = "utf-8" if not broken or whole > broken else "cp1252"
    return marked, digest.hexdigest()


def _headings(path: Path, encoding: str, delimiter: str) -> tuple[str, ...]:
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        lines = _Lines(text)
        found = _find_headings(lines, delimiter)
    return () if found is None else tuple(found[1])


def _find_headings(lines: "_Lines", delimiter: str) -> tuple[str, list[str]] | None:
    """Go to the line of headings; Excel's ``sep=;`` before it says what parts the cells."""
    for _ in range(_PREAMBLE):
        lines.begin()
        try:
            row = next(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error:
            return None
        except StopIteration:
            return None
        first = row[0].strip().lower() if row else ""
        if first.startswith(_SEPARATOR_LINE) and len(first) <= len(_SEPARATOR_LINE) + 1:
            continue
        if any(cell.strip() for cell in row):
            while row and not row[-1].strip():
                row.pop()
            return delimiter, row
    return None


class _Lines:
    """Lines of a text, none longer than bearable; those of one record can be given back."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._readline = text.readline
        self._back: deque[str] = deque()
        self._record: list[str] = []
        self.number = 0

    def begin(self) -> None:
        """A record begins with the next line."""
        self._record.clear()

    def give_back(self) -> None:
        """Let all lines of the record but its first be read again."""
        surplus = self._record[1:]
        self._back.extendleft(reversed(surplus))
        self.number -= len(surplus)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._readline(LONGEST_LINE)
        if len(line) >= LONGEST_LINE and line[-1] not in "\r\n":
            line = self._skip_long()
        elif not line:
            raise StopIteration
        self.number += 1
        self._record.append(line)
        return line

    def _skip_long(self) -> str:
        """Leave the rest of a line that is too long unread; returns what stands for it."""
        while (more := self._text.readline(LONGEST_LINE)) and more[-1] not in "\r\n":
            pass
        return _TOO_LONG


class CsvSheet:
    """A CSV file as the one table it is."""

    def __init__(self, path: Path, sniffed: Sniffed) -> None:
        self._path = path
        self._sniffed = sniffed
        self._done = 0.0

    @property
    def facts(self) -> SheetFacts:
        """What is known before the lines are read."""
        return self._sniffed.facts

    def read_share(self) -> float:
        """How much of the file the present reading is through."""
        return self._done

    def rows(self) -> Iterator[RawRow]:
        """See ``Sheet.rows``."""
        name = self._path.name
        try:
            with self._path.open("rb") as binary:
                self._check_identity(binary)
                text = io.TextIOWrapper(
                    binary, encoding=self._sniffed.encoding, errors="replace", newline=""
                )
                yield from self._rows(text, binary)
                self._check_identity(binary)
        except FileNotFoundError:
            raise UserError("spreadsheet.missing", file=name) from None
        except (OSError, UnicodeError):
            raise UserError("spreadsheet.not_readable", file=name) from None

    def _check_identity(self, binary: io.BufferedReader) -> None:
        status = os.fstat(binary.fileno())
        if (status.st_size, status.st_mtime_ns) != self._sniffed.identity:
            raise UserError("spreadsheet.changed_since", file=self._path.name)

    def _rows(self, text: io.TextIOWrapper, binary: io.BufferedReader) -> Iterator[RawRow]:
        lines = _Lines(text)
        if _find_headings(lines, self._sniffed.delimiter) is None:
            return
        width = len(self.facts.headings)
        size = max(self.facts.size, 1)
        reader = csv.reader(lines, delimiter=self._sniffed.delimiter, strict=True)
        while True:
            lines.begin()
            number = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                self._done = 1.0
                return
            except csv.Error:
                # A quotation mark that is never closed must not swallow what follows.
                lines.give_back()
                reader = csv.reader(lines, delimiter=self._sniffed.delimiter, strict=True)
                yield RawRow(number, [], Reason.CSV)
                continue
            if len(cells) != width:
                if not any(map(str.strip, cells)):
                    continue
                if len(cells) < width or any(map(str.strip, cells[width:])):
                    yield RawRow(number, cells, Reason.CELL_COUNT)
                    continue
            elif not any(cells):
                continue
            if not number & 1023:
                self._done = min(binary.tell() / size, 1.0)
            yield RawRow(number, cells)
