"""What the area *Briefe* shows: letters that wait, batches nobody has confirmed, past batches."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.code_letter import CodeLetterProblem
from desktop.domain.kinds import BatchState, PrintWay
from desktop.domain.letter import Letter
from desktop.domain.letter_address import AddressProblem
from desktop.services.delivery.outbox import LetterKind

COVER_FROM = 10
"""From so many letters on a batch is sorted for putting into envelopes and has a list on top."""
LetterProblem = AddressProblem | CodeLetterProblem


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter to be printed.

    ``case_id`` is None for a letter that belongs to no case but to a contract, ``tenancy_id`` for
    one that belongs to no contract. ``problem`` holds it
    back until somebody mends that; ``hold`` is the code of the error that says why a letter
    cannot be printed now, empty where nothing does. ``batch`` is the number of a batch it
    stands in that nobody has confirmed, None for a letter that is free.
    """

    delivery_id: int
    case_id: int | None
    tenancy_id: int | None
    case_reference: str
    contract_number: str
    company_id: int
    company_tag: str
    address: tuple[str, ...]
    kind: LetterKind
    subject: str
    due_on: date | None
    problem: LetterProblem | None
    hold: str
    batch: int | None

    @property
    def name(self) -> str:
        """Whom the letter is for; empty where the address is."""
        return self.address[0] if self.address else ""

    @property
    def has_code(self) -> bool:
        """Whether printing it makes a registration code."""
        return self.kind is LetterKind.REGISTRATION_CODE

    @property
    def is_printable(self) -> bool:
        """Whether a new batch may take it."""
        return not self.is_held_back and self.batch is None

    @property
    def is_held_back(self) -> bool:
        """Whether something has to be mended or decided first."""
        return self.problem is not None or bool(self.hold)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch. ``printed_at`` and ``printed_by`` are empty until somebody confirmed it.

    ``codes`` is how many of its letters have a registration code, ``to_post`` how many of those
    that got it last nobody has noted as posted; ``posted_at`` is when the last of them was.

    ``made_round`` tells whether it got other codes since somebody saw it (``RepeatBatch``);
    ``repeated_at`` and ``repeated_by`` are empty where it never did. ``is_unsure``: nobody knows
    whether what was made of it last is on paper.
    """

    number: int
    state: BatchState
    way: PrintWay
    letter_count: int
    made_at: datetime
    made_by: str
    printed_at: datetime | None
    printed_by: str
    take_back_reason: str
    codes: int = 0
    to_post: int = 0
    posted_at: datetime | None = None
    made_round: int = 1
    repeated_at: datetime | None = None
    repeated_by: str = ""
    is_unsure: bool = False

    @property
    def is_repeat(self) -> bool:
        """Whether it is the print of other codes that is unsure: it was on paper before."""
        return self.is_unsure and self.printed_at is not None

    @property
    def is_posted(self) -> bool:
        """Whether somebody said that its letters with codes are with the post, all of them."""
        return self.posted_at is not None and not self.to_post


@dataclass(frozen=True, slots=True)
class LettersOverview:
    """Everything the area shows; ``letters`` by company, the oldest promise first.

    ``next_at`` is when the undo time of the next letter is over and it appears; None if none waits.
    ``may_print`` says whether the person's role prints at all.
    """

    letters: tuple[LetterRow, ...]
    unconfirmed: tuple[BatchRow, ...]
    past: tuple[BatchRow, ...]
    next_at: datetime | None
    may_print: bool


@dataclass(frozen=True, slots=True)
class BatchContent:
    """A batch as it is handed to paper; ``made_at`` dates its PDF.

    ``cover`` is the title of the list of all letters that lies on top, empty where there is none.
    """

    number: int
    made_at: datetime
    letters: tuple[Letter, ...]
    cover: str = ""


@dataclass(frozen=True, slots=True)
class PrintedBatch:
    """A batch that is on paper; until ``undo_until`` it is taken back without a reason.

    ``left_out`` letters were asked for and are not in it, because they changed meanwhile.
    """

    number: int
    letter_count: int
    undo_until: datetime
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """One letter to look at: its PDF."""

    delivery_id: int
    pdf: bytes
