"""What the people of the demonstration left on their desks: saved views, what they have read."""

from collections.abc import Mapping

from sqlalchemy import insert, select

from desktop.models.personal import CaseRead
from desktop.models.standing import CaseStanding
from desktop.services.context import ServiceContext
from desktop.services.inbox.filters import (
    AssigneeFilter,
    CaseFilter,
    DueFilter,
    ReadFilter,
    WaitingFilter,
)
from desktop.services.inbox.rows import InboxQuery, InboxSort
from desktop.services.inbox.saved_views import NewView, Sharing, save_view
from desktop.services.inbox.standings import keep_current
from desktop.services.notices.daily import tell_what_is_due
from desktop.services.staff.access import Actor
from desktop.texts import tr

_UNREAD_EVERY = 6
"""One case of so many that a person has not opened yet, beside those of nobody."""


def furnish(context: ServiceContext, actors: Mapping[str, Actor]) -> None:
    """Leave two views of one's own and two of the team, and most of the open cases read."""
    keep_current(context)
    _save_views(context, actors["clerk1"], actors["lead"])
    for actor in actors.values():
        _read_most(context, actor)
    tell_what_is_due(context)


def _save_views(context: ServiceContext, clerk: Actor, lead: Actor) -> None:
    damages = CaseFilter(categories=frozenset({"damage"}), read=ReadFilter.UNREAD)
    mine = CaseFilter(assignee=AssigneeFilter.ME, due=DueFilter.THIS_WEEK)
    came = CaseFilter(waiting=WaitingFilter.DATE_CAME)
    nobodys = CaseFilter(assignee=AssigneeFilter.NOBODY, due=DueFilter.TODAY)
    for actor, name, query, sharing in (
        (
            clerk,
            tr("Schäden, ungelesen"),
            InboxQuery(filter=damages, sort=InboxSort.RECEIVED),
            Sharing.OWN,
        ),
        (clerk, tr("Meine Woche"), InboxQuery(filter=mine), Sharing.OWN),
        (lead, tr("Wiedervorlage fällig"), InboxQuery(filter=came), Sharing.TEAM),
        (lead, tr("Fällig, ohne Person"), InboxQuery(filter=nobodys), Sharing.TEAM),
    ):
        save_view(context, actor, NewView(name, query, sharing))


def _read_most(context: ServiceContext, actor: Actor) -> None:
    with context.database.write() as unit:
        standings = select(CaseStanding.case_id, CaseStanding.news_at).where(
            CaseStanding.is_open.is_(True),
            CaseStanding.company_id.in_(actor.company_ids or ()),
            CaseStanding.case_id % _UNREAD_EVERY != actor.person_id % _UNREAD_EVERY,
        )
        rows = [
            {"case_id": row.case_id, "staff_id": actor.staff_id, "read_at": row.news_at}
            for row in unit.session.execute(standings)
        ]
        if rows:
            unit.session.execute(insert(CaseRead), rows)
