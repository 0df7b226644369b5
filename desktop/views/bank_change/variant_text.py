"""Titles of the variants of a bank change."""

from desktop.domain.bank_change import BankChangeVariant
from desktop.texts import tr


def variant_title(variant: BankChangeVariant) -> str:
    """What the tenant applied for, as the title of the page."""
    names = {
        BankChangeVariant.NEW_ACCOUNT: tr("Bankverbindung ändern"),
        BankChangeVariant.MANDATE_ONLY: tr("SEPA-Mandat erteilen"),
        BankChangeVariant.REVOCATION: tr("SEPA-Mandat widerrufen"),
    }
    return names[variant]
