"""Cases that were merged: which ones go on in a case, and in which one a merged case goes on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.models.case import Case
from desktop.services.cases.acting_view import MergedCase


def family_of(session: Session, case_id: int) -> tuple[int, ...]:
    """Return the case and all that go on in it, whose conversation it shows as its own."""
    found: tuple[int, ...] = (case_id,)
    latest = found
    while latest:
        latest = tuple(session.scalars(select(Case.id).where(Case.merged_into_id.in_(latest))))
        found += latest
    return found


def goes_on_in(session: Session, case_id: int) -> int:
    """Return the case in which this one goes on: itself, unless it was merged.

    What is to be written into a case goes there.
    """
    into: int | None = case_id
    while into is not None:
        case_id = into
        into = session.scalar(select(Case.merged_into_id).where(Case.id == case_id))
    return case_id


def merged_ref(session: Session, case_id: int | None) -> MergedCase | None:
    """Return number and subject of the case with this key; None for none."""
    if case_id is None:
        return None
    row = session.execute(
        select(Case.id, Case.reference, Case.state).where(Case.id == case_id)
    ).one()
    return MergedCase(row.id, row.reference, is_open=row.state is not CaseState.CLOSED)


def merged_refs(session: Session, case_ids: tuple[int, ...]) -> tuple[MergedCase, ...]:
    """Return number of several cases, the older first."""
    rows = session.execute(
        select(Case.id, Case.reference).where(Case.id.in_(case_ids)).order_by(Case.id)
    )
    return tuple(MergedCase(row.id, row.reference, is_open=False) for row in rows)
