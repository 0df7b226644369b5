"""Who can be given a case, and holding them until it is theirs."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.models.company import Staff, StaffCompany
from desktop.services.staff.access import Permission, roles_with

__all__ = ["held_person", "may_work", "may_work_in"]


def may_work(company_id: int) -> list[ColumnElement[bool]]:
    """Conditions on ``Staff``: active, and with the right to work on cases of the company."""
    return may_work_in((company_id,))


def may_work_in(company_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    """Conditions on ``Staff``: the same for one of these companies, or (None) for any."""
    conditions: list[ColumnElement[bool]] = [
        Staff.active.is_(True),
        Staff.role.in_(roles_with(Permission.WORK_CASES)),
    ]
    if company_ids is not None:
        reach = select(StaffCompany.staff_id).where(StaffCompany.company_id.in_(company_ids))
        conditions.append(Staff.id.in_(reach))
    return conditions


def held_person(session: Session, staff_id: int) -> Staff | None:
    """Return a member of staff as of now, held until the commit; None for nobody.

    Whoever ends the person's work in this moment waits, and finds the case that was given; or was
    faster, and the person is not active here.
    """
    return session.get(Staff, staff_id, with_for_update={"read": True, "key_share": True})
