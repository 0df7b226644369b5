"""Brings files into a recording: chosen, dropped or pasted, each judged by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from desktop.domain.errors import UserError
from desktop.services.recording import use_cases as recording
from desktop.services.recording.form import RecordedFile
from desktop.tasks import Lane
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.file_choice import ask_files
from desktop.views.recording.given_files import given_files, picture_name
from desktop.views.recording.recording_page import RecordingPage
from desktop.views.workplace import Workplace


class RecordingFiles(QObject):
    """Reads files off the window's thread. ``all_read`` fires when none is being read any more."""

    all_read = Signal()

    def __init__(
        self, page: RecordingPage, workplace: Workplace, contract: Callable[[], int | None]
    ) -> None:
        """Serve ``page``; ``contract`` is the key of the tenancy the recording is of by now."""
        super().__init__(page)
        self._page = page
        self._form = page.form_view
        self._workplace = workplace
        self._contract = contract
        self._reading = 0
        self._problems: list[str] = []
        page.files_given.connect(self.take)
        self._form.files.choose_requested.connect(self._on_files_choose_requested)

    @property
    def is_reading(self) -> bool:
        """Whether a file is still being read."""
        return self._reading > 0

    def forget(self) -> None:
        """Another recording begins: what was said of the files of the former one is over."""
        self._problems = []

    def take(self, mime: QMimeData) -> None:
        """Attach what was dropped or pasted; each file by itself, so that one never costs all."""
        given = given_files(mime)
        self._problems = []
        if given.elsewhere:
            self._note_problem(
                tr("Nur Dateien dieses Rechners lassen sich hinzufügen, keine Adressen im Netz.")
            )
        for path in given.paths:
            self._attach(recording.attach_file, self._workplace.chosen_files, path)
        if given.picture:
            self._attach(recording.attach_content, (picture_name(), given.picture))
        self._form.files.show_problems(tuple(self._problems))

    def _on_files_choose_requested(self) -> None:
        ask_files(self._page, tr("Dateien hinzufügen"), self._take)

    def _take(self, paths: tuple[Path, ...]) -> None:
        self._problems = []
        self._form.files.show_problems(())
        for path in paths:
            self._attach(recording.attach_file, self._workplace.chosen_files, path)

    def _attach(self, act: Callable[..., RecordedFile], *args: object) -> None:
        self._reading += 1
        self._workplace.ask(
            act,
            *args,
            self._contract(),
            done=partial(self._on_attached, self._page.key),
            failed=partial(self._on_not_attached, self._page.key),
            lane=Lane.FILES,
        )

    def _on_attached(self, key: str, file: RecordedFile) -> None:
        # Another recording may stand here by now: the file was meant for the former one.
        if key == self._page.key:
            self._form.add_file(file)
            self._page.mark_changed()
            self._page.flush()
        self._read_one()

    def _on_not_attached(self, key: str, error: UserError) -> None:
        if key == self._page.key:
            self._note_problem(error_sentence(error))
            self._form.files.show_problems(tuple(self._problems))
        self._read_one()

    def _note_problem(self, sentence: str) -> None:
        if sentence not in self._problems:
            self._problems.append(sentence)

    def _read_one(self) -> None:
        self._reading -= 1
        if not self._reading:
            self.all_read.emit()
