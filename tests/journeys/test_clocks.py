"""The computer slept, or its clock was set: what the window shows is that of now, at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QObject

from desktop.domain.deadlines import RunStatus
from desktop.domain.findings import FindingCode
from desktop.services.cases.view import CaseView
from desktop.tasks import SynchronousTasks
from desktop.views.background_work import BackgroundWork, Job
from desktop.views.wake import WakeDetector
from tests.support.bank_cases import propose, release
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram, application

pytestmark = pytest.mark.both_databases

START = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)


class _Clocks:
    """A clock on the wall and one of the process."""

    def __init__(self) -> None:
        application()
        self.wall, self.counted, self.woken = START, 1000.0, 0
        self.detector = WakeDetector(lambda: self.wall, seconds=lambda: self.counted)
        self.detector.woke.connect(self._on_detector_woke)

    def _on_detector_woke(self) -> None:
        self.woken += 1

    def pass_by(self, on_the_wall: float, in_process: float) -> int:
        """Let seconds pass and look; how often it woke until now."""
        self.wall += timedelta(seconds=on_the_wall)
        self.counted += in_process
        self.detector.look()
        return self.woken


@pytest.fixture
def clocks() -> _Clocks:
    return _Clocks()


@pytest.mark.parametrize(
    ("on_the_wall", "in_process"),
    [
        (8 * 3600, 5),  # slept; the process counted nothing
        (8 * 3600, 8 * 3600),  # slept; this system counts in sleep
        (5 + 2 * 86400, 5),  # set forward
        (5 - 2 * 86400, 5),  # set back
    ],
)
def test_a_jump_is_noticed_once(clocks: _Clocks, on_the_wall: float, in_process: float) -> None:
    assert clocks.pass_by(5, 5) == 0
    assert clocks.pass_by(on_the_wall, in_process) == 1
    assert clocks.pass_by(5, 5) == 1


def test_a_busy_computer_is_no_jump(clocks: _Clocks) -> None:
    assert clocks.pass_by(20, 20) == 0
    assert clocks.pass_by(7, 5) == 0
    assert clocks.pass_by(0, 5) == 0


def page_of(program: RunningProgram) -> CaseView:
    view = program.pane.view
    assert view is not None
    return view.case


def run_status(program: RunningProgram) -> RunStatus:
    """How the promised run stands by the strip on show."""
    outlook = page_of(program).outlook
    assert outlook is not None
    assert outlook.run is not None
    return outlook.run.status


def test_a_window_that_slept_over_a_file_moment_shows_now(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.pane.case_id == case.id
    assert run_status(program) is RunStatus.AT_RISK
    date_then = program.workspace.top_bar.date.text()
    listed = program.workspace.inbox.panel.list.model()
    before = [listed.index(row, 0).data() for row in range(listed.rowCount())]
    office.clock.set_berlin(date(2026, 12, 1))
    program.window.wake.look()
    program.wait()
    assert run_status(program) is RunStatus.MISSED
    assert program.workspace.top_bar.date.text() != date_then
    assert "01.12.2026" in program.workspace.top_bar.date.text()
    after = [listed.index(row, 0).data() for row in range(listed.rowCount())]
    assert after != before
    view = program.pane.view
    assert view is not None
    assert view.bank is not None
    assert FindingCode.RUN_MISSED in {row.code for row in view.bank.findings}
    assert "delay_notice" in {module.code for module in view.modules}
    # And back again: nothing stays of a day that was never there.
    office.clock.set_berlin(date(2026, 11, 23))
    program.window.wake.look()
    program.wait()
    assert run_status(program) is RunStatus.AT_RISK


def test_an_undo_that_ended_in_a_sleep_is_gone(office: Office) -> None:
    case = office.arrives()
    propose(office.context, office.home.clerk, case.id)
    program = office.start()
    program.sign_in("clerk2", PASSWORD)
    program.open_view("Freigaben")
    program.click(program.pane.action_bar.main)
    assert program.pane.undo_bar.isVisible()
    office.later(8 * 3600)
    program.window.wake.look()
    program.wait()
    assert not program.pane.undo_bar.isVisible()


def test_the_hand_over_page_is_of_now_after_a_sleep(office: Office) -> None:
    case = office.arrives()
    propose(office.context, office.home.clerk, case.id)
    release(office.context, office.home.second_clerk, case.id)
    program = office.start()
    program.sign_in("lead", PASSWORD)
    program.open_view("Übergabe an das ERP")
    assert program.workspace.pages.hand_over.summary.text() == "1 Zeile wartet, 0 davon bereit"
    office.clock.set_berlin(date(2026, 12, 1))
    program.window.wake.look()
    program.wait()
    assert program.workspace.pages.hand_over.summary.text() == "1 Zeile wartet, 1 davon bereit"


def test_jobs_begin_at_once_and_say_what_there_is_to_say() -> None:
    application()
    done: list[str] = []
    parent = QObject()
    jobs = (
        Job("export", lambda _: done.append("export"), 3600.0, lambda _: "Lauf 3 ist nachgeholt."),
        Job("deliver", lambda _: done.append("deliver"), 3600.0),
    )
    work = BackgroundWork(SynchronousTasks(parent=parent), jobs, parent)
    said: list[str] = []
    work.reported.connect(said.append)
    work.run_now()
    assert done == ["export", "deliver"]
    assert said == ["Lauf 3 ist nachgeholt."]
    work.stop()
    work.run_now()
    assert len(done) == 2
