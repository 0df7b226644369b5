"""Passwords of the people who work here: reset by an administrator, chosen by themselves.

What an administrator makes is shown once, opens for some days, and only to choose an own password;
nobody but the person ever knows that one. The audit names the act, never a password.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.staff_password import (
    LONGEST,
    ONCE_FOR,
    SHORTEST,
    new_once_password,
    password_problem,
)
from desktop.models.company import Staff
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.sign_in import SignIn, enter, verified
from desktop.services.teams.leaving import held

__all__ = [
    "NewPassword",
    "OnceAccess",
    "ResetPassword",
    "change_own_password",
    "checked_choice",
    "choose_password",
    "reset_password",
    "reset_password_of",
]


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """Make a password for one use; the former one and its lock end."""

    staff_id: int


@dataclass(frozen=True, slots=True)
class OnceAccess:
    """How somebody signs in for the first time, until ``until`` (UTC). It is kept nowhere."""

    staff_id: int
    name: str
    login: str
    until: datetime
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPassword:
    """What a person types: the password so far, and twice the one that is to be."""

    present: str = field(repr=False)
    chosen: str = field(repr=False)
    repeated: str = field(repr=False)


def reset_password(context: ServiceContext, actor: Actor, command: ResetPassword) -> OnceAccess:
    """Replace a person's password by one for one use; who is signed in with the old one leaves.

    Wrong tries before do not count any more.

    Raises:
        UserError: ``access.denied``, ``staff.gone``, ``staff.inactive`` with ``name``,
            ``staff.own_password``: the own one is changed, not reset.
    """
    require(actor, Permission.ADMINISTER)
    password = new_once_password()
    # A tenth of a second: nobody waits for it in the transaction.
    hashed = context.hasher.hash(password)
    with context.database.write() as unit:
        staff = held(unit.session, actor, command.staff_id)
        if staff.id == actor.staff_id:
            raise UserError("staff.own_password")
        if not staff.active:
            raise UserError("staff.inactive", name=staff.name)
        staff.password_hash, staff.once_until = hashed, context.clock.now() + ONCE_FOR
        details = {"login": staff.login}
        action = AuditAction.STAFF_PASSWORD_RESET
        record(unit, context, actor, action, "staff", staff.id, None, details)
        unit.changed(ChangeKind.STAFF, staff.id)
        return OnceAccess(staff.id, staff.name, staff.login, staff.once_until, password)


def reset_password_of(context: ServiceContext, actor: Actor, login: str) -> OnceAccess:
    """Replace the password of whoever has this sign-in name, typed as at the sign-in.

    Raises:
        UserError: as ``reset_password``; ``staff.unknown`` with ``login``.
    """
    require(actor, Permission.ADMINISTER)
    name = login.strip().casefold()
    with context.database.read() as session:
        found = session.scalar(select(Staff.id).where(func.lower(Staff.login) == name))
    if found is None:
        raise UserError("staff.unknown", login=login)
    return reset_password(context, actor, ResetPassword(found))


def choose_password(context: ServiceContext, login: str, typed: NewPassword) -> Actor:
    """Replace a password for one use by an own one, and sign in with it.

    Raises:
        UserError: as ``sign_in``; ``password.not_alike``, ``password.too_short`` with ``least``,
            ``password.too_long`` with ``most``, ``password.too_plain``, ``password.holds_name``,
            ``password.as_before``.
    """
    found = verified(context, login, typed.present)
    _keep(context, found, typed)
    return enter(context, found)


def change_own_password(context: ServiceContext, actor: Actor, typed: NewPassword) -> None:
    """Replace the password of whoever is signed in; the present one is asked for.

    Raises:
        UserError: as ``choose_password``.
    """
    _keep(context, verified(context, actor.login, typed.present), typed)


def checked_choice(chosen: str, repeated: str, *, login: str, name: str, before: str) -> None:
    """Say why a password that was typed twice cannot be kept.

    Raises:
        UserError: the codes of ``choose_password`` that begin with ``password.``.
    """
    if chosen != repeated:
        raise UserError("password.not_alike")
    problem = password_problem(chosen, login=login, name=name, before=before)
    if problem is not None:
        raise UserError(f"password.{problem.value}", least=SHORTEST, most=LONGEST)


def _keep(context: ServiceContext, found: SignIn, typed: NewPassword) -> None:
    checked_choice(
        typed.chosen, typed.repeated, login=found.login, name=found.name, before=typed.present
    )
    hashed = context.hasher.hash(typed.chosen)
    with context.database.write() as unit:
        staff = _as_verified(unit.session, found)
        staff.password_hash, staff.once_until = hashed, None
        actor = Actor(staff.id, staff.login, staff.name, staff.initials, staff.role, frozenset())
        action = AuditAction.STAFF_PASSWORD_CHOSEN
        record(unit, context, actor, action, "staff", staff.id, None)
        unit.changed(ChangeKind.STAFF, staff.id)


def _as_verified(session: Session, found: SignIn) -> Staff:
    """Return the person held, if the password that was verified is still the one."""
    staff = session.get(Staff, found.staff_id, with_for_update=True, populate_existing=True)
    if staff is None or not staff.active or staff.password_hash != found.password_hash:
        raise UserError("sign_in.failed")
    return staff
