"""Every folder that ever arrived, one row each, for whoever reads from outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from desktop.domain.kinds import IntakeOutcome
from desktop.models.case import Case
from desktop.models.exchange import IntakeRecord
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """What became of one folder. ``event_id`` is the folder's name where none could be read.

    ``reference`` is that of the case made, or of the one a message or duplicate belongs to.
    """

    folder: str
    source: str | None
    event_id: str
    arrived_at: datetime
    outcome: IntakeOutcome
    reference: str | None
    reason: str | None


def list_intake(
    context: ServiceContext, actor: Actor, outcome: IntakeOutcome | None = None
) -> Iterator[IntakeRow]:
    """Yield all folders in the order in which they were taken in; memory does not grow.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    query = (
        select(
            IntakeRecord.folder,
            IntakeRecord.source,
            IntakeRecord.event_id,
            IntakeRecord.arrived_at,
            IntakeRecord.outcome,
            Case.reference,
            IntakeRecord.reason,
        )
        .outerjoin(Case, Case.id == IntakeRecord.case_id)
        .order_by(IntakeRecord.id)
    )
    if outcome is not None:
        query = query.where(IntakeRecord.outcome == outcome)
    if actor.company_ids is not None:
        query = query.where(IntakeRecord.company_id.in_(actor.company_ids))
    with context.database.read() as session:
        for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
            yield IntakeRow(
                folder=row.folder,
                source=row.source,
                event_id=row.event_id or row.folder,
                arrived_at=row.arrived_at,
                outcome=row.outcome,
                reference=row.reference,
                reason=row.reason,
            )
