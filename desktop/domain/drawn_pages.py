"""Pages of a PDF as the window gets them: measured and drawn by a process of their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSize:
    """How large a page is, in points (1/72 inch); neither is ever below 1 or above 14,400."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as picture: rows from the top, four bytes a pixel (blue, green, red, unused)."""

    width: int
    height: int
    pixels: bytes
