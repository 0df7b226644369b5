"""Own saved views: lists with filter, words and order that a person keeps, or shares with the team.

A shared view can be opened by whoever sees all companies of its owner: its name and its words may
tell of a tenant of any of them. It shows each person the cases that person may see. Owner and team
leads change it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import Role
from desktop.domain.portal_json import is_storable
from desktop.models.company import Staff, StaffCompany
from desktop.models.personal import SavedView
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.inbox.rows import InboxQuery
from desktop.services.inbox.saved_queries import read_query, stored_query
from desktop.services.staff.access import Actor, Permission, require

__all__ = [
    "ChangeView",
    "NewView",
    "SavedList",
    "Sharing",
    "change_view",
    "delete_view",
    "list_views",
    "restore_view",
    "save_view",
    "view_called",
    "visible_views",
]

LONGEST_NAME = 60


class Sharing(StrEnum):
    """Who can open a view."""

    OWN = "own"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class NewView:
    """Keep a list by name; the companies of the query are no part of what is kept."""

    name: str
    query: InboxQuery
    sharing: Sharing = Sharing.OWN


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Change what is given; None leaves it as it is. The version is that of the view as shown."""

    view_id: int
    expected_version: int
    name: str | None = None
    query: InboxQuery | None = None
    sharing: Sharing | None = None


@dataclass(frozen=True, slots=True)
class SavedList:
    """A saved view as the sidebar shows it.

    ``query`` is None where it asks for what this version of the program does not know, or cannot be
    read at all.
    """

    view_id: int
    version: int
    name: str
    query: InboxQuery | None
    sharing: Sharing
    owner_id: int
    owner_name: str
    may_change: bool


