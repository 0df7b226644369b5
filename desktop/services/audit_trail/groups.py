"""Which acts belong together when somebody looks through the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from desktop.services.audit import AuditAction


class AuditGroup(StrEnum):
    """What kind of act to look for. ``SEEN`` goes across all others."""

    SEEN = "seen"
    """Somebody looked at, copied, printed or took out what is there; nothing was changed."""
    CASES = "cases"
    BANK = "bank"
    ACCOUNTS = "accounts"
    DOCUMENTS = "documents"
    LETTERS = "letters"
    EXCHANGE = "exchange"
    MASTER_DATA = "master_data"
    SETTINGS = "settings"
    SIGN_IN = "sign_in"
    OPERATION = "operation"


SEEN: frozenset[AuditAction] = frozenset(
    {
        AuditAction.DRAFT_VIEWED,
        AuditAction.IBAN_VIEWED,
        AuditAction.IBAN_REVEALED,
        AuditAction.IBAN_COPIED,
        AuditAction.ATTACHMENT_VIEWED,
        AuditAction.QUARANTINE_VIEWED,
        AuditAction.DOCUMENT_VIEWED,
        AuditAction.CASE_PRINTED,
        AuditAction.CASE_EXPORTED,
        AuditAction.CONFIGURATION_EXPORTED,
        AuditAction.AUDIT_VIEWED,
        AuditAction.AUDIT_EXPORTED,
    }
)
"""Acts of people who saw something and changed nothing. What tenants read is not among them."""

_BY_SUBJECT: Mapping[str, AuditGroup] = MappingProxyType(
    {
        "case": AuditGroup.CASES,
        "order": AuditGroup.CASES,
        "message": AuditGroup.CASES,
        "note": AuditGroup.CASES,
        "draft": AuditGroup.CASES,
        "attachment": AuditGroup.CASES,
        "act": AuditGroup.CASES,
        "bulk": AuditGroup.CASES,
        "contact": AuditGroup.ACCOUNTS,
        "tenancy": AuditGroup.ACCOUNTS,
        "code": AuditGroup.ACCOUNTS,
        "account": AuditGroup.ACCOUNTS,
        "iban": AuditGroup.BANK,
        "bank_change": AuditGroup.BANK,
        "bank_details": AuditGroup.BANK,
        "finding": AuditGroup.BANK,
        "mandate": AuditGroup.BANK,
        "erp": AuditGroup.EXCHANGE,
        "delivery": AuditGroup.EXCHANGE,
        "intake": AuditGroup.EXCHANGE,
        "quarantine": AuditGroup.EXCHANGE,
        "letters": AuditGroup.LETTERS,
        "letter": AuditGroup.LETTERS,
        "document": AuditGroup.DOCUMENTS,
        "upload": AuditGroup.DOCUMENTS,
        "archive_request": AuditGroup.DOCUMENTS,
        "legal_hold": AuditGroup.DOCUMENTS,
        "certificate": AuditGroup.DOCUMENTS,
        "form": AuditGroup.DOCUMENTS,
        "master_data": AuditGroup.MASTER_DATA,
        "consumption": AuditGroup.MASTER_DATA,
        "sign_in": AuditGroup.SIGN_IN,
        "session": AuditGroup.SIGN_IN,
        "backup": AuditGroup.OPERATION,
        "audit": AuditGroup.OPERATION,
        "demo_data": AuditGroup.OPERATION,
    }
)


def group_of(action: AuditAction) -> AuditGroup:
    """Return the one group of an act, by what it was done to; the rest is about settings."""
    if action is AuditAction.CONTACT_RECORDED:
        return AuditGroup.CASES
    return _BY_SUBJECT.get(action.value.partition(".")[0], AuditGroup.SETTINGS)


def actions_of(group: AuditGroup) -> tuple[AuditAction, ...]:
    """Return the acts to look for."""
    if group is AuditGroup.SEEN:
        return tuple(action for action in AuditAction if action in SEEN)
    return tuple(action for action in AuditAction if group_of(action) is group)
