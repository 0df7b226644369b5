"""Portal accounts are locked, unlocked and closed by a person; the portal is told.

An account that nobody has registered yet is unknown to the portal: its code ends instead.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import AccountStep, LockReason
from desktop.domain.blank_text import is_blank
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import RevocationReason, revoke_all
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState
from desktop.models.registration import AccountEvent
from desktop.models.tenancy import PortalAccount
from desktop.services.accounts.contract_event import queue_contract_updated
from desktop.services.accounts.doubted import is_account_doubted
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, queue_contract_event
from desktop.services.delivery.outgoing_events import AT_ONCE
from desktop.services.delivery.tenancy_events import account_addresses
from desktop.services.registration.account_codes import (
    LockedAccount,
    Settlement,
    lock_account,
    settle,
)
from desktop.services.registration.commands import CloseAccount, LockAccount, UnlockAccount
from desktop.services.registration.people import account_ids, load_party
from desktop.services.staff.access import Actor, Permission, require

_UNLOCKED = "by_person"
"""The only reason the portal is told for an unlocking."""


def lock_portal_account(context: ServiceContext, actor: Actor, command: LockAccount) -> None:
    """Lock an account until somebody unlocks it; its codes and letters end where it is not open.

    Raises:
        UserError: ``access.denied``, ``codes.party_unknown``, ``codes.already_locked``,
            ``codes.account_closed``.
    """
    with context.database.write() as unit:
        locked = _locked(unit, actor, command.tenancy_id, command.tenant_id)
        account = locked.account
        if account.state is PortalAccountState.LOCKED:
            raise UserError("codes.already_locked")
        if account.state is PortalAccountState.CLOSED:
            raise UserError("codes.account_closed")
        doubted = is_account_doubted(unit.session, account.id)
        _end_codes(unit, context, actor, locked, RevocationReason.BY_PERSON)
        account.state_before_lock = account.state
        account.state = PortalAccountState.LOCKED
        account.locked_at = context.clock.now()
        step = _Step(
            AccountStep.LOCKED, AuditAction.ACCOUNT_LOCKED, command.note, command.reason.value
        )
        _note(unit, context, actor, account, step)
        _tell(unit, context, account, OutgoingEvent.ACCOUNT_LOCKED, command.reason.value)
        _tell_of_contract(unit, context, account, doubted=doubted)


def unlock_portal_account(context: ServiceContext, actor: Actor, command: UnlockAccount) -> None:
    """Open a locked account again, as it was; what the portal reported meanwhile counts.

    Raises:
        UserError: ``access.denied``, ``codes.party_unknown``, ``codes.not_locked``.
    """
    with context.database.write() as unit:
        locked = _locked(unit, actor, command.tenancy_id, command.tenant_id)
        account = locked.account
        if account.state is not PortalAccountState.LOCKED:
            raise UserError("codes.not_locked")
        doubted = is_account_doubted(unit.session, account.id)
        account.state = account.state_before_lock or PortalAccountState.INVITED
        account.state_before_lock = None
        account.locked_at = None
        step = _Step(AccountStep.UNLOCKED, AuditAction.ACCOUNT_UNLOCKED, command.note, _UNLOCKED)
        _note(unit, context, actor, account, step)
        _tell(unit, context, account, OutgoingEvent.ACCOUNT_UNLOCKED, _UNLOCKED)
        _tell_of_contract(unit, context, account, doubted=doubted)


def close_portal_account(context: ServiceContext, actor: Actor, command: CloseAccount) -> None:
    """Close an account for good; all its codes end. A new code may open another one later.

    Raises:
        UserError: ``access.denied``, ``codes.party_unknown``, ``codes.account_closed``,
            ``codes.reason_missing``.
    """
    with context.database.write() as unit:
        locked = _locked(unit, actor, command.tenancy_id, command.tenant_id)
        account = locked.account
        if is_blank(command.note):
            raise UserError("codes.reason_missing")
        if account.state is PortalAccountState.CLOSED:
            raise UserError("codes.account_closed")
        doubted = is_account_doubted(unit.session, account.id)
        _end_codes(unit, context, actor, locked, RevocationReason.ACCOUNT_CLOSED)
        account.state = PortalAccountState.CLOSED
        account.state_before_lock = None
        account.closed_at = context.clock.now()
        reason = LockReason.CLOSED.value
        step = _Step(AccountStep.CLOSED, AuditAction.ACCOUNT_CLOSED, command.note, reason)
        _note(unit, context, actor, account, step)
        _tell(unit, context, account, OutgoingEvent.ACCOUNT_LOCKED, reason)
        _tell_of_contract(unit, context, account, doubted=doubted)


def tell_lock(unit: UnitOfWork, context: ServiceContext, account: PortalAccount) -> None:
    """Tell the portal of a lock of ours that was set before we knew how it calls the account."""
    if account.state is PortalAccountState.LOCKED:
        _tell(unit, context, account, OutgoingEvent.ACCOUNT_LOCKED, LockReason.OTHER.value)


@dataclass(frozen=True, slots=True)
class _Step:
    kind: AccountStep
    action: AuditAction
    note: str
    reason: str


def _locked(unit: UnitOfWork, actor: Actor, tenancy_id: int, tenant_id: int) -> LockedAccount:
    session: Session = unit.session
    party = load_party(session, tenancy_id, tenant_id)
    company_id = party.tenancy.company_id
    require(actor, Permission.WORK_CASES, company_id)
    key = (tenancy_id, tenant_id)
    return lock_account(session, account_ids(unit, company_id, [key])[key])


def _end_codes(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    locked: LockedAccount,
    reason: RevocationReason,
) -> None:
    outcome = revoke_all(locked.codes, reason, context.clock.now())
    settle(unit, context, actor, [Settlement(locked=locked, outcome=outcome)])


def _note(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, account: PortalAccount, step: _Step
) -> None:
    unit.session.add(
        AccountEvent(
            portal_account_id=account.id,
            kind=step.kind,
            at=context.clock.now(),
            staff_id=actor.person_id,
            reason=step.note.strip(),
        )
    )
    record(
        unit,
        context,
        actor,
        step.action,
        "portal_accounts",
        account.id,
        account.company_id,
        {"reason": step.reason},
    )
    unit.changed(ChangeKind.TENANCY, account.tenancy_id)


def _tell_of_contract(
    unit: UnitOfWork, context: ServiceContext, account: PortalAccount, *, doubted: bool
) -> None:
    """Make up for what was held back while nobody had decided whose account it is."""
    if doubted:
        queue_contract_updated(unit, context, account.tenancy_id)


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    account: PortalAccount,
    event_type: OutgoingEvent,
    reason: str,
) -> None:
    """Tell the portal, if it knows the account: by its own name."""
    if account.external_id is None:
        return
    queue_contract_event(
        unit,
        context,
        address=account_addresses(unit.session, [account.id])[account.id],
        event_type=event_type,
        data={"reason": reason},
        not_before=AT_ONCE,
    )
