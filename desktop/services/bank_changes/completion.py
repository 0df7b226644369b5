"""A message of the tenant completes an application: only what is missing, never what is given.

What the message says otherwise than the application becomes an internal note, IBANs masked.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_day
from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.case_status import BY_PORTAL, BankChangeState, CaseState
from desktop.domain.company_rules import CutoffBasis
from desktop.domain.deadlines import act_by, compute_deadlines
from desktop.domain.holder import Address, AddressPart
from desktop.domain.iban import mask_iban, normalise_iban
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankChange
from desktop.models.case import Case, Message
from desktop.models.company import Company
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.checks import is_complete, recheck
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.cases.loading import bank_change_of, move_to, touch
from desktop.services.cases.notes import put_note
from desktop.services.context import ServiceContext
from desktop.services.numbering import next_mandate_reference
from desktop.services.staff.access import SYSTEM, Actor
from desktop.services.staff.company_settings import load_calendar, load_rules
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.texts.finding_table import ADDRESS_PARTS


@dataclass(slots=True)
class _Merge:
    """What a message adds to an application, and what it says otherwise; lines for a note.

    ``frozen`` is set for an application that is decided: nothing is added to it any more.
    """

    frozen: bool
    added: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def take(self, label: str, old: str, new: str, *, same: bool) -> bool:
        """Whether the new value is to be written: it is one, and nothing was given before."""
        if not new or same:
            return False
        if old or self.frozen:
            self.other.append(
                tr(
                    "{label}: bisher {old}, in der Nachricht {new}",
                    label=label,
                    old=old or "–",
                    new=new,
                )
            )
            return False
        self.added.append(label)
        return True


def complete_from_message(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    message: Message,
    fields: BankFields,
    *,
    actor: Actor = SYSTEM,
) -> None:
    """Put into the application what the message adds, in the caller's transaction.

    ``actor`` is who took the message in: what a person typed in a person can correct.

    A proposal to which something is added goes back to review: the second person has to see what
    the first one saw. When nothing is missing any more, ``completed_at`` is the message's instant.
    """
    change = bank_change_of(unit.session, case.id)
    if change is None:
        return
    reopen_application(change)
    merge = _Merge(frozen=change.state not in UNDECIDED)
    _merge_account(change, fields, merge)
    _merge_address(change, fields.holder_address, merge)
    if fields.mandate is not None:
        _merge_mandate(unit, case, change, message, fields.mandate, merge)
    _write_notes(unit, context, case, merge)
    if merge.added:
        _after_change(unit, context, actor, case, change, message)


def reopen_application(change: BankChange) -> None:
    """A rejected application whose case is open again can be decided anew."""
    if change.state is BankChangeState.REJECTED:
        reopen_change(change)


def reopen_change(change: BankChange) -> None:
    """Make the application one that can be worked on and proposed again."""
    change.state = BankChangeState.OPEN
    change.proposed_by_id = None
    change.proposed_at = None


def _merge_account(change: BankChange, fields: BankFields, merge: _Merge) -> None:
    given = "" if is_blank(fields.iban) else str(fields.iban)
    iban = normalise_iban(given)
    known = change.iban or ""
    if merge.take(
        tr("IBAN"),
        mask_iban(known) if known else "",
        mask_iban(iban) if iban else "",
        same=known == iban[:64],
    ):
        change.iban_input = given
        change.iban = iban[:64]
        change.variant = BankChangeVariant.NEW_ACCOUNT
    holder, former = one_line(fields.account_holder), one_line(change.account_holder)
    if merge.take(tr("Kontoinhaber"), former, holder, same=former == holder):
        change.account_holder = holder


def _merge_address(change: BankChange, address: Address | None, merge: _Merge) -> None:
    if address is None:
        return
    parts = dict(change.holder_address or {})
    for part in AddressPart:
        former = one_line(parts.get(part.value))
        given = one_line(address.part(part))
        if merge.take(tr(ADDRESS_PARTS[part]), former, given, same=former == given):
            parts[part.value] = given
    if parts != (change.holder_address or {}):
        change.holder_address = parts


def _merge_mandate(
    unit: UnitOfWork,
    case: Case,
    change: BankChange,
    message: Message,
    mandate: MandateFields,
    merge: _Merge,
) -> None:
    granted = mandate.granted
    if granted is None:
        granted = change.mandate_granted
    if change.mandate_granted is None and granted:
        if merge.take(tr("SEPA-Mandat"), "", tr("erteilt"), same=False):
            _grant(unit, case, change, message, mandate)
        return
    merge.take(
        tr("SEPA-Mandat"),
        _granted_text(change.mandate_granted),
        _granted_text(granted),
        same=granted == change.mandate_granted,
    )
    if not granted or not change.mandate_granted:
        return
    signed = change.mandate_signed_on
    if merge.take(
        tr("Datum der Unterschrift"),
        _day_text(signed),
        _day_text(mandate.signed_on),
        same=signed == mandate.signed_on,
    ):
        change.mandate_signed_on = mandate.signed_on


def _granted_text(granted: bool | None) -> str:  # noqa: FBT001
    if granted is None:
        return ""
    return tr("erteilt") if granted else tr("widerrufen")


def _day_text(day: date | None) -> str:
    return "" if day is None else full_date(day)


def _grant(
    unit: UnitOfWork, case: Case, change: BankChange, message: Message, mandate: MandateFields
) -> None:
    """Note a mandate that was granted later; by portal it counts as signed on the message's day."""
    by_portal = message.channel in BY_PORTAL
    signed_on = mandate.signed_on or (berlin_day(message.at) if by_portal else None)
    change.mandate_text_version = (mandate.text_version or "")[:40] or None
    grant_mandate(
        unit,
        case,
        change,
        signed_on=signed_on,
        reference=mandate.reference,
        creditor_id=mandate.creditor_id,
    )
    if by_portal:
        change.mandate_proof = {
            "at": message.at.isoformat(),
            "channel": message.channel.value,
            "portal_account_id": case.portal_account_id,
            "event_id": message.event_id,
            "text_version": mandate.text_version,
            "attachments": [one.sha256 for one in message.attachments],
        }


