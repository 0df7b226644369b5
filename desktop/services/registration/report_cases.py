"""What the portal reports and a person has to look at becomes a case, or a message in one."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import PortalEvent
from desktop.models.company import Category
from desktop.services.cases.creation import IncomingMessage, NewCase, create_case
from desktop.services.cases.family import goes_on_in
from desktop.services.categories.codes import REGISTRATION
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.intake.reports import Addressing, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCase:
    """What a report says to a person, in German: tenants may be sent it with the case.

    ``account_id`` is the account the case names, ``correspondent`` whose it is.
    """

    subject: str
    text: str
    correspondent: str
    account_id: int | None


def make_case(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    addressing: Addressing,
    wanted: ReportCase,
) -> Taken:
    """Make a case of a report, as if the tenant had written."""
    case = create_case(
        unit,
        context,
        NewCase(
            company_id=addressing.company_id,
            category_id=_category(unit, addressing.company_id),
            tenancy_id=addressing.tenancy_id,
            portal_account_id=wanted.account_id,
            channel=event.channel,
            received_at=event.time,
            correspondent=wanted.correspondent,
            subject=wanted.subject,
            text=wanted.text,
            source=event.key.source,
            event_id=event.key.event_id,
        ),
    )
    return Taken(IntakeOutcome.CASE, case.id)


def add_to_case(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    case_id: int,
    wanted: ReportCase,
) -> Taken:
    """Add a report to a case that an earlier one made; a closed one is open again."""
    message_id = receive_message(
        unit,
        context,
        IncomingMessage(
            channel=event.channel,
            at=event.time,
            correspondent=wanted.correspondent,
            subject=wanted.subject,
            text=wanted.text,
            source=event.key.source,
            event_id=event.key.event_id,
        ),
        case_id=case_id,
        bank=None,
    )
    return Taken(IntakeOutcome.MESSAGE, goes_on_in(unit.session, case_id), message_id)


def _category(unit: UnitOfWork, company_id: int) -> int:
    """The category of registrations; a company's own one of that code wins."""
    return unit.session.scalars(
        select(Category.id)
        .where(
            Category.code == REGISTRATION,
            or_(Category.company_id == company_id, Category.company_id.is_(None)),
        )
        .order_by(Category.company_id.is_(None), Category.id)
        .limit(1)
    ).one()
