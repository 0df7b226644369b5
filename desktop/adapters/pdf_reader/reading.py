"""The words of an open PDF and where they stand; runs in the process that draws."""

import re
import unicodedata

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument

from desktop.adapters.pdf_reader.exchange import BOX, PAGE_TEXT
from desktop.adapters.pdf_reader.pieces import Pieces
from desktop.adapters.pdf_reader.seeing import are_all_seen, do_notes_cover

MOST_LETTERS = 100_000
"""So much of a page's text is read; a page full of small print has a tenth of it, and one with more
counts as not surely seen."""
MOST_PLACES = 200
LEAST_HEIGHT = 3
"""In points, rounded: small letters of a print of five points are as high."""
_MOST_LOW = 10
_KEPT = frozenset("\n\t")
_HALF = frozenset({"Cc", "Cs"})
_LINE_ENDS = re.compile(r"\r\n?|\f|\v|\u2028|\u2029")


def texts(document: QPdfDocument, pieces: Pieces, first: int, count: int) -> bytes:
    """Return the texts of ``count`` pages from page ``first`` on, as ``Kind.READ`` carries them."""
    body = bytearray()
    for page in range(first, first + count):
        whole = document.getAllText(page)
        boxes = [one.boundingRect() for one in whole.bounds()]
        readable = _readable(document, page, whole.text(), boxes)
        text = _clean(readable[:MOST_LETTERS])
        # What is left out was seen by nobody who judges the page by its text.
        is_seen = not whole.text().strip() or (
            len(readable) <= MOST_LETTERS
            and not pieces.is_strange(page)
            and are_all_seen(document, page, boxes, whole.text())
            and not (pieces.has_notes(page) and do_notes_cover(document, page, boxes))
        )
        encoded = text.encode()
        body += PAGE_TEXT.pack(is_seen, len(encoded)) + encoded
    return bytes(body)


def found(document: QPdfDocument, page: int, words: str) -> bytes:
    """Return the places of words on a page, as ``Kind.FOUND`` carries them."""
    parts = words.split()
    if not parts:
        return b""
    pattern = re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE)
    text = document.getAllText(page).text()
    body = bytearray()
    for number, place in enumerate(pattern.finditer(text)):
        if number == MOST_PLACES:
            break
        selected = document.getSelectionAtIndex(page, place.start(), place.end() - place.start())
        for line in _lines([one.boundingRect() for one in selected.bounds()]):
            body += BOX.pack(line.x(), line.y(), line.width(), line.height())
    return bytes(body)


def _readable(document: QPdfDocument, page: int, text: str, boxes: list[QRectF]) -> str:
    """The text of a page without words too small to be read: they must name nobody.

    Upright words only: of a word that stands on end the box is as high as the word is long. To look
    at a box costs as much as to read the page, and dashes are low as well: the longest boxes are
    looked at, and where a word is among them and there are more, nothing of the page is taken for
    read.
    """
    low = sorted(
        (one for one in boxes if one.height() < LEAST_HEIGHT), key=QRectF.width, reverse=True
    )
    tiny = [words for box in low[:_MOST_LOW] if (words := _words_in(document, page, box))]
    if tiny and len(low) > _MOST_LOW:
        return ""
    for start, end in sorted(tiny, reverse=True):
        text = text[:start] + text[end:]
    return text


def _words_in(document: QPdfDocument, page: int, box: QRectF) -> tuple[int, int] | None:
    """Where the words of a low box stand in the text; None for dashes and the like."""
    middle = box.center().y()
    found = document.getSelection(page, QPointF(box.left(), middle), QPointF(box.right(), middle))
    said = found.text().strip()
    if not any(sign.isalnum() for sign in said):
        return None
    if any(one.boundingRect().height() >= LEAST_HEIGHT for one in found.bounds()):
        return None
    return found.startIndex(), found.endIndex()


def _clean(text: str) -> str:
    """Without signs that no database keeps and nobody sees."""
    text = _LINE_ENDS.sub("\n", text)
    # The few kinds of signs a text has, not each of its thousands.
    left_out = [sign for sign in set(text) - _KEPT if unicodedata.category(sign) in _HALF]
    return text.translate({ord(sign): None for sign in left_out}) if left_out else text


def _lines(signs: list[QRectF]) -> list[QRectF]:
    """One box for all signs of a line: they are told one by one."""
    lines: list[QRectF] = []
    for sign in signs:
        if lines and _overlap(lines[-1], sign):
            lines[-1] = lines[-1].united(sign)
        else:
            lines.append(sign)
    return lines


def _overlap(line: QRectF, sign: QRectF) -> bool:
    """Whether a sign stands in the line and not before it: then a new line has begun."""
    height = max(line.height(), sign.height(), 1.0)
    return abs(line.center().y() - sign.center().y()) < height and sign.right() >= line.left()
