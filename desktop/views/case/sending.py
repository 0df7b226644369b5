"""The button of the composer: what is written leaves, as a message, a note or a rejection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.kinds import DraftKind, UndoKind
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.texts import tr
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.written import Written

if TYPE_CHECKING:
    from desktop.services.cases.commands import SendMessage
    from desktop.views.case.composer import Composer
    from desktop.views.case.writing import Writing


class Sending(QObject):
    """Sends what is written; ``Writing`` keeps the drafts, and hears of what became of them."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve the composer of ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._writing = writing
        CasePage.composer.when_made(pane.page, self._serve)

    @property
    def _composer(self) -> Composer:
        return self._pane.page.composer

    def _serve(self, composer: Composer) -> None:
        composer.send_requested.connect(self._on_composer_send_requested)

    def _on_composer_send_requested(self, written: Written) -> None:
        from desktop.services.cases.commands import AddNote
        from desktop.services.conversation import use_cases as conversation
        from desktop.views.case.expected import expected_note

        view = self._pane.view
        if view is None or not written.text.strip():
            return
        self._composer.set_busy(busy=True)
        case_id = view.case.header.case_id
        if written.kind is DraftKind.NOTE:
            now, actor = self._workplace.now(), self._workplace.actor
            self._pane.expect(expected_note(view, actor, written.text, now))
            self._workplace.ask(
                conversation.add_note,
                AddNote(case_id, written.text, self._writing.draft_of(DraftKind.NOTE)),
                done=lambda result: self._on_sent(result, DraftKind.NOTE),
                failed=lambda error: self._writing.not_sent(error, case_id),
            )
        elif written.kind is DraftKind.REJECTION:
            self._writing.rejection_written.emit(written)
        else:
            self._send_reply(view, written)

    def _send_reply(self, view: CasePageView, written: Written) -> None:
        from desktop.services.cases.commands import SendMessage

        command = SendMessage(
            case_id=view.case.header.case_id,
            way=written.way,
            subject=written.subject,
            text=written.text,
            expected_version=view.case.header.version,
            template_code=written.template_code,
            waiting_until=written.waiting_until,
            draft=self._writing.draft_of(DraftKind.REPLY),
            files=written.files,
            close_reason=self._close_reason(view, written) if written.closes else "",
        )
        self._send(command)

    @staticmethod
    def _close_reason(view: CasePageView, written: Written) -> str:
        """What the case is closed with: the prepared reply that settled it."""
        titles = (one.title for one in view.modules if one.code == written.template_code)
        return next(titles, tr("Beantwortet"))

    def _send(self, command: SendMessage) -> None:
        from desktop.services.conversation import use_cases as conversation

        def keep(version: int) -> None:
            self._composer.set_busy(busy=True)
            self._send(replace(command, expected_version=version))

        self._workplace.ask(
            conversation.send_message,
            command,
            done=lambda result: self._on_sent(result, DraftKind.REPLY),
            failed=lambda error: self._writing.not_sent(error, command.case_id, keep),
        )

    def _on_sent(self, result: ActionResult, kind: DraftKind) -> None:
        self._writing.sent(result.case_id, kind)
        if result.undo is not None and result.undo.kind is UndoKind.MESSAGE_AND_CLOSE:
            self._pane.finished_for_good(result)
        else:
            self._pane.finished(result)
