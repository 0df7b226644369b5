"""XLSX workbooks, read row by row by openpyxl; what is no honest workbook is refused before."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final, Protocol, cast

from openpyxl import load_workbook

from desktop.domain.errors import UserError
from desktop.domain.master_data.columns import are_headings
from desktop.domain.master_data.findings import Reason
from desktop.domain.master_data.sheets import RawRow, Sheet, SheetFacts
from desktop.domain.master_data.values import FORMULA

MOST_UNPACKED: Final = 1024**3
MOST_SHARED_TEXTS: Final = 256 * 1024**2
"""Bytes of the list of texts, which has to be held in memory as a whole."""
MOST_RATIO: Final = 300
_SMALL: Final = 10 * 1024**2
_MOST_PARTS: Final = 10_000
_MOST_COLUMNS: Final = 1000
_PREAMBLE: Final = 50
_CHUNK: Final = 1024 * 1024
_FORMULA_TAG: Final = re.compile(rb"<(?:\w+:)?f[ >/]")
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_NO_ARCHIVE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OverflowError,
)
"""What unpacking raises for archives that are broken, encrypted or packed in another way."""
_ONLY_ZEROS: Final = re.compile(r"0{2,40}")


_Value = str | bool | int | float | date | time | timedelta | None


class _Cell(Protocol):
    """What a cell has that is read row by row; an empty one has a value only."""

    @property
    def value(self) -> _Value: ...

    @property
    def number_format(self) -> str: ...

    @property
    def data_type(self) -> str: ...


_Row = Sequence[_Cell]


class _Grid(Protocol):
    """A sheet that is read row by row; a sheet of charts has no rows."""

    sheet_state: str
    max_row: int | None

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, min_row: int, max_row: int | None = None) -> Iterator[_Row]: ...


class _Book(Protocol):
    """A workbook that is read row by row."""

    sheetnames: list[str]

    def __getitem__(self, name: str) -> _Grid: ...

    def close(self) -> None: ...


def open_workbook(path: Path, sha256: str, size: int) -> tuple[Sheet, ...]:
    """Return the visible sheets of a workbook that have headings.

    Raises:
        UserError: ``spreadsheet.no_workbook``, ``spreadsheet.bomb``, ``spreadsheet.no_headings``.
    """
    has_formulas = _check(path)
    found: list[Sheet] = []
    book = _load(path, computed=True)
    try:
        for name in book.sheetnames:
            sheet = book[name]
            if not hasattr(sheet, "iter_rows") or sheet.sheet_state != "visible":
                continue
            headings = _headings(sheet, path.name)
            if headings is not None and are_headings(headings[1]):
                facts = SheetFacts(path.name, name, headings[1], sha256, size)
                found.append(XlsxSheet(path, facts, headings[0], has_formulas=has_formulas))
    finally:
        book.close()
    if not found:
        raise UserError("spreadsheet.no_headings", file=path.name)
    return tuple(found)


def _check(path: Path) -> bool:
    """Refuse what would fill the memory, before anything unpacks it; tell whether it computes."""
    has_formulas = False
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
                raise UserError("spreadsheet.no_workbook", file=path.name)
            if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise UserError("spreadsheet.bomb", file=path.name)
            for part in parts:
                _check_part(part, path.name)
                if part.filename.startswith("xl/") and part.filename.endswith(".xml"):
                    is_sheet = part.filename.startswith("xl/worksheets/")
                    has_formulas |= _look_into(archive, part, path.name) and is_sheet
    except _NO_ARCHIVE as error:
        raise UserError("spreadsheet.no_workbook", file=path.name) from error
    return has_formulas


def _check_part(part: zipfile.ZipInfo, name: str) -> None:
    packed = max(part.compress_size, 1)
    if part.file_size > _SMALL and part.file_size / packed > MOST_RATIO:
        raise UserError("spreadsheet.bomb", file=name)
    if part.filename == "xl/sharedStrings.xml" and part.file_size > MOST_SHARED_TEXTS:
        raise UserError("spreadsheet.bomb", file=name)


def _look_into(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bool:
    """Whether a formula stands in a part; one that declares entities is no workbook of Excel."""
    found, end = False, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _DOCTYPE.search(end + chunk):
                raise UserError("spreadsheet.no_workbook", file=name)
            found = found or _FORMULA_TAG.search(end + chunk) is not None
            end = chunk[-20:]
    return found


def _load(path: Path, *, computed: bool) -> _Book:
    try:
        with warnings.catch_warnings():
            # About styles and extensions that are of no concern for what the cells say.
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=computed, keep_links=False)
            return cast(_Book, book)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        raise UserError("spreadsheet.no_workbook", file=path.name) from error


def _headings(sheet: _Grid, file: str) -> tuple[int, tuple[str, ...]] | None:
    """Return the number of the heading line and its texts; None for a sheet without any."""
    # What a sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    for number, row in enumerate(_numbered(sheet, file, most=_PREAMBLE), start=1):
        cells = [_text(cell) for cell in row[:_MOST_COLUMNS]]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            return number, tuple(cells)
    return None


def _numbered(
    sheet: _Grid, file: str, *, first: int = 1, most: int | None = None
) -> Iterator[_Row]:
    last = None if most is None else first + most - 1
    rows = sheet.iter_rows(min_row=first, max_row=last)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except (OSError, MemoryError):
            raise
        except Exception as error:
            raise UserError("spreadsheet.no_workbook", file=file) from error
        yield row


def _text(cell: _Cell) -> str:
    """Return what a cell says as the text it would be in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format)
    return _day_text(value)


