"""Signing in with a name and a password, and switching to another person at one computer.

A wrong name and a wrong password look and last the same to whoever tries. Wrong tries in a row lock
the name for a growing time (``desktop.domain.sign_in_lock``); they are counted on the audit log, so
that ending the program opens nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain import sign_in_lock
from desktop.domain.errors import UserError
from desktop.models.company import Staff, StaffCompany
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM, Actor

__all__ = ["actor_for_login", "is_as_signed_in", "sign_in", "sign_out"]

_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5aXNub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""Compared with where nobody has the name, so that the answer takes as long."""


_OPENS = (AuditAction.SIGN_IN_SUCCEEDED, AuditAction.STAFF_PASSWORD_RESET)
"""With these the count of wrong tries begins anew."""
_MOST_COUNTED = 100
"""More wrong tries than that do not fit into the time for which they count."""


def sign_in(context: ServiceContext, login: str, password: str) -> Actor:
    """Return the person if name and password fit; each try is on the audit log.

    Blanks around the name do not matter, nor does upper or lower case.

    Raises:
        UserError: ``sign_in.failed``; whether it was the name or the password is not told.
            ``sign_in.locked`` with ``minutes`` to wait after too many of them in a row, whatever
            the password; names that nobody has are locked as well.
    """
    name = login.strip().casefold()
    with context.database.read() as session:
        found = session.execute(
            select(Staff.id, Staff.login, Staff.password_hash, Staff.active).where(
                func.lower(Staff.login) == name
            )
        ).one_or_none()
        counted_as = sign_in_lock.name_group(name) if found is None else found.id
        wrong = _wrong_tries(session, counted_as)
    now = context.clock.now()
    if (until := sign_in_lock.locked_until(wrong, now)) is not None:
        _note(context, SYSTEM, AuditAction.SIGN_IN_REFUSED, counted_as)
        raise _locked(until, now)
    stored = _NOBODY if found is None else found.password_hash
    fits = context.hasher.verify(stored, password)
    if found is None or not fits or not found.active:
        raise _failed(context, counted_as, wrong)
    actor = actor_for_login(context, found.login)
    _note(context, actor, AuditAction.SIGN_IN_SUCCEEDED, found.id)
    return actor


def _failed(context: ServiceContext, counted_as: int, wrong: Iterable[datetime]) -> UserError:
    """Note a wrong try, and the lock that it may begin; return what is said of it."""
    now = context.clock.now()
    until = sign_in_lock.locked_until((*wrong, now), now)
    with context.database.write() as unit:
        record(unit, context, SYSTEM, AuditAction.SIGN_IN_FAILED, "staff", counted_as, None)
        if until is None:
            return UserError("sign_in.failed")
        error = _locked(until, now)
        minutes = {"minutes": sign_in_lock.whole_minutes(until - now)}
        record(
            unit, context, SYSTEM, AuditAction.SIGN_IN_LOCKED, "staff", counted_as, None, minutes
        )
        return error


def _locked(until: datetime, now: datetime) -> UserError:
    return UserError("sign_in.locked", minutes=sign_in_lock.whole_minutes(until - now))


def _wrong_tries(session: Session, counted_as: int) -> tuple[datetime, ...]:
    """Return when wrong passwords came since the last right one; an index answers."""
    own = (AuditEvent.entity == "staff", AuditEvent.entity_id == counted_as)
    opened = (
        select(func.coalesce(func.max(AuditEvent.id), 0))
        .where(*own, AuditEvent.action.in_([action.value for action in _OPENS]))
        .scalar_subquery()
    )
    wrong = select(AuditEvent.at).where(
        *own, AuditEvent.action == AuditAction.SIGN_IN_FAILED.value, AuditEvent.id > opened
    )
    return tuple(session.scalars(wrong.order_by(AuditEvent.id.desc()).limit(_MOST_COUNTED)))


def sign_out(context: ServiceContext, actor: Actor) -> None:
    """Note on the audit log that the person left, by choice or by a change of user."""
    if actor.staff_id is not None:
        _note(context, actor, AuditAction.SIGN_OUT, actor.staff_id)


def is_as_signed_in(context: ServiceContext, actor: Actor) -> bool:
    """Whether the person may still work here, in the role and for the companies of the sign-in."""
    try:
        now = actor_for_login(context, actor.login)
    except UserError:
        return False
    return (now.staff_id, now.role, now.company_ids) == (
        actor.staff_id,
        actor.role,
        actor.company_ids,
    )


def actor_for_login(context: ServiceContext, login: str) -> Actor:
    """Return the person with this sign-in name, without asking for a password.

    Raises:
        UserError: ``staff.unknown`` where nobody who is active has it.
    """
    with context.database.read() as session:
        return _actor(session, login)


def _actor(session: Session, login: str) -> Actor:
    staff = session.execute(
        select(Staff.id, Staff.login, Staff.name, Staff.initials, Staff.role).where(
            Staff.login == login, Staff.active.is_(True)
        )
    ).one_or_none()
    if staff is None:
        raise UserError("staff.unknown", login=login)
    companies = session.scalars(
        select(StaffCompany.company_id).where(StaffCompany.staff_id == staff.id)
    )
    return Actor(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        initials=staff.initials,
        role=staff.role,
        company_ids=frozenset(companies),
    )


def _note(context: ServiceContext, actor: Actor, action: AuditAction, staff_id: int) -> None:
    with context.database.write() as unit:
        record(unit, context, actor, action, "staff", staff_id, None)
