"""One line of the page *Betrieb*: what it is, how it stands, what to do about it."""

from dataclasses import dataclass

from desktop.domain.operation import Level
from desktop.texts import mark, tr

_WORDS = {
    Level.OK: mark("in Ordnung"),
    Level.NOTE: mark("Hinweis"),
    Level.WARNING: mark("bitte ansehen"),
    Level.DANGER: mark("gestört"),
}


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One line of the page: what, how it stands, and what to do ("" where nothing is to be done).

    ``key`` names the line for whoever leads from it to another area.
    """

    key: str
    title: str
    level: Level
    value: str
    advice: str = ""


def level_word(level: Level) -> str:
    """Return the word for a level: "in Ordnung"."""
    return tr(_WORDS[level])
