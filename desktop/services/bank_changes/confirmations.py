"""What the tenant, and a different account holder, are told after a release."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant, MandateAction
from desktop.domain.holder import Address, Party, match_holder
from desktop.domain.iban import mask_iban
from desktop.domain.kinds import DeliveryChannel
from desktop.domain.name_match import NameMatch
from desktop.models.case import Case
from desktop.services.bank_changes.state import Standing
from desktop.services.bank_changes.versions import InForce
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import case_values, german_date
from desktop.services.conversation.reply_ways import address_lines, usual_recipient
from desktop.services.conversation.text_templates import fill, template
from desktop.services.conversation.use_cases import OutgoingText, put_message
from desktop.services.delivery.outbox import LetterKind, queue_letter
from desktop.services.delivery.outgoing_events import (
    ConfirmedBankDetails,
    confirmation_data,
    queue_bank_details_changed,
)
from desktop.services.staff.access import Actor

_TO_HOLDER = "confirmation_holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a tenant is told: by which prepared text, with which values."""

    code: str
    in_force: InForce
    confirmed: ConfirmedBankDetails
    parties: tuple[Party, ...]


def confirm(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    standing: Standing,
    in_force: InForce,
    *,
    not_before: datetime,
) -> tuple[int, list[int]]:
    """Queue the confirmations of a release.

    The tenant gets a message by the portal, with the event that updates the portal's own data, or a
    letter; a holder who is none of the tenants gets a letter.

    Returns:
        The id of the message to the tenant, and of everything that is queued.
    """
    return tell(
        unit,
        context,
        actor,
        standing.case,
        Telling(
            code=_template_code(standing.facts.application.variant, in_force),
            in_force=in_force,
            confirmed=_confirmed(standing, in_force),
            parties=standing.facts.context.parties,
        ),
        not_before=not_before,
    )


def tell(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    telling: Telling,
    *,
    not_before: datetime,
) -> tuple[int, list[int]]:
    """Queue what is to be told; returns the id of the tenant's message and of all that is queued.

    Raises:
        UserError: ``message.no_recipient``.
    """
    in_force, confirmed = telling.in_force, telling.confirmed
    filled = fill(template(telling.code), _values(unit.session, case, in_force))
    recipient = usual_recipient(unit.session, case)
    text = OutgoingText(
        recipient=recipient,
        subject=filled.subject,
        text=filled.text,
        letter_kind=LetterKind.BANK_DETAILS_CHANGED,
        letter_data=_letter_data(telling.code, confirmed, in_force),
    )
    message, delivery = put_message(unit, context, actor, case, text, not_before=not_before)
    queued = [delivery.id]
    if recipient.way.channel is DeliveryChannel.PORTAL:
        changed = queue_bank_details_changed(
            unit, context, case=case, confirmed=confirmed, not_before=not_before
        )
        queued.append(changed.id)
    if in_force.by_direct_debit and holder_differs(telling.parties, in_force.account_holder):
        letter = queue_letter(
            unit,
            context,
            case=case,
            recipient=holder_lines(in_force.account_holder, in_force.holder_address),
            kind=LetterKind.BANK_DETAILS_CHANGED,
            data=_letter_data(_TO_HOLDER, confirmed, in_force),
            not_before=not_before,
        )
        queued.append(letter.id)
    return message.id, queued


def _letter_data(
    code: str, confirmed: ConfirmedBankDetails, in_force: InForce
) -> dict[str, str | None]:
    """The values a letter is made from; a revocation names a day, though no first collection."""
    valid_from = in_force.valid_from.isoformat()
    return {"template": code, "valid_from": valid_from, **confirmation_data(confirmed)}


def _confirmed(standing: Standing, in_force: InForce) -> ConfirmedBankDetails:
    revoked = standing.facts.application.variant is BankChangeVariant.REVOCATION
    return ConfirmedBankDetails(
        iban=None if revoked else in_force.iban or None,
        account_holder=None if revoked else in_force.account_holder or None,
        mandate_reference=in_force.mandate_reference or None,
        creditor_id=in_force.creditor_id or None,
        first_collection_on=in_force.valid_from if in_force.by_direct_debit else None,
    )


def _template_code(variant: BankChangeVariant, in_force: InForce) -> str:
    if in_force.mandate_action is MandateAction.REVOKE:
        return "confirmation_revocation"
    if variant is BankChangeVariant.MANDATE_ONLY and in_force.by_direct_debit:
        return "confirmation_mandate"
    return "confirmation_change" if in_force.by_direct_debit else "confirmation_transfer"


def _values(session: Session, case: Case, in_force: InForce) -> dict[str, str]:
    return {
        **case_values(session, case),
        "holder": in_force.account_holder,
        "iban_masked": mask_iban(in_force.iban) if in_force.iban else "",
        "mandate_reference": in_force.mandate_reference,
        "creditor_id": in_force.creditor_id,
        "collection_on": german_date(in_force.valid_from),
    }


def holder_differs(parties: tuple[Party, ...], holder: str) -> bool:
    """Whether the account belongs to somebody who is none of the tenants."""
    if not holder or not parties:
        return False
    return match_holder(holder, parties).match is NameMatch.DIFFERS


def holder_lines(holder: str, address: Address | None) -> str:
    """Name and address of the holder as the lines of a letter's address field."""
    return holder if address is None else address_lines(holder, address)
