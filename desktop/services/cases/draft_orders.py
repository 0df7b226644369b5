"""Orders to contractors that nobody has sent: while there is one, a case is not done with."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.work import OrderState
from desktop.models.base import Id
from desktop.models.case import Case
from desktop.models.work import ContractorOrder


def draft_orders(session: Session, case_ids: Collection[int]) -> Mapping[int, str]:
    """Return the number of the oldest draft by case, for those of these cases that have one.

    An order of a case that was merged counts where that one goes on.
    """
    rows = session.execute(_statement(), {"ids": list(case_ids)})
    return {row.case_id: row.number for row in rows}


def refuse_draft_order(session: Session, case_id: int) -> None:
    """Refuse to close a case while an order of it is a draft.

    Raises:
        UserError: ``case.order_draft`` with ``number``.
    """
    number = draft_orders(session, [case_id]).get(case_id)
    if number is not None:
        raise UserError("case.order_draft", number=number)


@cache
def _statement() -> Select[Any]:
    wanted = Case.id.in_(bindparam("ids", expanding=True, type_=Id))
    families = select(Case.id.label("first"), Case.id).where(wanted).cte("families", recursive=True)
    # UNION, not UNION ALL: a circle, however it came about, ends.
    families = families.union(
        select(families.c.first, Case.id).where(Case.merged_into_id == families.c.id)
    )
    return (
        select(families.c.first.label("case_id"), ContractorOrder.number)
        .join(ContractorOrder, ContractorOrder.case_id == families.c.id)
        .where(ContractorOrder.state == OrderState.DRAFT)
        # Of several the oldest is named: it comes last, and stays.
        .order_by(ContractorOrder.id.desc())
    )
