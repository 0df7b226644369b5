"""Texts that others wrote (names, subjects, file names) as they may stand among our own.

A direction mark can turn a whole row around (``rechnung<U+202E>fdp.exe`` reads as a PDF), and what
is invisible makes two names look the same. So such signs are shown by their number, for everybody
and everywhere; what is stored and handed on stays as it came. A text in Hebrew or Arabic needs none
of them.
"""

import re
from functools import cache

_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and line ends
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\uffa0"  # invisible
    "\u200b\u2028\u2029\u2060-\u2065\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    "\u200f\u202a-\u202e\u2066-\u206f"  # direction
    "\ud800-\udfff"
)
"""Not in it: U+200C and U+200D, which emoji and some scripts need, and U+200E (``LEFT_TO_RIGHT``),
which can turn nothing around."""
_ACCENT = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"

LEFT_TO_RIGHT = "\u200e"
"""Put behind a foreign text with more of the same line after it: "שלום" turns no number around."""


def shown(text: str) -> str:
    """Return the text with every sign that hides or turns something made visible: ``‹U+202E›``."""
    if text.isascii() and text.isprintable():
        return text
    return _tower().sub(r"\1", _one_hidden().sub(lambda sign: f"‹U+{ord(sign[0]):04X}›", text))


def cleaned(text: str) -> str:
    """Return the text without such signs, where it becomes a proposal for a text of our own."""
    return _tower().sub(r"\1", _one_hidden().sub("", text))


@cache
def _one_hidden() -> re.Pattern[str]:
    # Made when it is needed first: the first window has none but our own texts.
    return re.compile(f"[{_HIDDEN}]")


@cache
def _tower() -> re.Pattern[str]:
    """More accents on one letter than any language has; they are painted over the rows around."""
    return re.compile(f"([{_ACCENT}]{{4}})[{_ACCENT}]+")
