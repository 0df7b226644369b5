"""Signing in with a name and a password, and switching to another person at one computer.

A wrong name and a wrong password look and last the same to whoever tries. Wrong tries in a row lock
the name for a growing time (``desktop.domain.sign_in_lock``); they are counted on the audit log, so
that ending the program opens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain import sign_in_lock
from desktop.domain.errors import UserError
from desktop.domain.staff_password import typed_once
from desktop.models.company import Staff, StaffCompany
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM, Actor

__all__ = [
    "SignIn",
    "actor_for_login",
    "enter",
    "is_as_signed_in",
    "lock_session",
    "sign_in",
    "sign_out",
    "unlock_session",
    "verified",
]

_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5aXNub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""Compared with where nobody has the name, so that the answer takes as long."""


_OPENS = (AuditAction.SIGN_IN_SUCCEEDED, AuditAction.STAFF_PASSWORD_RESET)
"""With these the count of wrong tries begins anew."""
_MOST_COUNTED = 100
"""More wrong tries than that do not fit into the time for which they count."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Whose name and password fit; ``once_until`` (UTC) is set for a password for one use."""

    staff_id: int
    login: str
    name: str
    once_until: datetime | None
    password_hash: str = field(repr=False)


def sign_in(context: ServiceContext, login: str, password: str) -> Actor:
    """Return the person if name and password fit; each try is on the audit log.

    Blanks around the name do not matter, nor does upper or lower case.

    Raises:
        UserError: ``sign_in.failed``; whether it was the name or the password is not told.
            ``sign_in.locked`` with ``minutes`` to wait after too many of them in a row, whatever
            the password; names that nobody has are locked as well.
            ``sign_in.choose_password`` where the password is for one use and an own one is to be
            chosen first (``passwords.choose_password``); ``sign_in.once_over`` where it came too
            late for that.
    """
    found = verified(context, login, password)
    if found.once_until is not None:
        raise UserError("sign_in.choose_password")
    return enter(context, found)


def verified(context: ServiceContext, login: str, password: str) -> SignIn:
    """Return whose name and password these are, whether or not the person may enter with them.

    Raises:
        UserError: ``sign_in.failed``, ``sign_in.locked``, ``sign_in.once_over``; all are on the
            audit log.
    """
    name = login.strip().casefold()
    with context.database.read() as session:
        found = session.execute(
            select(
                Staff.id,
                Staff.login,
                Staff.name,
                Staff.once_until,
                Staff.password_hash,
                Staff.active,
            ).where(func.lower(Staff.login) == name)
        ).one_or_none()
        counted_as = sign_in_lock.name_group(name) if found is None else found.id
        wrong = _wrong_tries(session, counted_as)
    now = context.clock.now()
    if (until := sign_in_lock.locked_until(wrong, now)) is not None:
        _note(context, SYSTEM, AuditAction.SIGN_IN_REFUSED, counted_as)
        raise _locked(until, now)
    stored = _NOBODY if found is None else found.password_hash
    once = found is not None and found.once_until is not None
    fits = context.hasher.verify(stored, typed_once(password) if once else password)
    if found is None or not fits or not found.active:
        raise _failed(context, counted_as, wrong)
    if once and found.once_until <= context.clock.now():
        _note(context, SYSTEM, AuditAction.SIGN_IN_FAILED, found.id)
        raise UserError("sign_in.once_over")
    return SignIn(found.id, found.login, found.name, found.once_until, found.password_hash)


def enter(context: ServiceContext, found: SignIn) -> Actor:
    """Return who was verified as signed in, and note it on the audit log."""
    actor = actor_for_login(context, found.login)
    _note(context, actor, AuditAction.SIGN_IN_SUCCEEDED, found.staff_id)
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


def lock_session(context: ServiceContext, actor: Actor) -> None:
    """Note on the audit log that the person's window was locked, by key or after a time."""
    _note(context, actor, AuditAction.SESSION_LOCKED, actor.person_id)


def unlock_session(context: ServiceContext, actor: Actor, password: str) -> Actor:
    """Let the person go on; returns who that is now: role and companies may have changed.

    Raises:
        UserError: as ``sign_in``; wrong passwords count there and here together.
    """
    now = sign_in(context, actor.login, password)
    _note(context, now, AuditAction.SESSION_UNLOCKED, now.person_id)
    return now


def is_as_signed_in(context: ServiceContext, actor: Actor) -> bool:
    """Whether the person may still work here, in the role and for the companies of the sign-in.

    Whose password was reset meanwhile has to sign in with the new one.
    """
    with context.database.read() as session:
        was_reset = select(Staff.once_until).where(Staff.id == actor.staff_id)
        if session.scalar(was_reset) is not None:
            return False
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
