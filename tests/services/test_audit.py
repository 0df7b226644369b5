"""The audit log: append-only, chained, the same on both databases, without an IBAN in full."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from desktop.domain.audit_trail import NO_HASH, Anchor
from desktop.domain.audit_trail import TrailFault as Fault
from desktop.domain.errors import UserError
from desktop.models.exchange import AuditEvent
from desktop.services import audit
from desktop.services.audit import AuditAction, AuditEntry, AuditLine, line_hash
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, Household, add_household


@pytest.fixture
def household(context: ServiceContext) -> Household:
    return add_household(context.database)


def write(context: ServiceContext, household: Household, case_id: int = 1) -> None:
    with context.database.write() as unit:
        audit.record(
            unit,
            context,
            household.clerk,
            AuditAction.IBAN_VIEWED,
            "cases",
            case_id,
            household.company_id,
            {"iban": "DE02 •••• 2051", "grund": "Grüße"},
        )


Found = tuple[Fault, int, int]


def found(context: ServiceContext, anchors: Iterable[Anchor]) -> list[Found]:
    with context.database.read() as session:
        report = verify_chain(session, anchors)
    told = [(one.fault, one.first, one.last) for one in report.findings]
    assert report.is_intact == (not told)
    return told


def anchor_at_the_end(context: ServiceContext) -> Anchor:
    with context.database.read() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    return Anchor(date(2026, 11, 23), last.id, last.hash)


def test_lines_are_numbered_and_chained(context: ServiceContext, household: Household) -> None:
    for case_id in (1, 2, 3):
        write(context, household, case_id)
    with context.database.read() as session:
        lines = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        report = verify_chain(session)
    assert [line.id for line in lines] == [1, 2, 3]
    assert [line.previous_hash for line in lines] == [NO_HASH, lines[0].hash, lines[1].hash]
    assert lines[0].details == '{"grund":"Grüße","iban":"DE02 •••• 2051"}'
    assert (report.checked, report.is_intact) == (3, True)


def test_an_empty_log_is_intact(context: ServiceContext) -> None:
    with context.database.read() as session:
        report = verify_chain(session)
    assert (report.checked, report.is_intact) == (0, True)


def test_many_lines_at_once_and_acts_of_the_past(
    context: ServiceContext, household: Household, clock: FixedClock
) -> None:
    past = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
    with context.database.write() as unit:
        audit.record_all(
            unit,
            context,
            SYSTEM,
            [
                AuditEntry(AuditAction.CASE_CREATED, "cases", n, None, {}, at=past if n else None)
                for n in range(3)
            ],
        )
        audit.record_all(unit, context, SYSTEM, [])
        audit.record(unit, context, SYSTEM, AuditAction.CASE_CLOSED, "cases", 9, None)
    with context.database.read() as session:
        assert verify_chain(session).checked == 4
        assert verify_chain(session).is_intact
        instants = session.scalars(select(AuditEvent.at).order_by(AuditEvent.id)).all()
    assert instants == [clock.now(), past, past, clock.now()]


@pytest.mark.parametrize("act", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"])
def test_nobody_changes_a_line(context: ServiceContext, household: Household, act: str) -> None:
    write(context, household)
    # PostgreSQL refuses it like everything that a person with a login may not do.
    refused = pytest.raises((DBAPIError, UserError), match=r"append-only|database\.access_refused")
    with refused, context.database.write() as unit:
        unit.session.execute(text(act))
    with context.database.read() as session:
        assert verify_chain(session).is_intact


@pytest.mark.parametrize(
    ("tampering", "faults"),
    [
        ("UPDATE audit_events SET actor = 'somebody' WHERE id = 2", [(Fault.CHANGED, 2, 2)]),
        ("UPDATE audit_events SET company_id = NULL WHERE id = 3", [(Fault.CHANGED, 3, 3)]),
        ("DELETE FROM audit_events WHERE id = 1", [(Fault.REMOVED, 1, 1)]),
        ("DELETE FROM audit_events WHERE id IN (2, 3)", [(Fault.REMOVED, 2, 3)]),
        (
            "UPDATE audit_events SET id = 0 WHERE id = 2",
            [(Fault.CHANGED, 0, 0), (Fault.REMOVED, 2, 2)],
        ),
        ("DELETE FROM audit_events WHERE id >= 3", [(Fault.CUT_OFF, 3, 4)]),
        (
            "UPDATE audit_events SET action = action || '.' WHERE id IN (1, 4)",
            [(Fault.CHANGED, 1, 1), (Fault.CHANGED, 4, 4)],
        ),
    ],
)
def test_every_line_that_was_tampered_with_is_found(
    context: ServiceContext, household: Household, tampering: str, faults: list[Found]
) -> None:
    for case_id in (1, 2, 3, 4):
        write(context, household, case_id)
    anchors = [anchor_at_the_end(context)]
    without_guards(context, tampering)
    assert found(context, anchors) == faults


def test_a_chain_that_was_computed_anew_is_found_by_its_anchors(
    context: ServiceContext, household: Household
) -> None:
    for case_id in (1, 2, 3, 4):
        write(context, household, case_id)
    anchors = [anchor_at_the_end(context)]
    for case_id in (5, 6):
        write(context, household, case_id)
    with context.database.read() as session:
        rows = session.execute(select(AuditEvent.__table__).order_by(AuditEvent.id)).mappings()
        lines = [AuditLine(**{name: row[name] for name in AuditLine.__slots__}) for row in rows]
    previous, statements = NO_HASH, []
    for line in (replace(line, actor="nobody") if line.id == 2 else line for line in lines):
        own = line_hash(previous, line)
        statements.append(
            f"UPDATE audit_events SET actor = '{line.actor}', previous_hash = '{previous}', "
            f"hash = '{own}' WHERE id = {line.id}"
        )
        previous = own
    without_guards(context, *statements)
    assert found(context, []) == []
    assert found(context, anchors) == [(Fault.REWRITTEN, 4, 4)]


def test_the_chain_does_not_fork_under_many_writers(
    context: ServiceContext, household: Household
) -> None:
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        for case_id in range(8):
            write(context, household, case_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with context.database.read() as session:
        report = verify_chain(session)
    assert (report.checked, report.is_intact) == (32, True)


@pytest.mark.parametrize(
    "value", [NEW_IBAN, "DE02 1203 0000 0000 2020 51", f"neu: {NEW_IBAN}", ["x", NEW_IBAN.lower()]]
)
def test_an_iban_in_full_is_refused(value: str | list[str]) -> None:
    with pytest.raises(ValueError, match="IBAN"):
        audit.canonical_details({"value": value})


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_ids_and_hashes_are_no_ibans(event: object, digest: bytes) -> None:
    audit.canonical_details({"event": str(event), "hash": digest.hex(), "hex": str(event)[:8]})


def test_what_somebody_saw_before(
    context: ServiceContext, household: Household, clock: FixedClock
) -> None:
    start = clock.now()
    write(context, household, 7)
    clock.advance(timedelta(minutes=10))

    def was_seen(
        case_id: int, since: datetime, login: str = "clerk1", until: datetime | None = None
    ) -> bool:
        actor = household.clerk if login == "clerk1" else household.lead
        with context.database.read() as session:
            return audit.was_recorded(
                session,
                actor,
                AuditAction.IBAN_VIEWED,
                "cases",
                case_id,
                since=since,
                until=clock.now() if until is None else until,
            )

    assert was_seen(7, start)
    assert not was_seen(7, start + timedelta(seconds=1))
    assert not was_seen(8, start)
    assert not was_seen(7, start, "lead")
    # What lies ahead was written by a clock that was set back since.
    assert not was_seen(7, start - timedelta(days=3), until=start - timedelta(days=2))


def without_guards(context: ServiceContext, *statements: str) -> None:
    """What somebody with all rights on the database could do."""
    database = context.database
    with database.write_connection() as connection, connection.begin():
        if database.is_embedded:
            connection.execute(text("DROP TRIGGER audit_events_no_update"))
            connection.execute(text("DROP TRIGGER audit_events_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement))
