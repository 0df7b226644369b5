"""Pages of a PDF taken apart, and as a file of their own; runs in the process that draws."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

_BARE = frozenset({"/Link", "/Popup"})


class Pieces:
    """Takes one file apart; nothing is read before that."""

    def __init__(self, data: bytes, count: int) -> None:
        """``count`` is how many pages it has for whoever shows it and reads its words."""
        self._data = data
        self._count = count
        self._reader: PdfReader | None = None
        self._is_tried = False

    def cut(self, first: int, last: int, without: Collection[int] = ()) -> bytes | None:
        """Return a file of the pages from ``first`` to ``last`` (from 0), None where it fails.

        ``without`` are pages in between that are left out.
        """
        # Takes as long to load as Qt's own reader, which is all that most files need.
        from pypdf import PdfWriter

        from desktop.adapters.pdf_reader.copying import PageCopier

        try:
            writer = PdfWriter()
            copier = PageCopier(self._opened(), writer)
            for number in (page for page in range(first, last + 1) if page not in without):
                copier.add(number)
            copier.finish()
            made = io.BytesIO()
            writer.write(made)
        except Exception:  # noqa: BLE001 - whatever a stranger's file makes of the library
            return None
        return made.getvalue()

    def is_strange(self, page: int) -> bool:
        """Whether a page (from 0) shows words in a way in which nobody reads them.

        So does one that cannot be taken apart.
        """
        from desktop.adapters.pdf_reader.resources import drawn_bytes, things
        from desktop.adapters.pdf_reader.strange_words import has_strange_words

        try:
            source = self._opened().pages[page]
            content = drawn_bytes(source.get("/Contents"))
            return has_strange_words(content, things(source, "/Resources"))
        except Exception:  # noqa: BLE001 - whatever a stranger's file makes of the library
            return True

    def has_notes(self, page: int) -> bool:
        """Whether something lies on a page (from 0) that may cover what it shows, or may not."""
        try:
            listed = self._opened().pages[page].get("/Annots")
            notes = [] if listed is None else [one.get_object() for one in listed.get_object()]
            return any("/AP" in one or one.get("/Subtype") not in _BARE for one in notes)
        except Exception:  # noqa: BLE001 - whatever a stranger's file makes of the library
            return True

    def _opened(self) -> PdfReader:
        """The file as the library has it, asked for once: it takes long where there is much of it.

        The numbers of pages come from another reader. Where the two may count otherwise, the words
        of one page would be judged by what another is drawn with, and that one cut out for it.
        """
        if self._reader is None:
            from pypdf import PdfReader

            from desktop.adapters.pdf_reader.page_tree import certain_pages

            if self._is_tried:
                raise ValueError("file")
            self._is_tried = True
            reader = PdfReader(io.BytesIO(self._data))
            if not certain_pages(reader) == len(reader.pages) == self._count:
                raise ValueError("pages")
            self._reader = reader
        return self._reader
