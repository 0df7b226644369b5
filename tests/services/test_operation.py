"""How the jobs fare is noted, cheaply; what is trouble is told in words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.adapters.operation_places import DataPlaces
from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.database.engine import Database
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.operation import (
    LITTLE_SPACE,
    NO_SPACE,
    JobName,
    JobState,
    Level,
    PlaceKind,
    Space,
)
from desktop.models.exchange import IntakeRecord
from desktop.models.operation import Heartbeat
from desktop.services.context import ServiceContext
from desktop.services.operation.health import health, pulse
from desktop.services.operation.heartbeats import Heart, this_host, write_beat
from desktop.services.operation.jobs import (
    delivery_pass,
    intake_pass,
    lists_pass,
    notices_pass,
    search_pass,
)
from desktop.services.staff.access import SYSTEM
from desktop.texts.health_line import HealthLine
from desktop.texts.job_troubles import job_trouble
from desktop.texts.operation import health_lines
from tests.services.exchange_support import RecordingOutbox, make_case, queue_status
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household
from tests.support.places import RoomyPlaces, make_places
from tests.support.portal import Portal, request


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def places(tmp_path: Path) -> RoomyPlaces:
    return make_places(tmp_path)


@pytest.fixture
def written(context: ServiceContext, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for every unit of work that was opened."""
    opened: list[str] = []
    write = Database.write

    def counted(database: Database) -> object:
        opened.append("write")
        return write(database)

    monkeypatch.setattr(Database, "write", counted)
    return opened


def state(context: ServiceContext, places: RoomyPlaces, job: JobName) -> JobState:
    return next(one for one in pulse(context, SYSTEM, places).jobs if one.job is job)


def fail(heart: Heart, job: JobName, code: str) -> None:
    with pytest.raises(UserError, match=code), heart.watch(job):
        raise UserError(code)


def succeed(heart: Heart, job: JobName) -> None:
    with heart.watch(job):
        pass


def test_idle_passes_write_once_a_minute(
    context: ServiceContext, clock: FixedClock, tmp_path: Path, written: list[str]
) -> None:
    heart = Heart(context, "intake")
    inbox = FolderInbox(tmp_path / "exchange")
    for _ in range(12):
        intake_pass(context, heart, inbox)
        clock.advance(timedelta(seconds=5))
    assert len(written) == 1
    intake_pass(context, heart, inbox)
    assert len(written) == 2


def test_a_failure_keeps_its_beginning_and_its_end_is_noted_at_once(
    context: ServiceContext, clock: FixedClock, places: RoomyPlaces, written: list[str]
) -> None:
    heart = Heart(context, "window")
    succeed(heart, JobName.INTAKE)
    began = clock.now()
    heard: list[Change] = []
    context.database.subscribe(heard.extend)
    for seconds in (5, 10, 70):
        clock.set(began + timedelta(seconds=seconds))
        fail(heart, JobName.INTAKE, "intake.folder_unusable")
    found = state(context, places, JobName.INTAKE)
    assert found.level(clock.now()) is Level.DANGER
    assert found.failing is not None
    assert found.failing.failing_since == began + timedelta(seconds=5)
    assert found.failing.succeeded_at == began
    # The first one is news to the screens; that it goes on is none.
    assert [change.kind for change in heard] == [ChangeKind.OPERATION]
    assert len(written) == 3
    succeed(heart, JobName.INTAKE)
    found = state(context, places, JobName.INTAKE)
    assert (found.failing, found.level(clock.now())) == (None, Level.OK)
    assert len(heard) == 2


