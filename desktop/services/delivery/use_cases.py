"""Send what waits: every event to the portal once, in the order of its case, after its undo time.

An event is claimed in a transaction of its own, handed over, and noted as delivered in a third
step. Whoever undoes sees a claimed event as gone; whoever is killed between two steps finds it in
the portal's folder and does not send it again.
"""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from enum import StrEnum
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.delivery.port import PortalOutbox
from desktop.services.leases import lease
from desktop.services.staff.access import SYSTEM
from desktop.services.time_limits import Moment

LEASE = "deliver"
RETRY_MINUTES = (1, 2, 5, 15, 60)
"""Pauses after the first, second, ... failure of an event; the last one goes on for ever."""
_BATCH = 20


class DeliveryProblem(StrEnum):
    """Why an event could not be handed over; the sentence is in ``desktop.texts.deliveries``."""

    FOLDER_MISSING = "folder_missing"
    NOT_PERMITTED = "not_permitted"
    DISK_FULL = "disk_full"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_DAMAGED = "document_damaged"
    STORE_UNREACHABLE = "store_unreachable"
    """The drive or server on which the document lies does not answer."""
    NOT_WRITABLE = "not_writable"


_OF_ONE_CASE = (
    DeliveryProblem.DOCUMENT_MISSING,
    DeliveryProblem.DOCUMENT_DAMAGED,
    DeliveryProblem.STORE_UNREACHABLE,
)
_OF_THE_STORE: Mapping[str, DeliveryProblem] = {
    "documents.damaged": DeliveryProblem.DOCUMENT_DAMAGED,
    "documents.missing": DeliveryProblem.DOCUMENT_MISSING,
}
"""Whatever else keeps a document from being opened passes: the store cannot be asked now."""
# By name: not every system has every number.
_PROBLEMS: Mapping[str, DeliveryProblem] = {
    "ENOENT": DeliveryProblem.FOLDER_MISSING,
    "ENOTDIR": DeliveryProblem.FOLDER_MISSING,
    "ENOTCONN": DeliveryProblem.FOLDER_MISSING,
    "EHOSTDOWN": DeliveryProblem.FOLDER_MISSING,
    "ESTALE": DeliveryProblem.FOLDER_MISSING,
    "EACCES": DeliveryProblem.NOT_PERMITTED,
    "EPERM": DeliveryProblem.NOT_PERMITTED,
    "EROFS": DeliveryProblem.NOT_PERMITTED,
    "ENOSPC": DeliveryProblem.DISK_FULL,
    "EDQUOT": DeliveryProblem.DISK_FULL,
}


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """What one pass did: events handed over, events that still wait, events that failed now.

    ``waiting`` counts those whose undo time or pause runs and those behind them in their case;
    letters that wait to be printed are none of them.
    """

    delivered: int
    waiting: int
    failed: int


class _WithheldError(OSError):
    """What an event publishes was recalled; whose attachment is asked for has never left."""


class _DocumentError(OSError):
    """An attachment cannot be taken from the document store."""

    def __init__(self, problem: DeliveryProblem) -> None:
        super().__init__()
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Claimed:
    delivery_id: int
    company: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """An event as it leaves: without what was recalled; ``is_withheld``: it must not leave."""

    event_id: str
    event: Mapping[str, Any]
    documents: Mapping[str, str]
    is_withheld: bool


def deliver_due(
    context: ServiceContext,
    outbox: PortalOutbox,
    *,
    patience: timedelta = timedelta(0),
    is_cancelled: Callable[[], bool] = lambda: False,
) -> DeliveryCounts:
    """Hand over every event that is due. A failure pauses its own case only, the rest goes on.

    Another program that delivers is waited for up to ``patience``.

    Raises:
        UserError: ``lease.taken`` while another program delivers.
    """
    # One moment for the whole pass: what fails now is not tried again before the next one.
    moment = Moment.of(context.clock)
    delivered = failed = 0
    if not _is_anything_due(context, moment):
        return DeliveryCounts(0, _count_waiting(context), 0)
    with lease(context, LEASE, patience=patience) as held:
        while not is_cancelled() and (batch := _claim(context, moment)):
            for claimed in batch:
                held.renew()
                try:
                    problem = _hand_over(context, outbox, claimed)
                except _WithheldError:
                    _call_off(context, claimed)
                    continue
                _note(context, claimed, problem)
                delivered += problem is None
                failed += problem is not None
    return DeliveryCounts(delivered, _count_waiting(context) - failed, failed)


def folder_problem(context: ServiceContext) -> str | None:
    """Why the portal's folder takes nothing, by the oldest event that rests; None where none does.

    An attachment that is missing or damaged is the trouble of its case, not of the folder.
    """
    with context.database.read() as session:
        return session.scalar(
            select(Delivery.last_error)
            .where(
                _waits_for_portal(),
                Delivery.last_error.not_in(["", *(problem.value for problem in _OF_ONE_CASE)]),
            )
            .order_by(Delivery.id)
            .limit(1)
        )


def pause_after(attempts: int) -> timedelta:
    """How long an event rests after its n-th attempt failed."""
    place = min(max(attempts, 1), len(RETRY_MINUTES)) - 1
    return timedelta(minutes=RETRY_MINUTES[place])


def _waits_for_portal(row: type[Delivery] = Delivery) -> ColumnElement[bool]:
    return and_(row.state == DeliveryState.WAITING, row.channel == DeliveryChannel.PORTAL)


def _overtaken() -> ColumnElement[bool]:
    """Whether an earlier event waits still of the same case, or of the same contract's account."""
    return or_(
        *(
            select(earlier.id)
            .where(same, earlier.id < Delivery.id, _waits_for_portal(earlier))
            .exists()
            for earlier, same in _EARLIER
        )
    )


