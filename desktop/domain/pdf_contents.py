"""What was read in a PDF: the words of its pages, and where some of them stand."""

from dataclasses import dataclass

from desktop.domain.documents import TextState

PAGE_END = "\f"
"""Stands between the texts of two pages where they are kept as one text."""


@dataclass(frozen=True, slots=True)
class PdfContent:
    """What could be read: a text for each page, in their order; of a scan empty ones.

    ``count`` is the number of pages, as far as it is known; ``pages`` is empty unless the state is
    READ or NO_TEXT. ``unseen`` are pages, counted from 1, that have words which are not surely to
    be seen: what a person reads there may be something else.
    """

    state: TextState
    pages: tuple[str, ...] = ()
    count: int | None = None
    unseen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Where words stand on a page, in points (1/72 inch) from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageRange:
    """Pages that belong together, counted from 1; both ends are part of it.

    ``without`` are pages in between that do not belong to it.
    """

    first: int
    last: int
    without: tuple[int, ...] = ()


def pages_of(text: str) -> tuple[str, ...]:
    """Return the texts of the pages of a text that is kept as one."""
    return tuple(text.split(PAGE_END)) if text else ()
