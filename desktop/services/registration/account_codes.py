"""The codes of portal accounts as they are stored: locked, judged by the rule book, written back.

Whoever changes a code locks its account first. So of two people who reissue at once the second one
sees the code of the first, and the database's own rule (one usable code, one request) is the last
word and never the first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import (
    AccountCode,
    CodeNotice,
    CodeState,
    Outcome,
    RevocationReason,
    notice_for,
)
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record_all
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import (
    ContractAddress,
    OutgoingEvent,
    queue_contract_event,
)
from desktop.services.delivery.outgoing_events import AT_ONCE
from desktop.services.delivery.tenancy_events import account_addresses
from desktop.services.staff.access import Actor

_ACTIONS: Mapping[CodeState, AuditAction] = {
    CodeState.ISSUED: AuditAction.CODE_ISSUED,
    CodeState.POSTED: AuditAction.CODE_POSTED,
    CodeState.REDEEMED: AuditAction.CODE_REDEEMED,
    CodeState.REVOKED: AuditAction.CODE_REVOKED,
    CodeState.EXPIRED: AuditAction.CODE_EXPIRED,
    CodeState.RETURNED: AuditAction.CODE_RETURNED,
    CodeState.LOCKED: AuditAction.CODE_LOCKED,
}


@dataclass(slots=True)
class LockedAccount:
    """A portal account that is locked until the commit, with all its codes, the oldest first."""

    account: PortalAccount
    rows: list[RegistrationCode]

    @property
    def codes(self) -> tuple[AccountCode, ...]:
        """The codes as the rule book sees them."""
        return tuple(account_code(row) for row in self.rows)

    def row(self, code_id: int) -> RegistrationCode:
        """Return the row of a code; it must be one of this account."""
        return next(row for row in self.rows if row.id == code_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What happened to the codes of an account, to be written.

    ``note`` is a person's reason for an end, ``in_reply_to`` the portal's event that caused it.
    """

    locked: LockedAccount
    outcome: Outcome
    note: str = ""
    in_reply_to: str | None = None
    details: Mapping[str, DetailValue] = field(default_factory=dict)


def account_code(row: RegistrationCode) -> AccountCode:
    """Return a stored code as the rule book sees it."""
    return AccountCode(
        code_id=row.id,
        state=row.state,
        expires_on=row.expires_on,
        ended_at=row.ended_at,
        reason=row.end_reason,
    )


def lock_accounts(session: Session, account_ids: Iterable[int]) -> dict[int, LockedAccount]:
    """Lock portal accounts, always in the same order, and return them with their codes."""
    wanted = sorted(set(account_ids))
    fresh = {"populate_existing": True}
    accounts = session.scalars(
        select(PortalAccount)
        .where(PortalAccount.id.in_(wanted))
        .order_by(PortalAccount.id)
        .with_for_update()
        .execution_options(**fresh)
    ).all()
    locked = {account.id: LockedAccount(account, []) for account in accounts}
    rows = session.scalars(
        select(RegistrationCode)
        .where(RegistrationCode.portal_account_id.in_(wanted))
        .order_by(RegistrationCode.id)
        .execution_options(**fresh)
    )
    for row in rows:
        locked[row.portal_account_id].rows.append(row)
    return locked


def lock_account(session: Session, account_id: int) -> LockedAccount:
    """Lock one portal account that exists; as ``lock_accounts``."""
    return lock_accounts(session, [account_id])[account_id]


def lock_account_of_code(session: Session, code_id: int) -> LockedAccount:
    """Lock the account of a code.

    Raises:
        UserError: ``codes.unknown``.
    """
    account_id = session.scalar(
        select(RegistrationCode.portal_account_id).where(RegistrationCode.id == code_id)
    )
    if account_id is None:
        raise UserError("codes.unknown")
    return lock_account(session, account_id)


def settle(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    settlements: Sequence[Settlement],
) -> None:
    """Write what the rule book decided: states, the portal's events, letters that fall, the audit.

    Codes that end are written before others begin to be usable, so that the database's rule of one
    usable code is never broken in between.
    """
    session = unit.session
    steps = [
        _Step(one, one.locked.row(code.code_id), code)
        for one in settlements
        for code in one.outcome.changed
    ]
    befores = {step.row.id: step.row.state for step in steps}
    ended = [step for step in steps if step.code.state.final]
    for step in ended:
        _end(step)
    session.flush()
    for step in steps:
        step.row.state = step.code.state
    session.flush()
    drop_letters(unit, [s.row for s in ended if befores[s.row.id] is CodeState.REQUESTED])
    _tell(unit, context, steps, befores)
    record_all(unit, context, actor, [entry for step in steps for entry in _entries(step)])
    for step in steps:
        unit.changed(ChangeKind.TENANCY, step.settlement.locked.account.tenancy_id)
        unit.case_changed(step.row.case_id)


