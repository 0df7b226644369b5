"""From what somebody types to what is asked of the word indexes.

A thing is found when every word of the question begins one of its words. Beside its plain words a
row is indexed with marked ones, which nobody can type: signs that are no letters stand before them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.database.word_index import Clause, Sought, WordIndex
from desktop.domain.iban import normalise_iban
from desktop.domain.text_match import LONGEST_WORD, MOST_WORDS, words_of

COMPANY = "§"
"""Before the id of the company a row belongs to: what is asked never leaves it out."""
CATEGORY = "¶"
"""Before the id of a case's category: found by the category's words as they are now."""
TAIL = "¬"
"""Before every ending of a contract or telephone number, so that any part of it is found."""
NAME = "°"
"""Before the words of a person, to seek among people only."""
ENDING = "±"
"""Before the last digits of an account, turned round."""
ACCOUNT = "¤"
"""Before a whole IBAN, which is found whole only."""

LEAST_DIGITS = 3
"""Fewer digits are sought at the beginning of a number's parts only."""
LEAST_JOINED = 5
"""Groups of fewer digits together are sought one by one only."""
LEAST_ENDING = 4
MOST_ENDING = 10
"""So many last digits of an IBAN are the account's; more than four tell what a list masks."""
_GERMANY = ("0049", "49")
_INTERNATIONAL = re.compile(r"\s*(?:\+|00)\s*49[0-9\s/().\-]*")
_COUNTRY = re.compile(r"\s*(?:\+|00)\s*49")
_DIALLED = re.compile(r"\s*\(?0[1-9][0-9]+[\s/().\-]+[0-9][0-9\s/().\-]*")
"""An area with its 0, a gap, and the beginning of a number."""
_GROUPED = re.compile(r"\s*\+?\(?[0-9]+[)\s/().,\-]+[0-9][0-9\s/().,\-]*")
"""Nothing but digits, in at least two groups."""
_WHOLE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class Terms:
    """The folded words of a question, or the one whole IBAN it consists of.

    ``dialled`` are the groups of digits of a question that is a telephone number, without country
    and first 0: whoever writes a message groups them as she likes. ``joined`` are all digits of a
    question that is one number in several groups, as it is dialled here; else "".
    """

    words: tuple[str, ...] = ()
    iban: str = ""
    dialled: tuple[str, ...] = ()
    joined: str = ""

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What is marked where a word of a text begins with it."""
        if not self.dialled:
            return self.words
        return (*self.words, *self.dialled, f"0{self.dialled[0]}", *_joined(self.dialled))

    def __bool__(self) -> bool:
        """Whether anything is sought."""
        return bool(self.words or self.iban)


@dataclass(frozen=True, slots=True)
class KnownCategory:
    """A category and its folded words."""

    category_id: int
    words: frozenset[str]


def parse(text: str) -> Terms:
    """Read a question; a telephone number with its country's is sought as it is dialled here."""
    if _INTERNATIONAL.fullmatch(text):
        return Terms(words=(domestic(text),), dialled=_groups(_COUNTRY.sub("", text)))
    iban = normalise_iban(text)
    if _WHOLE_IBAN.fullmatch(iban) and any(sign.isdigit() for sign in iban[4:]):
        return Terms(iban=iban)
    words = tuple(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    dialled = _groups(text) if _DIALLED.fullmatch(text) else ()
    joined = domestic(text)[:LONGEST_WORD] if _GROUPED.fullmatch(text) else ""
    return Terms(words=words, dialled=dialled, joined=joined)


def _groups(number: str) -> tuple[str, ...]:
    groups = [group[:LONGEST_WORD] for group in re.findall(r"[0-9]+", number)]
    while groups and not groups[0].lstrip("0"):
        # The 0 in brackets, or of a number that is only begun.
        del groups[0]
    if not groups:
        return ()
    return (groups[0].lstrip("0"), *groups[1:MOST_WORDS])


def _joined(groups: Sequence[str]) -> Iterable[str]:
    """A telephone number written without a gap: as dialled here, and with the country's."""
    return (f"{prefix}{''.join(groups)}"[:LONGEST_WORD] for prefix in ("0", *_GERMANY))


def domestic(phone: str) -> str:
    """Return the digits of a telephone number as dialled here: ``+49 (0)40 555`` is ``040555``.

    One of another country begins with the country's number: ``+43 1`` and ``0043 1`` are ``431``.
    """
    digits = "".join(sign for sign in phone if sign.isdecimal() and sign.isascii())
    if phone.strip().startswith(("+", "00")):
        for prefix in _GERMANY:
            if digits.startswith(prefix):
                return f"0{digits.removeprefix(prefix).lstrip('0')}"
        return digits.removeprefix("00")
    return digits


def is_number(word: str) -> bool:
    """Whether a word is sought within numbers too."""
    return len(word) >= LEAST_DIGITS and word.isascii() and word.isdecimal()


def is_ending(word: str, most: int) -> bool:
    """Whether a word can be the last digits of an account, of which ``most`` may be asked."""
    return LEAST_ENDING <= len(word) <= most and word.isascii() and word.isdecimal()


def company_word(company_id: int) -> str:
    """Return the word every row of a company has."""
    return f"{COMPANY}{company_id}"


def category_word(category_id: int) -> str:
    """Return the word every case of a category has."""
    return f"{CATEGORY}{category_id}"


def tails(number: str, marker: str = TAIL) -> Iterable[str]:
    """Return the marked endings by which any part of a number's digits is found."""
    digits = "".join(sign for sign in number if sign.isdecimal() and sign.isascii())
    digits = digits[:LONGEST_WORD]
    return (f"{marker}{digits[start:]}" for start in range(len(digits) - LEAST_DIGITS + 1))


def account_words(iban: str) -> tuple[str, ...]:
    """Return the words by which an account is found: whole, and by its last digits."""
    plain = normalise_iban(iban).lower()
    if len(plain) < LEAST_ENDING or not plain.isalnum():
        return ()
    return f"{ACCOUNT}{plain[:LONGEST_WORD]}", f"{ENDING}{plain[: -MOST_ENDING - 1 : -1]}"


def clauses_for(
    terms: Terms,
    index: WordIndex,
    *,
    companies: frozenset[int] | None,
    categories: Sequence[KnownCategory] = (),
    people_only: bool = False,
    most_ending: int = LEAST_ENDING,
) -> tuple[Clause, ...]:
    """Return what a row of ``index`` has to meet; nothing where the index cannot hold it.

    ``companies`` None means all. ``people_only`` asks for a word that is a person's.
    """
    clauses = list[Clause]()
    if companies is not None:
        if not companies:
            return ()
        clauses.append(tuple(Sought(company_word(one), whole=True) for one in sorted(companies)))
    if terms.iban:
        if index is not WordIndex.TENANCIES or people_only:
            return ()
        return (*clauses, (Sought(f"{ACCOUNT}{terms.iban.lower()}", whole=True),))
    if terms.dialled and index is WordIndex.MESSAGES:
        return (*clauses, *_dialled(terms.dialled))
    # However a number is grouped: all its digits in a row are met by every word of it.
    whole = index is WordIndex.TENANCIES and len(terms.joined) >= LEAST_JOINED
    joined = (Sought(f"{TAIL}{terms.joined}"),) if whole else ()
    for word in terms.words:
        clauses.append((Sought(word), *_also(word, index, categories, most_ending), *joined))
    if people_only:
        of_person = (Sought(f"{NAME}{terms.joined}"),) if whole else ()
        clauses.append((*(Sought(f"{NAME}{word}") for word in terms.words), *of_person))
    return tuple(clauses)


def _dialled(groups: Sequence[str]) -> Iterable[Clause]:
    """Every group has to be there, the last may be begun; or the number without a gap."""
    joined = tuple(Sought(word) for word in _joined(groups))
    last = len(groups) - 1
    for place, group in enumerate(groups):
        spellings = (group, f"0{group}") if place == 0 else (group,)
        yield (*(Sought(one, whole=place != last) for one in spellings), *joined)


def _also(
    word: str, index: WordIndex, categories: Sequence[KnownCategory], most_ending: int
) -> Iterable[Sought]:
    """By what else a word is met: a category's name, a part of a number, an account's end."""
    if index is WordIndex.CASES:
        for category in categories:
            if any(own.startswith(word) for own in category.words):
                yield Sought(category_word(category.category_id), whole=True)
    if index is WordIndex.TENANCIES:
        if is_number(word):
            yield Sought(f"{TAIL}{word}")
        if is_ending(word, most_ending):
            yield Sought(f"{ENDING}{word[::-1]}")
