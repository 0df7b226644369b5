"""Invented papers as PDF files: letters with their text, and scans that are pictures of it."""

from collections.abc import Sequence

from desktop.adapters.demo_papers.plain_pdf import Picture, pdf_of_pictures, pdf_of_text
from desktop.domain.plain_paper import PaperPage


class DemoPapers:
    """Makes a file of pages. The same pages always give the same letter."""

    def letter(self, pages: Sequence[PaperPage]) -> bytes:
        """Return a PDF whose text can be read."""
        return pdf_of_text(pages)

    def scan(self, pages: Sequence[PaperPage]) -> bytes:
        """Return a PDF that holds pictures of the pages and no text."""
        from desktop.adapters.demo_papers.scanner import picture_of

        return pdf_of_pictures([Picture(*picture_of(page)) for page in pages])
