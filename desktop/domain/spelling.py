"""Which words of a text are compared with a dictionary, and what became of that.

Numbers, account numbers, addresses of the net, references and gaps are no words. Neither is what is
written in capitals only: mostly an abbreviation, a BIC or a part of an IBAN.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LONGEST_WORD = 60
"""Letters; nobody writes longer words, and they cost a dictionary the most."""
MOST_SUGGESTIONS = 5
FEW_WORDS = 4
"""Of fewer known words nobody can tell in which language they are."""

_INVISIBLE = "\u00ad\u200b-\u200d\u2060"
_LETTER = rf"(?:[^\W\d_]|[\u0300-\u036f{_INVISIBLE}])"
# A hyphen at an end belongs to the word: "Wohnungs- und Hausverwaltung".
_WORD = re.compile(rf"-?{_LETTER}+(?:['’-]{_LETTER}+)*-?")
# What has no bound here takes the square of the length of a text that nobody typed: the window
# would stand still for a minute. So the third begins only where something begins.
_NO_WORD = re.compile(
    r"«[^»]{0,200}»|\{[^}]{0,200}\}"  # gaps and place holders
    r"|(?<![^\s»}])\S{0,100}(?:[@\d_\\]|::|//|www\.|\w\.[a-z]{2,4}\b(?!\.))\S*",
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")


class SpellingState(StrEnum):
    """Whether words can be compared."""

    READY = "ready"
    NO_DICTIONARY = "no_dictionary"
    GIVEN_UP = "given_up"
    """It ended too often, or cannot be started at all."""


@dataclass(frozen=True, slots=True)
class Dictionaries:
    """What this computer has: codes of languages, the preferred first.

    ``folder`` is where a person can put dictionaries of the own choice.
    """

    state: SpellingState
    languages: tuple[str, ...] = ()
    folder: str = ""


class Word(NamedTuple):
    """A word at its place in a paragraph; ``asked`` is what the dictionary is asked for.

    No dataclass: a long paragraph makes thousands of them with every key.
    """

    begin: int
    end: int
    text: str
    asked: str


def words_in(text: str) -> Iterator[Word]:
    """Return the words of a paragraph that can be compared, in their order."""
    begin = 0
    for skipped in _NO_WORD.finditer(text):
        yield from _words(text, begin, skipped.start())
        begin = skipped.end()
    yield from _words(text, begin, len(text))


def _words(text: str, begin: int, end: int) -> Iterator[Word]:
    for found in _WORD.finditer(text, begin, end):
        written = found[0]
        bare = written if written.isascii() else plain_word(written)
        if bare.isupper() or not 1 < len(bare.strip("-")) <= LONGEST_WORD:
            continue
        first, last = found.span()
        # With its full stop: "bzw." is a word, "bzw" is none.
        yield Word(first, last, written, f"{bare}." if text.startswith(".", last) else bare)


def word_at(text: str, place: int) -> Word | None:
    """Return the word that touches a place of a paragraph."""
    return next((word for word in words_in(text) if word.begin <= place <= word.end), None)


def plain_word(text: str) -> str:
    """Return a word as dictionaries write it, without what nobody sees."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).replace("’", "'")


def known_form(text: str) -> str:
    """Return how a word is compared with those a person knows: whatever its capitals."""
    return plain_word(text).strip("-").casefold()


def names_in(texts: Collection[str]) -> frozenset[str]:
    """Return every word of names and addresses in the form of ``known_form``, and its genitive."""
    found: set[str] = set()
    for text in texts:
        for word in _WORD.findall(text):
            whole = known_form(word)
            for part in (whole, *whole.split("-")):
                found.update((part, f"{part}s", f"{part}'", f"{part}'s"))
    found.discard("")
    return frozenset(found)


def wrong_words(
    words: Sequence[Word],
    accepted: Mapping[str, Collection[str]],
    languages: Sequence[str],
) -> tuple[tuple[Word, ...], str]:
    """Return the words of a paragraph that no dictionary of its language has, and this language.

    ``accepted`` says in which languages each judged word is right; others are not yet judged. A
    paragraph is in the language that knows most of its words, in doubt in the first of
    ``languages``; where too few are known every language will do.
    """
    if not languages:
        return (), ""
    judged = [word for word in words if word.asked in accepted]
    votes = {
        language: sum(language in accepted[word.asked] for word in judged) for language in languages
    }
    language = max(languages, key=lambda one: votes[one])
    if votes[language] < FEW_WORDS:
        return tuple(word for word in judged if not accepted[word.asked]), languages[0]
    return tuple(word for word in judged if language not in accepted[word.asked]), language
