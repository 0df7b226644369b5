"""Letters with registration codes in tests: requests on the pile, and a portal to write about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desktop.domain.letter import Letter
from desktop.models.registration import LetterTemplate
from desktop.services.context import ServiceContext
from desktop.services.registration.requesting import request_code
from tests.support.clock import FixedClock
from tests.support.codes import Newcomer, add_newcomers, wish
from tests.support.factories import Household

PORTAL = "https://portal.mieterdesk.example/registrierung"
UNDO = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """A party, and the letter with a code that was asked for it."""

    who: Newcomer
    code_id: int
    delivery_id: int


def portal_known(context: ServiceContext, company_id: int) -> None:
    """The company has said where its portal is."""
    with context.database.write() as unit:
        unit.session.add(
            LetterTemplate(
                company_id=company_id,
                kind="registration_code",
                number=1,
                texts={"portal": PORTAL},
                made_at=context.clock.now(),
                made_by_id=None,
            )
        )


def ask_for_code(context: ServiceContext, home: Household, who: Newcomer) -> Asked:
    """A clerk asks for a letter with a code."""
    made = request_code(context, home.clerk, wish(who))
    assert made.delivery_id is not None
    return Asked(who, made.code_id, made.delivery_id)


def waiting_code_letters(
    context: ServiceContext, clock: FixedClock, home: Household, count: int = 1, **changes: Any
) -> list[Asked]:
    """Letters with codes of so many contracts, their undo time over; the portal is known."""
    portal_known(context, home.company_id)
    people = [
        add_newcomers(context, home, "Marga", number=number, **changes)[0]
        for number in range(1, count + 1)
    ]
    asked = [ask_for_code(context, home, who) for who in people]
    clock.advance(UNDO)
    return asked


def clear_code(letter: Letter) -> str:
    """The code that a letter shows on paper."""
    (card,) = [block.card for block in letter.body if block.card is not None]
    return card.shown
