"""Bad and suspicious rows as a CSV file, for whoever puts them right in the ERP."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import IO

from desktop.domain.master_data.findings import RowFinding
from desktop.texts.master_data import FINDING_COLUMNS, finding_cells

ENCODING = "utf-8-sig"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def begin_findings(stream: IO[str]) -> Callable[[RowFinding], None]:
    """Write the headings and return what writes a row; the stream has to leave line ends alone."""
    table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    table.writerow(FINDING_COLUMNS)

    def write(finding: RowFinding) -> None:
        # A name of a file must not become a formula in the program that opens the list.
        table.writerow(
            [f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in finding_cells(finding)]
        )

    return write


def findings_file(findings: Iterable[RowFinding]) -> bytes:
    """Return the whole file."""
    stream = io.StringIO(newline="")
    write = begin_findings(stream)
    for finding in findings:
        write(finding)
    return stream.getvalue().encode(ENCODING)
