"""Documents for tests: a content that is known, a consent that holds, a document to publish."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from desktop.domain.accounts import ConsentKind
from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentKind, ScanState, TextState
from desktop.models.document import DocumentContent
from desktop.models.registration import Consent
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.documents.commands import NewDocument
from tests.support.pdf_files import pages

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
AGREED_AT = datetime(2025, 4, 1, 8, 0, tzinfo=UTC)


def add_content(
    context: ServiceContext,
    text: str = "Abrechnung",
    *,
    data: bytes | None = None,
    media_type: str = "application/pdf",
    text_state: TextState = TextState.READ,
    scan_state: ScanState = ScanState.NOT_SCANNED,
) -> str:
    """A file that lies in the store and whose content is known; returns its hash."""
    content = pages(1) + f"%{text}\n".encode() if data is None else data
    stored = context.documents.put([content])
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with context.database.write() as unit:
        if unit.session.get(DocumentContent, stored.sha256) is None:
            unit.session.add(
                DocumentContent(
                    sha256=stored.sha256,
                    size=stored.size,
                    media_type=media_type,
                    pages=1,
                    text_state=text_state,
                    text=text if text_state is TextState.READ else "",
                    scan_state=scan_state,
                    first_seen_at=context.clock.now(),
                )
            )
    return stored.sha256


def agree(context: ServiceContext, tenancy_id: int, tenant_id: int) -> None:
    """The party agrees to electronic delivery."""
    with context.database.write() as unit:
        account_id = unit.session.scalars(
            select(PortalAccount.id).where(
                PortalAccount.tenancy_id == tenancy_id, PortalAccount.tenant_id == tenant_id
            )
        ).one()
        unit.session.add(
            Consent(
                portal_account_id=account_id,
                kind=ConsentKind.ELECTRONIC_DELIVERY,
                text_version="2025-04",
                given_at=AGREED_AT,
            )
        )


def statement(tenancy_id: int, sha256: str, **changes: Any) -> NewDocument:
    """A statement of operating costs of the year 2025, to publish."""
    values: dict[str, Any] = {
        "kind": DocumentKind.OPERATING_COSTS,
        "title": "Betriebskostenabrechnung 2025",
        "file_name": "BKA 2025.pdf",
        "period": YEAR,
    }
    return NewDocument(tenancy_id=tenancy_id, sha256=sha256, **{**values, **changes})
