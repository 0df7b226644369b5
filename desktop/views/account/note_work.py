"""Notes at the contract that is open: drafts come back, are stored, and become notes."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QObject, QTimer

from desktop.domain.errors import UserError
from desktop.services.accounts.commands import AddAccountNote, SaveNoteDraft
from desktop.services.accounts.use_cases import add_note, save_note_draft
from desktop.services.accounts.view import AccountPage, NoteDraft
from desktop.services.cases.draft_commands import DraftSeen
from desktop.texts.dates import plain_time
from desktop.texts.errors import error_sentence
from desktop.views.account.account_page import AccountView
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

RETRY_MS = 3_000
"""Pause before a text that could not be stored is tried again."""


class NoteWork(QObject):
    """Connects the field for notes of one account view with the services.

    A text that the database has not taken yet is kept here, whatever account is open meanwhile.
    """

    def __init__(self, workplace: Workplace, view: AccountView) -> None:
        """Serve the notes of ``view``."""
        super().__init__(view)
        self._workplace = workplace
        self._view = view
        self._card = view.notes
        self._tenancy_id: int | None = None
        self._seen = DraftSeen(_new_writer())
        self._others: list[NoteDraft] = []
        self._pending: dict[int, SaveNoteDraft] = {}
        self._trouble = False
        self._again = QTimer(self, interval=RETRY_MS)
        self._again.timeout.connect(self._save_again)
        self._card.draft_changed.connect(self._on_card_draft_changed)
        self._card.written.connect(self._on_card_written)

    def show_account(self, page: AccountPage) -> None:
        """An account was read: where it is another one, bring back what was begun there."""
        if page.tenancy_id == self._tenancy_id:
            return
        self.leave()
        self._tenancy_id = page.tenancy_id
        self._others = list(page.note_drafts)
        pending = self._pending.get(page.tenancy_id)
        if pending is not None:
            # It is newer than what was read.
            self._seen = pending.draft
            self._others = []
            self._card.begin(pending.text)
            return
        self._begin_next()

    def leave(self) -> None:
        """The person goes, or opens another account: what is written is stored."""
        self._card.flush()
        self._tenancy_id = None

    def has_unsaved(self) -> bool:
        """Whether a text could not be stored yet; it is kept here and tried again and again."""
        return self._trouble and bool(self._pending)

    def _begin_next(self) -> None:
        """Go on with the newest draft that is left, else begin anew."""
        draft = self._others.pop() if self._others else None
        if draft is None:
            self._seen = DraftSeen(_new_writer())
            self._card.begin("")
            return
        self._seen = DraftSeen(_new_writer(), draft.draft_id, draft.revision)
        self._card.begin(draft.text)
        self._card.show_saved(plain_time(draft.updated_at))

    def _on_card_draft_changed(self, text: str) -> None:
        if self._tenancy_id is None:
            return
        command = SaveNoteDraft(self._tenancy_id, text, self._seen)
        self._pending[command.tenancy_id] = command
        self._save(command)

    def _save(self, command: SaveNoteDraft) -> None:
        self._workplace.ask(
            save_note_draft,
            command,
            done=lambda draft: self._on_draft_saved(command, draft),
            failed=lambda error: self._on_draft_failed(command, error),
        )

    def _save_again(self) -> None:
        for command in tuple(self._pending.values()):
            self._save(command)
        if not self._pending:
            self._again.stop()

    def _on_draft_saved(self, command: SaveNoteDraft, draft: NoteDraft | None) -> None:
        if self._pending.get(command.tenancy_id) is command:
            del self._pending[command.tenancy_id]
        if self._trouble and not self._pending:
            self._trouble = False
            self._again.stop()
            self._view.message.hide()
        if command.tenancy_id == self._tenancy_id and command.draft == self._seen:
            self._card.show_saved("" if draft is None else plain_time(draft.updated_at))

    def _on_draft_failed(self, command: SaveNoteDraft, error: UserError) -> None:
        """The outside world failed: the text is kept here and stored as soon as that works."""
        self._say(error)
        if error.code.startswith("database."):
            self._trouble = True
            self._again.start()
        elif self._pending.get(command.tenancy_id) is command:
            del self._pending[command.tenancy_id]

    def _on_card_written(self, text: str) -> None:
        if self._tenancy_id is None:
            return
        tenancy_id = self._tenancy_id
        self._card.set_busy(busy=True)
        self._workplace.ask(
            add_note,
            AddAccountNote(tenancy_id, text, self._seen),
            done=lambda _: self._on_kept(tenancy_id),
            failed=lambda error: self._on_not_kept(tenancy_id, error),
        )

    def _on_kept(self, tenancy_id: int) -> None:
        self._pending.pop(tenancy_id, None)
        if tenancy_id == self._tenancy_id:
            self._begin_next()

    def _on_not_kept(self, tenancy_id: int, error: UserError) -> None:
        if tenancy_id == self._tenancy_id:
            self._card.set_busy(busy=False)
        self._say(error)

    def _say(self, error: UserError) -> None:
        self._view.say(MessageKind.ERROR, error_sentence(error))


def _new_writer() -> str:
    """A name for one sitting at one draft: no other window ever has it."""
    return uuid4().hex