_BY_CASE = aliased(Delivery)
_BY_TENANCY = aliased(Delivery)
_EARLIER = (
    (_BY_CASE, _BY_CASE.case_id == Delivery.case_id),
    (_BY_TENANCY, _BY_TENANCY.tenancy_id == Delivery.tenancy_id),
)


def _is_anything_due(context: ServiceContext, moment: Moment) -> bool:
    """Whether a pass is worth a lease; whoever watches asks every few seconds."""
    due = select(Delivery.id).where(
        _waits_for_portal(), moment.over(Delivery.not_before), ~_overtaken()
    )
    with context.database.read() as session:
        return session.scalar(due.limit(1)) is not None


def _claim(context: ServiceContext, moment: Moment) -> list[_Claimed]:
    """Claim some events that are due and the first of their case to wait."""
    with context.database.write() as unit:
        rows = unit.session.execute(
            select(Delivery, Company.code)
            .join(Company, Company.id == Delivery.company_id)
            .where(_waits_for_portal(), moment.over(Delivery.not_before), ~_overtaken())
            .order_by(Delivery.id)
            .limit(_BATCH)
            .with_for_update(of=Delivery)
        ).all()
        for row, _company in rows:
            row.attempts += 1
        return [_Claimed(row.id, company) for row, company in rows]


def _ready(context: ServiceContext, claimed: _Claimed) -> _Ready:
    """Return a claimed event as it may leave now: others of its pass may have taken minutes.

    Its row keeps what was recalled: a recall can be undone while the event rests.
    """
    from desktop.services.documents.withheld import recalled_publications, without_recalled

    with context.database.read() as session:
        row = session.get_one(Delivery, claimed.delivery_id)
        allowed = without_recalled(session, [row])
        is_withheld = row.id in recalled_publications(session, [row])
    attachments: Sequence[Mapping[str, Any]] = row.data.get("attachments") or []
    data = row.data
    if row in allowed and allowed[row] != attachments:
        attachments = allowed[row]
        data = {**data, "attachments": attachments}
    return _Ready(
        event_id=row.event_id,
        event={
            "specversion": "1.0",
            "id": row.event_id,
            "source": f"/mieterdesk/{claimed.company}",
            "type": row.type,
            "time": row.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": data,
        },
        documents={entry["file"]: entry["sha256"] for entry in attachments},
        is_withheld=is_withheld,
    )


def _hand_over(
    context: ServiceContext, outbox: PortalOutbox, claimed: _Claimed
) -> DeliveryProblem | None:
    """Hand one event over; the reason if that failed. The error's own text is not kept: paths.

    Raises:
        _WithheldError: it must not leave any more, and has not.
    """
    ready = _ready(context, claimed)
    openers = {
        name: _withheld if ready.is_withheld else _opener(context, claimed.company, sha256)
        for name, sha256 in ready.documents.items()
    }
    try:
        outbox.publish(ready.event_id, ready.event, openers)
    except _WithheldError:
        raise
    except _DocumentError as error:
        return error.problem
    except OSError as error:
        return _problem_of(error)
    return None


def _withheld() -> BinaryIO:
    raise _WithheldError


def _call_off(context: ServiceContext, claimed: _Claimed) -> None:
    from desktop.services.documents.withheld import call_off

    with context.database.write() as unit:
        row = unit.session.get_one(Delivery, claimed.delivery_id, with_for_update=True)
        if row.state is DeliveryState.WAITING:
            call_off(unit, row)
            unit.case_changed(row.case_id)
            unit.changed(ChangeKind.DELIVERY, row.id)


def _opener(context: ServiceContext, company: str, sha256: str) -> Callable[[], BinaryIO]:
    def open_document() -> BinaryIO:
        try:
            # Documents of accounts may lie in a store of the company, files of cases never do: what
            # its store lacks is looked for in the common one.
            return context.stores.of(company).open(sha256)
        except OSError as error:
            raise _DocumentError(DeliveryProblem.DOCUMENT_MISSING) from error
        except UserError as error:
            raise _DocumentError(
                _OF_THE_STORE.get(error.code, DeliveryProblem.STORE_UNREACHABLE)
            ) from error

    return open_document


def _problem_of(error: OSError) -> DeliveryProblem:
    name = errno.errorcode.get(error.errno or 0, "")
    return _PROBLEMS.get(name, DeliveryProblem.NOT_WRITABLE)


def _note(context: ServiceContext, claimed: _Claimed, problem: DeliveryProblem | None) -> None:
    with context.database.write() as unit:
        row = unit.session.get_one(Delivery, claimed.delivery_id, with_for_update=True)
        if row.state is not DeliveryState.WAITING:
            # Another program took the lease over, found the event handed over and noted it.
            return
        if problem is None:
            row.state = DeliveryState.DELIVERED
            row.delivered_at = context.clock.now()
            row.last_error = ""
            _record(unit, context, row, AuditAction.DELIVERY_SENT, {"event": row.event_id})
        else:
            # A change of the reason is worth a line, the same one every hour is not.
            if row.last_error != problem.value:
                _record(unit, context, row, AuditAction.DELIVERY_FAILED, {"reason": problem.value})
            row.last_error = problem.value
            row.not_before = context.clock.now() + pause_after(row.attempts)
        unit.case_changed(row.case_id)
        unit.changed(ChangeKind.DELIVERY, row.id)


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    row: Delivery,
    action: AuditAction,
    details: Mapping[str, DetailValue],
) -> None:
    record(unit, context, SYSTEM, action, "deliveries", row.id, row.company_id, details)


def _count_waiting(context: ServiceContext) -> int:
    with context.database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(Delivery).where(_waits_for_portal()))
            or 0
        )
