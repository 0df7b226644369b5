"""Who else works for the companies of a person, for filters and for the names on lists."""

from dataclasses import dataclass

from sqlalchemy import select

from desktop.models.company import Staff, StaffCompany
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["Colleague", "list_colleagues"]


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person as a filter offers it."""

    staff_id: int
    name: str


def list_colleagues(context: ServiceContext, actor: Actor) -> tuple[Colleague, ...]:
    """Return who is active in one of the person's companies, by name; the person too.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    query = select(Staff.id, Staff.name).where(Staff.active.is_(True))
    if actor.company_ids is not None:
        theirs = select(StaffCompany.staff_id).where(StaffCompany.company_id.in_(actor.company_ids))
        query = query.where(Staff.id.in_(theirs))
    with context.database.read() as session:
        rows = session.execute(query.order_by(Staff.name, Staff.id)).all()
    return tuple(Colleague(row.id, row.name) for row in rows)
