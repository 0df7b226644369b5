"""Tell everybody who was promised a first collection that it is another one."""

from datetime import date

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.kinds import DeliveryChannel, DeliveryState, NoteKind
from desktop.models.case import Case, Note
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.outbox import LetterKind, OutgoingEvent, queue_event, queue_letter
from desktop.texts import tr
from desktop.texts.dates import full_date


def tell_new_date(
    unit: UnitOfWork, context: ServiceContext, case: Case, first_collection_on: date
) -> None:
    """Repeat the confirmations of a bank change with the collection that will really use it.

    A letter that was not printed yet is corrected instead. An internal note says what happened.
    """
    confirmations = unit.session.scalars(
        select(Delivery)
        .where(
            Delivery.case_id == case.id,
            Delivery.type.in_(
                [OutgoingEvent.BANK_DETAILS_CHANGED, LetterKind.BANK_DETAILS_CHANGED]
            ),
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Delivery.id)
    ).all()
    latest = {(one.channel, one.recipient): one for one in confirmations}
    for confirmation in latest.values():
        _repeat(unit, context, case, confirmation, first_collection_on)
    day = full_date(first_collection_on)
    unit.session.add(
        Note(
            case_id=case.id,
            kind=NoteKind.SYSTEM,
            staff_id=None,
            text=tr(
                "Übergabe an die Buchhaltung nach der zugesagten Lastschriftdatei: Erster Einzug "
                "nach der Änderung ist am {day}. Die Bestätigung mit diesem Datum ist vorgemerkt.",
                day=day,
            ),
            at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.CASE, case.id)


def _repeat(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    confirmation: Delivery,
    first_collection_on: date,
) -> None:
    data = {**confirmation.data, "first_collection_on": first_collection_on.isoformat()}
    now = context.clock.now()
    if confirmation.channel is DeliveryChannel.PORTAL:
        queue_event(
            unit,
            context,
            case=case,
            event_type=OutgoingEvent.BANK_DETAILS_CHANGED,
            data=data,
            not_before=now,
            in_reply_to=confirmation.data["in_reply_to"],
        )
    elif confirmation.state is DeliveryState.WAITING:
        confirmation.data = data
    else:
        queue_letter(
            unit,
            context,
            case=case,
            recipient=confirmation.recipient,
            kind=LetterKind.BANK_DETAILS_CHANGED,
            data=data,
            not_before=now,
        )
