"""Brings files into an answer: from this computer, by drop and paste, or from the case itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject

from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile
from desktop.services.cases.view import AttachmentView
from desktop.tasks import Lane, Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.file_choice import ask_files
from desktop.views.recording.given_files import given_files, picture_name

if TYPE_CHECKING:
    from desktop.services.library_forms.enclosing import OfferedForm
    from desktop.views.case.composer import Composer


class OutgoingFilesWork(QObject):
    """Each file is judged by itself, off the window's thread, so that one never costs all."""

    def __init__(self, pane: CasePane) -> None:
        """Serve the composer of ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._problems: list[str] = []
        actions = pane.workplace.actions
        actions.connect_handler(ActionId.ATTACH, self._attach)
        actions.connect_handler(ActionId.NEXT_GAP, self._go_to_next_gap)
        actions.connect_handler(ActionId.SEND_AND_CLOSE, self._send_and_close)
        CasePage.composer.when_made(pane.page, self._serve)
        pane.case_left.connect(self.offer_actions)
        self.offer_actions()

    @property
    def _composer(self) -> Composer:
        return self._pane.page.composer

    def _serve(self, composer: Composer) -> None:
        composer.files_given.connect(self.take)
        composer.attach.disk_chosen.connect(self.choose)
        composer.attach.case_file_chosen.connect(self._take_of_case)
        composer.attach.form_chosen.connect(self._take_form)
        composer.closed.connect(self.offer_actions)
        composer.opened.connect(self.offer_actions)
        composer.opened.connect(self._offer_forms)

    def offer_actions(self) -> None:
        """Say which actions the composer answers now, and why not the others."""
        nothing = only = closing = ""
        if not self._pane.page.is_written_in:
            nothing = only = tr("Es wird gerade nichts geschrieben.")
        elif self._composer.kind is not DraftKind.REPLY:
            only = tr("Das geht nur in einer Antwort.")
        elif not self._composer.can_close():
            closing = tr("Der Vorgang lässt sich jetzt nicht abschließen.")
        actions = self._workplace.actions
        actions.set_possible(ActionId.NEXT_GAP, nothing)
        actions.set_possible(ActionId.ATTACH, only)
        actions.set_possible(ActionId.SEND_AND_CLOSE, only or closing)

    def take(self, mime: QMimeData) -> None:
        """Attach what was dropped or pasted."""
        from desktop.services.conversation import outgoing_files

        given = given_files(mime)
        self._problems = []
        if given.elsewhere:
            self._note_problem(
                tr("Nur Dateien dieses Rechners lassen sich hinzufügen, keine Adressen im Netz.")
            )
        for path in given.paths:
            self._take_path(path)
        if given.picture:
            self._ask(outgoing_files.attach_content, (picture_name(), given.picture))

    def choose(self) -> None:
        """Let the person choose files of this computer."""
        self._problems = []
        ask_files(self._pane, tr("Dateien für die Antwort"), self._take_paths)

    def _take_paths(self, paths: tuple[Path, ...]) -> None:
        for path in paths:
            self._take_path(path)

    def _take_path(self, path: Path) -> None:
        from desktop.services.conversation import outgoing_files

        self._ask(outgoing_files.attach_file, self._workplace.chosen_files, path)

    def _take_of_case(self, attachment: AttachmentView) -> None:
        from desktop.services.conversation import outgoing_files

        self._problems = []
        self._ask(outgoing_files.attach_of_case, attachment.attachment_id)

    def _take_form(self, form_id: int) -> None:
        from desktop.services.library_forms.enclosing import attach_form

        self._problems = []
        self._ask(attach_form, form_id)

    def _offer_forms(self) -> None:
        """What the library offers is read while the answer is being written."""
        from desktop.services.library_forms.enclosing import offered_forms

        case_id, attach = self._pane.case_id, self._composer.attach
        attach.offer_forms(())
        if case_id is None or self._composer.kind is not DraftKind.REPLY:
            return

        def offer(forms: tuple[OfferedForm, ...]) -> None:
            if self._pane.case_id == case_id:
                attach.offer_forms(forms)

        self._workplace.ask(
            offered_forms, case_id, done=offer, scope="case.forms", stale=Stale.SKIP
        )

    def _ask(self, function: object, *args: object) -> None:
        case_id = self._pane.case_id
        assert callable(function)

        def done(file: OutgoingFile) -> None:
            # Another case may be open by now: the file was meant for the former one.
            if self._pane.case_id == case_id and self._pane.page.is_written_in:
                self._composer.files.add(file)

        self._workplace.ask(
            function,
            *args,
            case_id,
            done=done,
            failed=lambda error: self._on_failed(case_id, error),
            lane=Lane.FILES,
        )

    def _on_failed(self, case_id: int | None, error: UserError) -> None:
        if self._pane.case_id == case_id:
            self._note_problem(error_sentence(error))

    def _note_problem(self, sentence: str) -> None:
        self._problems.append(sentence)
        self._composer.files.show_problems(tuple(self._problems))

    def _attach(self) -> None:
        self._composer.attach.open_menu()

    def _go_to_next_gap(self) -> None:
        self._composer.next_gap()

    def _send_and_close(self) -> None:
        self._composer.send_and_close.click()
