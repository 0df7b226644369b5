"""An administrator adds a person and changes name, role and companies of one.

Nobody is ever removed: who leaves is switched off (``teams.leaving``). Whose work would be left
without anybody by the change keeps it until it is given to somebody else.
"""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, attributes

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.portal_json import is_storable
from desktop.domain.staff_password import ONCE_FOR, new_once_password
from desktop.models.case import Case
from desktop.models.company import Company, Staff, StaffCompany
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require, roles_with
from desktop.services.staff.passwords import OnceAccess
from desktop.services.teams.leaving import held

__all__ = [
    "LONGEST_INITIALS",
    "LONGEST_LOGIN",
    "LONGEST_NAME",
    "ChangeStaff",
    "StaffForm",
    "add_person",
    "change_person",
    "change_staff",
    "checked_form",
    "create_staff",
]

LONGEST_NAME = 120
LONGEST_LOGIN = 60
LONGEST_INITIALS = 4
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]+")
_RESERVED = frozenset({"system"})
"""By this name the program itself acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffForm:
    """A person as typed. Empty ``initials`` become those of the name."""

    login: str = ""
    name: str = ""
    initials: str = ""
    role: Role = Role.CLERK
    company_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeStaff:
    """Keep a person as typed; the sign-in name stays. ``expected_version`` is that as shown."""

    staff_id: int
    form: StaffForm
    expected_version: int


def create_staff(context: ServiceContext, actor: Actor, form: StaffForm) -> OnceAccess:
    """Add a person, who signs in with the password returned and then chooses an own one.

    Raises:
        UserError: ``access.denied``; ``staff.name_missing``, ``staff.too_long`` with ``most``,
            ``staff.bad_login``, ``staff.bad_initials`` with ``most``, ``staff.no_company``,
            ``staff.login_taken`` with ``login`` and ``name``.
    """
    require(actor, Permission.ADMINISTER)
    password = new_once_password()
    hashed = context.hasher.hash(password)
    clean = checked_form(form)
    with context.database.write() as unit:
        _companies(unit.session, actor, clean)
        staff = add_person(unit, context, actor, clean)
        staff.password_hash, staff.once_until = hashed, context.clock.now() + ONCE_FOR
        return OnceAccess(staff.id, staff.name, staff.login, staff.once_until, password)


def add_person(unit: UnitOfWork, context: ServiceContext, actor: Actor, clean: StaffForm) -> Staff:
    """Add a person of a checked form who cannot sign in yet, in the caller's transaction.

    Raises:
        UserError: ``staff.login_taken``.
    """
    session = unit.session
    taken = session.scalar(select(Staff.name).where(func.lower(Staff.login) == clean.login))
    if taken is not None:
        raise UserError("staff.login_taken", login=clean.login, name=taken)
    staff = Staff(
        login=clean.login,
        name=clean.name,
        initials=clean.initials,
        role=clean.role,
        password_hash="",
        active=True,
        companies=[StaffCompany(company_id=one) for one in sorted(clean.company_ids)],
    )
    session.add(staff)
    session.flush()
    _noted(unit, context, actor, staff, AuditAction.STAFF_CREATED, {"role": staff.role.value})
    return staff


def change_staff(context: ServiceContext, actor: Actor, command: ChangeStaff) -> None:
    """Keep name, initials, role and companies of a person; nothing is noted if nothing differs.

    Who is signed in with other rights is asked to sign in anew.

    Raises:
        UserError: as ``create_staff``; ``staff.gone``, ``staff.changed`` with ``name`` (by somebody
            else meanwhile), ``staff.own_rights``, ``staff.has_cases`` with ``name`` and ``n``.
    """
    with context.database.write() as unit:
        change_person(unit, context, actor, command)


def change_person(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, command: ChangeStaff
) -> None:
    """Change a person in the caller's transaction; raises as ``change_staff``."""
    require(actor, Permission.ADMINISTER)
    session = unit.session
    staff = held(session, actor, command.staff_id)
    if staff.version != command.expected_version:
        raise UserError("staff.changed", name=staff.name)
    clean = checked_form(command.form, login=staff.login)
    _companies(session, actor, clean)
    before = {link.company_id for link in staff.companies}
    changed = _changed(staff, clean, before)
    if not changed:
        return
    if {"role", "companies"} & set(changed):
        if staff.id == actor.staff_id:
            raise UserError("staff.own_rights")
        _refuse_leaving_work(session, staff, clean)
    staff.name, staff.initials, staff.role = clean.name, clean.initials, clean.role
    if clean.company_ids != before:
        staff.companies = [
            *(link for link in staff.companies if link.company_id in clean.company_ids),
            *(StaffCompany(company_id=one) for one in sorted(clean.company_ids - before)),
        ]
        # A change of the links alone counts as one of the person: the next one has to see it.
        attributes.flag_modified(staff, "name")
    session.flush()
    details: dict[str, DetailValue] = {"changed": changed, "role": staff.role.value}
    _noted(unit, context, actor, staff, AuditAction.STAFF_CHANGED, details)


