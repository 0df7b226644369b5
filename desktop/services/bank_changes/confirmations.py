"""What the tenant, and a different account holder, are told after a release."""

from datetime import datetime

from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant, MandateAction
from desktop.domain.holder import match_holder
from desktop.domain.iban import mask_iban
from desktop.domain.kinds import DeliveryChannel
from desktop.domain.name_match import NameMatch
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
    case = standing.case
    confirmed = _confirmed(standing, in_force)
    code = _template_code(in_force)
    filled = fill(template(code), _values(unit.session, standing, in_force))
    recipient = usual_recipient(unit.session, case)
    text = OutgoingText(
        recipient=recipient,
        subject=filled.subject,
        text=filled.text,
        letter_kind=LetterKind.BANK_DETAILS_CHANGED,
        letter_data=_letter_data(code, confirmed, in_force),
    )
    message, delivery = put_message(unit, context, actor, case, text, not_before=not_before)
    queued = [delivery.id]
    if recipient.way.channel is DeliveryChannel.PORTAL:
        changed = queue_bank_details_changed(
            unit, context, case=case, confirmed=confirmed, not_before=not_before
        )
        queued.append(changed.id)
    if in_force.by_direct_debit and _holder_differs(standing, in_force):
        letter = queue_letter(
            unit,
            context,
            case=case,
            recipient=_holder_lines(in_force),
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


def _template_code(in_force: InForce) -> str:
    if in_force.mandate_action is MandateAction.REVOKE:
        return "confirmation_revocation"
    return "confirmation_change" if in_force.by_direct_debit else "confirmation_transfer"


def _values(session: Session, standing: Standing, in_force: InForce) -> dict[str, str]:
    return {
        **case_values(session, standing.case),
        "holder": in_force.account_holder,
        "iban_masked": mask_iban(in_force.iban) if in_force.iban else "",
        "mandate_reference": in_force.mandate_reference,
        "creditor_id": in_force.creditor_id,
        "collection_on": german_date(in_force.valid_from),
    }


def _holder_differs(standing: Standing, in_force: InForce) -> bool:
    parties = standing.facts.context.parties
    if not in_force.account_holder or not parties:
        return False
    return match_holder(in_force.account_holder, parties).match is NameMatch.DIFFERS


def _holder_lines(in_force: InForce) -> str:
    if in_force.holder_address is None:
        return in_force.account_holder
    return address_lines(in_force.account_holder, in_force.holder_address)
