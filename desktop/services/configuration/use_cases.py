"""Export the whole configuration as a file, show what another one would change, take it over.

The preview does what taking over does, compares, and takes everything back: it cannot say anything
else than what would happen. Nothing of a file is taken over unless all of it is.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.configuration import ChangedKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company, Staff
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.configuration.applying import Applying
from desktop.services.configuration.collecting import collect
from desktop.services.configuration.document import (
    Configuration,
    as_bytes,
    read_configuration,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

__all__ = [
    "ConfigurationChange",
    "ImportConfiguration",
    "ImportPlan",
    "export_configuration",
    "import_configuration",
    "preview_import",
]


@dataclass(frozen=True, slots=True)
class ConfigurationChange:
    """One entry that would be new or other; ``parts`` are what differs, none for a new one."""

    kind: ChangedKind
    name: str
    is_new: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What taking a file over does, in the order of the file's lists."""

    changes: tuple[ConfigurationChange, ...]

    @property
    def digest(self) -> str:
        """A SHA-256 over the changes: whether it is still the same plan."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ImportConfiguration:
    """Take a file over; ``digest`` is that of the plan as shown, None without one."""

    content: bytes
    digest: str | None = None


class _TakenBackError(Exception):
    """Ends the unit of work of a preview; it carries what would have happened."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan


def export_configuration(context: ServiceContext, actor: Actor) -> bytes:
    """Return the file: everything that the person administers, without passwords and keys.

    That it was made is on the audit log.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.write() as unit:
        content = as_bytes(collect(unit.session, actor))
        digest = hashlib.sha256(content).hexdigest()
        _note(unit, context, actor, AuditAction.CONFIGURATION_EXPORTED, digest, 0)
        return content


def preview_import(context: ServiceContext, actor: Actor, content: bytes) -> ImportPlan:
    """Return what taking a file over would change; nothing is kept.

    Raises:
        UserError: as ``read_configuration`` and ``Applying.apply``; ``access.denied``;
            ``configuration.no_administrator`` where nobody could sign in and add others afterwards.
    """
    require(actor, Permission.ADMINISTER)
    wanted = read_configuration(content)
    try:
        with context.database.write() as unit:
            _take_back(_apply(unit, context, actor, wanted))
    except _TakenBackError as taken_back:
        return taken_back.plan


def _take_back(plan: ImportPlan) -> NoReturn:
    raise _TakenBackError(plan)


def import_configuration(
    context: ServiceContext, actor: Actor, command: ImportConfiguration
) -> ImportPlan:
    """Take a file over, all of it or nothing; returns what changed.

    Raises:
        UserError: as ``preview_import``; ``configuration.changed`` where it would do something else
            by now than what was shown.
    """
    require(actor, Permission.ADMINISTER)
    wanted = read_configuration(command.content)
    with context.database.write() as unit:
        plan = _apply(unit, context, actor, wanted)
        if command.digest not in (None, plan.digest):
            raise UserError("configuration.changed")
        digest = hashlib.sha256(command.content).hexdigest()
        _note(
            unit,
            context,
            actor,
            AuditAction.CONFIGURATION_IMPORTED,
            digest,
            len(plan.changes),
        )
        return plan


def _apply(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, wanted: Configuration
) -> ImportPlan:
    session = unit.session
    before = collect(session, actor)
    applying = Applying(unit, context, actor)
    applying.apply(wanted, before)
    session.flush()
    session.expire_all()
    after = collect(session, applying.actor)
    plan = ImportPlan(tuple(_changes(before, after)))
    if plan.changes and _shuts_everybody_out(session):
        raise UserError("configuration.no_administrator")
    return plan


def _shuts_everybody_out(session: Session) -> bool:
    """Whether there is a company or a person, and nobody who can sign in and add others.

    Without either, the first start asks for both.
    """
    administrators = select(Staff.id).where(
        Staff.active.is_(True), Staff.role == Role.ADMINISTRATOR
    )
    if session.scalar(administrators.limit(1)) is not None:
        return False
    begun = (select(one).limit(1) for one in (Company.id, Staff.id))
    return any(session.scalar(one) is not None for one in begun)


_NAMES: Mapping[ChangedKind, Callable[[Any], str]] = {
    ChangedKind.COMPANY: lambda one: one.name,
    ChangedKind.CATEGORY: lambda one: one.name,
    ChangedKind.PERSON: lambda one: f"{one.name} ({one.login})",
    ChangedKind.TEAM: lambda one: one.name,
    ChangedKind.RULE: lambda one: " · ".join(
        part for part in (one.company, one.category, one.house, one.team) if part
    ),
    ChangedKind.REPLY: lambda one: one.title,
    ChangedKind.LETTER: lambda one: f"{one.company} · {one.kind}",
}
_KEYS: Mapping[ChangedKind, Callable[[Any], object]] = {
    ChangedKind.COMPANY: lambda one: one.code,
    ChangedKind.CATEGORY: lambda one: (one.company, one.code),
    ChangedKind.PERSON: lambda one: one.login,
    ChangedKind.TEAM: lambda one: one.name,
    ChangedKind.RULE: lambda one: (one.company, one.category, one.house),
    ChangedKind.REPLY: lambda one: one.code,
    ChangedKind.LETTER: lambda one: (one.company, one.kind),
}


def _changes(before: Configuration, after: Configuration) -> Iterable[ConfigurationChange]:
    for kind in ChangedKind:
        key, name = _KEYS[kind], _NAMES[kind]
        known = {key(one): one for one in getattr(before, kind.value)}
        for one in getattr(after, kind.value):
            former = known.get(key(one))
            if former is None:
                yield ConfigurationChange(kind, name(one), is_new=True)
            elif former != one:
                yield ConfigurationChange(kind, name(one), is_new=False, parts=_parts(former, one))


def _parts(former: msgspec.Struct, now: msgspec.Struct) -> tuple[str, ...]:
    """Return the names of what differs; of settings and texts each one."""
    parts: list[str] = []
    for name in now.__struct_fields__:
        old, new = getattr(former, name), getattr(now, name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            parts += sorted(one for one in old.keys() | new.keys() if old.get(one) != new.get(one))
        else:
            parts.append(name)
    return tuple(parts)


def _note(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    digest: str,
    changes: int,
) -> None:
    details: dict[str, DetailValue] = {"sha256": digest, "changes": changes}
    record(unit, context, actor, action, "companies", 0, None, details)
