"""Whether two damage reports of one house sound like one cause: a suggestion, a person decides.

The lift and a stain on the ceiling are not one, though they came from one house on one day. Reports
are alike where they share a word of some length, or one has it within a compound (*Strom* and
*Stromausfall*); words that any report may have do not count.
"""

from desktop.domain.text_match import search_key

_LEAST = 5
"""Letters; shorter words say little."""
_ANY_REPORT = frozenset(
    map(
        search_key,
        (
            "ausgefallen",
            "Ausfall",
            "defekt",
            "defekte",
            "defekter",
            "defektes",
            "dringend",
            "funktioniert",
            "ganzen",
            "gesamten",
            "Kinderzimmer",
            "kaputt",
            "kaputte",
            "kaputtes",
            "keine",
            "Meldung",
            "meiner",
            "nicht",
            "Notfall",
            "Problem",
            "Schaden",
            "Schadensmeldung",
            "Schlafzimmer",
            "unsere",
            "unserer",
            "wieder",
            "Wochenende",
            "Wohnung",
            "Wohnzimmer",
        ),
    )
)


def sounds_alike(one: str, other: str) -> bool:
    """Return whether two reports share a word that says what is wrong."""
    others = _words(other)
    return any(a in b or b in a for a in _words(one) for b in others)


def _words(text: str) -> frozenset[str]:
    parts = "".join(sign if sign.isalnum() else " " for sign in search_key(text)).split()
    return frozenset(word for word in parts if len(word) >= _LEAST and word not in _ANY_REPORT)
