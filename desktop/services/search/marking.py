"""Which places of a text are marked as what was found."""

from dataclasses import dataclass, replace

from desktop.domain.iban import normalise_iban
from desktop.domain.text_match import marks_of
from desktop.services.search.terms import LEAST_ENDING, Terms, is_ending, is_number
from desktop.services.search.view import Mark

SEPARATOR = " · "
"""Stands between the parts of a title or a detail."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked in a text, and how much of an account's end may be asked."""

    terms: Terms
    most_ending: int = LEAST_ENDING

    def marks(self, text: str) -> tuple[Mark, ...]:
        """Return the marks of words that begin with what is sought."""
        return marks_of(text, self.terms.words)

    def in_messages(self) -> "Marking":
        """Return what is marked in messages, where telephone numbers are grouped in any way."""
        return replace(self, terms=replace(self.terms, words=self.terms.beginnings))

    def numbers(self) -> list[str]:
        """Return the words that are sought within numbers too."""
        return [word for word in self.terms.words if is_number(word)]

    def number_marks(self, number: str) -> tuple[Mark, ...]:
        """Return the marks on a contract or telephone number, within its parts too."""
        if not (sought := self.numbers()):
            return self.marks(number)
        found = set(self.marks(number))
        places = [place for place, sign in enumerate(number) if sign.isdecimal()]
        digits = "".join(number[place] for place in places)
        for word in sought:
            # A number with the country's stands there without the 0 that is dialled here.
            for digits_sought in (word, word.removeprefix("0")):
                start = digits.find(digits_sought)
                if start >= 0:
                    first, last = places[start], places[start + len(digits_sought) - 1]
                    found.add((first, last - first + 1))
                    break
        return apart(found)

    def asks_for_accounts(self) -> bool:
        """Whether any account could be meant: most words are none's end, and none is read then."""
        words = self.terms.words
        return bool(self.terms.iban) or any(is_ending(one, self.most_ending) for one in words)

    def ending(self, iban: str) -> str:
        """Return the word that is the end of an account, or ""."""
        plain = normalise_iban(iban)
        if self.terms.iban:
            return plain if plain == self.terms.iban else ""
        endings = (one for one in self.terms.words if is_ending(one, self.most_ending))
        return next((one for one in endings if plain.endswith(one)), "")


def apart(marks: set[Mark]) -> tuple[Mark, ...]:
    """Return marks ordered, those that touch each other as one."""
    joined: list[Mark] = []
    for start, length in sorted(marks):
        if joined and start < joined[-1][0] + joined[-1][1]:
            before = joined[-1]
            end = max(before[0] + before[1], start + length)
            joined[-1] = (before[0], end - before[0])
        else:
            joined.append((start, length))
    return tuple(joined)