def grant_mandate(
    unit: UnitOfWork,
    case: Case,
    change: BankChange,
    *,
    signed_on: date | None,
    reference: str | None = None,
    creditor_id: str | None = None,
) -> None:
    """Note that a mandate is granted; without a reference it gets the next one of ours."""
    change.mandate_granted = True
    change.mandate_signed_on = signed_on
    change.mandate_creditor_id = (
        creditor_id or unit.session.get_one(Company, case.company_id).creditor_id
    )
    change.mandate_reference = reference or next_mandate_reference(unit, change.tenancy_id)


def _write_notes(unit: UnitOfWork, context: ServiceContext, case: Case, merge: _Merge) -> None:
    if merge.added:
        text = tr("Die Nachricht ergänzt den Antrag: {parts}.", parts=", ".join(merge.added))
        put_note(unit, context, SYSTEM, case, text)
    if merge.other:
        head = tr(
            "Die Nachricht nennt andere Angaben als der Antrag. Der Antrag bleibt, wie er ist."
        )
        put_note(unit, context, SYSTEM, case, "\n".join([head, *merge.other]))


def _after_change(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    change: BankChange,
    message: Message,
) -> None:
    text = tr("Der Vorschlag zur Freigabe gilt nicht mehr, weil der Antrag ergänzt wurde.")
    complete = check_again(unit, context, actor, case, change, at=message.at, lost=text)
    record(
        unit,
        context,
        actor,
        AuditAction.APPLICATION_COMPLETED,
        "bank_changes",
        change.id,
        case.company_id,
        {"case": case.reference, "message": message.id, "complete": complete},
    )


def check_again(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    change: BankChange,
    *,
    at: datetime,
    lost: str,
) -> bool:
    """Check an application whose fields changed at ``at``; tells whether it is complete now.

    A proposal goes back to review, with ``lost`` as a note: the second person has to see what the
    first one saw. When nothing is missing any more, ``completed_at`` becomes ``at``.
    """
    if change.state is BankChangeState.PROPOSED:
        reopen_change(change)
        move_to(case, CaseState.IN_REVIEW)
        put_note(unit, context, SYSTEM, case, lost)
    complete = is_complete(recheck(unit, context, change))
    if complete and case.completed_at is None:
        # A date stamp is the beginning of its day: nothing is complete before it came.
        case.completed_at = max(at, case.received_at)
        _move_cutoff(unit, context, case, change)
    touch(unit, context, actor, case)
    return complete


def _move_cutoff(unit: UnitOfWork, context: ServiceContext, case: Case, change: BankChange) -> None:
    """Compute the run anew where the company's cut-off looks at the day of completion."""
    rules = load_rules(unit.session, case.company_id)
    if rules.cutoff_basis is not CutoffBasis.COMPLETED or case.completed_at is None:
        return
    deadlines = compute_deadlines(
        received=case.received_on if case.channel not in BY_PORTAL else case.received_at,
        rules=rules,
        calendar=load_calendar(unit.session, case.company_id),
        completed=case.completed_at,
    )
    change.cutoff_on = deadlines.cutoff_on
    change.effective_month = deadlines.effective_month.first_day
    change.collection_on = deadlines.collection_on
    change.debit_file_on = deadlines.debit_file_on
    change.debit_file_at = deadlines.debit_file_at
    change.rules_version = deadlines.rules_version
    case.act_by = act_by(deadlines, rules, context.clock.now())
    recheck(unit, context, change)
