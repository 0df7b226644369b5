"""A table of a file as it is read: the heading line, and the lines under it one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from desktop.domain.master_data.findings import Reason


class RawRow(NamedTuple):
    """A line of a table: its number in the file, and its cells as texts.

    ``problem`` says that the line cannot be read; then there are no cells.
    """

    line: int
    cells: list[str]
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is known of a table before its lines are read.

    ``file`` is the name of the file without its folder, ``sheet`` that of the sheet of a workbook
    (empty for a text file), ``sha256`` that of the whole file, ``size`` its bytes.
    """

    file: str
    sheet: str
    headings: tuple[str, ...]
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """What the table is called in front of a person."""
        return f"{self.file} · {self.sheet}" if self.sheet else self.file


class Sheet(Protocol):
    """One table of a file."""

    @property
    def facts(self) -> SheetFacts:
        """What is known before the lines are read."""

    def rows(self) -> Iterator[RawRow]:
        """Yield the lines under the heading that are not blank; can be asked again.

        Raises:
            UserError: ``spreadsheet.*`` where the file cannot be read to its end, or is another
                than when it was opened.
        """

    def read_share(self) -> float:
        """How much of the file the present reading is through, 0 to 1."""
