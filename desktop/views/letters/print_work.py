"""Brings letters to a printer or into a file that the person chooses, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.kinds import PrintWay
from desktop.services.context import ServiceContext
from desktop.services.letters import use_cases as letters
from desktop.services.letters.batches import HandOver
from desktop.services.letters.commands import PrintLetters, RepeatBatch, TakeBatchBack
from desktop.services.letters.view import BatchContent, BatchRow, PrintedBatch
from desktop.services.letters.watch import PrintWatch
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Task
from desktop.texts import tr
from desktop.views.background_work import between_steps
from desktop.views.file_choice import ask_target
from desktop.views.letters.paper import print_on
from desktop.views.workplace import Workplace


class PrintWork(QObject):
    """Prints, repeats, confirms and takes back.

    ``began`` and ``ended`` enclose what takes a while, ``progressed`` carries a ``PrintProgress``
    in between. ``printed`` carries the ``PrintedBatch`` and the file it was written to (or None),
    ``posted`` the number of a batch and how many letters, ``taken_back`` the number of a batch and
    how many letters wait again, ``failed`` a ``UserError``.
    """

    began = Signal()
    progressed = Signal(object)
    ended = Signal()
    posted = Signal(int, int)
    printed = Signal(object, object)
    taken_back = Signal(int, int)
    failed = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        """Ask over ``parent``."""
        super().__init__(parent)
        self._workplace = workplace
        self._paper = workplace.paper
        self._parent = parent
        self._busy = False
        # No task of the runner's: whoever calls off is told what became of it.
        self._stop = Task()

    @property
    def is_busy(self) -> bool:
        """Whether a batch is on its way to paper."""
        return self._busy

    def print_letters(self, delivery_ids: tuple[int, ...]) -> None:
        """Let the person choose a printer, then print these letters as a new batch."""
        printer = self._paper.printers.choose(self._parent)
        if printer is not None:
            command = PrintLetters(delivery_ids, PrintWay.PRINTER)
            self._make(command, self._to_printer(printer), None)

    def save_letters(self, delivery_ids: tuple[int, ...]) -> None:
        """Let the person choose a file, then write these letters into it as a new batch."""
        day = self._workplace.today().isoformat()
        target = self._ask_target(tr("briefe-{day}.pdf", day=day))
        if target is not None:
            command = PrintLetters(delivery_ids, PrintWay.FILE)
            self._make(command, self._to_file(target), target)

    def print_again(self, batch: BatchRow) -> None:
        """Print a batch once more on a printer."""
        printer = self._paper.printers.choose(self._parent)
        if printer is not None:
            command = RepeatBatch(batch.number, PrintWay.PRINTER, batch.made_round)
            self._repeat(command, self._to_printer(printer), None)

    def save_again(self, batch: BatchRow) -> None:
        """Write a batch once more into a file."""
        target = self._ask_target(tr("briefe-stapel-{number}.pdf", number=batch.number))
        if target is not None:
            command = RepeatBatch(batch.number, PrintWay.FILE, batch.made_round)
            self._repeat(command, self._to_file(target), target)

    def call_off(self) -> None:
        """Ask what is under way to end as long as nothing is written."""
        self._stop.cancel()

    def post(self, batch: BatchRow) -> None:
        """Say that the letters with codes of a batch were brought to the post."""
        self._begin()
        self._workplace.ask(
            letters.post_batch,
            batch.number,
            batch.made_round,
            done=lambda count: self._on_posted(batch.number, count),
            failed=self._on_failed,
        )

    def confirm(self, batch: BatchRow) -> None:
        """Say that a batch is on paper."""
        self._begin()
        self._workplace.ask(
            letters.confirm_batch,
            batch.number,
            batch.made_round,
            done=lambda printed: self._on_printed(printed, None),
            failed=self._on_failed,
        )

    def take_back(self, number: int, reason: str = "", seen_round: int | None = None) -> None:
        """Say that a batch is not on paper; its letters wait again."""
        self._begin()
        self._workplace.ask(
            letters.take_batch_back,
            TakeBatchBack(number, reason, seen_round),
            done=lambda count: self._on_taken_back(number, count),
            failed=self._on_failed,
        )

    def _make(self, command: PrintLetters, hand_over: HandOver, target: Path | None) -> None:
        press = self._paper.painter

        def work(context: ServiceContext, actor: Actor, watch: PrintWatch) -> PrintedBatch:
            return letters.print_letters(context, actor, press, hand_over, command, watch)

        self._do(work, target)

    def _repeat(self, command: RepeatBatch, hand_over: HandOver, target: Path | None) -> None:
        def work(context: ServiceContext, actor: Actor, watch: PrintWatch) -> PrintedBatch:
            return letters.repeat_batch(context, actor, hand_over, command, watch)

        self._do(work, target)

    def _do(
        self,
        work: Callable[[ServiceContext, Actor, PrintWatch], PrintedBatch],
        target: Path | None,
    ) -> None:
        task, self._stop = Task(), Task()
        watch = PrintWatch(
            partial(between_steps, self._workplace.courtesy, self._stop.is_cancelled), task.report
        )
        self._begin()
        self._workplace.ask(
            work,
            watch,
            done=lambda batch: self._on_printed(batch, target),
            failed=self._on_failed,
            progress=self.progressed.emit,
            lane=Lane.FILES,
            task=task,
        )

    def _to_printer(self, printer: QPrinter) -> HandOver:
        painter = self._paper.painter

        def hand_over(content: BatchContent) -> None:
            # The name stands in the queue of a printer that others see: a number, no person.
            name = f"Stapel {content.number}"
            print_on(painter, printer, name, content.letters, content.cover)

        return hand_over

    def _to_file(self, target: Path) -> HandOver:
        painter, write = self._paper.painter, self._workplace.write_file

        def hand_over(content: BatchContent) -> None:
            made_at, cover = content.made_at, content.cover
            write(target, painter.pdf(content.letters, made_at=made_at, cover=cover))

        return hand_over

    def _ask_target(self, name: str) -> Path | None:
        return ask_target(self._parent, tr("Briefe als PDF"), name, tr("PDF-Dateien (*.pdf)"))

    def _begin(self) -> None:
        self._busy = True
        self.began.emit()

    def _end(self) -> None:
        self._busy = False
        self.ended.emit()

    def _on_printed(self, batch: PrintedBatch, target: Path | None) -> None:
        self._end()
        self.printed.emit(batch, target)

    def _on_posted(self, number: int, count: int) -> None:
        self._end()
        self.posted.emit(number, count)

    def _on_taken_back(self, number: int, count: int) -> None:
        self._end()
        self.taken_back.emit(number, count)

    def _on_failed(self, error: UserError) -> None:
        self._end()
        self.failed.emit(error)
