"""A letter as it is painted: what stands where, already in words.

A letter is frozen when it goes into a print batch; printing the batch again paints the same.
"""

from dataclasses import dataclass, field, replace

from desktop.domain.registration_code import ClearCode


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
class CodeCard:
    """The frame with a registration code and the picture that leads to the portal.

    ``code`` is there only while the letter is on its way to paper; ``masked`` is what stands in its
    place before and ever after. ``portal`` is the address in the picture, never with a code in it.
    """

    caption: str
    masked: str
    valid: str
    portal: str
    below_picture: str
    code: ClearCode | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """What is painted."""
        return self.masked if self.code is None else self.code.printed


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """One piece of the text: a paragraph (its lines kept), facts as name and value, or a card.

    ``bold`` are places in the text as begin and end. ``step`` numbers a paragraph that is one of
    several steps, from 1.
    """

    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    step: int = 0
    card: CodeCard | None = None

    @property
    def is_heading(self) -> bool:
        """Whether the whole of it is bold and something belongs below it."""
        return bool(self.text) and self.bold == ((0, len(self.text)),)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A PDF whose pages are printed behind the letter; its bytes lie in the document store.

    ``company`` is the code of the company in whose store it lies; empty for the common one.
    """

    name: str
    sha256: str
    company: str = ""


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

    @property
    def has_code(self) -> bool:
        """Whether it is a letter with a registration code."""
        return any(block.card is not None for block in self.body)


def with_code(letter: Letter, code: ClearCode | None, masked: str, valid: str) -> Letter:
    """Return a letter with this code in its card; None takes the clear code out of it."""
    body = tuple(
        block
        if block.card is None
        else replace(block, card=replace(block.card, code=code, masked=masked, valid=valid))
        for block in letter.body
    )
    return replace(letter, body=body)


def without_code(letter: Letter) -> Letter:
    """Return a letter as it is kept: nothing of a code but what its mask shows."""
    body = tuple(
        block if block.card is None else replace(block, card=replace(block.card, code=None))
        for block in letter.body
    )
    return replace(letter, body=body)
