"""The teams of the demonstration, the rules, and which team the open cases stand in.

They are made last: what the invented colleagues have taken stays theirs, and nobody else is given
anything.
"""

from sqlalchemy import select, update

from desktop.models.case import Case
from desktop.models.tenancy import Property, Tenancy, Unit
from desktop.services.context import ServiceContext
from desktop.services.demo import material
from desktop.services.demo.foundation import Foundation
from desktop.services.inbox.standing_notes import forget_notes
from desktop.services.search.upkeep import forget_touched
from desktop.services.staff.access import Actor
from desktop.services.teams.commands import SaveRule, SaveTeam
from desktop.services.teams.editing import save_team
from desktop.services.teams.rules import save_rule


def lay_teams(context: ServiceContext, admin: Actor, foundation: Foundation) -> None:
    """Make teams and rules of both companies, and let every open case stand in its team."""
    companies = {house.code: house.id for house in foundation.companies}
    teams = {
        entry.name: save_team(
            context,
            admin,
            SaveTeam(
                name=entry.name,
                company_id=companies.get(entry.company),
                member_ids=frozenset(foundation.staff[login] for login in entry.members),
            ),
        )
        for entry in material.teams()
    }
    # From the weakest to the strongest, as they stand in the file.
    for entry in material.rules():
        rule = SaveRule(
            company_id=companies[entry.company],
            category_id=foundation.categories.get(entry.category),
            property_id=_property(context, companies[entry.company], entry.property),
            team_id=teams[entry.team],
            staff_id=foundation.staff.get(entry.person),
        )
        save_rule(context, admin, rule)
        _stand(context, rule)


def _property(context: ServiceContext, company_id: int, number: str) -> int | None:
    if not number:
        return None
    with context.database.read() as session:
        return session.scalars(
            select(Property.id).where(Property.company_id == company_id, Property.number == number)
        ).one()


def _stand(context: ServiceContext, rule: SaveRule) -> None:
    spoken_of = [Case.is_open.is_(True), Case.company_id == rule.company_id]
    if rule.category_id is not None:
        spoken_of.append(Case.category_id == rule.category_id)
    if rule.property_id is not None:
        there = (
            select(Tenancy.id)
            .join(Unit, Unit.id == Tenancy.unit_id)
            .where(Unit.property_id == rule.property_id)
        )
        spoken_of.append(Case.tenancy_id.in_(there))
    with context.database.write() as unit:
        unit.session.execute(update(Case).where(*spoken_of).values(team_id=rule.team_id))
        # No list and no search knows of teams, so nothing is to be stated anew.
        forget_notes(unit.session)
        forget_touched(unit.session)
