"""Groups reports of one cause, and answers all of a group at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.services.cases.draft_commands import DraftSeen, SaveDraft
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult, DraftView
from desktop.services.context import ServiceContext
from desktop.services.conversation import drafts
from desktop.services.staff.access import Actor
from desktop.tasks import Stale, Task
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.reasons import show_state

if TYPE_CHECKING:
    from desktop.services.damages.commands import AnswerGroup, GroupCases, GroupRecipient
    from desktop.services.damages.group_replies import AnswerStart, MessagePreview
    from desktop.views.damage.group_reply_dialog import GroupReplyDialog

_ACTIONS = (ActionId.GROUP, ActionId.GROUP_REPLY, ActionId.UNGROUP)


class GroupWork(QObject):
    """Serves the group of the open case."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self._writer = f"group-{uuid4().hex[:24]}"
        self._draft = DraftSeen(self._writer)
        self._begun = ("", "")
        self._sending: Task | None = None
        self._dialog: GroupReplyDialog | None = None
        connect = self._actions.connect_handler
        connect(ActionId.GROUP, self._ask_which)
        connect(ActionId.GROUP_REPLY, self._write)
        connect(ActionId.UNGROUP, self._leave)
        CasePage.group.when_made(
            pane.page, lambda card: card.case_requested.connect(pane.case_requested)
        )
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)

    def _on_pane_emptied(self) -> None:
        for action_id in _ACTIONS:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        damage = page.damage
        if damage is None:
            for action_id in _ACTIONS:
                self._actions.set_possible(action_id, tr("nur bei Schadensmeldungen"))
            return
        show_state(self._actions, ActionId.GROUP, damage.actions.group)
        show_state(self._actions, ActionId.GROUP_REPLY, damage.actions.answer_group)
        show_state(self._actions, ActionId.UNGROUP, damage.actions.ungroup)

    def _ask_which(self) -> None:
        from desktop.services.damages.commands import GroupCases
        from desktop.views.damage.group_dialog import GroupDialog

        view = self._pane.view
        if view is None or view.damage is None:
            return
        case_id, damage = view.case.header.case_id, view.damage
        cause = "" if damage.group is None else damage.group.cause
        dialog = GroupDialog(damage.similar, cause, self._pane)
        dialog.chosen.connect(
            lambda others, said: self._run_group(GroupCases(case_id, others, said))
        )
        open_over_scrim(dialog)

    def _run_group(self, command: GroupCases) -> None:
        from desktop.services.damages import groups

        self._workplace.ask(
            groups.group_cases,
            command,
            done=self._pane.finished,
            failed=self._pane.show_problem,
        )

    def _leave(self) -> None:
        from desktop.services.damages import groups

        if self._pane.case_id is not None:
            self._workplace.ask(
                groups.ungroup_case,
                self._pane.case_id,
                done=self._pane.finished,
                failed=self._pane.show_problem,
            )

    def _write(self) -> None:
        """Begin with what was left unsent in this case, or with the usual text."""
        from desktop.services.damages import group_replies

        view = self._pane.view
        if view is None or view.damage is None or view.damage.group is None:
            return
        case_id, group_id = view.case.header.case_id, view.damage.group.group_id
        self._workplace.ask(
            group_replies.begin_answer,
            case_id,
            done=lambda start: self._open(case_id, group_id, start),
            failed=self._pane.show_problem,
        )

    def _open(self, case_id: int, group_id: int, start: AnswerStart) -> None:
        from desktop.services.damages.commands import AnswerGroup
        from desktop.views.damage.group_reply_dialog import GroupReplyDialog
        from desktop.views.spelling.marks import SpellingMarks

        if self._pane.case_id != case_id:
            return
        subject, text = start.subject, start.text
        self._begun = (subject, text)
        self._on_stored(start.draft)
        dialog = self._dialog = GroupReplyDialog(subject, text, self._pane)
        SpellingMarks(dialog.text, self._workplace.spelling)
        dialog.written.connect(
            lambda subject, text: self._on_written(dialog, case_id, group_id, subject, text)
        )
        dialog.chosen.connect(
            lambda shown, subject, text, reason: self._send(
                dialog,
                AnswerGroup(
                    group_id=group_id,
                    case_id=case_id,
                    recipients=_recipients(shown),
                    subject=subject,
                    text=text,
                    close_reason=reason,
                    draft=self._draft,
                ),
            )
        )
        dialog.stop_requested.connect(self._stop)
        dialog.finished.connect(self._on_dialog_finished)
        open_over_scrim(dialog)

    def _on_dialog_finished(self) -> None:
        self._dialog = None

    def _on_written(
        self, dialog: GroupReplyDialog, case_id: int, group_id: int, subject: str, text: str
    ) -> None:
        """Store what was typed, and show what each one would get of it."""
        from desktop.services.damages import group_replies

        if (subject, text) != self._begun or self._draft.draft_id is not None:
            self._workplace.ask(
                drafts.save_draft,
                SaveDraft(case_id, DraftKind.GROUP_REPLY, text, subject, draft=self._draft),
                done=self._on_stored,
                failed=self._pane.show_problem,
            )
        self._workplace.ask(
            group_replies.preview_answer,
            group_id,
            subject,
            text,
            done=lambda shown: self._on_previewed(dialog, shown, subject, text),
            failed=lambda error: self._on_refused(dialog, error),
            scope="case.group_preview",
            stale=Stale.SKIP,
        )

    def _on_previewed(
        self,
        dialog: GroupReplyDialog,
        shown: tuple[MessagePreview, ...],
        subject: str,
        text: str,
    ) -> None:
        if dialog is self._dialog:
            dialog.show_previews(shown, subject, text)

    def _on_refused(self, dialog: GroupReplyDialog, error: UserError) -> None:
        if dialog is self._dialog:
            dialog.show_problem(error_sentence(error))

    def _on_stored(self, kept: DraftView | None) -> None:
        if kept is None:
            self._draft = DraftSeen(self._writer)
        else:
            self._draft = DraftSeen(self._writer, kept.draft_id, kept.revision)

    def _send(self, dialog: GroupReplyDialog, command: AnswerGroup) -> None:
        from desktop.services.damages import group_replies

        task = self._sending = Task()

        def step(number: int, total: int) -> None:
            if task.is_cancelled():
                raise UserError("group.stopped")
            task.report((number, total))

        def work(context: ServiceContext, actor: Actor) -> ActionResult:
            return group_replies.answer_group(context, actor, command, step)

        self._workplace.ask(
            work,
            done=lambda result: self._on_sent(dialog, result),
            failed=lambda error: self._on_refused(dialog, error),
            progress=lambda place: self._on_progress(dialog, place),
            task=task,
        )

    def _on_progress(self, dialog: GroupReplyDialog, place: tuple[int, int]) -> None:
        if dialog is self._dialog:
            dialog.show_progress(*place)

    def _stop(self) -> None:
        """Nothing is sent then; of a cancelled task nothing is told, so the case is read again."""
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
            self._pane.reload()

    def _on_sent(self, dialog: GroupReplyDialog, result: ActionResult) -> None:
        self._sending = None
        if dialog is self._dialog:
            dialog.accept()
        if result.state is CaseState.CLOSED:
            self._pane.finished_for_good(result)
        else:
            self._pane.finished(result)


def _recipients(shown: tuple[MessagePreview, ...]) -> tuple[GroupRecipient, ...]:
    return tuple(one.recipient_row for one in shown)
