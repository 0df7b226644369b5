"""How many rows wait for the ERP, as the sidebar says it."""

from collections.abc import Iterable

from sqlalchemy import func, select

from desktop.models.bank import ErpRow
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require, visible_companies


def count_waiting(
    context: ServiceContext, actor: Actor, companies: Iterable[int] | None = None
) -> int:
    """Return how many rows ``use_cases.list_waiting`` would show. Raises as it does."""
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, companies)
    query = (
        select(func.count())
        .select_from(ErpRow)
        .where(ErpRow.run_number.is_(None), ErpRow.cancelled_at.is_(None))
    )
    if visible is not None:
        query = query.where(ErpRow.company_id.in_(visible))
    with context.database.read() as session:
        return session.scalar(query) or 0
