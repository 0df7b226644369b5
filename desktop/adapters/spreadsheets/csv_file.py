"""CSV as programs write it: with comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import hashlib
import io
import os
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.domain.errors import UserError
from desktop.domain.master_data.columns import are_headings, known_headings
from desktop.domain.master_data.findings import Reason
from desktop.domain.master_data.sheets import RawRow, SheetFacts

LONGEST_LINE: Final = 256 * 1024
"""Characters; what follows in a longer line is not held in memory, and the line is unreadable."""
_CHUNK: Final = 128 * 1024
"""Bytes: where each so many hold a line end, no line is longer than ``LONGEST_LINE``."""
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
    is_short: bool
    """Whether no line is so long that memory has to be guarded against it."""


def sniff(path: Path) -> Sniffed:
    """Read the whole file once: its encoding, its hash, and with what its cells are parted.

    Raises:
        UserError: ``spreadsheet.no_headings``.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        encoding, sha256, is_short = _encoding_and_hash(stream)
    for delimiter in _DELIMITERS:
        headings = _headings(path, encoding, delimiter)
        if known_headings(headings):
            break
    else:
        delimiter, headings = max(
            ((one, _headings(path, encoding, one)) for one in _DELIMITERS),
            key=lambda found: len(found[1]),
        )
    if not are_headings(headings):
        raise UserError("spreadsheet.no_headings", file=path.name)
    facts = SheetFacts(path.name, "", headings, sha256, status.st_size)
    identity = (status.st_size, status.st_mtime_ns)
    return Sniffed(encoding, delimiter, facts, identity, is_short)


def _encoding_and_hash(stream: io.BufferedReader) -> tuple[str, str, bool]:
    """UTF-8 where the bytes are; with a few broken ones still; otherwise Windows-1252.

    Beside it, the hash of all and whether no line is long. In UTF-16 nobody can tell: there the
    byte of a line end stands in other characters too.
    """
    digest = hashlib.sha256()
    beginning = stream.peek(4)[:4]
    marked = next((name for bom, name in _BOMS if beginning.startswith(bom)), None)
    if marked is None and len(beginning) == 4 and beginning.count(0) == 2:
        # Half of the bytes of two letters: UTF-16 whose mark somebody has cut off.
        marked = {beginning[::2]: "utf-16-be", beginning[1::2]: "utf-16-le"}.get(b"\0\0")
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = whole = 0
    is_short = marked is None or not marked.startswith("utf-16")
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        is_short = is_short and (b"\n" in chunk or b"\r" in chunk or len(chunk) < _CHUNK)
        if marked is None and not (chunk.isascii() and not decoder.getstate()[0]):
            text = decoder.decode(chunk)
            bad = text.count("\ufffd")
            broken += bad
            whole += len(chunk) - len(text) - bad
    if marked is None:
        # Each character beyond ASCII makes the text shorter than its bytes by one at least.
        marked = "utf-8" if not broken or whole > broken else "cp1252"
    return marked, digest.hexdigest(), is_short


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

    def skip(self, number: int) -> None:
        """Go behind the line of a number."""
        while self.number < number:
            self.begin()
            next(self)

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
                broken_at: int | None = 0
                if self._sniffed.is_short:
                    broken_at = yield from self._shapely(binary)
                if broken_at is not None:
                    yield from self._shapeless(binary, broken_at)
                self._check_identity(binary)
                self._done = 1.0
        except FileNotFoundError:
            raise UserError("spreadsheet.missing", file=name) from None
        except (OSError, UnicodeError):
            raise UserError("spreadsheet.not_readable", file=name) from None

    def _check_identity(self, binary: io.BufferedReader) -> None:
        status = os.fstat(binary.fileno())
        if (status.st_size, status.st_mtime_ns) != self._sniffed.identity:
            raise UserError("spreadsheet.changed_since", file=self._path.name)

    @contextmanager
    def _text(self, binary: io.BufferedReader) -> Iterator[io.TextIOWrapper]:
        binary.seek(0)
        text = io.TextIOWrapper(
            binary, encoding=self._sniffed.encoding, errors="replace", newline=""
        )
        try:
            yield text
        finally:
            # Otherwise it would close the file, which is looked at once more.
            text.detach()

    def _shapely(self, binary: io.BufferedReader) -> Generator[RawRow, None, int | None]:
        """Read what programs write; returns the line at which it is not that any more, if any."""
        with self._text(binary) as text:
            lines = _Lines(text)
            if _find_headings(lines, self._sniffed.delimiter) is None:
                return None
            width = len(self.facts.headings)
            reader = csv.reader(text, delimiter=self._sniffed.delimiter, strict=True)
            number = lines.number + 1
            try:
                for cells in reader:
                    if len(cells) == width and any(cells):
                        yield RawRow(number, cells)
                    elif (row := _of_another_width(number, cells, width)) is not None:
                        yield row
                    number = lines.number + reader.line_num + 1
                    if not number & 1023:
                        self._tell(binary)
            except csv.Error:
                return number
        return None

    def _shapeless(self, binary: io.BufferedReader, first: int) -> Iterator[RawRow]:
        """Read from a line on (0: from the headings on) whatever stands there."""
        with self._text(binary) as text:
            lines = _Lines(text)
            if first:
                lines.skip(first - 1)
            elif _find_headings(lines, self._sniffed.delimiter) is None:
                return
            for number, cells in _records(lines, self._sniffed.delimiter):
                if cells is None:
                    yield RawRow(number, [], Reason.CSV)
                    continue
                row = _of_another_width(number, cells, len(self.facts.headings))
                if row is not None:
                    yield row
                if not number & 1023:
                    self._tell(binary)

    def _tell(self, binary: io.BufferedReader) -> None:
        self._done = min(binary.tell() / max(self.facts.size, 1), 1.0)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the number and the cells of every record; None in place of one that is broken."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        number = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A quotation mark that is never closed must not swallow what follows.
            lines.give_back()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield number, None
            continue
        yield number, cells


def _of_another_width(number: int, cells: list[str], width: int) -> RawRow | None:
    """Return a line that is blank or has more or fewer cells than headings; None: pass over it."""
    if not any(map(str.strip, cells)):
        return None
    if len(cells) < width or any(map(str.strip, cells[width:])):
        return RawRow(number, cells, Reason.CELL_COUNT)
    return RawRow(number, cells)
