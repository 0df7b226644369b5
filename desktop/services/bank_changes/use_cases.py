"""Bank changes: everything a screen or a command asks for, in one place."""

from desktop.services.bank_changes.correction import (
    propose_correction,
    release_correction,
    send_correction_back,
)
from desktop.services.bank_changes.decisions import acknowledge, propose, reject, send_back
from desktop.services.bank_changes.editing import edit_application
from desktop.services.bank_changes.ibans import copy_iban, reveal_current_iban
from desktop.services.bank_changes.reading import is_bank_change, view
from desktop.services.bank_changes.release import release
from desktop.services.bank_changes.variants import apply_to_contracts
from desktop.services.context import ServiceContext
from desktop.services.conversation.text_modules import TextModule, prepared, rejection_modules
from desktop.services.staff.access import Actor

__all__ = [
    "acknowledge",
    "apply_to_contracts",
    "copy_iban",
    "edit_application",
    "is_bank_change",
    "propose",
    "propose_correction",
    "reject",
    "rejection_modules",
    "release",
    "release_correction",
    "request_address",
    "reveal_current_iban",
    "send_back",
    "send_correction_back",
    "view",
]


def request_address(context: ServiceContext, actor: Actor, case_id: int) -> TextModule:
    """Return the prepared reply that asks for what is missing, with the missing parts as a list.

    It is sent with ``conversation.send_message`` and lets the case wait until two Werktage before
    the debit file, tomorrow at the earliest.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    return prepared(context, actor, case_id, "address_request")
