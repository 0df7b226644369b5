"""A letter as it is painted: what stands where, already in words.

A letter is frozen when it goes into a print batch; printing the batch again paints the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes.

    ``line`` stands below the name, ``sender`` is the small line above the address, ``footer`` are
    the columns at the foot of the first page, each of lines.
    """

    name: str
    line: str
    sender: str
    footer: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """One piece of the text: a paragraph (its lines kept), or facts as pairs of name and value."""

    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A PDF whose pages are printed behind the letter; its bytes lie in the document store."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter (DIN 5008, form B).

    ``address`` are the lines of the window, ``info`` the pairs of the information block, ``day``
    its date in words. ``batch_mark`` is printed small at the foot and names batch and place in it;
    it is empty as long as the letter is only looked at.
    """

    head: Letterhead
    address: tuple[str, ...]
    info: tuple[tuple[str, str], ...]
    day: str
    subject: str
    body: tuple[LetterBlock, ...]
    batch_mark: str = ""
    enclosures: tuple[Enclosure, ...] = ()
