"""From a file of this computer to a document in an account: taken in, tried, published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.recording.ports import ChosenFiles
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Stale, Task
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.file_choice import ask_file
from desktop.views.recording.given_files import given_files, picture_name
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.services.documents.commands import PublishDocument
    from desktop.services.documents.contents import TakenIn
    from desktop.services.documents.previewing import PublicationPreview
    from desktop.services.documents.use_cases import Published
    from desktop.views.documents.upload_dialog import UploadDialog, UploadGoal


def take_path(
    context: ServiceContext,
    actor: Actor,
    files: ChosenFiles,
    path: Path,
    company_code: str,
    task: Task,
) -> TakenIn:
    """Take a file of this computer into a company's store, telling ``task`` how far it is.

    Raises:
        UserError: as ``take_in``; ``documents.upload_cancelled``.
    """
    from desktop.services.documents.use_cases import take_in

    del actor  # Who may publish is asked where something is published.
    total = 0
    with suppress(OSError):
        total = path.lstat().st_size
    with files.chunks(path) as chunks:
        return take_in(context, company_code, files.name(path), _watched(chunks, total, task))


def _take_bytes(
    context: ServiceContext, actor: Actor, name: str, data: bytes, company_code: str
) -> TakenIn:
    from desktop.services.documents.use_cases import take_in

    del actor
    return take_in(context, company_code, name, [data])


def _watched(chunks: Iterator[bytes], total: int, task: Task) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        if task.is_cancelled():
            raise UserError("documents.upload_cancelled")
        yield chunk
        done += len(chunk)
        task.report((done, max(done, total)))


class UploadWork(QObject):
    """Opens the dialog over a window. ``published`` carries the ``Published`` and its command."""

    published = Signal(object, object)

    def __init__(self, workplace: Workplace, over: QWidget) -> None:
        """``over`` is the widget over whose window the dialog stands."""
        super().__init__(over)
        self._workplace = workplace
        self._over = over
        self.dialog: UploadDialog | None = None
        self._goal: UploadGoal | None = None
        self._task: Task | None = None
        self._reading = ""

    def open(self, goal: UploadGoal, mime: QMimeData | None = None) -> None:
        """Ask about a file for ``goal``; ``mime`` is what was dropped."""
        from desktop.views.documents.upload_dialog import UploadDialog

        if self.dialog is not None:
            self.dialog.activateWindow()
            return
        dialog = self.dialog = UploadDialog(goal, self._workplace.today, self._over.window())
        self._goal = goal
        dialog.choose_requested.connect(self._choose)
        dialog.files_given.connect(self.take)
        dialog.reading_cancelled.connect(self._on_reading_cancelled)
        dialog.preview_wanted.connect(self._try)
        dialog.wanted.connect(self._publish)
        dialog.finished.connect(self._on_finished)
        open_over_scrim(dialog)
        if mime is not None:
            self.take(mime)

    def take(self, mime: QMimeData) -> None:
        """Take in what was dropped."""
        given = given_files(mime)
        if given.picture:
            self._begin(picture_name())
            self._ask(_take_bytes, picture_name(), given.picture, self._code())
        elif given.paths:
            self.take_paths(given.paths)
        elif self.dialog is not None:
            self.dialog.show_no_file(
                tr("Nur Dateien dieses Rechners lassen sich hinzufügen, keine Adressen im Netz.")
            )

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Take in a file of this computer."""
        if self.dialog is None:
            return
        if len(paths) > 1:
            self.dialog.show_no_file(
                tr(
                    "Hier wird eine Datei nach der anderen veröffentlicht. Es ist nichts "
                    "hochgeladen; bitte wählen Sie eine Datei, oder öffnen Sie den Sammel-Upload."
                )
            )
            return
        files = self._workplace.chosen_files
        task = self._begin(files.name(paths[0]))
        self._ask(take_path, files, paths[0], self._code(), task)

    def _choose(self) -> None:
        if self.dialog is None:
            return
        title = tr("Dokument auswählen")
        ask_file(self.dialog, title, lambda path: self.take_paths((path,)))

    def _code(self) -> str:
        return "" if self._goal is None else self._goal.company_code

    def _begin(self, name: str) -> Task:
        """Another file: what is still being read is not waited for any more."""
        self._stop()
        task = self._task = Task()
        if self.dialog is not None:
            self.dialog.show_reading(name, 0, 1)
        self._reading = name
        return task

    def _ask(self, function: object, *args: object) -> None:
        assert callable(function)
        task = self._task

        def show_progress(progress: tuple[int, int]) -> None:
            if self.dialog is not None and task is self._task:
                self.dialog.show_reading(self._reading, *progress)

        def show(content: TakenIn) -> None:
            if self.dialog is not None and task is self._task:
                self.dialog.show_file(content)

        def tell(error: UserError) -> None:
            if self.dialog is not None and task is self._task:
                self.dialog.show_no_file(error_sentence(error))

        self._workplace.ask(
            function,
            *args,
            done=show,
            failed=tell,
            lane=Lane.FILES,
            task=task,
            progress=show_progress,
        )

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_reading_cancelled(self) -> None:
        self._stop()
        if self.dialog is not None:
            self.dialog.show_no_file()

    def _on_finished(self, _result: int) -> None:
        self._stop()
        self.dialog = None

    def _try(self, command: PublishDocument) -> None:
        from desktop.services.documents.use_cases import preview_publication

        dialog = self.dialog

        def show(preview: PublicationPreview) -> None:
            if self.dialog is not None and self.dialog is dialog:
                self.dialog.show_preview(preview)

        self._workplace.ask(
            preview_publication,
            command,
            done=show,
            failed=self._on_refused,
            scope="documents.preview",
            stale=Stale.SKIP,
        )

    def _publish(self, command: PublishDocument) -> None:
        from desktop.services.documents.use_cases import publish_document

        self._workplace.ask(
            publish_document,
            command,
            done=lambda published: self._on_published(published, command),
            failed=self._on_refused,
        )

    def _on_published(self, published: Published, command: PublishDocument) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.published.emit(published, command)

    def _on_refused(self, error: UserError) -> None:
        if self.dialog is None:
            self._workplace.say(error)
            return
        self.dialog.show_refusal(error_sentence(error))
