"""Whether anybody has begun in a database; asked at every start, so it loads next to nothing."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.company import Company, Staff
from desktop.services.context import ServiceContext


def has_begun(context: ServiceContext) -> bool:
    """Whether there is a company or a person; without either nobody can sign in or ever add one.

    Raises:
        UserError: ``database.*``.
    """
    with context.database.read() as session:
        return anybody_in(session)


def anybody_in(session: Session) -> bool:
    """Whether there is a company or a person, asked within a transaction."""
    return any(session.scalar(select(one).limit(1)) is not None for one in (Company.id, Staff.id))
