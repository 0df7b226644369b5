"""``document.published`` and ``document.recalled``: one event for each account that gets it."""

from typing import Any

from desktop.domain.documents import RecallReason
from desktop.models.document import Document, DocumentContent
from desktop.models.tenancy import PortalAccount
from desktop.services.delivery.outbox import ContractAddress
from desktop.services.delivery.outgoing_events import attachment_entry
from desktop.services.documents.ways import Contract


def account_address(
    contract: Contract, account: PortalAccount, document: Document, case_reference: str | None
) -> ContractAddress:
    """Return whose an event about a document is."""
    return ContractAddress(
        company_id=document.company_id,
        company_code=contract.company_code,
        tenancy_id=document.tenancy_id,
        contract_number=contract.tenancy.contract_number,
        portal_account=account.external_id,
        case_id=document.case_id,
        case_reference=case_reference,
    )


def published_data(
    document: Document, content: DocumentContent, replaced: str | None
) -> dict[str, Any]:
    """Return what ``document.published`` says; ``replaced`` names the version before."""
    period = None
    if document.period_from is not None and document.period_to is not None:
        period = {
            "from": document.period_from.isoformat(),
            "to": document.period_to.isoformat(),
        }
    return {
        "document_id": document.public_id,
        "kind": document.kind.value,
        "title": document.title,
        "period": period,
        "visible_from": document.visible_from.isoformat().replace("+00:00", "Z"),
        "version": document.edition,
        "replaces": replaced,
        "attachments": [
            attachment_entry(
                1, document.file_name, content.size, content.sha256, content.media_type
            )
        ],
    }


def recalled_data(document: Document, reason: RecallReason) -> dict[str, Any]:
    """Return what ``document.recalled`` says; a person's own words stay in the house."""
    return {"document_id": document.public_id, "reason": reason.value}
