"""Which letters wait to be printed, and what holds one back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from desktop.domain.code_letter import CodeLetterProblem
from desktop.domain.iban_text import mask_ibans
from desktop.domain.letter_address import address_problem, fitted_problem
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind
from desktop.services.letters.addresses import printed_address
from desktop.services.letters.code_letters import has_portal_address
from desktop.services.letters.composing import subject_of
from desktop.services.letters.counting import is_to_print, is_waiting, of_companies
from desktop.services.letters.port import LetterPress
from desktop.services.letters.view import LetterProblem, LetterRow
from desktop.services.registration.portions import portions
from desktop.services.registration.use_cases import held_back, letter_codes
from desktop.services.time_limits import Moment

NOT_WAITING = "codes.not_waiting"
NOT_YET = "letters.not_yet"


def waiting_letters(
    session: Session,
    context: ServiceContext,
    press: LetterPress,
    visible: frozenset[int] | None,
    only: Sequence[int] | None = None,
) -> tuple[LetterRow, ...]:
    """Return the letters whose undo time is over, by company, the oldest promise first.

    ``visible`` are the companies (None: all), ``only`` the ids of deliveries (None: all).
    """
    if only is None:
        return _waiting(session, context, press, visible, None)
    parts = (_waiting(session, context, press, visible, part) for part in portions(only))
    return tuple(row for part in parts for row in part)


def _waiting(
    session: Session,
    context: ServiceContext,
    press: LetterPress,
    visible: frozenset[int] | None,
    only: Sequence[int] | None,
) -> tuple[LetterRow, ...]:
    moment = Moment.of(context.clock)
    query = (
        select(
            Delivery,
            Case.reference,
            Case.due_on,
            Company.short_name,
            LetterBatch.number,
            Tenancy.contract_number,
            Tenancy.id,
        )
        .outerjoin(Case, Case.id == Delivery.case_id)
        .outerjoin(Tenancy, Tenancy.id == func.coalesce(Delivery.tenancy_id, Case.tenancy_id))
        .join(Company, Company.id == Delivery.company_id)
        .outerjoin(BatchLetter, BatchLetter.held_delivery_id == Delivery.id)
        .outerjoin(LetterBatch, LetterBatch.id == BatchLetter.batch_id)
        .where(is_to_print(moment))
        .order_by(
            Company.name, Company.id, Case.due_on.is_(None), Case.due_on, Delivery.time, Delivery.id
        )
    )
    query = of_companies(query, visible)
    if only is not None:
        query = query.where(Delivery.id.in_(only))
    found = session.execute(query).tuples().all()
    with_code = [one for one, *_ in found if one.type == LetterKind.REGISTRATION_CODE]
    no_portal = _without_portal(session, with_code)
    holds = _holds(session, context, with_code)
    holds |= _not_yet([one for one, *_ in found], moment.now)
    return tuple(
        _row(press, delivery, no_portal, holds.get(delivery.id, ""), *rest)
        for delivery, *rest in found
    )


def next_letter_at(
    session: Session, visible: frozenset[int] | None, moment: Moment
) -> datetime | None:
    """Return when the undo time of the next letter is over; None if none is in it."""
    runs = not_(moment.over(Delivery.not_before))
    query = select(func.min(Delivery.not_before)).where(is_waiting(), runs)
    found: datetime | None = session.scalar(of_companies(query, visible))
    return found


def _without_portal(session: Session, deliveries: Sequence[Delivery]) -> frozenset[int]:
    """The companies with letters with codes that cannot say where the code is typed."""
    companies = (session.get_one(Company, one) for one in {row.company_id for row in deliveries})
    return frozenset(one.id for one in companies if not has_portal_address(session, one))


def _holds(
    session: Session, context: ServiceContext, deliveries: Sequence[Delivery]
) -> dict[int, str]:
    """Why letters with codes cannot be rendered now, by delivery, as the code of an error."""
    codes = letter_codes(session, [row.id for row in deliveries])
    held = held_back(session, context, list(codes.values()))
    found = {delivery_id: held[code.id] for delivery_id, code in codes.items() if code.id in held}
    return dict.fromkeys((row.id for row in deliveries if row.id not in codes), NOT_WAITING) | found


def _not_yet(deliveries: Sequence[Delivery], now: datetime) -> dict[int, str]:
    """The letters with documents that nobody shall see before their day."""
    return {
        one.id: NOT_YET
        for one in deliveries
        if one.type == LetterKind.DOCUMENT
        and datetime.fromisoformat(one.data["visible_from"]) > now
    }


def _row(
    press: LetterPress, delivery: Delivery, no_portal: frozenset[int], hold: str, *rest: Any
) -> LetterRow:
    reference, due_on, company_tag, batch, contract, tenancy_id = rest
    address = printed_address(delivery.recipient)
    kind = LetterKind(delivery.type)
    return LetterRow(
        delivery_id=delivery.id,
        case_id=delivery.case_id,
        tenancy_id=tenancy_id,
        case_reference=reference or "",
        contract_number=contract or "",
        company_id=delivery.company_id,
        company_tag=company_tag,
        address=address,
        kind=kind,
        subject=mask_ibans(subject_of(delivery)),
        due_on=due_on,
        problem=_problem(press, kind, address, knows_portal=delivery.company_id not in no_portal),
        # In a batch it was rendered already: that it cannot be rendered again is no news.
        hold="" if batch is not None else hold,
        batch=batch,
    )


def _problem(
    press: LetterPress, kind: LetterKind, address: Sequence[str], *, knows_portal: bool
) -> LetterProblem | None:
    if kind is not LetterKind.REGISTRATION_CODE:
        return address_problem(address, press.is_too_wide)
    if not knows_portal:
        return CodeLetterProblem.NO_PORTAL_ADDRESS
    # Hundreds of them are printed at once: a long name is divided rather than asked about.
    return fitted_problem(address, press.is_too_wide)
