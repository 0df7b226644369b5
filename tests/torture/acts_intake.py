"""Intake: what the portal left becomes cases, messages, duplicates, quarantine or raw records."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import PortalEventType
from desktop.models.case import Attachment, Case, Message, RawFile
from desktop.models.exchange import Delivery, IntakeRecord
from tests.support.bank_cases import RECEIVED, add_application, fields
from tests.support.factories import Household
from tests.support.portal import BANK_FIELDS, Portal, attachment, message, other, request
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World, holder_of

BIG = b"%PDF-1.7 " + bytes(range(256)) * 300
"""More than one block of the database and of the file system."""


def prepare(world: World) -> None:
    """Of each contract: a request with attachments, a message, a double, a bad one and a report."""
    for number, home in enumerate(world.homes):
        portal = world.portal
        addressed = {"contract_number": home.contract_number, "portal_account": home.portal_account}
        scan = BIG + str(number).encode()
        files = {"anlage-1.pdf": scan, "stray": b"left over"}
        event = request(
            f"request-{number}",
            fields={**BANK_FIELDS, "account_holder": holder_of(home)},
            attachments=[attachment("anlage-1.pdf", scan)],
            **addressed,
        )
        portal.leave(event, f"a{number}", files)
        portal.leave(event, f"b{number}", {"anlage-1.pdf": scan})
        portal.leave(request(f"bad-{number}", contract_number="-"), f"c{number}", {"x": b"kept"})
        portal.leave(_reading(f"read-{number}", **addressed), f"d{number}")
        portal.leave(
            message(open_case(world, home), f"message-{number}", **addressed), f"e{number}"
        )


def _reading(event_id: str, **addressed: str) -> dict[str, Any]:
    event = other(PortalEventType.DOCUMENT_READ, event_id)
    event["data"] |= {**addressed, "document_id": "unknown"}
    return event


def open_case(world: World, home: Household) -> str:
    """A case that the tenant can write to; its reference."""
    bank = fields(account_holder=holder_of(home))
    received_at = RECEIVED + timedelta(minutes=home.tenancy_id)
    case_id = add_application(world.context, home, bank, received_at=received_at)
    with world.context.database.read() as session:
        return session.get_one(Case, case_id).reference


def do(desk: Desk) -> None:
    """Run the command; every committed folder is an acknowledgement."""
    desk.listener = _acknowledge
    desk.command("intake", "--once")


def _acknowledge(desk: Desk, changes: frozenset[Change]) -> None:
    for change in changes:
        if change.kind is ChangeKind.INTAKE and change.id is not None:
            desk.acknowledge("record", change.id)


def check(after: Recovered) -> Iterable[Finding]:
    """Every folder once, as what it is; nothing of it twice, nothing of it missing."""
    records = after.session.scalars(select(IntakeRecord)).all()
    known = {str(record.id) for record in records}
    yield from (lost(f"record {one}") for one in after.of("record") if one not in known)
    folders = Counter(record.folder for record in records)
    yield from (doubled(f"record of {name}") for name, times in folders.items() if times > 1)
    yield from _pieces(after, records)
    if after.finished:
        yield from _everything(after, records)


def _pieces(after: Recovered, records: Iterable[IntakeRecord]) -> Iterable[Finding]:
    """What belongs to a record is written in the same transaction as the record."""
    session = after.session
    cases = Counter(session.scalars(select(Case.event_id)))
    messages = Counter(session.scalars(select(Message.event_id)))
    for counted, what in ((cases, "case"), (messages, "message")):
        yield from (doubled(f"{what} of {one}") for one, times in counted.items() if times > 1)
    for record in records:
        named = messages[record.event_id]
        if record.outcome in (IntakeOutcome.CASE, IntakeOutcome.MESSAGE) and named != 1:
            yield half(f"{record.event_id} without its message")
        if record.outcome is IntakeOutcome.CASE:
            yield from _case_and_receipt(after, record, cases[record.event_id])
    made = sum(record.outcome is IntakeOutcome.CASE for record in records)
    # The stray file lies in the first of two equal folders, whichever of them became the case.
    strays = sum(record.folder.startswith("a") for record in records)
    for table, wanted in ((Attachment, made), (RawFile, strays)):
        found = session.scalar(select(func.count()).select_from(table))
        if found != wanted:
            yield half(f"{found} rows of {table.__tablename__} instead of {wanted}")


def _case_and_receipt(after: Recovered, record: IntakeRecord, cases: int) -> Iterable[Finding]:
    if cases != 1:
        yield half(f"{record.event_id} without its case")
    receipts = after.session.scalar(
        select(func.count()).where(
            Delivery.case_id == record.case_id, Delivery.type.contains("request.received")
        )
    )
    if receipts != 1:
        yield half(f"{receipts} receipts for {record.event_id}")


def _everything(after: Recovered, records: Iterable[IntakeRecord]) -> Iterable[Finding]:
    outcomes = {record.folder: record.outcome.value for record in records}
    for number in range(after.items):
        found = [outcomes.get(f"{letter}{number}", "nothing") for letter in "abcde"]
        yield from (lost(f"a folder of item {number}") for one in found if one == "nothing")
        # Which of the two equal ones came first is the file system's choice after a fault.
        wanted = ["case", "duplicate", "quarantined", "applied", "message"]
        if [*sorted(found[:2]), *found[2:]] != wanted:
            yield half(f"the folders of item {number} became {found}")
    yield from _places(after)


def _places(after: Recovered) -> Iterable[Finding]:
    portal = Portal(after.exchange)
    wanted = {
        "new": [],
        "cur": [],
        "done": sorted(f"{letter}{n}" for letter in "abde" for n in range(after.items)),
        "quarantine": [f"c{number}" for number in range(after.items)],
    }
    for place, names in wanted.items():
        if portal.names(place) != names:
            yield half(f"in {place}: {portal.names(place)}")
    for kept in (portal.root / "quarantine").iterdir():
        if (kept / "x").read_bytes() != b"kept":
            yield lost(f"a file of {kept.name} in quarantine")