def list_views(context: ServiceContext, actor: Actor) -> tuple[SavedList, ...]:
    """Return the views that the person can open: the own ones, then those of the team, by name.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        return tuple(visible_views(session, actor))


def view_called(context: ServiceContext, actor: Actor, name: str) -> SavedList:
    """Return the view of this name that the person can open; an own one comes first.

    Raises:
        UserError: ``saved_view.not_found``, ``saved_view.unreadable``, ``access.denied``.
    """
    wanted = _key(one_line(name))
    for view in list_views(context, actor):
        if _key(view.name) == wanted:
            if view.query is None:
                raise UserError("saved_view.unreadable")
            return view
    raise UserError("saved_view.not_found")


def save_view(context: ServiceContext, actor: Actor, command: NewView) -> SavedList:
    """Keep a list by a name that no other own view has.

    Raises:
        UserError: ``access.denied``, ``saved_view.name_missing``, ``saved_view.name_long``,
            ``saved_view.name_taken``, ``saved_view.not_a_list``, ``saved_view.holds_iban``,
            ``text.not_storable``.
    """
    require(actor, Permission.READ_CASES)
    owner = actor.person_id
    stored = stored_query(command.query)
    with context.database.write() as unit:
        name = _free_name(unit, owner, command.name)
        view = SavedView(
            staff_id=owner,
            name=name,
            name_key=_key(name),
            shared=command.sharing is Sharing.TEAM,
            query=stored,
            created_at=context.clock.now(),
        )
        unit.session.add(view)
        return _noted(unit, context, actor, view, AuditAction.SAVED_VIEW_CREATED)


def change_view(context: ServiceContext, actor: Actor, command: ChangeView) -> SavedList:
    """Give a view another name, another list, or another circle.

    Raises:
        UserError: as ``save_view``, and ``saved_view.not_found``, ``saved_view.changed`` (by
            somebody else meanwhile), ``saved_view.not_yours``.
    """
    stored = None if command.query is None else stored_query(command.query)
    with context.database.write() as unit:
        view = _load(unit, actor, command.view_id, command.expected_version)
        if command.name is not None:
            view.name = _free_name(unit, view.staff_id, command.name, besides=view.id)
            view.name_key = _key(view.name)
        if stored is not None:
            view.query = stored
        if command.sharing is not None:
            view.shared = command.sharing is Sharing.TEAM
        return _noted(unit, context, actor, view, AuditAction.SAVED_VIEW_CHANGED)


def delete_view(
    context: ServiceContext, actor: Actor, view_id: int, expected_version: int
) -> SavedList:
    """Take a view out of every sidebar; ``restore_view`` brings it back.

    Raises:
        UserError: ``saved_view.not_found``, ``saved_view.changed``, ``saved_view.not_yours``.
    """
    with context.database.write() as unit:
        view = _load(unit, actor, view_id, expected_version)
        view.archived_at = context.clock.now()
        return _noted(unit, context, actor, view, AuditAction.SAVED_VIEW_DELETED)


def restore_view(context: ServiceContext, actor: Actor, view_id: int) -> SavedList:
    """Bring a deleted view back as it was.

    Raises:
        UserError: ``saved_view.not_found``, ``saved_view.not_yours``, ``saved_view.name_taken``
            where another one got its name meanwhile.
    """
    with context.database.write() as unit:
        view = unit.session.get(SavedView, view_id, with_for_update=True)
        if view is None or view.archived_at is None:
            raise UserError("saved_view.not_found")
        _require_change(unit.session, actor, view)
        _free_name(unit, view.staff_id, view.name, besides=view.id)
        view.archived_at = None
        return _noted(unit, context, actor, view, AuditAction.SAVED_VIEW_RESTORED)


def visible_views(session: Session, actor: Actor) -> Iterator[SavedList]:
    """Yield the same within a session of its caller, who has asked for the permission."""
    rows = session.execute(
        select(SavedView, Staff.name)
        .join(Staff, Staff.id == SavedView.staff_id)
        .where(SavedView.archived_at.is_(None), _may_open(actor))
        .order_by(SavedView.staff_id != actor.staff_id, SavedView.name_key, SavedView.id)
    )
    for view, owner_name in rows:
        yield _row(view, owner_name, actor)


def _may_open(actor: Actor) -> ColumnElement[bool]:
    shared: ColumnElement[bool] = SavedView.shared.is_(True)
    if actor.company_ids is not None:
        theirs = select(StaffCompany.staff_id).where(StaffCompany.company_id.in_(actor.company_ids))
        beyond = select(StaffCompany.staff_id).where(
            StaffCompany.company_id.not_in(actor.company_ids)
        )
        shared = and_(shared, SavedView.staff_id.in_(theirs), SavedView.staff_id.not_in(beyond))
    return or_(SavedView.staff_id == actor.staff_id, shared)


def _row(view: SavedView, owner_name: str, actor: Actor) -> SavedList:
    try:
        query = read_query(view.query)
    except UserError:
        query = None
    return SavedList(
        view_id=view.id,
        version=view.version,
        name=view.name,
        query=query,
        sharing=Sharing.TEAM if view.shared else Sharing.OWN,
        owner_id=view.staff_id,
        owner_name=owner_name,
        may_change=view.staff_id == actor.staff_id or actor.role is Role.LEAD,
    )


def _load(unit: UnitOfWork, actor: Actor, view_id: int, expected_version: int) -> SavedView:
    view = unit.session.get(SavedView, view_id, with_for_update=True)
    if view is None or view.archived_at is not None:
        raise UserError("saved_view.not_found")
    _require_change(unit.session, actor, view)
    if view.version != expected_version:
        raise UserError("saved_view.changed")
    return view


def _require_change(session: Session, actor: Actor, view: SavedView) -> None:
    require(actor, Permission.READ_CASES)
    if view.staff_id == actor.person_id:
        return
    opens = select(SavedView.id).where(SavedView.id == view.id, _may_open(actor))
    if session.scalar(opens) is None:
        # Whoever may not even see it is told no more than that.
        raise UserError("saved_view.not_found")
    if actor.role is not Role.LEAD:
        raise UserError("saved_view.not_yours")


def _free_name(unit: UnitOfWork, owner: int, name: str, *, besides: int | None = None) -> str:
    # Written in one way: letters with their accents apart look the same, and are the same name.
    name = unicodedata.normalize("NFC", one_line(name))
    if not is_storable(name):
        raise UserError("text.not_storable")
    if not name:
        raise UserError("saved_view.name_missing")
    if len(name) > LONGEST_NAME:
        raise UserError("saved_view.name_long", most=LONGEST_NAME)
    if mask_ibans(name) != name:
        raise UserError("saved_view.holds_iban")
    # One after the other for each person: two windows must not take the same name at once.
    unit.session.execute(select(Staff.id).where(Staff.id == owner).with_for_update())
    taken = select(SavedView.id).where(
        SavedView.staff_id == owner,
        SavedView.name_key == _key(name),
        SavedView.archived_at.is_(None),
        SavedView.id != (besides or 0),
    )
    if unit.session.scalar(taken) is not None:
        raise UserError("saved_view.name_taken", name=name)
    return name


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _noted(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    view: SavedView,
    action: AuditAction,
) -> SavedList:
    unit.session.flush()
    record(
        unit,
        context,
        actor,
        action,
        "saved_views",
        view.id,
        None,
        {"owner": view.staff_id, "shared": int(view.shared)},
    )
    unit.changed(ChangeKind.SAVED_VIEW, view.id)
    owner_name = unit.session.scalars(select(Staff.name).where(Staff.id == view.staff_id)).one()
    return _row(view, owner_name, actor)
