"""What an import needs of the outside world."""

from pathlib import Path
from typing import Protocol

from desktop.domain.master_data.sheets import Sheet

__all__ = ["Sheet", "Spreadsheets"]


class Spreadsheets(Protocol):
    """Opens CSV files and workbooks."""

    def open(self, path: Path) -> tuple[Sheet, ...]:
        """Return the tables of a file that have a heading line.

        Raises:
            UserError: ``spreadsheet.*`` where it is no table that can be read.
        """
