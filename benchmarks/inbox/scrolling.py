"""Wheel, page and thumb while an intake of 5,000 events runs, each from the event to the paint.

The floor is a plain list of rows in the same view with the same delegate, in the same process and
while the same intake runs. The intake is real: events in the portal's folder become cases, and the
list on show hears of every one. What is left of it when all was measured is taken away again.
"""

import json
import random
import shutil
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication, QTableView

from benchmarks.inbox.desk import Desk, Painted
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, PlainList, PlainModel
from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.berlin_time import BERLIN
from desktop.services.inbox import pages
from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.services.operation.heartbeats import Heart
from desktop.services.operation.jobs import intake_pass
from desktop.tasks import Lane
from desktop.views import sidebar_entries as entries
from desktop.views.background_work import between_steps
from tests.support.program import RunningProgram

GROUP = "scroll during intake"
EVENTS = 5_000
_BETWEEN_MS = 12
_WORDS = "Guten Tag, seit gestern Abend wird der Heizkörper im Bad nicht mehr warm. Viele Grüße"
_CONTRACTS = """
SELECT co.code, te.contract_number, pa.external_id FROM tenancies te
JOIN companies co ON co.id = te.company_id JOIN portal_accounts pa ON pa.tenancy_id = te.id
WHERE pa.state = 'activated' AND te.ends_on IS NULL LIMIT ?
"""


class Intake:
    """Events in the portal's folder, and the pass that takes them in beside the window."""

    def __init__(self, desk: Desk, events: int) -> None:
        self._desk = desk
        self._inbox = FolderInbox(desk.folder.exchange)
        self._inbox.prepare()
        self._new = desk.folder.exchange / "to-desktop" / "new"
        self._stopping = threading.Event()
        self._leave(events)

    def start(self) -> None:
        """Take in beside everything else, as the window's own job does."""
        context, heart = self._desk.context, Heart(self._desk.context, "window")
        courtesy = self._desk.program.workspace.workplace.courtesy
        is_over = partial(between_steps, courtesy, self._stopping.is_set)
        self._desk.program.tasks.run(
            lambda: intake_pass(context, heart, self._inbox, is_cancelled=is_over),
            lane=Lane.FILES,
        )

    def left(self) -> int:
        """How many events still wait."""
        return sum(1 for _ in self._new.iterdir())

    def stop(self) -> None:
        """End the pass and take away what was not taken in."""
        self._stopping.set()
        while self._desk.program.tasks.is_busy():
            QTest.qWait(20)
        for folder in self._new.iterdir():
            shutil.rmtree(folder)

    def _leave(self, events: int) -> None:
        bare = BareDatabase(self._desk.folder.database_file)
        contracts = bare.read(_CONTRACTS, (events,))
        bare.close()
        at = self._desk.context.clock.now() - timedelta(minutes=5)
        moment = at.replace(microsecond=0).astimezone(BERLIN).isoformat()
        aside = self._new.parent / "tmp"
        for number in range(events):
            code, contract, account = contracts[number % len(contracts)]
            _leave(aside, self._new, str(code), str(contract), str(account), moment)


def _leave(aside: Path, ready: Path, code: str, contract: str, account: str, at: str) -> None:
    event_id = str(uuid.uuid4())
    folder = aside / event_id
    folder.mkdir(parents=True)
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/portal/{code}",
        "type": "de.mieterdesk.request.submitted.v1",
        "time": at,
        "datacontenttype": "application/json",
        "data": {
            "company": code,
            "contract_number": contract,
            "portal_account": account,
            "channel": "portal",
            "category": "damage",
            "case_reference": None,
            "in_reply_to": None,
            "subject": "Heizung im Bad bleibt kalt",
            "text": _WORDS,
            "fields": {"location": "Bad", "element": "Heizkörper", "emergency": False},
            "attachments": [],
        },
    }
    (folder / "event.json").write_text(json.dumps(event, ensure_ascii=False), encoding="utf-8")
    folder.rename(ready / event_id)


