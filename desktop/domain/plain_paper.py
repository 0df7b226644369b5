"""Pages of plain lines, from which invented papers are made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of text: millimetres from the upper left corner of A4, the size in points."""

    left: float
    top: float
    text: str
    size: float = 10.0
    bold: bool = False


PaperPage = tuple[PaperLine, ...]
