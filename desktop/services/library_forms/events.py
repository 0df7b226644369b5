"""``form.published`` and ``form.withdrawn``: told of a company, of no contract."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.company import Company
from desktop.models.document import DocumentContent, LibraryForm, LibraryFormVersion
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, cancel_deliveries
from desktop.services.delivery.outgoing_events import attachment_entry


def tell_published(
    unit: UnitOfWork, context: ServiceContext, form: LibraryForm, version: LibraryFormVersion
) -> None:
    """Tell the portal of a version; a withdrawal of it that has not left never comes."""
    _call_off(unit, form, version, OutgoingEvent.FORM_WITHDRAWN)
    content = unit.session.get_one(DocumentContent, version.sha256)
    data = {
        "title": form.title,
        "attachments": [
            attachment_entry(1, version.file_name, content.size, content.sha256, content.media_type)
        ],
    }
    _queue(unit, context, form, version, OutgoingEvent.FORM_PUBLISHED, data)


def tell_withdrawn(
    unit: UnitOfWork, context: ServiceContext, form: LibraryForm, version: LibraryFormVersion
) -> None:
    """Tell the portal that a form is gone; one that has not left never comes.

    Where it took the place of an older version, that one is in the portal and goes too.
    """
    _call_off(unit, form, version, OutgoingEvent.FORM_PUBLISHED)
    _queue(unit, context, form, version, OutgoingEvent.FORM_WITHDRAWN, {})


def _call_off(
    unit: UnitOfWork, form: LibraryForm, version: LibraryFormVersion, event_type: OutgoingEvent
) -> None:
    """Cancel the opposite event where it waits still.

    Raises:
        UserError: ``forms.leaving`` while it is on its way: the two could change places.
    """
    waiting = [
        row.id
        for row in _waiting(unit.session, form, event_type)
        if row.data.get("form_id") == form.public_id and row.data.get("version") == version.number
    ]
    if not cancel_deliveries(unit, waiting):
        raise UserError("forms.leaving")


def _waiting(session: Session, form: LibraryForm, event_type: OutgoingEvent) -> list[Delivery]:
    return list(
        session.scalars(
            select(Delivery).where(
                Delivery.company_id == form.company_id,
                Delivery.type == event_type.value,
                Delivery.state == DeliveryState.WAITING,
            )
        )
    )


def _queue(
    unit: UnitOfWork,
    context: ServiceContext,
    form: LibraryForm,
    version: LibraryFormVersion,
    event_type: OutgoingEvent,
    data: Mapping[str, Any],
) -> None:
    assert form.company_id is not None
    company = unit.session.get_one(Company, form.company_id)
    row = Delivery(
        # A random id, also after a restore: an id that comes twice would be a duplicate.
        event_id=str(uuid4()),
        company_id=company.id,
        channel=DeliveryChannel.PORTAL,
        type=event_type.value,
        time=context.clock.now(),
        data={
            "company": company.code,
            "contract_number": None,
            "portal_account": None,
            "case_reference": None,
            "in_reply_to": None,
            "form_id": form.public_id,
            "version": version.number,
            **data,
        },
        recipient="",
        state=DeliveryState.WAITING,
        not_before=context.clock.now(),
        attempts=0,
        last_error="",
    )
    unit.session.add(row)
    unit.session.flush()
    unit.changed(ChangeKind.DELIVERY, row.id)
