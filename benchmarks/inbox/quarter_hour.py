"""A clerk's quarter of an hour, by real keys and a real mouse, with a watch for stalls and memory.

Each round opens views, scrolls, filters, searches, opens cases, and works on some: note, reply,
take, put off, release, undo. Between two acts the loop runs for as long as a person looks. What is
measured does not depend on how long that is, so ``pace`` can shorten it: 1 is a person's pace.
"""

import gc
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from benchmarks.inbox.desk import Desk
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.memory import resident_mb
from benchmarks.inbox.stalls import LIMIT_MS, StallWatch

GROUP = "a quarter of an hour"
_LOOKS_MS = 900
"""How long a person looks between two acts."""
_KEY_MS = 90
"""How long it takes to the next key while typing."""
_WORDS = ("musterbach", "heizung", "müller", "V-2026-1", "wasser", "probe")
_TEXTS = (
    "Guten Tag, wir haben den Handwerker beauftragt.",
    "Vielen Dank für Ihre Nachricht.",
    "Unterlagen liegen vor.",
)


@dataclass(slots=True)
class Quarter:
    """What came of it: acts done, stalls, and what the process held at every minute."""

    acts: int = 0
    seconds: float = 0.0
    watch: StallWatch = field(default_factory=StallWatch)
    held_mb: list[float] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)


class Clerk:
    """Acts as a clerk does; everything goes to whatever has the focus."""

    def __init__(self, desk: Desk, pace: float, watch: StallWatch) -> None:
        self._desk = desk
        self._pace = pace
        self._watch = watch
        self._chance = random.Random(15)
        self._acts: tuple[tuple[str, int, Callable[[], None]], ...] = (
            ("open a view", 5, self._open_view),
            ("scroll", 6, self._scroll),
            ("thumb", 3, self._thumb),
            ("open a case", 8, self._open_case),
            ("next case", 6, self._next_case),
            ("filter", 3, self._filter),
            ("palette", 3, self._palette),
            ("search", 3, self._search),
            ("most urgent", 3, self._most_urgent),
            ("scroll the case", 4, self._scroll_case),
            ("note", 2, self._note),
            ("reply", 2, self._reply),
            ("take", 3, self._take),
            ("put off", 1, self._put_off),
            ("release", 2, self._main_action),
            ("sort", 1, self._sort),
            ("overview of keys", 1, self._overview),
        )

    def act(self) -> str:
        """Do one thing and look at it."""
        names = [name for name, _weight, _act in self._acts]
        weights = [weight for _name, weight, _act in self._acts]
        chosen = self._chance.choices(range(len(names)), weights)[0]
        self._watch.during = names[chosen]
        self._acts[chosen][2]()
        self.look()
        self._leave_dialogs()
        return names[chosen]

    def look(self, share: float = 1.0) -> None:
        """Let the loop run as long as a person looks."""
        QTest.qWait(max(1, int(_LOOKS_MS * share * self._pace)))

    def _press(self, keys: str) -> None:
        target: QWidget = (
            QApplication.activePopupWidget()
            or QApplication.focusWidget()
            or self._desk.program.window
        )
        QTest.keySequence(target, QKeySequence(keys))
        self.look(0.3)

    def _type(self, text: str) -> None:
        for letter in text:
            self._desk.program.type(letter, QApplication.focusWidget() or self._desk.program.window)
            QTest.qWait(max(1, int(_KEY_MS * self._pace)))

    def _leave_dialogs(self) -> None:
        for _ in range(4):
            over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if over is None:
                break
            QTest.keyClick(over, Qt.Key.Key_Escape)
            QTest.qWait(20)
        window = self._desk.program.window
        if QApplication.activeWindow() is not window:
            window.activateWindow()
            QTest.qWait(5)

    def _open_view(self) -> None:
        self._press(f"Ctrl+{self._chance.randint(1, 9)}")

    def _scroll(self) -> None:
        viewport = self._desk.program.workspace.inbox.panel.list.viewport()
        down = self._chance.random() < 0.8
        for _ in range(self._chance.randint(5, 25)):
            self._turn(viewport, -120 if down else 120)
            QTest.qWait(max(1, int(30 * self._pace)))

    def _scroll_case(self) -> None:
        pane = self._desk.program.workspace.inbox.pane
        for _ in range(8):
            # Looked for each time: the case may have been built anew meanwhile.
            self._turn(pane.childAt(pane.rect().center()) or pane, -120)
            QTest.qWait(max(1, int(30 * self._pace)))

    def _turn(self, target: QWidget, notch: int) -> None:
        place = target.rect().center()
        turned = QWheelEvent(
            QPointF(place),
            QPointF(target.mapToGlobal(place)),
            QPoint(),
            QPoint(0, notch),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, turned)

    def _thumb(self) -> None:
        bar = self._desk.program.workspace.inbox.panel.list.verticalScrollBar()
        for _ in range(5):
            bar.setValue(self._chance.randint(bar.minimum(), bar.maximum()))
            QTest.qWait(max(1, int(80 * self._pace)))

    def _open_case(self) -> None:
        viewport = self._desk.program.workspace.inbox.panel.list.viewport()
        if not viewport.isVisible():
            return
        place = QPoint(viewport.width() // 2, self._chance.randrange(10, viewport.height() - 10))
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)

    def _next_case(self) -> None:
        for _ in range(self._chance.randint(1, 4)):
            self._press("Ctrl+PgDown")

    def _filter(self) -> None:
        self._press("Ctrl+F")
        self._type(self._chance.choice(_WORDS)[:6])
        self.look()
        self._press("Escape")
        panel = self._desk.program.workspace.inbox.panel
        panel.filter.clear()

    def _palette(self) -> None:
        self._press("Ctrl+K")
        if QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None:
            return
        self._type(self._chance.choice(_WORDS))
        self._press("Down")
        self._press("Escape")
        self._press("Escape")

    def _search(self) -> None:
        self._press("Ctrl+Shift+K")
        self._type(self._chance.choice(_WORDS))
        self.look()
        self._press("Escape")
        self._press("Ctrl+1")

    def _most_urgent(self) -> None:
        self._press("F8")

    def _note(self) -> None:
        self._press("Ctrl+I")
        self._write()

    def _reply(self) -> None:
        self._press("Ctrl+R")
        self._write()
        if self._chance.random() < 0.5:
            self._press("Ctrl+Z")

    def _write(self) -> None:
        composer = self._desk.program.pane.page.composer
        if not composer.isVisible() or not composer.isAncestorOf(
            QApplication.focusWidget() or self._desk.program.window
        ):
            return
        self._type(self._chance.choice(_TEXTS))
        self._press("Ctrl+Return")

    def _take(self) -> None:
        self._press("Ctrl+M")

    def _put_off(self) -> None:
        self._press("Ctrl+D")
        found = QApplication.activeModalWidget()
        if isinstance(found, QDialog):
            self._press("Return")

    def _main_action(self) -> None:
        self._press("Ctrl+Return")
        if self._chance.random() < 0.7:
            self._press("Ctrl+Z")

    def _sort(self) -> None:
        panel = self._desk.program.workspace.inbox.panel
        if panel.head.sort.isVisible():
            QTest.mouseClick(panel.head.sort, Qt.MouseButton.LeftButton)
            self._press("Down")
            self._press("Down")
            self._press("Return")

    def _overview(self) -> None:
        self._press("F1")
        self._press("Escape")