class Hand:
    """What a person does to a list, and how long it takes until that is painted."""

    def __init__(self, view: QTableView) -> None:
        self._view = view
        self._painted = Painted(view.viewport())
        self._chance = random.Random(7)
        self._down = True

    def wheel(self) -> float:
        """One notch; turns round at the ends."""
        bar = self._view.verticalScrollBar()
        if bar.value() >= bar.maximum():
            self._down = False
        elif bar.value() <= bar.minimum():
            self._down = True
        viewport = self._view.viewport()
        place = viewport.rect().center()
        turned = QWheelEvent(
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            QPoint(),
            QPoint(0, -120 if self._down else 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        return self._after(lambda: QApplication.sendEvent(viewport, turned))

    def page(self) -> float:
        """A click beside the thumb."""
        bar = self._view.verticalScrollBar()
        if bar.value() >= bar.maximum():
            bar.setValue(0)
            self.rest()
        step = QAbstractSlider.SliderAction.SliderPageStepAdd
        return self._after(lambda: bar.triggerAction(step))

    def thumb(self) -> float:
        """The thumb is dragged anywhere."""
        bar = self._view.verticalScrollBar()
        place = self._chance.randrange(bar.minimum(), bar.maximum())
        if place == bar.value():
            place += 1
        return self._after(lambda: bar.setValue(place))

    def rest(self) -> None:
        """A moment of nothing, in which what waits can happen."""
        QTest.qWait(_BETWEEN_MS)

    def leave(self) -> None:
        """Go."""
        self._painted.leave()

    def _after(self, act: Callable[[], object]) -> float:
        return self._painted.after(act, lambda: True)


def measure(desk: Desk, rounds: int, events: int = EVENTS) -> list[Figure]:
    """All open cases and closed ones, ours and the plain list in turn."""
    program = desk.program
    workspace = program.workspace
    actor = workspace.workplace.actor
    figures: list[Figure] = []
    plain_model = PlainModel()
    plain = PlainList(plain_model)
    plain.resize(workspace.inbox.panel.list.size())
    plain.show()
    intake = Intake(desk, events)
    intake.start()
    QTest.qWait(300)
    for view in (InboxView.ALL_OPEN, InboxView.CLOSED):
        workspace.open_key(entries.view_key(view))
        _until_complete(program)
        opening = pages.opening(desk.context, actor, InboxQuery(view=view))
        total = max(workspace.inbox.panel.model.rowCount(), 1)
        plain_model.show((list(opening.rows) * (total // max(1, len(opening.rows)) + 1))[:total])
        ours, floor = Hand(workspace.inbox.panel.list), Hand(plain)
        for name, goal, often in (("wheel", 16.0, 20), ("page", 33.0, 8), ("thumb", 33.0, 8)):
            figure = Figure(
                GROUP, f"{view.value}, {name}", goal_ms=goal, goal_at=99, goal_growth=None
            )
            figures.append(figure)
            for _ in range(rounds * often):
                for hand, samples in ((ours, figure.ours), (floor, figure.floor)):
                    samples.append(getattr(hand, name)())
                    hand.rest()
            figure.note = f"{intake.left()} of {events} events left"
        figures.append(_there(desk, view, rounds))
        ours.leave()
        floor.leave()
    intake.stop()
    plain.close()
    desk.rest()
    return figures


def _there(desk: Desk, view: InboxView, rounds: int) -> Figure:
    """After the thumb was let go somewhere: until every row on show is the real one."""
    panel = desk.program.workspace.inbox.panel
    chance = random.Random(11)
    figure = Figure(GROUP, f"{view.value}, rows there after a jump")
    bar = panel.list.verticalScrollBar()
    for _ in range(rounds * 2):
        begun = time.perf_counter()
        bar.setValue(chance.randrange(bar.minimum(), bar.maximum() + 1))
        while not _all_loaded(panel.list):
            QTest.qWait(1)
            if time.perf_counter() - begun > 20:
                break
        figure.ours.append((time.perf_counter() - begun) * 1000)
        QTest.qWait(_BETWEEN_MS)
    return figure


def _all_loaded(view: QTableView) -> bool:
    model = view.model()
    first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
    last = model.rowCount() - 1 if last < 0 else last
    entry: Callable[[int], object] = model.entry  # type: ignore[attr-defined]
    return all(entry(row) is not None for row in range(max(first, 0), last + 1))


def _until_complete(program: RunningProgram) -> None:
    model = program.workspace.inbox.panel.model
    deadline = time.perf_counter() + 60
    while not model.is_complete and time.perf_counter() < deadline:
        QTest.qWait(20)
    QTest.qWait(200)
