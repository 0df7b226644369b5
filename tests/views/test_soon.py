"""Reading again after changes, and work beside the window, mind the person in front of it."""

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.views.background_work import between_steps
from desktop.views.courtesy import LONGEST_S, STILL_AFTER_S, Courtesy
from desktop.views.soon import LONGEST_S as LONGEST_WAIT_S
from desktop.views.soon import Soon


class _Seconds:
    """A clock that is set."""

    def __init__(self) -> None:
        self.value = 100.0

    def __call__(self) -> float:
        return self.value


class _Desk:
    """Something that reads again soon, its clock, and how often it has read."""

    def __init__(self) -> None:
        self.seconds = _Seconds()
        self.courtesy = Courtesy(self.seconds)
        self.parent = QObject()
        self.soon = Soon(10_000, self.courtesy, self.parent, self.seconds)
        self.read = 0
        self.soon.due.connect(self._count)

    def _count(self) -> None:
        self.read += 1

    @property
    def timer(self) -> QTimer:
        """What the soonness waits by."""
        return self.soon.findChildren(QTimer)[0]

    def pass_time(self, seconds: float) -> None:
        """The timer runs out; what waits still is told by its being active."""
        self.seconds.value += seconds
        self.timer.stop()
        self.timer.timeout.emit()


@pytest.fixture
def desk(qapp: QApplication) -> _Desk:
    return _Desk()


def test_one_change_is_followed_at_once_and_a_flood_twice_a_second(desk: _Desk) -> None:
    for _change in range(3):
        desk.soon.ask()
    desk.pass_time(0.12)
    assert desk.read == 1
    assert not desk.timer.isActive()
    for _change in range(6):
        desk.soon.ask()
        desk.pass_time(0.12)
    assert desk.read == 2
    assert desk.timer.isActive()
    desk.pass_time(0.5)
    assert desk.read == 3


def test_nothing_is_read_under_a_list_that_is_scrolled(desk: _Desk) -> None:
    desk.soon.ask()
    desk.courtesy.note()
    desk.pass_time(0.12)
    assert desk.read == 0
    assert desk.timer.isActive()
    desk.pass_time(STILL_AFTER_S)
    assert desk.read == 1


def test_who_scrolls_without_end_sees_what_is_new_all_the_same(desk: _Desk) -> None:
    desk.soon.ask()
    passed = 0.0
    while not desk.read:
        desk.courtesy.note()
        desk.pass_time(0.1)
        passed += 0.1
        assert passed < LONGEST_WAIT_S + 0.2
    assert passed >= LONGEST_WAIT_S - 0.1


def test_a_job_waits_between_its_steps_for_who_scrolls() -> None:
    looks: list[float] = []

    class _Passing(_Seconds):
        """Time goes on with every look."""

        def __call__(self) -> float:
            self.value += 0.03
            looks.append(self.value)
            return self.value

    courtesy = Courtesy(_Passing())
    courtesy.note()
    begun = looks[-1]
    assert not between_steps(courtesy, lambda: False)
    assert STILL_AFTER_S <= looks[-1] - begun < LONGEST_S


def test_a_job_that_is_to_end_waits_for_nobody() -> None:
    courtesy = Courtesy(_Seconds())
    courtesy.note()
    assert between_steps(courtesy, lambda: True)
