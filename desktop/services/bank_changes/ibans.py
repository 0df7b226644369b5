"""Seeing IBANs in full: every time is on the audit log before the value is returned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.errors import UserError
from desktop.domain.iban import group_iban, mask_iban, normalise_iban
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.audit import AuditAction, record, was_recorded
from desktop.services.bank_changes.surroundings import current_accounts
from desktop.services.cases.loading import bank_change_of, load_case
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

if TYPE_CHECKING:
    from desktop.services.bank_changes.commands import CopyIban, RevealCurrentIban

VIEWED_AGAIN_WITHIN = timedelta(minutes=10)
"""Opening the same bank change again within this time writes no further event."""


def note_viewed(context: ServiceContext, actor: Actor, case: Case, change: BankChange) -> None:
    """Log that the person opens the bank change; again within ten minutes: nothing."""
    now = context.clock.now()
    since = now - VIEWED_AGAIN_WITHIN
    with context.database.read() as session:
        if was_recorded(
            session,
            actor,
            AuditAction.IBAN_VIEWED,
            "bank_changes",
            change.id,
            since=since,
            until=now,
        ):
            return
    with context.database.write() as unit:
        record(
            unit,
            context,
            actor,
            AuditAction.IBAN_VIEWED,
            "bank_changes",
            change.id,
            case.company_id,
            {"case": case.reference, "iban": mask_iban(change.iban or "")},
        )


def reveal_current_iban(context: ServiceContext, actor: Actor, command: RevealCurrentIban) -> str:
    """Return the IBAN that a release would replace, in groups of four; logged each time.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``bank_change.none``,
            ``bank_change.no_current``.
    """
    with context.database.write() as unit:
        case = load_case(unit.session, actor, Permission.REVEAL_IBAN, command.case_id)
        change = _change(bank_change_of(unit.session, case.id))
        current = current_accounts(unit.session, [change.tenancy_id]).get(change.tenancy_id)
        if current is None:
            raise UserError("bank_change.no_current")
        record(
            unit,
            context,
            actor,
            AuditAction.IBAN_REVEALED,
            "bank_details",
            current.bank_details_id,
            case.company_id,
            {"case": case.reference, "iban": mask_iban(current.iban)},
        )
    return group_iban(current.iban)


def copy_iban(context: ServiceContext, actor: Actor, command: CopyIban) -> str:
    """Return the new IBAN without blanks, as it is copied; logged each time.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``bank_change.none``,
            ``bank_change.no_iban``.
    """
    with context.database.write() as unit:
        case = load_case(unit.session, actor, Permission.REVEAL_IBAN, command.case_id)
        change = _change(bank_change_of(unit.session, case.id))
        if not change.iban:
            raise UserError("bank_change.no_iban")
        record(
            unit,
            context,
            actor,
            AuditAction.IBAN_COPIED,
            "bank_changes",
            change.id,
            case.company_id,
            {"case": case.reference, "iban": mask_iban(change.iban)},
        )
    return normalise_iban(change.iban)


def _change(change: BankChange | None) -> BankChange:
    if change is None:
        raise UserError("bank_change.none")
    return change
