"""Paints what needs attention in a text: gaps, and words that no dictionary has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from desktop.domain.spelling import Word
from desktop.services.conversation.placeholders import gap_places
from desktop.views import theme
from desktop.views.theme_tokens import Role

SETTLED, WAITING = 0, 1
"""States of a paragraph: everything is painted, or words are still asked for."""
_FIRST_PAIR = "\U00010000"
"""From here on Qt counts a sign as two."""


class TextMarker(QSyntaxHighlighter):
    """Paints gaps, and the words that ``wrong_words`` names for a paragraph.

    A document takes one of its kind only: a second would wipe out what the first has painted.
    """

    def __init__(self, document: QTextDocument) -> None:
        """Watch ``document``."""
        super().__init__(document)
        self.wrong_words: Callable[[str], tuple[Iterable[Word], bool]] | None = None
        """Gets a paragraph; returns what is wrong, and whether more is still asked for."""

    def highlightBlock(self, text: str) -> None:
        now = theme.current()
        if self.wrong_words is not None:
            wrong, waits = self.wrong_words(text)
            self.setCurrentBlockState(WAITING if waits else SETTLED)
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(now.color(Role.DANGER_TEXT))
            for word in wrong:
                self._paint(text, word.begin, word.end, look)
        if "«" in text:
            look = QTextCharFormat()
            look.setBackground(now.color(Role.WARNING_BG))
            look.setForeground(now.color(Role.WARNING_TEXT))
            look.setFontWeight(QFont.Weight.DemiBold)
            for begin, end in gap_places(text):
                self._paint(text, begin, end, look)

    def _paint(self, text: str, begin: int, end: int, look: QTextCharFormat) -> None:
        place = qt_place(text, begin)
        self.setFormat(place, qt_place(text, end) - place, look)


def qt_place(text: str, place: int) -> int:
    """Return where Qt sees a place of ``text``: some signs count twice there."""
    if text.isascii() or max(text, default="") < _FIRST_PAIR:
        return place
    return place + sum(sign >= _FIRST_PAIR for sign in text[:place])


def text_place(text: str, place: int) -> int:
    """Return the place of ``text`` that Qt calls ``place``."""
    if text.isascii() or max(text, default="") < _FIRST_PAIR:
        return place
    seen = 0
    for number, sign in enumerate(text):
        if seen >= place:
            return number
        seen += 2 if sign >= _FIRST_PAIR else 1
    return len(text)
