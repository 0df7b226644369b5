"""Accounts with a letter that waits for a second person."""

from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from desktop.domain.code_states import CodeState
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.staff.access import Actor, Permission, require

_T = TypeVar("_T", bound=tuple[Any, ...])


def count_to_release(
    context: ServiceContext, actor: Actor, companies: frozenset[int] = frozenset()
) -> int:
    """Return how many accounts have a letter that waits for a second person.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    waiting = select(func.count(PortalAccount.tenancy_id.distinct()))
    reach = companies_in_reach(actor, companies)
    with context.database.read() as session:
        return session.scalar(to_release(waiting, reach)) or 0


def to_release(query: Select[_T], reach: frozenset[int] | None) -> Select[_T]:
    """Narrow a query over accounts to those in reach whose letter waits for a second person."""
    query = query.join(
        RegistrationCode, RegistrationCode.portal_account_id == PortalAccount.id
    ).where(RegistrationCode.state == CodeState.REQUESTED, RegistrationCode.delivery_id.is_(None))
    if reach is not None:
        query = query.where(RegistrationCode.company_id.in_(sorted(reach)))
    return query
