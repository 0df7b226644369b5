"""Letters in tests: a press that paints nothing, and what came of a print."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desktop.domain.kinds import PrintWay
from desktop.domain.letter import Letter
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind, queue_letter
from desktop.services.letters.commands import PrintLetters
from desktop.services.letters.use_cases import print_letters
from desktop.services.letters.view import BatchContent, PrintedBatch
from desktop.services.staff.access import Actor

WIDEST = 40
"""So many letters the plain press takes for the width of the window."""


class PlainPress:
    """A press for services: a PDF is the text of its letters, a line is as wide as it is long."""

    def pdf(self, letters: Sequence[Letter], *, made_at: datetime, cover: str = "") -> bytes:
        """What the letters say, so that a test can compare it."""
        return repr((made_at, cover, list(letters))).encode()

    def pages(self, letter: Letter) -> int:
        """A page for every ten pieces of text."""
        return 1 + len(letter.body) // 10

    def is_too_wide(self, line: str) -> bool:
        """By the number of characters."""
        return len(line) > WIDEST


@dataclass
class Tray:
    """Where printed batches fall; ``refuses`` lets the printer say no."""

    batches: list[BatchContent] = field(default_factory=list)
    refuses: bool = False

    def take(self, content: BatchContent) -> None:
        """The hand-over of a batch."""
        if self.refuses:
            raise OSError("out of paper")
        self.batches.append(content)


ADDRESS = "Rolf Musterbach\nMusterkehre 12\n22041 Hamburg"


def add_letter(
    context: ServiceContext,
    case_id: int,
    *,
    recipient: str = ADDRESS,
    subject: str = "Ihre Anfrage",
    text: str = "Guten Tag,\n\nwir haben alles geprüft.\n\nFreundliche Grüße\nJette Modell",
    undo: timedelta = timedelta(0),
) -> int:
    """A reply that waits to be printed, its undo time over unless a test says otherwise."""
    with context.database.write() as unit:
        return queue_letter(
            unit,
            context,
            case=unit.session.get_one(Case, case_id),
            recipient=recipient,
            kind=LetterKind.REPLY,
            data={"subject": subject, "text": text},
            not_before=context.clock.now() + undo,
        ).id


def print_all(
    context: ServiceContext, actor: Actor, tray: Tray, *delivery_ids: int
) -> PrintedBatch:
    """Print these letters on the printer as one batch."""
    command = PrintLetters(delivery_ids, PrintWay.PRINTER)
    return print_letters(context, actor, PlainPress(), tray.take, command)


def delivery_of(context: ServiceContext, delivery_id: int) -> Delivery:
    """The row as it stands."""
    with context.database.read() as session:
        return session.get_one(Delivery, delivery_id)
