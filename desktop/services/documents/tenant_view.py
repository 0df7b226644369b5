"""What a party sees in the portal now, no more and no less (*Ansicht Mieter*)."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.models.document import Document, DocumentContent, DocumentRecipient
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount
from desktop.services.accounts.loading import load_tenancy
from desktop.services.context import ServiceContext
from desktop.services.documents.view import TenantDocument, TenantView
from desktop.services.staff.access import Actor

_PUBLISHED, _RECALL = aliased(Delivery), aliased(Delivery)
_SHOWN = (
    select(
        Document,
        DocumentRecipient.read_at,
        DocumentContent.media_type,
        DocumentContent.size,
    )
    .join(DocumentRecipient, DocumentRecipient.document_id == Document.id)
    .join(DocumentContent, DocumentContent.sha256 == Document.sha256)
    # What the portal was handed over and not told to forget is what it shows.
    .join(_PUBLISHED, _PUBLISHED.id == DocumentRecipient.delivery_id)
    .outerjoin(_RECALL, _RECALL.id == DocumentRecipient.recall_delivery_id)
    .where(
        _PUBLISHED.state == DeliveryState.DELIVERED,
        _RECALL.id.is_(None) | (_RECALL.state != DeliveryState.DELIVERED),
    )
    .order_by(Document.visible_from.desc(), Document.id.desc())
)


def tenant_view(
    context: ServiceContext, actor: Actor, tenancy_id: int, tenant_id: int
) -> TenantView:
    """Return what the portal shows a party of the documents of a contract, the newest first.

    Raises:
        UserError: ``account.not_found``, ``access.denied``, ``documents.party_unknown``.
    """
    now = context.clock.now()
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        tenant = next((one.tenant for one in tenancy.parties if one.tenant_id == tenant_id), None)
        if tenant is None:
            raise UserError("documents.party_unknown")
        account = session.scalar(
            select(PortalAccount.state).where(
                PortalAccount.tenancy_id == tenancy_id, PortalAccount.tenant_id == tenant_id
            )
        )
        rows = session.execute(
            _SHOWN.where(
                Document.tenancy_id == tenancy_id,
                DocumentRecipient.tenant_id == tenant_id,
                Document.visible_from <= now,
            )
        ).all()
        return TenantView(
            tenant_id=tenant_id,
            name=tenant.full_name,
            account=account,
            documents=tuple(
                TenantDocument(
                    document_id=row.Document.id,
                    kind=row.Document.kind,
                    title=row.Document.title,
                    period=Period.of(row.Document.period_from, row.Document.period_to),
                    file_name=row.Document.file_name,
                    media_type=row.media_type,
                    size=row.size,
                    visible_from=row.Document.visible_from,
                    is_new=row.read_at is None,
                    is_leaving=row.Document.state is DocumentState.RECALLED,
                )
                for row in rows
            ),
        )
