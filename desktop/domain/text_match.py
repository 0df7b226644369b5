"""Folding of text for finding: Müller, Mueller and muller are one, and so are ß and ss."""

import unicodedata

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ø": "o", "æ": "a", "ł": "l"})
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def search_key(text: str) -> str:
    """Return ``text`` folded for comparison: lower case, umlaut spellings and accents aside.

    A two-letter spelling counts as its umlaut and an umlaut as its plain letter, so that all three
    spellings of a name meet; text and needle must both be folded. Folding twice changes nothing.
    """
    while (folded := _fold(text)) != text:
        # What folding leaves may fold again: a mathematical A becomes A, and that becomes a.
        text = folded
    return text


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(letter)
    )
    for spelling, letter in _DIGRAPHS:
        plain = plain.replace(spelling, letter)
    return plain
