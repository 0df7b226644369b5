"""A clerk corrects or completes the fields of an open application.

What came by telephone, letter, counter or e-mail was typed in here, so all of it can be corrected.
What the tenant filled in at the portal stays; only what is missing there is completed, and what a
colleague has completed can be corrected again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.application_form import ADDRESS, DATES, YES, FormField, form_fields
from desktop.domain.blank_text import one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import BY_PORTAL
from desktop.domain.errors import UserError
from desktop.domain.iban import mask_iban, normalise_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import DraftKind
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.state import load_change
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.bank_changes.view import FormValue
from desktop.services.cases.changes import application_values, typed_by_staff
from desktop.services.cases.loading import result_of
from desktop.services.cases.notes import put_note
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import remove_draft
from desktop.services.staff.access import Actor, Permission, allows
from desktop.texts import tr
from desktop.texts.case_changes import form_label, form_value

if TYPE_CHECKING:
    from desktop.services.bank_changes.commands import EditApplication

LONGEST_REFERENCE = 35
"""Characters of a mandate reference that SEPA allows."""


def edit_application(
    context: ServiceContext, actor: Actor, command: EditApplication
) -> ActionResult:
    """Put corrected values into an open application; a proposal goes back to review.

    Two people who edit different fields both keep theirs. When nothing is missing any more,
    ``completed_at`` is now.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed`` (one of these fields,
            or a decision), ``bank_change.none``, ``bank_change.decided``, ``application.given``
            (the tenant's own), ``application.no_field``, ``application.date``,
            ``application.reference_too_long``.
    """
    from desktop.services.bank_changes.completion import check_again
    from desktop.services.cases.actions import begin_review

    with context.database.write() as unit:
        case, change = load_change(
            unit,
            actor,
            Permission.WORK_CASES,
            command.case_id,
            command.expected_version,
            touches={Fact.DECISION, *(f"{Fact.APPLICATION}.{field}" for field in command.values)},
        )
        if change.state not in UNDECIDED:
            raise UserError("bank_change.decided")
        before = application_values(change)
        wanted = _wanted(unit.session, case, change, command.values)
        _write(unit, case, change, wanted)
        remove_draft(unit, actor, case.id, DraftKind.APPLICATION, command.draft)
        after = application_values(change)
        changed = [field for field in FormField if before[field] != after[field]]
        if changed:
            begin_review(unit, context, case)
            lost = tr(
                "Der Vorschlag zur Freigabe gilt nicht mehr, weil der Antrag berichtigt wurde."
            )
            check_again(unit, context, actor, case, change, at=context.clock.now(), lost=lost)
            _tell(unit, context, actor, case, change, changed, before)
        return result_of(unit, case)


def why_not_edited(change: BankChange, form: tuple[FormValue, ...]) -> UserError | None:
    """Return why no field of the application can be corrected, None where one can."""
    if change.state not in UNDECIDED:
        return UserError("bank_change.decided")
    if all(field.locked for field in form):
        return UserError("application.nothing_to_edit")
    return None


def form_values(
    session: Session, actor: Actor, case: Case, change: BankChange
) -> tuple[FormValue, ...]:
    """Return the fields of the application as the editor shows them."""
    values = application_values(change)
    if values[FormField.IBAN] and not allows(actor, Permission.REVEAL_IBAN):
        values[FormField.IBAN] = mask_iban(values[FormField.IBAN])
    locked = _locked(session, case, change)
    return tuple(
        FormValue(field=field, value=values[field], locked=locked[field])
        for field in form_fields(change.variant)
    )


def _locked(session: Session, case: Case, change: BankChange) -> Mapping[FormField, bool]:
    fields = form_fields(change.variant)
    if case.channel not in BY_PORTAL:
        return dict.fromkeys(fields, False)
    values, ours = application_values(change), typed_by_staff(session, case.id)
    locked = {field: bool(one_line(values[field])) and field not in ours for field in fields}
    if FormField.MANDATE_REFERENCE in locked:
        # Ours from the first on, and already told to the tenant: only with the mandate itself.
        locked[FormField.MANDATE_REFERENCE] = True
    return locked


def _wanted(
    session: Session, case: Case, change: BankChange, values: Mapping[FormField, str]
) -> dict[FormField, str]:
    """The values that differ from what stands there, as they will be kept."""
    locked, present = _locked(session, case, change), application_values(change)
    wanted: dict[FormField, str] = {}
    for field, text in values.items():
        if field not in locked:
            raise UserError("application.no_field", field=form_label(field))
        value = _clean(field, text)
        if value == present[field]:
            continue
        if locked[field]:
            raise UserError("application.given", field=form_label(field))
        wanted[field] = value
    return wanted


def _clean(field: FormField, text: str) -> str:
    if field is FormField.IBAN:
        return normalise_iban(text)[:64]
    value = one_line(text)
    if field is FormField.MANDATE_REFERENCE and len(value) > LONGEST_REFERENCE:
        raise UserError("application.reference_too_long")
    if field in DATES and value:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise UserError("application.date", text=value) from None
    return value


def _write(
    unit: UnitOfWork, case: Case, change: BankChange, wanted: Mapping[FormField, str]
) -> None:
    from desktop.services.bank_changes.completion import grant_mandate

    if FormField.IBAN in wanted:
        change.iban = change.iban_input = wanted[FormField.IBAN] or None
    if FormField.ACCOUNT_HOLDER in wanted:
        change.account_holder = wanted[FormField.ACCOUNT_HOLDER]
    parts = {part.value: wanted[field] for field, part in ADDRESS.items() if field in wanted}
    if parts:
        change.holder_address = {**(change.holder_address or {}), **parts}
    granted = wanted.get(FormField.MANDATE_GRANTED)
    if granted == YES:
        grant_mandate(unit, case, change, signed_on=change.mandate_signed_on)
    elif granted is not None:
        change.mandate_granted = None
    for field in DATES & wanted.keys():
        day = date.fromisoformat(wanted[field]) if wanted[field] else None
        if field is FormField.MANDATE_SIGNED_ON:
            change.mandate_signed_on = day
        else:
            change.mandate_revoked_on = day
    if FormField.MANDATE_REFERENCE in wanted:
        change.mandate_reference = wanted[FormField.MANDATE_REFERENCE] or None


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    change: BankChange,
    changed: list[FormField],
    before: Mapping[FormField, str],
) -> None:
    """Say in the history what was there and what is there now, in the log which fields.

    IBANs are masked in both.
    """
    after = application_values(change)
    was = [_shown(field, before[field]) for field in changed]
    now = [_shown(field, after[field]) for field in changed]
    lines = [
        tr("{label}: bisher {old}, jetzt {new}", label=form_label(field), old=old, new=new)
        for field, old, new in zip(changed, was, now, strict=True)
    ]
    put_note(unit, context, actor, case, "\n".join([tr("Angaben im Antrag bearbeitet."), *lines]))
    record(
        unit,
        context,
        actor,
        AuditAction.APPLICATION_EDITED,
        "bank_changes",
        change.id,
        case.company_id,
        {
            "case": case.reference,
            "fields": [field.value for field in changed],
            # Names and addresses end with the case; the log is kept longer.
            **_masked_ibans(changed, was, now),
        },
    )


def _masked_ibans(
    changed: Sequence[FormField], was: Sequence[str], now: Sequence[str]
) -> dict[str, str]:
    for field, old, new in zip(changed, was, now, strict=True):
        if field is FormField.IBAN:
            return {"iban_before": old, "iban_after": new}
    return {}


def _shown(field: FormField, value: str) -> str:
    if not value:
        return "–"
    # A person may type an account where a name belongs.
    return mask_iban(value) if field is FormField.IBAN else mask_ibans(form_value(field, value))
