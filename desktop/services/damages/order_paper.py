"""The paper of an order: a letter as others are, made anew from what the order says.

A contractor gets what the work needs and nothing else: the house, what is broken, how to get in.
Papers are German, whatever language the interface speaks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.letter import Letter, LetterBlock
from desktop.models.case import Case
from desktop.models.company import Company, Staff
from desktop.models.work import ContractorOrder
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import german_date
from desktop.services.damages.orders import find_order
from desktop.services.letters.letterhead import letterhead
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """An order ready for paper; ``made_at`` is the date in the PDF."""

    order_id: int
    number: str
    letter: Letter
    made_at: datetime


def order_paper(
    context: ServiceContext, actor: Actor, press: LetterPress, order_id: int
) -> OrderPaper:
    """Return the paper of an order, whatever became of it.

    Raises:
        UserError: ``order.unknown``, ``access.denied``.
    """
    with context.database.read() as session:
        order, case = find_order(session, actor, Permission.READ_CASES, order_id)
        letter = _letter(session, order, case, press.is_too_wide)
        return OrderPaper(order.id, order.number, letter, order.created_at)


def order_pdf(context: ServiceContext, actor: Actor, press: LetterPress, order_id: int) -> bytes:
    """Return the paper of an order as PDF; the same order gives the same bytes. Raises as above."""
    paper = order_paper(context, actor, press, order_id)
    return press.pdf([paper.letter], made_at=paper.made_at)


def _letter(
    session: Session, order: ContractorOrder, case: Case, is_too_wide: Callable[[str], bool]
) -> Letter:
    company = session.get_one(Company, case.company_id)
    author = session.get_one(Staff, order.staff_id)
    info = (
        ("Auftrag", order.number),
        ("Vorgang", case.reference),
        ("Bearbeitet von", author.name),
        ("Telefon", company.phone),
        ("E-Mail", company.email),
    )
    facts = (
        ("Objekt", _house(case)),
        ("Auszuführen bis", german_date(order.due_on)),
        ("Zutritt", order.access),
    )
    blocks = [
        LetterBlock(text="Sehr geehrte Damen und Herren,"),
        LetterBlock(text="bitte führen Sie für uns diesen Auftrag aus:"),
        LetterBlock(facts=tuple(fact for fact in facts if fact[1])),
        *(LetterBlock(text=part) for part in order.text.split("\n\n") if part.strip()),
        LetterBlock(
            text="Bitte sagen Sie uns Bescheid, wenn der Termin nicht zu halten ist, und nennen "
            f"Sie in jeder Nachricht und auf der Rechnung die Nummer {order.number}."
        ),
        LetterBlock(text=f"Freundliche Grüße\n{author.name}\n{company.name}"),
    ]
    return Letter(
        head=letterhead(company),
        address=_address(order, is_too_wide),
        info=tuple(pair for pair in info if pair[1]),
        day=german_date(berlin_day(order.sent_at or order.created_at)),
        subject=f"Auftrag {order.number}",
        body=tuple(blocks),
    )


def _house(case: Case) -> str:
    if case.tenancy is None:
        return ""
    home = case.tenancy.unit.property
    return f"{home.street} {home.house_number}, {home.postcode} {home.town}"


def _address(order: ContractorOrder, is_too_wide: Callable[[str], bool]) -> tuple[str, ...]:
    """The window of the letter: a long name on several lines, and where it is sent to."""
    lines = [""]
    for word in order.contractor.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and is_too_wide(longer):
            lines.append(word)
        else:
            lines[-1] = longer
    return (*lines, order.email) if order.email else tuple(lines)
