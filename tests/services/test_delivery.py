"""Nothing leaves before its time, nothing leaves twice, and one failure stops nobody else."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.portal_outbox import FolderOutbox
from desktop.database.engine import Database
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.exchange import AuditEvent, Delivery
from desktop.services.cases.timeline import read_deliveries, timeline_page
from desktop.services.cases.view import DeliveryStatus, TimelineWish
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import (
    LetterKind,
    OutgoingEvent,
    cancel_deliveries,
    queue_letter,
)
from desktop.services.delivery.retry import retry_now
from desktop.services.delivery.use_cases import (
    DeliveryCounts,
    deliver_due,
    folder_problem,
    pause_after,
)
from desktop.services.time_limits import Moment
from desktop.texts.deliveries import delivery_advice, delivery_problem
from tests.services.exchange_support import (
    RecordingOutbox,
    delivery,
    events_in,
    make_case,
    queue_status,
)
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def test_an_event_waits_for_its_undo_time(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    queued = queue_status(context, made.case_id, clock.now() + timedelta(seconds=10))
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox) == DeliveryCounts(0, 1, 0)
    clock.advance(timedelta(seconds=9.999))
    assert deliver_due(context, outbox) == DeliveryCounts(0, 1, 0)
    assert outbox.events == []
    clock.advance(timedelta(seconds=0.001))
    assert deliver_due(context, outbox) == DeliveryCounts(1, 0, 0)
    assert deliver_due(context, outbox) == DeliveryCounts(0, 0, 0)
    assert len(outbox.events) == 1
    assert delivery(context, queued).delivered_at == clock.now()


def test_the_envelope_says_who_when_and_what(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    queued_at = clock.now()
    queue_status(context, made.case_id, queued_at + timedelta(hours=1))
    clock.advance(timedelta(hours=2))
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    (event,) = outbox.events
    assert event.pop("id")
    assert event == {
        "specversion": "1.0",
        "source": "/mieterdesk/thor",
        "type": OutgoingEvent.CASE_STATUS_CHANGED.value,
        "time": "2026-11-23T08:42:00Z",
        "datacontenttype": "application/json",
        "data": {
            "company": "thor",
            "contract_number": home.contract_number,
            "portal_account": home.portal_account,
            "case_reference": made.reference,
            "in_reply_to": None,
            "status": "in_progress",
        },
    }


def test_events_of_a_case_keep_their_order(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    first = queue_status(context, made.case_id, clock.now() + timedelta(seconds=30))
    second = queue_status(context, made.case_id)
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox) == DeliveryCounts(0, 2, 0)
    clock.advance(timedelta(seconds=30))
    assert deliver_due(context, outbox) == DeliveryCounts(2, 0, 0)
    sent = [event["id"] for event in outbox.events]
    assert sent == [delivery(context, first).event_id, delivery(context, second).event_id]


def test_a_failure_pauses_its_case_and_no_other(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    bad, good = make_case(context, home), make_case(context, home)
    failing = queue_status(context, bad.case_id)
    behind = queue_status(context, bad.case_id)
    queue_status(context, good.case_id)
    outbox = RecordingOutbox(refuses={bad.reference})
    assert deliver_due(context, outbox) == DeliveryCounts(1, 1, 1)
    row = delivery(context, failing)
    assert (row.state, row.attempts, row.last_error) == (DeliveryState.WAITING, 1, "disk_full")
    assert row.not_before == clock.now() + timedelta(minutes=1)
    assert delivery(context, behind).attempts == 0
    with context.database.read() as session:
        shown = read_deliveries(session, (bad.case_id,), Moment.of(clock)).views
    assert [one.status for one in shown] == [DeliveryStatus.RETRYING, DeliveryStatus.WAITING]
    assert delivery_problem(shown[0].last_error) == (
        "Im Austauschordner des Portals ist kein Platz mehr."
    )
    outbox.refuses.clear()
    assert deliver_due(context, outbox) == DeliveryCounts(0, 2, 0)
    clock.advance(timedelta(minutes=1))
    assert deliver_due(context, outbox) == DeliveryCounts(2, 0, 0)
    assert delivery(context, failing).last_error == ""


def test_nothing_is_written_while_the_first_event_of_a_case_rests(
    context: ServiceContext, clock: FixedClock, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_case(context, home)
    queue_status(context, made.case_id)
    # Due from the beginning, and still behind the one that rests.
    queue_status(context, made.case_id)
    outbox = RecordingOutbox(refuses={made.reference})
    assert deliver_due(context, outbox) == DeliveryCounts(0, 1, 1)

    def no_write(_database: Database) -> None:
        raise AssertionError("an idle pass writes nothing and takes no lease")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", no_write)
        assert deliver_due(context, outbox) == DeliveryCounts(0, 2, 0)
    clock.advance(timedelta(minutes=1))
    outbox.refuses.clear()
    assert deliver_due(context, outbox) == DeliveryCounts(2, 0, 0)


def test_pauses_grow_to_an_hour() -> None:
    minutes = [pause_after(attempts) // timedelta(minutes=1) for attempts in range(1, 8)]
    assert minutes == [1, 2, 5, 15, 60, 60, 60]


def test_a_missing_document_is_named(context: ServiceContext, home: Household) -> None:
    queued = queue_with_attachment(context, home, "0" * 64)
    assert deliver_due(context, RecordingOutbox()).failed == 1
    assert delivery(context, queued).last_error == "document_missing"
    # It is the trouble of this case: the folder takes everything.
    assert folder_problem(context) is None


def test_a_damaged_document_stays_and_leaves_when_it_is_whole_again(
    context: ServiceContext, clock: FixedClock, home: Household, tmp_path: Path
) -> None:
    stored = context.documents.put([b"%PDF-1.7 Seite"])
    (file,) = tmp_path.rglob(stored.sha256)
    file.write_bytes(b"%PDF-1.7 SEITE")
    queued = queue_with_attachment(context, home, stored.sha256)
    outbox = FolderOutbox(tmp_path / "exchange")
    assert deliver_due(context, outbox).failed == 1
    assert delivery(context, queued).last_error == "document_damaged"
    assert events_in(tmp_path / "exchange") == []
    assert folder_problem(context) is None
    assert delivery_problem("document_damaged") == (
        "Eine Anlage in der Dokumentenablage ist beschädigt."
    )
    assert "Sicherung" in delivery_advice("document_damaged")
    file.write_bytes(b"%PDF-1.7 Seite")
    clock.advance(timedelta(minutes=1))
    assert deliver_due(context, outbox).delivered == 1
    assert delivery(context, queued).last_error == ""
    (sent,) = (tmp_path / "exchange").rglob("anlage-1.pdf")
    assert sent.read_bytes() == b"%PDF-1.7 Seite"


def queue_with_attachment(context: ServiceContext, home: Household, sha256: str) -> int:
    """An event with an attachment of that content; returns the delivery's id."""
    queued = queue_status(context, make_case(context, home).case_id)
    with context.database.write() as unit:
        row = unit.session.get_one(Delivery, queued)
        attachment = {"file": "anlage-1.pdf", "sha256": sha256}
        row.data = {**row.data, "attachments": [attachment]}
    return queued


