"""Pages of a PDF as a file of their own; runs in the process that draws."""

import io
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

_LEFT_OUT = (
    "/AA",
    "/Annots",
    "/B",
    "/Metadata",
    "/Parent",
    "/PieceInfo",
    "/StructParents",
    "/Thumb",
)
"""What hangs on a page besides its drawing. Links, threads and structure lead to other pages and
would take them along: pages of another tenant."""


class Pieces:
    """Takes one file apart; nothing is read before the first piece."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._reader: PdfReader | None = None

    def cut(self, first: int, last: int, without: Collection[int] = ()) -> bytes | None:
        """Return a file of the pages from ``first`` to ``last`` (from 0), None where it fails.

        ``without`` are pages in between that are left out.
        """
        # Takes as long to load as Qt's own reader, which is all that most files need.
        from pypdf import PdfReader, PdfWriter

        try:
            if self._reader is None:
                self._reader = PdfReader(io.BytesIO(self._data))
            writer = PdfWriter()
            for number in (page for page in range(first, last + 1) if page not in without):
                writer.add_page(self._reader.pages[number], excluded_keys=_LEFT_OUT)
            made = io.BytesIO()
            writer.write(made)
        except Exception:  # noqa: BLE001 - whatever a stranger's file makes of the library
            return None
        return made.getvalue()
