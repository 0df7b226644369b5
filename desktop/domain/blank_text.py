"""What counts as blank, as no character at all, and as one clean line."""

import unicodedata

_INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp"})


def is_blank(text: str | None) -> bool:
    """Tell whether a text is absent, empty, or made of blanks and invisible characters only."""
    if not text or text.isspace():
        return True
    return not text.isascii() and all(map(_is_blank_character, text))


def _is_blank_character(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in _INVISIBLE


def one_line(text: str | None) -> str:
    """Return the text without blanks at its ends, inner runs of blanks as one; "" for None."""
    return " ".join(text.split()) if text and not is_blank(text) else ""
