"""What makes files of invented pages."""

from collections.abc import Sequence
from typing import Protocol

from desktop.domain.plain_paper import PaperPage


class DemoPapers(Protocol):
    """Makes PDF files of pages."""

    def letter(self, pages: Sequence[PaperPage]) -> bytes:
        """Return a file whose text can be read."""

    def scan(self, pages: Sequence[PaperPage]) -> bytes:
        """Return a file that holds pictures of the pages and no text."""