def run(desk: Desk, minutes: float, pace: float) -> Quarter:
    """Let the clerk work for some minutes."""
    quarter = Quarter()
    clerk = Clerk(desk, pace, quarter.watch)
    quarter.watch.start()
    begun = time.perf_counter()
    minute = begun
    while time.perf_counter() - begun < minutes * 60:
        name = clerk.act()
        quarter.acts += 1
        quarter.done[name] = quarter.done.get(name, 0) + 1
        if time.perf_counter() - minute >= minutes * 60 / 15:
            minute = time.perf_counter()
            quarter.held_mb.append(resident_mb())
    quarter.watch.during = "rest"
    QTest.qWait(1_000)
    quarter.watch.stop()
    gc.collect()
    quarter.held_mb.append(resident_mb())
    quarter.seconds = time.perf_counter() - begun
    return quarter


def figures_of(quarter: Quarter, bare_mb: float) -> list[Figure]:
    """Stalls, memory at rest and its growth."""
    found = quarter.watch.stalls
    stalls = Figure(GROUP, "stalls", goal_ms=LIMIT_MS, goal_at=100)
    stalls.ours = [stall.ms for stall in found] or [quarter.watch.longest_ms]
    stalls.note = f"{quarter.acts} acts in {quarter.seconds:.0f} s, {len(found)} stalls"
    memory = Figure(GROUP, "memory at rest", [quarter.held_mb[-1]], [bare_mb], unit="MB")
    memory.goal_more = 100.0
    third = max(1, len(quarter.held_mb) // 3)
    grown = Figure(GROUP, "memory, last third against the middle", unit="MB")
    grown.ours = quarter.held_mb[-third:]
    grown.floor = quarter.held_mb[third : 2 * third] or quarter.held_mb[:1]
    grown.goal_ratio = 1.05
    grown.note = " ".join(f"{held:.0f}" for held in quarter.held_mb)
    return [stalls, memory, grown]
