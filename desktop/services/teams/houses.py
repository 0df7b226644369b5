"""Find a property while somebody types: its number, or words of its address in any order."""

from collections.abc import Collection
from heapq import nsmallest

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.domain.text_match import words_of
from desktop.models.tenancy import Property
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.teams.view import FoundHouses, House
from desktop.texts.routing import house_text

SHOWN = 30
_COLUMNS = (
    Property.id,
    Property.company_id,
    Property.number,
    Property.street,
    Property.house_number,
    Property.postcode,
    Property.town,
)


def find_houses(context: ServiceContext, actor: Actor, company_id: int, text: str) -> FoundHouses:
    """Return the properties of a company that ``text`` finds, by number; nothing by nothing.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_TEAMS, company_id)
    sought = words_of(text)
    if not sought:
        return FoundHouses(())
    with context.database.read() as session:
        rows = session.execute(select(*_COLUMNS).where(Property.company_id == company_id)).all()
    found = nsmallest(
        SHOWN + 1, (row for row in rows if _matches(row, sought)), key=lambda row: row.number
    )
    return FoundHouses(tuple(map(_house, found[:SHOWN])), len(found) > SHOWN)


def houses_of(session: Session, property_ids: Collection[int]) -> dict[int, str]:
    """Return what properties are called, by key."""
    if not property_ids:
        return {}
    rows = session.execute(select(*_COLUMNS).where(Property.id.in_(property_ids)))
    return {row.id: _house(row).text for row in rows}


def _matches(row: Row[tuple[int, int, str, str, str, str, str]], sought: list[str]) -> bool:
    words = words_of(f"{row.number} {row.street} {row.house_number} {row.postcode} {row.town}")
    return all(any(word.startswith(one) for word in words) for one in sought)


def _house(row: Row[tuple[int, int, str, str, str, str, str]]) -> House:
    text = house_text(row.number, f"{row.street} {row.house_number}", f"{row.postcode} {row.town}")
    return House(row.id, row.company_id, text)
