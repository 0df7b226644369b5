"""Who acts, and what they may do: role and companies, checked first in every use case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role


class Permission(StrEnum):
    """What can be allowed. Reading is apart from working so that auditors change nothing."""

    READ_CASES = "read_cases"
    """Inbox, cases, intake and hand-over as they stand; IBANs masked."""
    REVEAL_IBAN = "reveal_iban"
    """Open a bank change and see IBANs in full; each time is on the audit log."""
    WORK_CASES = "work_cases"
    """Take, answer, note, propose, reject, close, reopen."""
    RELEASE = "release"
    """Release what somebody else has proposed, or send it back."""
    REASSIGN_ALL = "reassign_all"
    """Give all open cases of a colleague to somebody else."""
    HAND_OVER = "hand_over"
    """Export rows to the ERP and repeat runs."""
    QUARANTINE = "quarantine"
    """Process a quarantined delivery again or discard it."""
    AUDIT = "audit"
    """Read the audit log; IBANs are masked in it."""
    OPERATE = "operate"
    """Make a backup; every role that changes something may."""
    READ_TEAMS = "read_teams"
    """See teams, and by which rules cases find their people."""
    ADMINISTER = "administer"
    """Companies, staff, teams, categories, settings."""


_READ = frozenset({Permission.READ_CASES, Permission.REVEAL_IBAN})
_WORK = _READ | {
    Permission.WORK_CASES,
    Permission.RELEASE,
    Permission.HAND_OVER,
    Permission.QUARANTINE,
    Permission.OPERATE,
}
_ALLOWED: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.CLERK: _WORK,
        Role.LEAD: _WORK | {Permission.AUDIT, Permission.READ_TEAMS, Permission.REASSIGN_ALL},
        # Looks after the program, not after tenants: no bank details.
        Role.ADMINISTRATOR: frozenset(
            {
                Permission.READ_CASES,
                Permission.QUARANTINE,
                Permission.OPERATE,
                Permission.READ_TEAMS,
                Permission.AUDIT,
                Permission.ADMINISTER,
            }
        ),
        Role.AUDITOR: _READ | {Permission.AUDIT, Permission.READ_TEAMS},
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member of staff as signed in, or the program itself (``role`` is ``None``).

    ``company_ids`` are the companies whose matters the person may see; ``None`` means all.
    """

    staff_id: int | None
    login: str
    name: str
    initials: str
    role: Role | None
    company_ids: frozenset[int] | None

    @property
    def person_id(self) -> int:
        """Return the id of the person; the program itself may not do what asks for it."""
        if self.staff_id is None:
            raise UserError("access.denied")
        return self.staff_id


SYSTEM = Actor(
    staff_id=None, login="system", name="Mieterdesk", initials="", role=None, company_ids=None
)
"""The program itself: intake, delivery and commands act by this name, for all companies."""


def allows(actor: Actor, permission: Permission) -> bool:
    """Whether the role has the permission, whatever the company; for what a screen offers."""
    return actor.role is None or permission in _ALLOWED[actor.role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that have a permission."""
    return tuple(role for role, allowed in _ALLOWED.items() if permission in allowed)


def require(actor: Actor, permission: Permission, company_id: int | None = None) -> None:
    """Check role and company before anything else happens.

    ``company_id`` is that of the matter; ``None`` where it belongs to no company.

    Raises:
        UserError: ``access.denied``.
    """
    if not allows(actor, permission):
        raise UserError("access.denied")
    if (
        company_id is not None
        and actor.company_ids is not None
        and company_id not in actor.company_ids
    ):
        raise UserError("access.denied")


def in_reach(actor: Actor, company_id: int | None) -> bool:
    """Whether what belongs to this company, or (None) to every company, is the person's to see."""
    return company_id is None or actor.company_ids is None or company_id in actor.company_ids


def visible_companies(actor: Actor, wanted: Iterable[int] | None = None) -> frozenset[int] | None:
    """Return the companies a list may show: those wanted (``None``: all) that the actor may see.

    ``None`` means that no company is to be left out.
    """
    if wanted is None:
        return actor.company_ids
    chosen = frozenset(wanted)
    return chosen if actor.company_ids is None else chosen & actor.company_ids
