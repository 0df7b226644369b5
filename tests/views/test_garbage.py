"""Widgets that only cycles hold are never taken down by a thread of the background."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.views.garbage import collect_what_is_due, collected_by_this_thread


class Cycle(QObject):
    """Holds itself, as a widget does whose signal leads to its own lambda."""

    def __init__(self, ended: list[str]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.current_thread().name))


@pytest.fixture
def looked_for_soon() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(50, 1, 1)
    gc.enable()  # as Python begins; tests are spared from it
    try:
        yield
    finally:
        gc.disable()
        gc.set_threshold(*before)


def _work(made: list[list[int]]) -> None:
    """What a thread of the background does: it makes objects, and keeps them."""
    thread = threading.Thread(
        target=lambda: made.extend([] for _ in range(10_000)), name="background"
    )
    thread.start()
    thread.join()


@pytest.mark.usefixtures("looked_for_soon")
def test_a_cycle_ends_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    ended: list[str] = []
    made: list[list[int]] = []
    with collected_by_this_thread():
        Cycle(ended)
        _work(made)
        assert ended == []
        # Nothing else need make an object: those of the background are reason enough.
        qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.current_thread().name]
    assert gc.isenabled()


@pytest.mark.usefixtures("looked_for_soon")
def test_what_is_young_is_looked_at_more_often_than_what_is_old() -> None:
    gc.collect()
    before = [one["collections"] for one in gc.get_stats()]
    gc.disable()
    kept: list[list[object]] = []
    for _ in range(12):
        kept.extend([] for _ in range(100))
        collect_what_is_due()
    young, middle, old = (
        after["collections"] - one for after, one in zip(gc.get_stats(), before, strict=True)
    )
    assert young > middle > old > 0