@dataclass(frozen=True, slots=True)
class _Step:
    settlement: Settlement
    row: RegistrationCode
    code: AccountCode


def _end(step: _Step) -> None:
    step.row.state = step.code.state
    step.row.ended_at = step.code.ended_at
    step.row.end_reason = step.code.reason
    step.row.end_note = step.settlement.note


def drop_letters(unit: UnitOfWork, rows: Sequence[RegistrationCode]) -> None:
    """Cancel the letters of codes that nobody will print any more."""
    wanted = [row.delivery_id for row in rows if row.delivery_id is not None]
    if not wanted:
        return
    for delivery in unit.session.scalars(
        select(Delivery).where(Delivery.id.in_(wanted)).order_by(Delivery.id).with_for_update()
    ):
        if delivery.state is DeliveryState.WAITING:
            delivery.state = DeliveryState.CANCELLED
            unit.changed(ChangeKind.DELIVERY, delivery.id)


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    steps: Sequence[_Step],
    befores: Mapping[int, CodeState],
) -> None:
    """Queue what the portal has to hear, revocations before what takes their place."""
    told = [(step, notice_for(befores[step.row.id], step.code.state)) for step in steps]
    heard = [(step, notice) for step, notice in told if notice is not None]
    if not heard:
        return
    session = unit.session
    known = account_addresses(session, (step.row.portal_account_id for step, _ in heard))
    references = case_references(session, (step.row.case_id for step, _ in heard))
    for wanted in (CodeNotice.REVOKED, CodeNotice.ISSUED):
        for step, notice in heard:
            if notice is wanted:
                address = replace(
                    known[step.row.portal_account_id],
                    case_reference=references.get(step.row.case_id or 0),
                )
                _queue(unit, context, step, notice, address)


def tell_issued(unit: UnitOfWork, context: ServiceContext, row: RegistrationCode) -> None:
    """Queue for the portal that a code counts from now on which was not rendered here."""
    queue_contract_event(
        unit,
        context,
        address=account_addresses(unit.session, [row.portal_account_id])[row.portal_account_id],
        event_type=OutgoingEvent.CODE_ISSUED,
        data=_issued(row),
        not_before=AT_ONCE,
    )


def _queue(
    unit: UnitOfWork,
    context: ServiceContext,
    step: _Step,
    notice: CodeNotice,
    address: ContractAddress,
) -> None:
    row = step.row
    queue_contract_event(
        unit,
        context,
        address=address,
        event_type=_EVENTS[notice],
        data=_issued(row) if notice is CodeNotice.ISSUED else _revoked(row),
        not_before=AT_ONCE,
        in_reply_to=step.settlement.in_reply_to,
    )


_EVENTS: Mapping[CodeNotice, OutgoingEvent] = {
    CodeNotice.ISSUED: OutgoingEvent.CODE_ISSUED,
    CodeNotice.REVOKED: OutgoingEvent.CODE_REVOKED,
}


def _issued(row: RegistrationCode) -> dict[str, str | None]:
    return {
        "code_id": row.public_id,
        "hash": row.hash,
        "expires_on": None if row.expires_on is None else row.expires_on.isoformat(),
        "surname": row.surname,
    }


def _revoked(row: RegistrationCode) -> dict[str, str | None]:
    reason = row.end_reason or RevocationReason.BY_PERSON
    return {"code_id": row.public_id, "reason": reason.value}


def case_references(session: Session, case_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the references of cases by their ids."""
    wanted = {one for one in case_ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Case.id, Case.reference).where(Case.id.in_(wanted)))
    return {row.id: row.reference for row in rows}


def _entries(step: _Step) -> Iterable[AuditEntry]:
    action = _ACTIONS.get(step.code.state)
    if action is None:
        return
    row = step.row
    details: dict[str, DetailValue] = {
        "account": row.portal_account_id,
        "last_two": row.last_two,
        **step.settlement.details,
    }
    if row.end_reason is not None and step.code.state.final:
        details["reason"] = row.end_reason.value
    if row.case_id is not None:
        details["case_id"] = row.case_id
    yield AuditEntry(action, "registration_codes", row.id, row.company_id, details)
