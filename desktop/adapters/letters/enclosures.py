"""Pages of what is enclosed with a letter, drawn by the process that draws all PDF files."""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import BinaryIO

from desktop.adapters.pdf_reader.reader import PdfReader
from desktop.domain.drawn_pages import DrawnPage, PageSize
from desktop.domain.errors import UserError
from desktop.domain.letter import Enclosure

_DOTS_PER_POINT = 200 / 72
"""On paper 200 dots an inch are sharp; a page of A4 takes 15 MB for the moment it is painted."""
_MOST_DOTS = 3_400


_REASONS = {
    "attachment.pdf_damaged": "Sie ist beschädigt oder nicht vollständig.",
    "attachment.pdf_password": "Sie ist mit einem Kennwort geschützt.",
    "attachment.pdf_too_long": "Sie hat zu viele Seiten.",
    "attachment.pdf_given_up": "Sie zu zeichnen dauert zu lange.",
    "documents.missing": "Sie liegt nicht mehr in der Dokumentenablage.",
    "documents.unreachable": "Die Dokumentenablage war beim Drucken nicht erreichbar.",
}
_OTHERWISE = "Sie ließ sich nicht zeichnen."
"""Letters are German, whatever language the interface speaks."""


class UndrawableError(Exception):
    """A file whose pages cannot be drawn; the text says why, as a sentence on paper."""


class EnclosedPages:
    """Draws one file after the other; usable in any thread, one at a time."""

    def __init__(self, open_document: Callable[[Enclosure], BinaryIO], reader: PdfReader) -> None:
        """``open_document`` opens the content of an enclosure in the store it lies in."""
        self._open = open_document
        self._reader = reader
        self._drawing = Lock()

    def drawn(self, enclosure: Enclosure) -> Iterator[DrawnPage]:
        """Yield every page of a file.

        Raises:
            UndrawableError: the file is gone, damaged, locked, or takes too long to draw.
        """
        with self._drawing:
            try:
                with self._open(enclosure) as stream:
                    data = stream.read()
                ticket = self._reader.next_file()
                for number, size in enumerate(self._reader.open(ticket, data)):
                    yield self._reader.draw(ticket, number, *_dots(size))
                self._reader.close(ticket)
            except UserError as error:
                raise UndrawableError(_REASONS.get(error.code, _OTHERWISE)) from error


def _dots(size: PageSize) -> tuple[int, int]:
    """Width and height in dots; a poster is drawn smaller, it has to fit on the paper anyway."""
    factor = min(_DOTS_PER_POINT, _MOST_DOTS / max(size.width, size.height))
    return max(1, round(size.width * factor)), max(1, round(size.height * factor))
