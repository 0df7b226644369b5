"""How many letters wait to be printed: the sidebar asks all day, and loads no more than this."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require, visible_companies
from desktop.services.time_limits import Moment


def count_letters(
    context: ServiceContext, actor: Actor, companies: Iterable[int] | None = None
) -> int:
    """Return how many letters ``list_letters`` would show. Raises as it does."""
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, companies)
    with context.database.read() as session:
        return count_letters_to_print(session, visible, Moment.of(context.clock))


def count_letters_to_print(session: Session, visible: frozenset[int] | None, moment: Moment) -> int:
    """Return how many letters ``waiting_letters`` returns."""
    query = select(func.count()).select_from(Delivery).where(is_to_print(moment))
    return session.scalar(of_companies(query, visible)) or 0


def is_to_print(moment: Moment) -> ColumnElement[bool]:
    """Whether a delivery is a letter that shall be printed and can no longer be undone."""
    return and_(is_waiting(), moment.over(Delivery.not_before))


def is_waiting() -> ColumnElement[bool]:
    """Whether a delivery is a letter that nobody has printed yet."""
    return and_(Delivery.state == DeliveryState.WAITING, Delivery.channel == DeliveryChannel.LETTER)


def of_companies(query: Select[Any], visible: frozenset[int] | None) -> Select[Any]:
    """Return a question about deliveries of ``visible`` companies only (None: all)."""
    return query if visible is None else query.where(Delivery.company_id.in_(visible))