def _number_text(value: float, shape: str) -> str:
    if value != int(value):
        # Fifteen digits are what Excel knows; the rest is noise of the binary form.
        return f"{value:.15g}" if "e" not in f"{value:.15g}" else f"{value:f}"
    whole = str(int(value))
    if _ONLY_ZEROS.fullmatch(shape):
        return whole.zfill(len(shape))
    return whole


def _day_text(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.isoformat(" ", "seconds")
    return str(value) if isinstance(value, timedelta) else value.isoformat()


class XlsxSheet:
    """One sheet of a workbook."""

    def __init__(
        self, path: Path, facts: SheetFacts, heading_line: int, *, has_formulas: bool
    ) -> None:
        self._path = path
        self._facts = facts
        self._heading_line = heading_line
        self._has_formulas = has_formulas
        self._identity = _identity(path)
        self._done = 0.0

    @property
    def facts(self) -> SheetFacts:
        """What is known before the lines are read."""
        return self._facts

    def read_share(self) -> float:
        """How much of the sheet the present reading is through; a guess until the end."""
        return self._done

    def rows(self) -> Iterator[RawRow]:
        """See ``Sheet.rows``."""
        file = self._path.name
        try:
            if _identity(self._path) != self._identity:
                raise UserError("spreadsheet.changed_since", file=file)
            books = [_load(self._path, computed=True)]
            if self._has_formulas:
                books.append(_load(self._path, computed=False))
            try:
                yield from self._rows([book[self._facts.sheet] for book in books])
            finally:
                for book in books:
                    book.close()
            if _identity(self._path) != self._identity:
                raise UserError("spreadsheet.changed_since", file=file)
        except FileNotFoundError:
            raise UserError("spreadsheet.missing", file=file) from None
        except OSError:
            raise UserError("spreadsheet.not_readable", file=file) from None
        self._done = 1.0

    def _rows(self, sheets: list[_Grid]) -> Iterator[RawRow]:
        width = len(self._facts.headings)
        first = self._heading_line + 1
        total = max(sheets[0].max_row or 0, 1)
        for sheet in sheets:
            sheet.reset_dimensions()
        readings = [_numbered(sheet, self._path.name, first=first) for sheet in sheets]
        for number, versions in enumerate(zip(*readings, strict=False), start=first):
            cells = [_text(cell) for cell in versions[0][:_MOST_COLUMNS]]
            if len(versions) > 1:
                _mark_formulas(cells, versions[1])
            if not number & 255:
                self._done = min(number / total, 1.0)
            if not any(map(str.strip, cells)):
                continue
            if len(cells) > width and any(map(str.strip, cells[width:])):
                yield RawRow(number, cells, Reason.CELL_COUNT)
                continue
            cells.extend([""] * (width - len(cells)))
            yield RawRow(number, cells)


def _mark_formulas(cells: list[str], uncomputed: _Row) -> None:
    """A formula whose result nobody has computed is not the same as an empty cell."""
    for place, cell in enumerate(uncomputed[: len(cells)]):
        if not cells[place] and cell.data_type == "f":
            cells[place] = FORMULA


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
