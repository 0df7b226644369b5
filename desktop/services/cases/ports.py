"""What reads the PDF files of cases must offer."""

from typing import Protocol

from desktop.domain.drawn_pages import DrawnPage, PageSize


class PdfReader(Protocol):
    """Shows one file at a time; a file that holds it up does not hold up the program.

    All but ``next_file`` and ``end`` wait, and may be called from any thread.
    """

    def next_file(self) -> int:
        """Another file is wanted (or none); returns its ticket, and that of the last is void."""

    def open(self, ticket: int, data: bytes) -> tuple[PageSize, ...]:
        """Open a file and return the sizes of its pages; raises UserError ``attachment.pdf_*``."""

    def draw(self, ticket: int, page: int, width: int, height: int) -> DrawnPage:
        """Draw a page (from 0) of the open file; raises UserError ``attachment.pdf_*``."""

    def close(self, ticket: int) -> None:
        """Forget the file."""

    def end(self) -> None:
        """Nothing is read any more."""


class PdfReaders(Protocol):
    """All readers of the program."""

    def new(self) -> PdfReader:
        """Return one more, for a window."""

    def end(self) -> None:
        """End all of them; whoever waits for one gets an error."""
