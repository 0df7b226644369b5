"""The companies a person may see, for filters and for the names on lists."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.company import Company
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor

__all__ = ["CompanyChoice", "has_every_company", "list_companies", "reaches_all"]


@dataclass(frozen=True, slots=True)
class CompanyChoice:
    """One company as a filter offers it."""

    company_id: int
    code: str
    name: str
    short_name: str
    town: str


def list_companies(context: ServiceContext, actor: Actor) -> tuple[CompanyChoice, ...]:
    """Return the companies whose cases this person may see, by name."""
    query = select(Company.id, Company.code, Company.name, Company.short_name, Company.town)
    if actor.company_ids is not None:
        query = query.where(Company.id.in_(actor.company_ids))
    with context.database.read() as session:
        rows = session.execute(query.order_by(Company.name, Company.id)).all()
    return tuple(
        CompanyChoice(row.id, row.code, row.name, row.short_name, row.town) for row in rows
    )


def reaches_all(session: Session, actor: Actor) -> bool:
    """Whether the person may see every company there is: what holds matters of all is theirs."""
    if actor.company_ids is None:
        return True
    return actor.company_ids.issuperset(session.scalars(select(Company.id)))


def has_every_company(context: ServiceContext, actor: Actor) -> bool:
    """Whether the person may see every company there is, for what a screen offers."""
    with context.database.read() as session:
        return reaches_all(session, actor)
