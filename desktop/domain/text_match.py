"""Folding of text for finding: Müller, Mueller and muller are one, and so are ß and ss."""

import unicodedata

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ø": "o", "æ": "a", "ł": "l"})
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def search_key(text: str) -> str:
    """Return ``text`` folded for comparison: lower case, umlaut spellings and accents aside.

    A two-letter spelling counts as its umlaut and an umlaut as its plain letter, so that all three
    spellings of a name meet; text and needle must both be folded. Folding twice changes nothing.
    """
    folded = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(letter)
    )
    while True:
        shorter = plain
        for spelling, letter in _DIGRAPHS:
            shorter = shorter.replace(spelling, letter)
        if shorter == plain:
            return plain
        plain = shorter
