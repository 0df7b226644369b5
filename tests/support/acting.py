"""Cases of any category and who works on them, for tests of acting."""

from datetime import UTC, datetime
from typing import Any

from desktop.domain.case_status import Channel
from desktop.models.case import Case
from desktop.models.team import Team, TeamMember
from desktop.services.cases.creation import IncomingMessage, NewCase, create_case
from desktop.services.cases.use_cases import case_view
from desktop.services.cases.view import CaseView
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.staff.access import Actor
from tests.support.factories import Household


def ask(context: ServiceContext, home: Household, code: str = "damage", **changes: Any) -> int:
    """A tenant asks for something by the app; returns the case."""
    values: dict[str, Any] = {
        "company_id": home.company_id,
        "category_id": home.categories[code],
        "tenancy_id": home.tenancy_id,
        "channel": Channel.APP,
        "received_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "correspondent": "Aylin Musterbach",
        "subject": "Heizung im Bad bleibt kalt",
        "text": "Seit gestern.",
    }
    with context.database.write() as unit:
        return create_case(unit, context, NewCase(**{**values, **changes})).id


def write_to(context: ServiceContext, case_id: int, text: str = "Immer noch kalt.") -> int:
    """The tenant writes to a case; returns the message."""
    message = IncomingMessage(
        channel=Channel.APP,
        at=context.clock.now(),
        correspondent="Aylin Musterbach",
        subject="Nachfrage",
        text=text,
    )
    with context.database.write() as unit:
        return receive_message(unit, context, message, case_id=case_id, bank=None)


def page(context: ServiceContext, actor: Actor, case_id: int) -> CaseView:
    """The page of a case as the person sees it now."""
    return case_view(context, actor, case_id)


def version(context: ServiceContext, case_id: int) -> int:
    """The version of a case as it stands."""
    with context.database.read() as session:
        return session.get_one(Case, case_id).version


def add_team(
    context: ServiceContext, *members: Actor, company_id: int | None = None, name: str = "Technik"
) -> int:
    """A team of these people; returns its id."""
    with context.database.write() as unit:
        team = Team(company_id=company_id, name=name, name_key=name.lower(), active=True)
        team.members = [TeamMember(staff_id=one.person_id) for one in members]
        unit.session.add(team)
        unit.session.flush()
        return team.id