def test_attachments_leave_with_the_event(context: ServiceContext, home: Household) -> None:
    stored = context.documents.put([b"%PDF-1.7 ", b"Seite"])
    queued = queue_with_attachment(context, home, stored.sha256)
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    event_id = delivery(context, queued).event_id
    assert outbox.attachments[event_id] == {"anlage-1.pdf": b"%PDF-1.7 Seite"}


class _KilledError(BaseException):
    """The program ends here."""


def test_a_kill_between_hand_over_and_note_sends_nothing_twice(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    made = make_case(context, home)
    queued = queue_status(context, made.case_id)
    real = FolderOutbox(tmp_path)

    class KilledAfterwards(FolderOutbox):
        def publish(self, *args: object, **kwargs: object) -> None:
            real.publish(*args, **kwargs)  # type: ignore[arg-type]
            raise _KilledError

    with pytest.raises(_KilledError):
        deliver_due(context, KilledAfterwards(tmp_path))
    assert delivery(context, queued).state is DeliveryState.WAITING
    new = tmp_path / "to-portal" / "new" / delivery(context, queued).event_id
    # The portal takes it, as the contract says, before we are back.
    new.rename(tmp_path / "to-portal" / "done" / new.name)
    assert deliver_due(context, real) == DeliveryCounts(1, 0, 0)
    assert events_in(tmp_path) == []


def test_a_claimed_event_can_no_longer_be_undone(context: ServiceContext, home: Household) -> None:
    made = make_case(context, home)
    queued = queue_status(context, made.case_id)
    answers: list[bool] = []

    def undo(_event_id: str) -> None:
        with context.database.write() as unit:
            answers.append(cancel_deliveries(unit, [queued]))

    deliver_due(context, RecordingOutbox(before=undo))
    assert answers == [False]
    assert delivery(context, queued).state is DeliveryState.DELIVERED


def test_a_cancelled_event_never_leaves(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    first = queue_status(context, made.case_id, clock.now() + timedelta(seconds=10))
    second = queue_status(context, made.case_id, clock.now() + timedelta(seconds=10))
    with context.database.write() as unit:
        assert cancel_deliveries(unit, [first])
    clock.advance(timedelta(minutes=1))
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox) == DeliveryCounts(1, 0, 0)
    assert [event["id"] for event in outbox.events] == [delivery(context, second).event_id]


def test_letters_wait_to_be_printed(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    with context.database.write() as unit:
        queue_letter(
            unit,
            context,
            case=unit.session.get_one(Case, made.case_id),
            recipient="Rolf Musterbach\nMusterkehre 12\n22041 Hamburg",
            kind=LetterKind.REPLY,
            data={"subject": "Ihre Anfrage", "text": "Guten Tag"},
            not_before=clock.now() + timedelta(seconds=30),
        )

    def status() -> DeliveryStatus:
        with context.database.read() as session:
            return read_deliveries(session, (made.case_id,), Moment.of(clock)).views[0].status

    assert status() is DeliveryStatus.UNDOABLE
    clock.advance(timedelta(seconds=30))
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox) == DeliveryCounts(0, 0, 0)
    assert outbox.events == []
    assert status() is DeliveryStatus.LETTER_TO_PRINT


def test_many_events_are_told_and_recorded(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    cases = [make_case(context, home) for _ in range(23)]
    for made in cases:
        queue_status(context, made.case_id)
        queue_status(context, made.case_id)
    heard: set[Change] = set()
    context.database.subscribe(heard.update)
    assert deliver_due(context, RecordingOutbox()) == DeliveryCounts(46, 0, 0)
    assert {Change(ChangeKind.CASE, made.case_id) for made in cases} <= heard
    with context.database.read() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("delivery.sent") == 46


def test_a_person_ends_a_pause_and_nobody_sends_twice(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    resting, behind = (queue_status(context, made.case_id) for _ in range(2))
    outbox = RecordingOutbox(refuses={made.reference})
    deliver_due(context, outbox)
    outbox.refuses.clear()
    with pytest.raises(UserError, match=r"access\.denied"):
        retry_now(context, home.auditor, resting)
    retry_now(context, home.clerk, resting)
    retry_now(context, home.second_clerk, resting)
    assert outbox.events == []
    with context.database.read() as session:
        shown = read_deliveries(session, (made.case_id,), Moment.of(clock)).views
        assert [(one.is_due, one.held_back) for one in shown] == [(True, False), (True, True)]
        actors = session.scalars(
            select(AuditEvent.actor).where(AuditEvent.action == "delivery.retried")
        ).all()
    assert actors == ["clerk1", "clerk2"]
    assert deliver_due(context, outbox) == DeliveryCounts(2, 0, 0)
    assert len(outbox.events) == 2
    for gone in (resting, behind, 10_000):
        with pytest.raises(UserError, match=r"delivery\.not_resting"):
            retry_now(context, home.clerk, gone)


def test_a_pause_grows_on_after_a_retry_that_fails(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    resting = queue_status(context, made.case_id)
    outbox = RecordingOutbox(refuses={made.reference})
    deliver_due(context, outbox)
    retry_now(context, home.clerk, resting)
    deliver_due(context, outbox)
    row = delivery(context, resting)
    assert (row.attempts, row.not_before) == (2, clock.now() + timedelta(minutes=2))


def test_a_case_tells_of_events_without_a_message_only_when_they_are_late(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = make_case(context, home)
    queue_status(context, made.case_id)

    def told() -> list[tuple[str, DeliveryStatus]]:
        with context.database.read() as session:
            now = Moment.of(clock)
            deliveries = read_deliveries(session, (made.case_id,), now)
            wish = TimelineWish()
            entries = timeline_page(session, (made.case_id,), wish, now, deliveries, {}).entries
        return [(e.event_code, e.delivery.status) for e in entries if e.delivery is not None]

    assert told() == []
    clock.advance(timedelta(minutes=1, seconds=1))
    status = OutgoingEvent.CASE_STATUS_CHANGED.value
    assert told() == [(status, DeliveryStatus.WAITING)]
    outbox = RecordingOutbox(refuses={made.reference})
    deliver_due(context, outbox)
    assert told() == [(status, DeliveryStatus.RETRYING)]
    outbox.refuses.clear()
    clock.advance(timedelta(minutes=1))
    deliver_due(context, outbox)
    assert told() == []


DELIVER = """
import sys
from contextlib import closing
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from desktop.services.delivery.use_cases import deliver_due
from tests.support.clock import FixedClock
from tests.support.contexts import make_context

address, folder, hours = sys.argv[1:]

class Counting(FolderOutbox):
    def publish(self, event_id, event, attachments):
        # Told before it is done: twice the same name would be a second attempt of the same event.
        print(event_id, flush=True)
        super().publish(event_id, event, attachments)

where = address if "://" in address else Path(address)
clock = FixedClock()
clock.advance(timedelta(hours=float(hours)))
with closing(open_database(where)) as database:
    context = make_context(database, Path(folder), clock)
    outbox = Counting(Path(folder) / "exchange")
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(6):
        try:
            deliver_due(context, outbox, patience=timedelta(seconds=60))
        except UserError as error:
            # By its clock another one finds the lease run out: then both deliver for a moment.
            assert error.code in ("lease.lost", "conflict.changed"), error.code
"""


def test_programs_with_clocks_apart_deliver_each_event_once(
    context: ServiceContext, database_address: Path | str, home: Household, tmp_path: Path
) -> None:
    """One is killed in the middle and the others take over; one is so far ahead that it takes the
    lease of a living one: even then each event is handed over and noted once.
    """
    wanted = set()
    for _ in range(12):
        made = make_case(context, home)
        wanted.add(delivery(context, queue_status(context, made.case_id)).event_id)
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(database_address), str(tmp_path), hours],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for hours in ("0", "0.02", "30")
    ]
    try:
        for program in programs:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
        victim = programs[0]
        assert victim.stdin is not None
        assert victim.stdout is not None
        victim.stdin.write("\n")
        victim.stdin.flush()
        attempted = [victim.stdout.readline().strip()]
        # It holds the lease and an event is under way: its row is claimed, perhaps handed over.
        victim.kill()
        attempted += victim.communicate()[0].split()
        for program in programs[1:]:
            assert program.stdin is not None
            program.stdin.write("\n")
            program.stdin.flush()
        for program in programs[1:]:
            output, _ = program.communicate(timeout=120)
            assert program.returncode == 0
            attempted += output.split()
    finally:
        for program in programs:
            program.kill()
            program.wait()
    names = [path.name for path in (tmp_path / "exchange" / "to-portal" / "new").iterdir()]
    assert sorted(names) == sorted(wanted)
    assert set(attempted) == wanted
    with context.database.read() as session:
        sent = session.scalars(
            select(AuditEvent.entity_id).where(AuditEvent.action == "delivery.sent")
        ).all()
    assert len(sent) == len(set(sent)) == len(wanted)