def checked_form(form: StaffForm, *, login: str | None = None) -> StaffForm:
    """Return a form as it is kept; ``login`` is that of a person who is there already.

    Raises:
        UserError: as ``create_staff``.
    """
    name = one_line(form.name)
    if not name or not is_storable(name):
        raise UserError("staff.name_missing")
    if len(name) > LONGEST_NAME:
        raise UserError("staff.too_long", most=LONGEST_NAME)
    kept = form.login.strip().lower() if login is None else login
    if login is None and (
        _LOGIN.fullmatch(kept) is None or len(kept) > LONGEST_LOGIN or kept in _RESERVED
    ):
        raise UserError("staff.bad_login", most=LONGEST_LOGIN)
    initials = "".join(form.initials.split()) or _initials_of(name)
    if len(initials) > LONGEST_INITIALS or not initials.isalnum():
        raise UserError("staff.bad_initials", most=LONGEST_INITIALS)
    if not form.company_ids:
        raise UserError("staff.no_company")
    return StaffForm(
        login=kept, name=name, initials=initials, role=form.role, company_ids=form.company_ids
    )


def _initials_of(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in chosen)


def _companies(session: Session, actor: Actor, clean: StaffForm) -> None:
    known = set(session.scalars(select(Company.id).where(Company.id.in_(clean.company_ids))))
    if known != clean.company_ids:
        raise UserError("company.gone")
    for company_id in clean.company_ids:
        require(actor, Permission.ADMINISTER, company_id)


def _changed(staff: Staff, clean: StaffForm, companies: set[int]) -> list[str]:
    pairs: dict[str, tuple[Any, Any]] = {
        "name": (staff.name, clean.name),
        "initials": (staff.initials, clean.initials),
        "role": (staff.role, clean.role),
        "companies": (companies, clean.company_ids),
    }
    return [name for name, (old, new) in pairs.items() if old != new]


def _refuse_leaving_work(session: Session, staff: Staff, clean: StaffForm) -> None:
    """Nobody keeps open cases that they could not work any more."""
    query = select(func.count()).where(Case.assignee_id == staff.id, Case.is_open.is_(True))
    if clean.role in roles_with(Permission.WORK_CASES):
        query = query.where(Case.company_id.not_in(clean.company_ids))
    left = session.scalar(query) or 0
    if left:
        raise UserError("staff.has_cases", name=staff.name, n=left)


def _noted(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    staff: Staff,
    action: AuditAction,
    details: dict[str, DetailValue],
) -> None:
    named = {"login": staff.login, "companies": _company_ids(staff), **details}
    record(unit, context, actor, action, "staff", staff.id, None, named)
    unit.changed(ChangeKind.STAFF, staff.id)


def _company_ids(staff: Staff) -> list[int]:
    return sorted(link.company_id for link in staff.companies)
