"""What the rule book says about a form while it is being typed; nothing is written.

The findings are those that the case will have: the same facts, looked up and judged the same way.
"""

from dataclasses import dataclass, replace

import msgspec
from sqlalchemy.orm import Session

from desktop.domain.assessment import assess
from desktop.domain.bank_change import Assessment
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.date_stamp import check_stamp
from desktop.domain.errors import UserError
from desktop.domain.findings import Finding
from desktop.domain.holder import AddressPart
from desktop.domain.iban import normalise_iban
from desktop.domain.outlook import Outlook, bank_change_outlook, promise_outlook
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.models.company import Company
from desktop.models.tenancy import Tenancy
from desktop.services.bank_changes.checks import is_complete
from desktop.services.bank_changes.facts import UnwrittenChange, gather_unwritten
from desktop.services.cases.creation import promise_of
from desktop.services.context import ServiceContext
from desktop.services.recording.choices import load_category, load_tenancy
from desktop.services.recording.form import RecordingForm
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_calendar, load_rules

_OUR_NEXT = "NEU"
"""Stands for the reference that the mandate gets when the case is made."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Both clocks as they would run from the date stamp; ``findings`` of bank changes only."""

    outlook: Outlook | None
    findings: tuple[Finding, ...] = ()


def preview(context: ServiceContext, actor: Actor, form: RecordingForm) -> Preview:
    """Judge the form as of now.

    A form for a case that is there already has no clocks of its own: that case keeps its promise.

    Raises:
        UserError: ``access.denied``, ``recording.no_tenancy``, ``recording.no_stamp``,
            ``recording.stamp_in_future``, ``recording.stamp_too_old``, ``recording.no_category``.
    """
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, form.tenancy_id)
        if form.stamped_on is None:
            raise UserError("recording.no_stamp")
        check_stamp(form.stamped_on, context.clock.today())
        if form.case_id is not None:
            return Preview(None)
        if form.category == BANK_DETAILS:
            return _bank_change(session, context, form, tenancy)
        category = load_category(session, tenancy.company_id, form.category)
        calendar = load_calendar(session, tenancy.company_id)
        due_on = promise_of(session, tenancy.company_id, category, form.stamped_on)
        outlook = promise_outlook(
            received_on=form.stamped_on,
            due_on=due_on,
            promise_workdays=calendar.count_between(form.stamped_on, due_on),
            calendar=calendar,
            now=context.clock.now(),
        )
        return Preview(outlook)


def _bank_change(
    session: Session, context: ServiceContext, form: RecordingForm, tenancy: Tenancy
) -> Preview:
    change = _unwritten(session, form, tenancy)
    assessment = _assess(session, context, change)
    if is_complete(assessment):
        # A cut-off that looks at the day of completion then looks at the date stamp.
        assessment = _assess(session, context, replace(change, completed_at=change.received_at))
    outlook = None
    if assessment.deadlines is not None:
        outlook = bank_change_outlook(
            assessment.deadlines,
            variant=change.variant,
            rules=load_rules(session, tenancy.company_id),
            calendar=load_calendar(session, tenancy.company_id),
            now=context.clock.now(),
            open_blockers=assessment.open_blockers,
        )
    return Preview(outlook, assessment.findings)


def _unwritten(session: Session, form: RecordingForm, tenancy: Tenancy) -> UnwrittenChange:
    assert form.stamped_on is not None
    bank = form.bank.fields(form.stamped_on)
    mandate, address = bank.mandate, bank.holder_address
    granted = None if mandate is None else mandate.granted
    company = session.get_one(Company, tenancy.company_id)
    return UnwrittenChange(
        tenancy_id=tenancy.id,
        company_id=tenancy.company_id,
        variant=bank.variant,
        channel=form.channel,
        received_at=berlin_instant(form.stamped_on),
        received_on=form.stamped_on,
        iban=normalise_iban(bank.iban)[:64] or None if bank.iban else None,
        iban_input=bank.iban,
        account_holder=bank.account_holder,
        holder_address=(
            None if address is None else {part.value: address.part(part) for part in AddressPart}
        ),
        mandate_granted=granted,
        mandate_reference=_OUR_NEXT if granted else None,
        mandate_creditor_id=company.creditor_id if granted else None,
        mandate_signed_on=None if mandate is None else mandate.signed_on,
        mandate_revoked_on=None if mandate is None else mandate.revoked_on,
        ends_on=tenancy.ends_on,
        payment_method=tenancy.payment_method,
    )


def _assess(session: Session, context: ServiceContext, change: UnwrittenChange) -> Assessment:
    facts = gather_unwritten(session, context, change)
    return assess(
        facts.application,
        rules=load_rules(session, facts.company_id),
        calendar=load_calendar(session, facts.company_id),
        now=context.clock.now(),
        # Numbering finds a reference that nobody has.
        context=msgspec.structs.replace(facts.context, references_taken=frozenset()),
    )
