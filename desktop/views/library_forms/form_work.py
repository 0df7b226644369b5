"""From a file of this computer to a form or its next version: read, checked, stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.services.documents.contents import TakenIn
from desktop.services.library_forms.commands import AddForm, AddVersion
from desktop.services.library_forms.use_cases import add_form, add_version
from desktop.services.library_forms.view import FormRow
from desktop.services.staff.companies import CompanyChoice
from desktop.tasks import Lane, Task
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.documents.upload_work import take_path
from desktop.views.file_choice import ask_file
from desktop.views.library_forms.form_dialog import FormDialog
from desktop.views.recording.given_files import given_files
from desktop.views.workplace import Workplace


class FormWork(QObject):
    """Opens the dialog over a window. ``added`` carries the ``FormRow`` as it is now."""

    added = Signal(object)

    def __init__(self, workplace: Workplace, over: QWidget) -> None:
        """``over`` is the widget over whose window the dialog stands."""
        super().__init__(over)
        self._workplace = workplace
        self._over = over
        self.dialog: FormDialog | None = None
        self._task: Task | None = None
        self._path: Path | None = None

    def open(self, companies: Sequence[CompanyChoice], form: FormRow | None = None) -> None:
        """Ask for a new form of one of the companies, or for the next version of ``form``."""
        if self.dialog is not None or not companies:
            return
        dialog = self.dialog = FormDialog(companies, form, self._over.window())
        dialog.file.choose_requested.connect(self._choose)
        dialog.file.given.connect(self.take)
        dialog.file.cancelled.connect(self._on_reading_cancelled)
        dialog.company.currentIndexChanged.connect(lambda _: self._read_again())
        dialog.confirm.clicked.connect(self._store)
        dialog.finished.connect(self._on_finished)
        open_over_scrim(dialog)

    def take(self, mime: QMimeData) -> None:
        """Take in what was dropped."""
        paths = given_files(mime).paths
        if paths:
            self.take_path(paths[0])
        elif self.dialog is not None:
            self.dialog.show_no_file(
                tr("Nur Dateien dieses Rechners lassen sich hinzufügen, keine Adressen im Netz.")
            )

    def take_path(self, path: Path) -> None:
        """Take in a file of this computer, into the store of the company that is chosen."""
        dialog = self.dialog
        company = None if dialog is None else dialog.chosen_company()
        if dialog is None or company is None:
            return
        self._stop()
        self._path = path
        task = self._task = Task()
        files = self._workplace.chosen_files
        name = files.name(path)
        dialog.show_reading(name, 0, 1)

        def show_progress(progress: tuple[int, int]) -> None:
            if self.dialog is dialog and task is self._task:
                dialog.show_reading(name, *progress)

        def show(content: TakenIn) -> None:
            if self.dialog is dialog and task is self._task:
                dialog.show_file(content)

        def tell(error: UserError) -> None:
            if self.dialog is dialog and task is self._task:
                dialog.show_no_file(error_sentence(error))

        self._workplace.ask(
            take_path,
            files,
            path,
            company.code,
            task,
            done=show,
            failed=tell,
            lane=Lane.FILES,
            task=task,
            progress=show_progress,
        )

    def _read_again(self) -> None:
        """Another company has another store."""
        if self._path is not None:
            self.take_path(self._path)

    def _choose(self) -> None:
        if self.dialog is None:
            return
        title = tr("Formular auswählen")
        ask_file(self.dialog, title, self.take_path, tr("PDF-Dateien (*.pdf)"))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_reading_cancelled(self) -> None:
        self._stop()
        self._path = None
        if self.dialog is not None:
            self.dialog.show_no_file()

    def _on_finished(self, _result: int) -> None:
        self._stop()
        self._path = None
        self.dialog = None

    def _store(self) -> None:
        dialog = self.dialog
        if dialog is None or dialog.content is None:
            return
        company, content, note = dialog.chosen_company(), dialog.content, dialog.note.text()
        if dialog.form is not None:
            dialog.show_busy()
            form = dialog.form
            self._workplace.ask(
                add_version,
                AddVersion(form_id=form.form_id, seen=form.seen, content=content, note=note),
                done=self._on_stored,
                failed=self._on_refused,
            )
        elif company is not None:
            dialog.show_busy()
            title = dialog.title.text()
            self._workplace.ask(
                add_form,
                AddForm(company_id=company.company_id, title=title, content=content, note=note),
                done=self._on_stored,
                failed=self._on_refused,
            )

    def _on_stored(self, row: FormRow) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.added.emit(row)

    def _on_refused(self, error: UserError) -> None:
        if self.dialog is None:
            self._workplace.say(error)
        else:
            self.dialog.show_refusal(error_sentence(error))
