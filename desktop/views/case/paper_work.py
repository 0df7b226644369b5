"""Brings the open case to a printer or into a PDF; long ones say how far they are and can stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.domain.printed_case import PrintedCase
from desktop.services.audit import AuditAction
from desktop.services.cases.page import CasePageView
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Task
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.file_choice import ask_target
from desktop.views.late_part import LatePart
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_Paint = Callable[[PrintedCase, Task], int]


class PaperWork(QObject):
    """Prints and saves; what is written is whole or not there."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._task: Task | None = None
        self._room = pane.messages.room(0)
        actions = pane.workplace.actions
        actions.connect_handler(ActionId.PRINT_CASE, self._print)
        actions.connect_handler(ActionId.SAVE_CASE, self._save)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)

    @LatePart
    def message(self) -> InPlaceMessage:
        """Below the case: how far it is."""
        message = InPlaceMessage(MessageKind.INFO, "", parent=self._pane)
        self.cancel = message.add_button(tr("Abbrechen"))
        self.dismiss = message.add_button(tr("Verstanden"))
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.dismiss.clicked.connect(message.hide)
        self._pane.messages.take_in(message, self._room)
        return message

    def _on_pane_case_read(self, _page: CasePageView) -> None:
        for action in (ActionId.PRINT_CASE, ActionId.SAVE_CASE):
            self._workplace.actions.set_possible(action)

    def _on_pane_emptied(self) -> None:
        for action in (ActionId.PRINT_CASE, ActionId.SAVE_CASE):
            self._workplace.actions.set_possible(action, tr("kein Vorgang geöffnet"))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrinter

        from desktop.views.case.case_paper import paint_case

        case_id = self._pane.case_id
        printer = None
        if case_id is not None and self._task is None:
            printer = self._workplace.paper.printers.choose(self._pane)
        if case_id is None or printer is None:
            return

        def paint(case: PrintedCase, task: Task) -> int:
            # The name stands in the queue of a printer that others see: a number, no person.
            printer.setDocName(case.reference)
            pages = paint_case(printer, case, task.is_cancelled, task.report)
            if printer.printerState() in (
                QPrinter.PrinterState.Aborted,
                QPrinter.PrinterState.Error,
            ):
                raise OSError("the printer gave up")
            return pages

        self._run(case_id, paint, AuditAction.CASE_PRINTED, tr("Der Vorgang ist gedruckt."))

    def _save(self) -> None:
        view = self._pane.view
        if view is None or self._task is not None:
            return
        target = ask_target(
            self._pane,
            tr("Vorgang als PDF speichern"),
            f"{view.case.header.reference}.pdf",
            tr("PDF-Dateien (*.pdf)"),
        )
        if target is not None:
            self.save_to(view.case.header.case_id, target)

    def save_to(self, case_id: int, target: Path) -> None:
        """Write a case into a file the person chose."""
        from desktop.views.case.case_paper import pdf_of

        write = self._workplace.write_file

        def paint(case: PrintedCase, task: Task) -> int:
            content, pages = pdf_of(case, task.is_cancelled, task.report)
            write(target, content)
            return pages

        said = tr("Der Vorgang ist gespeichert: {name}", name=target.name)
        self._run(case_id, paint, AuditAction.CASE_EXPORTED, said)

    def _run(self, case_id: int, paint: _Paint, action: AuditAction, said: str) -> None:
        from desktop.services.cases import printing
        from desktop.views.case.case_paper import StoppedError

        task = self._task = Task()

        def work(context: ServiceContext, actor: Actor) -> bool:
            case = printing.printed_case(context, actor, case_id)
            try:
                pages = paint(case, task)
            except StoppedError:
                return False
            except OSError as error:
                raise UserError("case.not_on_paper") from error
            printing.note_on_paper(context, actor, case_id, action, pages)
            return True

        self._say(MessageKind.INFO, tr("Der Vorgang wird vorbereitet …"))
        self._workplace.ask(
            work,
            done=lambda _: self._on_done(said),
            failed=self._on_failed,
            progress=self._on_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _say(self, kind: MessageKind, text: str) -> None:
        self.message.show_message(kind, text)
        self.cancel.setVisible(self._task is not None)
        self.dismiss.setVisible(self._task is None)
        self.message.show()

    def _on_progress(self, place: tuple[int, int]) -> None:
        if self._task is not None:
            self._say(MessageKind.INFO, tr("Seite {n} von {total}", n=place[0], total=place[1]))

    def _on_cancel_clicked(self) -> None:
        if self._task is not None:
            # Of a cancelled task nothing is told any more, so it ends here.
            self._task.cancel()
            self._task = None
            self.message.hide()

    def _on_done(self, said: str) -> None:
        self._task = None
        self._say(MessageKind.INFO, said)

    def _on_failed(self, error: UserError) -> None:
        self._task = None
        self._say(MessageKind.ERROR, error_sentence(error))
