"""Codes that end: revoked by a person, or because their last day is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from desktop.domain.blank_text import is_blank
from desktop.domain.code_states import CodeEvent, CodeState, follow, is_due_to_expire
from desktop.domain.errors import UserError
from desktop.models.registration import RegistrationCode
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.staff.access import SYSTEM, Actor, Permission, require

if TYPE_CHECKING:
    from desktop.services.registration.commands import RevokeCode

LEASE = "codes"
_PORTION = 200


def revoke_code(context: ServiceContext, actor: Actor, command: RevokeCode) -> None:
    """End a code and tell the portal, or withdraw a letter that nobody has printed.

    Raises:
        UserError: ``access.denied``, ``codes.unknown``; ``codes.already_ended``;
            ``codes.reason_missing`` where a letter may be in somebody's hands.
    """
    from desktop.services.registration.account_codes import Settlement, lock_account_of_code, settle

    with context.database.write() as unit:
        locked = lock_account_of_code(unit.session, command.code_id)
        row = locked.row(command.code_id)
        require(actor, Permission.WORK_CASES, row.company_id)
        if row.state.final:
            raise UserError("codes.already_ended")
        if row.state is not CodeState.REQUESTED and is_blank(command.reason):
            raise UserError("codes.reason_missing")
        outcome = follow(locked.codes, row.id, CodeEvent.REVOKED, context.clock.now())
        reason = command.reason.strip()
        settle(unit, context, actor, [Settlement(locked=locked, outcome=outcome, note=reason)])


def expire_codes(
    context: ServiceContext, *, is_cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Let codes expire whose last day is over; returns how many. The portal knows it by itself.

    It looks first: most of the time there is nothing to write. Some at a time are one transaction.

    Raises:
        UserError: ``lease.taken``, ``lease.lost``, ``database.*``.
    """
    with context.database.read() as session:
        if session.scalar(_over(context).limit(1)) is None:
            return 0
    expired = 0
    with lease(context, LEASE) as held:
        while not is_cancelled():
            done = _expire_some(context)
            expired += done
            if done == 0:
                break
            held.renew()
    return expired


def _over(context: ServiceContext) -> Select[tuple[int]]:
    return (
        select(RegistrationCode.portal_account_id)
        .where(
            RegistrationCode.state.in_((CodeState.ISSUED, CodeState.POSTED)),
            RegistrationCode.expires_on < context.clock.today(),
        )
        .order_by(RegistrationCode.portal_account_id)
    )


def _expire_some(context: ServiceContext) -> int:
    from desktop.services.registration.account_codes import (
        Settlement,
        account_code,
        lock_accounts,
        settle,
    )

    today, now = context.clock.today(), context.clock.now()
    with context.database.write() as unit:
        accounts = unit.session.scalars(_over(context).limit(_PORTION)).all()
        settlements = [
            Settlement(locked=locked, outcome=follow(locked.codes, row.id, CodeEvent.EXPIRED, now))
            for locked in lock_accounts(unit.session, accounts).values()
            for row in locked.rows
            if is_due_to_expire(account_code(row), today=today)
        ]
        settle(unit, context, SYSTEM, settlements)
        return len(settlements)
