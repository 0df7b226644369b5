"""The list that lies on top of a larger batch: which letter is where, and how many pages it has.

It says whom each letter is for and nothing of what stands in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from desktop.adapters.letters.fonts import UNITS, fitting_font, font, width_mm
from desktop.adapters.letters.frame import paint_line
from desktop.domain.letter import Letter

ROWS = 46
"""So many letters stand on one page of the list."""
_LEFT, _RIGHT = 25.0, 190.0
_FIRST, _STEP = 44.0, 5.0
_COLUMNS = (25.0, 37.0, 92.0, 137.0, 172.0)
_ENDS = (35.0, 90.0, 135.0, 170.0, 190.0)
_TITLES = ("Nr.", "Empfänger", "Ort", "Vorgang, Vertrag", "Seiten")
_FAINT = QColor(140, 140, 140)


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter and how many pages it has."""

    letter: Letter
    pages: int


@dataclass(frozen=True, slots=True)
class CoverPage:
    """One page of the list; ``summary`` stands below the title."""

    summary: str
    number: str
    rows: tuple[tuple[str, ...], ...]


def pages_of(entries: Sequence[Entry]) -> Iterator[CoverPage]:
    """Return the pages of the list."""
    sheets = sum(entry.pages for entry in entries)
    summary = (
        f"{len(entries)} Briefe, {sheets} Seiten, sortiert nach Gesellschaft, Seitenzahl und "
        "Postleitzahl. Bitte nicht kuvertieren."
    )
    rows = [_row(place, entry) for place, entry in enumerate(entries, start=1)]
    count = -(-len(rows) // ROWS)
    for number in range(count):
        part = rows[number * ROWS : (number + 1) * ROWS]
        yield CoverPage(summary, f"Liste {number + 1} von {count}", tuple(part))


def paint(painter: QPainter, title: str, page: CoverPage) -> None:
    """Paint one page of the list."""
    bold, small = font(16, QFont.Weight.Bold), font(8)
    paint_line(painter, title, _LEFT, 18.0, bold)
    left = _RIGHT - width_mm(page.number, small)
    paint_line(painter, page.number, left, 20.5, small)
    width = _RIGHT - _LEFT
    paint_line(painter, page.summary, _LEFT, 27.0, fitting_font(page.summary, 9, width))
    strong = font(8.5, QFont.Weight.DemiBold)
    for column, words in enumerate(_TITLES):
        paint_line(painter, words, _COLUMNS[column], 36.5, strong)
    used = font(8.5)
    for number, cells in enumerate(page.rows):
        y = _FIRST + number * _STEP
        painter.setPen(QPen(_FAINT, 0.1 * UNITS))
        painter.drawLine(QLineF(_LEFT * UNITS, (y - 1) * UNITS, _RIGHT * UNITS, (y - 1) * UNITS))
        for column, words in enumerate(cells):
            room = _ENDS[column] - _COLUMNS[column]
            paint_line(painter, words, _COLUMNS[column], y, used, width=room)


def _row(place: int, entry: Entry) -> tuple[str, ...]:
    letter, info = entry.letter, dict(entry.letter.info)
    lines = [line for line in letter.address if line not in ("Frau", "Herr")]
    contract = info.get("Ihr Vertrag", "").removeprefix("endet auf ")
    belongs = ", ".join(
        part for part in (info.get("Vorgang", ""), f"…{contract}" if contract else "") if part
    )
    number = letter.batch_mark.rpartition(" · ")[2] or str(place)
    enclosed = f" + {len(letter.enclosures)} Anl." if letter.enclosures else ""
    name = lines[0] if lines else ""
    town = " ".join(lines[2:][-2:]) if lines and lines[-1].isupper() else lines[-1] if lines else ""
    return (number, name, town, belongs, f"{entry.pages}{enclosed}")
