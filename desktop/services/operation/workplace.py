"""What an administrator decides for one workplace, on the audit log.

The settings themselves lie in a file of the workplace, which is no matter of the database; who
changed them, and from what to what, is.
"""

from dataclasses import asdict, dataclass

from desktop.domain.iban_text import mask_ibans
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.operation.heartbeats import this_host
from desktop.services.staff.access import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class WorkplaceRules:
    """``lock_minutes`` without a key lock the windows, 0 never; ``update_dir`` holds versions."""

    lock_minutes: int
    update_dir: str | None


@dataclass(frozen=True, slots=True)
class ChangeWorkplace:
    """What held until now, and what shall hold."""

    before: WorkplaceRules
    after: WorkplaceRules


def note_workplace_change(context: ServiceContext, actor: Actor, command: ChangeWorkplace) -> None:
    """Note on the audit log what is about to hold at this workplace; nothing where all is the same.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    old, new = asdict(command.before), asdict(command.after)
    changed = {
        name: f"{_text(old[name])} → {_text(new[name])}" for name in old if old[name] != new[name]
    }
    if not changed:
        return
    details = {"host": this_host(), **changed}
    with context.database.write() as unit:
        record(unit, context, actor, AuditAction.WORKPLACE_CHANGED, "heartbeats", 0, None, details)


def _text(value: int | str | None) -> str:
    # A folder can be named like anything.
    return "–" if value is None else mask_ibans(str(value))
