"""Cases and a portal's folder for the tests of delivery and hand-over."""

import errno
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select

from desktop.domain.case_status import BankChangeState, Channel
from desktop.models.bank import BankChange, ErpRow
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, queue_event
from desktop.services.hand_over.rows import ErpRowContent, queue_row
from tests.support.factories import NEW_IBAN, Household, add_bank_change, add_case


@dataclass
class RecordingOutbox:
    """A portal that takes everything, except the events of the cases in ``refuses``."""

    refuses: set[str] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)
    attachments: dict[str, dict[str, bytes]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _event_id: None

    def publish(
        self,
        event_id: str,
        event: Mapping[str, Any],
        attachments: Mapping[str, Callable[[], BinaryIO]],
    ) -> None:
        self.before(event_id)
        if event["data"]["case_reference"] in self.refuses:
            raise OSError(errno.ENOSPC, "no space")
        contents = {}
        for name, opener in attachments.items():
            with opener() as source:
                contents[name] = source.read()
        self.attachments[event_id] = contents
        self.events.append(json.loads(json.dumps(event)))


@dataclass(frozen=True)
class MadeCase:
    """What a test needs of a case."""

    case_id: int
    reference: str


def make_case(
    context: ServiceContext,
    home: Household,
    *,
    channel: Channel = Channel.PORTAL,
    category: str = "bank_details",
    **changes: Any,
) -> MadeCase:
    """A case of Aylin Musterbach that came by her portal account."""
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        account = unit.session.scalars(select(PortalAccount.id)).first()
        case = add_case(
            unit,
            tenancy,
            unit.session.get_one(Category, home.categories[category]),
            channel=channel,
            **{"portal_account_id": account, "event_id": "request-1", **changes},
        )
        return MadeCase(case.id, case.reference)


def queue_status(context: ServiceContext, case_id: int, not_before: datetime | None = None) -> int:
    """An event of the case, due now unless a test says otherwise; returns the delivery's id."""
    with context.database.write() as unit:
        return queue_event(
            unit,
            context,
            case=unit.session.get_one(Case, case_id),
            event_type=OutgoingEvent.CASE_STATUS_CHANGED,
            data={"status": "in_progress"},
            not_before=not_before or context.clock.now(),
        ).id


def delivery(context: ServiceContext, delivery_id: int) -> Delivery:
    """The row as it stands."""
    with context.database.read() as session:
        return session.get_one(Delivery, delivery_id)


def release_row(
    context: ServiceContext, home: Household, *, undo: timedelta = timedelta(0), **changes: Any
) -> MadeCase:
    """A released bank change whose row for the ERP waits; its undo time is over at once."""
    made = make_case(context, home)
    with context.database.write() as unit:
        case = unit.session.get_one(Case, made.case_id)
        change = add_bank_change(unit, case, **{"state": BankChangeState.RELEASED, **changes})
        queue_row(
            unit,
            context,
            bank_change=change,
            content=ErpRowContent(
                contract_number=home.contract_number,
                account_holder="Aylin Musterbach",
                iban=NEW_IBAN,
                bic="BYLADEM1001",
                mandate_reference="THOR-004417-02",
                creditor_id="DE98ZZZ09999999999",
                signed_on=case.received_on,
                valid_from=change.collection_on,
            ),
            not_before=context.clock.now() + undo,
        )
    return made


def bank_change(context: ServiceContext, made: MadeCase) -> BankChange:
    """The case's bank change as it stands."""
    with context.database.read() as session:
        return session.scalars(select(BankChange).where(BankChange.case_id == made.case_id)).one()


def erp_rows(context: ServiceContext) -> list[ErpRow]:
    """All rows for the ERP, oldest first."""
    with context.database.read() as session:
        return list(session.scalars(select(ErpRow).order_by(ErpRow.id)))


def events_in(folder: Path) -> list[dict[str, Any]]:
    """The events that lie in a portal's folder."""
    files = sorted((folder / "to-portal" / "new").glob("*/event.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]
