"""The page of one batch: files, whose each letter is, how it gets there, publication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.documents import RowState
from desktop.domain.errors import UserError
from desktop.domain.statement_deadline import StatementTiming
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.view import (
    PublicationPlan,
    PublicationResult,
    ReaderLine,
    RowLine,
    UploadLine,
)
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.views.uploads.corrections import Corrections
from desktop.views.uploads.preview_work import RowPreviewWork
from desktop.views.uploads.steps import Step
from desktop.views.uploads.upload_acts import UploadActs
from desktop.views.uploads.upload_shown import UploadShown
from desktop.views.uploads.upload_steps import main_step, why_not
from desktop.views.uploads.upload_work import UploadWork
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

STORE_AFTER_MS = 500
_ALL = (RowState.WAITING, RowState.PUBLISHED, RowState.REMOVED)


class UploadView(UploadShown):
    """One batch at a time, or a new one that begins. ``left`` leads back to all of them."""

    left = Signal()

    def __init__(
        self, workplace: Workplace, work: UploadWork, parent: QWidget | None = None
    ) -> None:
        """Start with nothing; ``begin`` or ``open`` shows something."""
        super().__init__(workplace, work, parent)
        self._was_read = False
        self.corrections = Corrections(workplace, self.pane, self)
        self.preview = RowPreviewWork(workplace, self.pane)
        self.acts = UploadActs(workplace, work, self)
        self._store = QTimer(self, singleShot=True, interval=STORE_AFTER_MS)
        self._connect()

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.fields.changed.connect(self._on_fields_changed)
        self._store.timeout.connect(self.store_fields)
        self.drop.given.connect(self.take)
        self.details.toggled.connect(lambda _: self._show_files_area())
        self.chips.chosen.connect(lambda _: self._show_rows())
        self.table.looked_at.connect(self._on_looked_at)
        self.table.wanted.connect(self.corrections.do)
        self.pane.wanted.connect(self.corrections.do)
        self.corrections.done.connect(self._on_corrected)
        self.corrections.failed.connect(self._on_failed)
        self.corrections.focus_wanted.connect(self.table.setFocus)
        self.progress.cancelled.connect(lambda: self._work.cancel(self._id))
        self.delivery.accepted_changed.connect(self._show_steps)
        self.main.clicked.connect(self.go_on)
        self.previous.clicked.connect(self._on_previous_clicked)
        self.discard.clicked.connect(lambda: self._with_line(self.acts.discard))
        self.take_back.clicked.connect(lambda: self._with_line(self.acts.take_back))
        self.again.clicked.connect(lambda: self._work.read_again(self._id))
        self.save.clicked.connect(lambda: self._with_line(self.acts.save_check_list))
        self.acts.said.connect(self._on_acts_said)
        self.acts.failed.connect(self._on_failed)
        self.acts.readers_read.connect(self._on_readers_read)
        self._work.changed.connect(self._on_work_changed)
        self._work.read.connect(self._on_read)
        self._work.tried.connect(self._on_tried)
        self._work.published.connect(self._on_published)
        self._work.taken_back.connect(self._on_taken_back)
        self._work.failed.connect(self._on_work_failed)

    @property
    def upload_id(self) -> int:
        """The batch that is shown; 0 for one that is not made yet."""
        return self._id

    def begin(self, paths: tuple[Path, ...]) -> None:
        """A new batch, with files that were given already."""
        self._forget()
        self._given = paths
        self.fields.begin()
        self._show()
        (self.main if paths else self.drop.folder).setFocus()

    def open(self, upload_id: int) -> None:
        """Show a batch."""
        if upload_id != self._id:
            self._forget()
            self._id = upload_id
        if self.main.hasFocus():
            # It is blocked until the batch is read: the focus would leave the page.
            self.back.setFocus()
        self._show()
        self.refresh()

    def refresh(self) -> None:
        """Read the batch again."""
        upload_id = self._id
        if not upload_id:
            return

        def read(context: ServiceContext, actor: Actor) -> tuple[UploadLine, tuple[RowLine, ...]]:
            line = uploads.upload_line(context, actor, upload_id)
            return line, uploads.upload_rows(context, actor, upload_id, states=_ALL)

        self._workplace.ask(
            read,
            done=lambda found: self._on_loaded(upload_id, *found),
            failed=self._on_failed,
            scope="upload.rows",
            lane=Lane.FILES,
            stale=Stale.SKIP,
        )

    def take(self, paths: tuple[Path, ...]) -> None:
        """Files were given: they are kept for a new batch, and read for one that is there."""
        if not self._may:
            return
        if self._id:
            self._work.add(self._id, paths)
            return
        self._given = tuple(dict.fromkeys([*self._given, *paths]))
        self._show()
        self.main.setFocus()

    def go_on(self) -> None:
        """The next step; Ctrl+Enter."""
        standing = self._standing()
        if why_not(standing):
            return
        match main_step(standing):
            case "begin":
                self._work.begin(self.fields.command(), self._given)
            case "read":
                self._work.read_on(self._id)
            case "deliver":
                self._enter_delivery()
            case "publish":
                self._work.publish(self._id, late_accepted=self.delivery.accept.isChecked())
            case "match":
                self._on_previous_clicked()
            case _:
                self.left.emit()

    def store_fields(self) -> None:
        """Keep what was changed of a batch."""
        self._store.stop()
        if not self._id or self.fields.problem():
            self._show_steps()
            return
        self._workplace.ask(
            uploads.change_upload,
            self._id,
            self.fields.command(),
            done=lambda _: self.refresh(),
            failed=self._on_failed,
        )

    def leave(self) -> None:
        """Another page is shown: what was typed is kept, what runs goes on."""
        if self._store.isActive():
            self.store_fields()

    def _forget(self) -> None:
        self.leave()
        self.line, self._id, self._rows, self._given = None, 0, (), ()
        self._step, self._plan = Step.MATCHING, None
        self.corrections.forget()
        self.message.hide()
        self.table.show_rows(())
        self.publication.show_readers(())

    def _on_loaded(self, upload_id: int, line: UploadLine, rows: tuple[RowLine, ...]) -> None:
        if upload_id != self._id:
            return
        first = self.line is None
        self.line, self._rows = line, rows
        if not self._store.isActive():
            self.fields.show_upload(line)
        self.publication.show_upload(line)
        self._show()
        if first and line.counts.published:
            self.acts.read_readers(upload_id)
        if (first or self._was_read) and rows and self.isVisible():
            self._was_read = False
            self.table.setFocus()

    def _enter_delivery(self) -> None:
        if self.line is None:
            return
        self._step, self._plan = Step.DELIVERY, None
        moment = max(self.line.visible_from, self._workplace.now())
        self.delivery.begin(tr("Sichtbar ab {moment}.", moment=full_moment(moment)))
        self._work.attempt(self._id)
        self._show_steps()

    def _on_previous_clicked(self) -> None:
        self._work.cancel(self._id)
        self._step, self._plan = Step.MATCHING, None
        self._show_steps()
        self.table.setFocus()

    def _on_fields_changed(self) -> None:
        if self._id:
            self._store.start()
        self._show_deadline()
        self._show_steps()

    def _with_line(self, act: Callable[[UploadLine], None]) -> None:
        if self.line is not None:
            act(self.line)

    def _on_acts_said(self, words: str) -> None:
        self.say(MessageKind.OK, words)
        self.refresh()

    def _on_readers_read(self, upload_id: int, readers: Sequence[ReaderLine]) -> None:
        if upload_id == self._id:
            self.publication.show_readers(readers)

    def _on_looked_at(self, row: RowLine | None) -> None:
        self.pane.show_row(row, self._why_no_act(), self.batch_state)
        self.preview.show(row)

    def _on_corrected(self, words: str) -> None:
        self._plan = None
        self.say(MessageKind.OK, words, tr("Strg+Z nimmt die letzte Änderung zurück."))
        self.refresh()

    def _on_work_changed(self, upload_id: int) -> None:
        if upload_id == self._id:
            self._show_progress()
            self._show_steps()

    def _on_read(self, upload_id: int, whole: bool) -> None:
        if upload_id != self._id:
            return
        self._was_read = True
        self.refresh()
        if whole:
            self.say(
                MessageKind.OK,
                tr("Alle Dateien sind gelesen. Was Sie entscheiden müssen, steht oben."),
            )
        else:
            self.say(
                MessageKind.INFO,
                tr("Das Lesen ist unterbrochen."),
                tr("Was gelesen ist, bleibt; „Weiterlesen“ liest den Rest."),
            )

    def _on_tried(self, upload_id: int, plan: PublicationPlan) -> None:
        if upload_id != self._id or self._step is not Step.DELIVERY:
            return
        self._plan = plan
        self.delivery.show_plan(plan)
        self._show_steps()
        (self.delivery.accept if self.delivery.is_late() else self.main).setFocus()

    def _on_published(self, upload_id: int, result: PublicationResult) -> None:
        if upload_id != self._id:
            return
        self._step, self._plan = Step.PUBLICATION, None
        words = ntr("{n} Brief veröffentlicht.", "{n} Briefe veröffentlicht.", result.published)
        more = []
        if result.cancelled:
            more.append(tr("Abgebrochen: Was noch bereit ist, kann weiter veröffentlicht werden."))
        if result.refused:
            more.append(
                ntr(
                    "{n} Brief wurde abgewiesen und ist zurückgehalten.",
                    "{n} Briefe wurden abgewiesen und sind zurückgehalten.",
                    len(result.refused),
                )
            )
        self.say(MessageKind.WARNING if more else MessageKind.OK, words, "\n".join(more))
        self.table.setFocus()
        self.refresh()

    def _on_taken_back(self, upload_id: int, count: int) -> None:
        if upload_id != self._id:
            return
        self._step = Step.PUBLICATION
        words = ntr("{n} Dokument zurückgenommen.", "{n} Dokumente zurückgenommen.", count)
        self.say(MessageKind.OK, words)
        self.table.setFocus()
        self.acts.read_readers(upload_id)
        self.refresh()

    def _on_work_failed(self, upload_id: int, error: UserError) -> None:
        if upload_id not in (0, self._id):
            return
        if error.code == "documents.late" and self.line is not None:
            self._step = Step.DELIVERY
            self.delivery.show_timing(StatementTiming.LATE, self.line.deadline)
            self.delivery.accept.setFocus()
        else:
            self._on_failed(error)
        self.refresh()
        self._show_steps()

    def _on_failed(self, error: UserError) -> None:
        self.say(MessageKind.ERROR, error_sentence(error))
        if error.code.startswith("upload.row"):
            self.refresh()

    def say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        """Say something above the list."""
        self.message.show_message(kind, title, detail)
        self.message.show()