def test_a_computer_that_is_gone_does_not_fail_forever(
    context: ServiceContext,
    clock: FixedClock,
    places: RoomyPlaces,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was renamed, or nobody uses it any more; a clerk cannot mend what is not there."""
    with monkeypatch.context() as patched:
        patched.setattr("platform.node", lambda: "alt")
        fail(Heart(context, "window"), JobName.INTAKE, "intake.folder_unusable")
    heart = Heart(context, "window")
    for days, level in ((0, Level.DANGER), (2, Level.DANGER), (2, Level.OK)):
        clock.advance(timedelta(days=days))
        succeed(heart, JobName.INTAKE)
        assert state(context, places, JobName.INTAKE).level(clock.now()) is level
    lines = {line.key: line for line in health_lines(health(context, SYSTEM, places))}
    assert "alt hat sich seit" in lines["intake"].value
    with monkeypatch.context() as patched:
        patched.setattr("platform.node", lambda: "alt")
        fail(Heart(context, "window"), JobName.INTAKE, "intake.folder_unusable")
    assert state(context, places, JobName.INTAKE).level(clock.now()) is Level.DANGER


def test_passes_over_what_is_in_the_database_are_told_as_the_others_are(
    context: ServiceContext, clock: FixedClock, places: RoomyPlaces
) -> None:
    heart = Heart(context, "window")
    lists_pass(context, heart)
    notices_pass(context, heart)
    assert search_pass(context, heart, is_cancelled=lambda: False)
    # The window that shows them does them within a minute, however long none was open.
    clock.advance(timedelta(days=3))
    for job in (JobName.LISTS, JobName.NOTICES, JobName.SEARCH):
        assert state(context, places, job).level(clock.now()) is Level.OK
    lines = {line.key: line for line in health_lines(health(context, SYSTEM, places))}
    assert lines["lists"].title == "Listen und Zahlen"
    assert this_host() in lines["lists"].value


def test_a_job_that_another_program_does_is_not_failing(
    context: ServiceContext, places: RoomyPlaces, clock: FixedClock
) -> None:
    fail(Heart(context, "deliver"), JobName.DELIVERY, "lease.taken")
    found = state(context, places, JobName.DELIVERY)
    assert (found.beats, found.level(clock.now())) == ((), Level.NOTE)


def test_a_bug_is_noted_and_goes_through(context: ServiceContext, places: RoomyPlaces) -> None:
    with pytest.raises(ZeroDivisionError), Heart(context, "window").watch(JobName.INTAKE):
        raise ZeroDivisionError
    failing = state(context, places, JobName.INTAKE).failing
    assert failing is not None
    assert failing.error == "program.unexpected"


def test_a_note_that_cannot_be_written_disturbs_no_job(
    context: ServiceContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_kwargs: object) -> int:
        raise UserError("database.disk_full")

    monkeypatch.setattr("desktop.services.operation.heartbeats.write_beat", full)
    succeed(Heart(context, "window"), JobName.INTAKE)


def test_programs_of_one_computer_share_a_row(context: ServiceContext) -> None:
    first = write_beat(context, JobName.INTAKE, "window")
    assert write_beat(context, JobName.INTAKE, "intake") == first
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Heartbeat)) == 1
        row = session.get_one(Heartbeat, first)
        assert (row.host, row.program) == (this_host(), "intake")


def test_a_job_nobody_runs_any_more_is_trouble(
    context: ServiceContext, clock: FixedClock, places: RoomyPlaces
) -> None:
    assert state(context, places, JobName.INTAKE).level(clock.now()) is Level.NOTE
    succeed(Heart(context, "window"), JobName.INTAKE)
    clock.advance(timedelta(hours=1))
    assert state(context, places, JobName.INTAKE).level(clock.now()) is Level.OK
    clock.advance(timedelta(seconds=1))
    assert state(context, places, JobName.INTAKE).level(clock.now()) is Level.WARNING


def test_delivery_fails_until_the_folder_takes_something_again(
    context: ServiceContext, clock: FixedClock, home: Household, places: RoomyPlaces
) -> None:
    made = make_case(context, home)
    queue_status(context, made.case_id)
    heart = Heart(context, "window")
    outbox = RecordingOutbox(refuses={made.reference})
    delivery_pass(context, heart, outbox)
    outbox.refuses.clear()
    clock.advance(timedelta(seconds=30))
    # Nothing is due in its pause; that proves nothing.
    delivery_pass(context, heart, outbox)
    felt = pulse(context, SYSTEM, places)
    assert job_trouble(felt) == (
        "Zustellung: seit 09:42 kein Erfolg – kein Platz im Austauschordner"
    )
    (resting,) = felt.queue.resting
    assert (resting.reason, resting.count) == ("disk_full", 1)
    clock.advance(timedelta(seconds=30))
    delivery_pass(context, heart, outbox)
    felt = pulse(context, SYSTEM, places)
    assert (job_trouble(felt), felt.queue.waiting) == ("", 0)


def lines(context: ServiceContext, places: RoomyPlaces) -> dict[str, HealthLine]:
    return {line.key: line for line in health_lines(health(context, SYSTEM, places))}


def test_every_line_has_words_and_troubled_ones_say_what_to_do(
    context: ServiceContext, clock: FixedClock, home: Household, places: RoomyPlaces
) -> None:
    portal = Portal(places.folder / "exchange")
    portal.leave(request("event-9", contract_number="10.9999.9999"), "ordner")
    heart = Heart(context, "intake")
    intake_pass(context, heart, FolderInbox(portal.exchange))
    with context.database.write() as unit:
        unit.session.add(
            IntakeRecord(
                folder="neu",
                event_type="de.mieterdesk.meter.read.v1",
                company_id=home.company_id,
                arrived_at=clock.now(),
                outcome=IntakeOutcome.UNSUPPORTED,
                detail="",
                resolve_reason="",
            )
        )
    made = make_case(context, home)
    queue_status(context, made.case_id)
    delivery_pass(context, heart, RecordingOutbox(refuses={made.reference}))
    places.room = (
        Space(PlaceKind.DATA, LITTLE_SPACE - 1, 10 * LITTLE_SPACE),
        Space(PlaceKind.DOCUMENTS, NO_SPACE - 1, 10 * LITTLE_SPACE),
        Space(PlaceKind.EXCHANGE, None, None),
    )
    found = lines(context, places)
    assert found["intake"].level is Level.OK
    assert this_host() in found["intake"].value
    assert "Nächster Versuch 09:43" in found["queue"].value
    assert "Unbekannter Vertrag: 1" in found["quarantine"].value
    assert "de.mieterdesk.meter.read.v1: 1" in found["unsupported"].value
    assert found["space.data"].level is Level.WARNING
    assert found["space.documents"].level is Level.DANGER
    assert found["space.exchange"].value == "nicht erreichbar"
    assert found["database"].value.startswith(
        "SQLite" if context.database.is_embedded else "PostgreSQL"
    )
    for line in found.values():
        assert line.value
        assert line.advice or not line.level.is_trouble, line.key


def test_room_is_looked_up_where_a_folder_will_be_made(tmp_path: Path) -> None:
    missing = tmp_path / "not" / "yet"
    found = DataPlaces(dict.fromkeys(PlaceKind, missing), missing).spaces()
    by_place = {space.place: space for space in found}
    assert by_place[PlaceKind.DATA].free
    assert by_place[PlaceKind.DOCUMENTS].total
    # A missing exchange folder is a drive that is not connected.
    assert by_place[PlaceKind.EXCHANGE] == Space(PlaceKind.EXCHANGE, None, None)


def test_the_page_is_for_everybody_and_counts_only_what_one_may_see(
    context: ServiceContext, home: Household, places: RoomyPlaces
) -> None:
    made = make_case(context, home)
    queue_status(context, made.case_id)
    stranger = replace(home.clerk, company_ids=frozenset({home.company_id + 1000}))
    assert pulse(context, home.auditor, places).queue.waiting == 1
    assert pulse(context, stranger, places).queue.waiting == 0


def test_real_delivery_is_the_last_movement(
    context: ServiceContext,
    clock: FixedClock,
    home: Household,
    places: RoomyPlaces,
    tmp_path: Path,
) -> None:
    made = make_case(context, home)
    queue_status(context, made.case_id)
    delivery_pass(context, Heart(context, "deliver"), FolderOutbox(tmp_path / "exchange"))
    assert state(context, places, JobName.DELIVERY).moved_at == clock.now()
