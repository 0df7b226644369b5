"""Tables from files: CSV in the shapes that programs write, and XLSX workbooks.

What a file is, its content says, not the ending of its name.
"""

import hashlib
from pathlib import Path
from typing import Final

from desktop.domain.errors import UserError
from desktop.domain.master_data.sheets import Sheet

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Excel 97 to 2003 files begin, and workbooks with a password."""
MOST_BYTES: Final = 1024**3
_CHUNK: Final = 1024 * 1024


class SpreadsheetFiles:
    """Opens files that a person names."""

    def open(self, path: Path) -> tuple[Sheet, ...]:
        """Return the tables of a file that have a heading line.

        Raises:
            UserError: ``spreadsheet.*`` where it is no table that can be read.
        """
        from desktop.adapters.spreadsheets.csv_file import CsvSheet, sniff

        name = path.name
        try:
            if path.is_dir():
                raise UserError("spreadsheet.is_folder", file=name)
            size = path.stat().st_size
            if size > MOST_BYTES:
                raise UserError("spreadsheet.too_large", file=name)
            with path.open("rb") as stream:
                beginning = stream.read(8)
            if not beginning:
                raise UserError("spreadsheet.empty", file=name)
            if beginning == _OLE:
                raise UserError("spreadsheet.old_excel", file=name)
            if beginning.startswith((_ZIP, _EMPTY_ZIP)):
                # Only who has a workbook pays for loading what reads it.
                from desktop.adapters.spreadsheets.xlsx_file import open_workbook

                return open_workbook(path, _sha256(path), size)
            found = sniff(path)
        except FileNotFoundError:
            raise UserError("spreadsheet.missing", file=name) from None
        except (OSError, ValueError):
            raise UserError("spreadsheet.not_readable", file=name) from None
        return (CsvSheet(path, found),)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
