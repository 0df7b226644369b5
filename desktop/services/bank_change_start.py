"""A bank change begins: the application's columns, its deadlines, its first check."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_status import BankChangeState, Channel
from desktop.domain.deadlines import act_by, compute_deadlines
from desktop.domain.iban import mask_iban
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.access import SYSTEM, Actor
from desktop.services.audit import AuditAction, record
from desktop.services.bank_application import (
    ApplicationInput,
    MandateInput,
    put_iban,
    read_application,
    variant_of,
)
from desktop.services.bank_checks import is_complete, recheck
from desktop.services.company_settings import load_calendar, load_rules
from desktop.services.context import ServiceContext
from desktop.services.numbering import next_mandate_reference

ONLINE = frozenset({Channel.PORTAL, Channel.APP})
"""Channels on which the portal itself shows the mandate text and takes the consent."""
_ON_PAPER = frozenset({Channel.LETTER, Channel.TELEPHONE})


def start(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    application: Mapping[str, Any],
    *,
    actor: Actor = SYSTEM,
) -> BankChange:
    """Make the bank change of a new case from the ``fields`` of its event.

    The case must be flushed and have a tenancy, ``received_at`` and ``received_on``. Sets
    ``due_on``, ``act_by`` and, where nothing is missing, ``completed_at`` of the case; runs the
    first check. A mandate that is granted without reference gets one of ours.

    Raises:
        ValueError: the case has no tenancy, or its receipt cannot be counted from.
    """
    if case.tenancy_id is None:
        raise ValueError("a bank change needs a tenancy")
    change = BankChange(
        case_id=case.id,
        case=case,
        tenancy_id=case.tenancy_id,
        state=BankChangeState.OPEN,
        open_blockers=0,
        open_warnings=0,
    )
    _put_application(unit, case, change, read_application(application))
    put_deadlines(unit, context, case, change)
    unit.session.add(change)
    unit.session.flush()
    if is_complete(recheck(unit, context, change)):
        case.completed_at = case.received_at
    record(
        unit,
        context,
        actor,
        AuditAction.BANK_CHANGE_CREATED,
        "bank_changes",
        change.id,
        case.company_id,
        {
            "case": case.reference,
            "variant": change.variant.value,
            "iban": mask_iban(change.iban) if change.iban else None,
        },
    )
    return change


def _put_application(
    unit: UnitOfWork, case: Case, change: BankChange, given: ApplicationInput
) -> None:
    if given.iban is not None:
        put_iban(change, given.iban)
    change.account_holder = given.account_holder
    address = {part.value: text for part, text in given.address.items()}
    change.holder_address = address or None
    if given.mandate is not None:
        put_mandate(unit, case, change, given.mandate, case.received_on)
    change.variant = variant_of(change)


def put_mandate(
    unit: UnitOfWork, case: Case, change: BankChange, given: MandateInput, given_on: date
) -> None:
    """Write a granted mandate, or a revocation, into the columns of the application.

    ``given_on`` is the Berlin date of the event: a portal mandate without date of signature counts
    as signed on it, a revocation without date as declared on it.
    """
    change.mandate_granted = given.granted
    change.mandate_text_version = given.text_version
    if not given.granted:
        change.mandate_revoked_on = given.revoked_on or given_on
        return
    change.mandate_reference = given.reference or next_mandate_reference(unit, change.tenancy_id)
    change.mandate_creditor_id = given.creditor_id or case.company.creditor_id
    online = case.channel in ONLINE
    change.mandate_signed_on = given.signed_on or (given_on if online else None)
    change.mandate_proof = {**given.proof, "channel": case.channel.value}
    if online:
        change.mandate_proof.setdefault("at", case.received_at.isoformat())
        change.mandate_proof.setdefault("portal_account_id", case.portal_account_id)


def put_deadlines(
    unit: UnitOfWork, context: ServiceContext, case: Case, change: BankChange
) -> None:
    """Compute the deadlines of an application from its receipt, and store them.

    Where the company's cut-off looks at the completion, the day of ``completed_at`` is taken.
    """
    rules = load_rules(unit.session, case.company_id)
    received = case.received_on if case.channel in _ON_PAPER else case.received_at
    deadlines = compute_deadlines(
        received=received,
        rules=rules,
        calendar=load_calendar(unit.session, case.company_id),
        completed=case.completed_at or received,
    )
    if deadlines.due_on is None:
        raise ValueError("a company has a federal state")
    change.cutoff_on = deadlines.cutoff_on
    change.effective_month = deadlines.effective_month.first_day
    change.collection_on = deadlines.collection_on
    change.debit_file_on = deadlines.debit_file_on
    change.debit_file_at = deadlines.debit_file_at
    change.due_on = deadlines.due_on
    change.rules_version = deadlines.rules_version
    case.due_on = deadlines.due_on
    case.act_by = act_by(deadlines, rules, context.clock.now())
