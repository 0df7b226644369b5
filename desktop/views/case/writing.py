"""The composer of the open case: drafts come back, are stored, sent or thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.services.cases.draft_commands import DiscardDraft, DraftSeen, SaveDraft
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import DraftView
from desktop.services.conversation import drafts
from desktop.services.conversation.text_modules import TextModule
from desktop.tasks import Stale
from desktop.texts.dates import plain_time
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.draft_offers import offer_of_colleague, offer_own
from desktop.views.case.sending import Sending
from desktop.views.case.written import Written

if TYPE_CHECKING:
    from desktop.views.case.composer import Composer

RETRY_MS = 3_000
"""Pause before a text that could not be stored is tried again."""
TEXTS = (DraftKind.REPLY, DraftKind.NOTE, DraftKind.REJECTION)
"""What is written in the composer; corrected fields are drafts of their own."""


class Writing(QObject):
    """Connects the composer with the services.

    ``rejection_written`` carries a rejection: who decides on bank changes sends it.
    """

    rejection_written = Signal(object)

    def __init__(self, pane: CasePane) -> None:
        """Serve the composer of ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._case_id: int | None = None
        self._latest: dict[DraftKind, DraftView | None] = {}
        self._returning: int | None = None
        self._unsaved: dict[tuple[int, DraftKind], SaveDraft] = {}
        self._seen: dict[DraftKind, DraftSeen] = {}
        self._stored: tuple[DraftView, ...] = ()
        self._offers = pane.page.draft_offers
        self._trouble = ""
        self._again = QTimer(self, interval=RETRY_MS)
        self._again.timeout.connect(self._save_again)
        pane.case_left.connect(self.leave)
        pane.case_opened.connect(self.resume)
        pane.came_back.connect(self._on_pane_came_back)
        pane.case_read.connect(self._on_pane_case_read)
        self._sending = Sending(pane, self)
        CasePage.composer.when_made(pane.page, self._serve)
        self._workplace.changed.connect(self._on_workplace_changed)
        self._offers.look_requested.connect(self._on_offers_look_requested)
        self._offers.taken.connect(self._on_offers_taken)
        self._offers.discarded.connect(self._on_offers_discarded)

    @property
    def _composer(self) -> Composer:
        return self._pane.page.composer

    def _serve(self, composer: Composer) -> None:
        composer.draft_changed.connect(self._on_composer_draft_changed)
        composer.discard_requested.connect(self._on_composer_discard_requested)

    def leave(self) -> None:
        """Another case will be shown: store what is written and close."""
        if composer := CasePage.composer.of(self._pane.page):
            composer.flush()
            composer.hide()
            composer.set_busy(busy=False)
        self._case_id = None
        self._latest.clear()
        self._seen.clear()
        self._stored = ()
        self._offers.show_offers(())

    def resume(self, page: CasePageView) -> None:
        """A case was opened: bring back the newest draft of this person."""
        self._case_id = page.case.header.case_id
        self._stored = page.case.drafts
        drafts_there = [*page.case.drafts, *self._kept_back(page.case.header.case_id)]
        texts = [draft for draft in drafts_there if draft.kind in TEXTS]
        if texts and page.case.actions.reply.possible:
            newest = max(reversed(texts), key=lambda draft: draft.updated_at)
            self.begin(newest.kind, newest)
            self._composer.open_as(newest.kind, newest, take_focus=False)
            self._composer.show_saved(plain_time(newest.updated_at))
        self._offer(page)

    def draft_of(self, kind: DraftKind) -> DraftSeen:
        """What this window knows of the stored draft of a kind: it goes with what uses it up."""
        return self._seen.setdefault(kind, DraftSeen(_new_writer()))

    def forget(self, kind: DraftKind) -> None:
        """The draft of a kind is used up: the next one begins anew."""
        self._seen.pop(kind, None)

    def begin(self, kind: DraftKind, draft: DraftView | None) -> None:
        """Write on a draft as it was read; what another window stores meanwhile stays beside."""
        if draft is not None and draft.draft_id is not None:
            self._seen[kind] = DraftSeen(_new_writer(), draft.draft_id, draft.revision)

    def _is_mine(self, draft: DraftView) -> bool:
        """Whether a stored draft is the one of this window, or the one it will open with."""
        seen = self._seen.get(draft.kind)
        if seen is None:
            return draft == next(one for one in reversed(self._stored) if one.kind is draft.kind)
        same = draft.draft_id == seen.draft_id and draft.revision == seen.revision
        return same or draft.writer == seen.writer

    def _offer(self, page: CasePageView) -> None:
        """Offer the drafts beside the one of this window, and those colleagues left."""
        own = [
            offer_own(draft.draft_id, draft)
            for draft in self._stored
            if draft.kind in TEXTS and draft.draft_id is not None and not self._is_mine(draft)
        ]
        others = [offer_of_colleague(draft) for draft in page.case.colleague_drafts]
        self._offers.show_offers((*own, *others))

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self._case_id is None or self._pane.view is None:
            return
        if any(
            change.kind is ChangeKind.DRAFT and change.id in (None, self._case_id)
            for change in changes
        ):
            self._workplace.ask(
                drafts.own_drafts,
                self._case_id,
                done=self._on_drafts_read,
                scope="case.drafts",
                stale=Stale.SKIP,
            )

    def _on_drafts_read(self, stored: tuple[DraftView, ...]) -> None:
        if self._pane.view is not None and self._case_id is not None:
            self._stored = stored
            self._keep_replaced()
            self._offer(self._pane.view)

    def _keep_replaced(self) -> None:
        """Another window went on with our draft and replaced it: what stands here stays beside."""
        composer = CasePage.composer.of(self._pane.page)
        if composer is None:
            return
        kind = composer.kind
        latest = self._latest.get(kind)
        if latest is None or not composer.has_text():
            return
        seen = self.draft_of(kind)
        kept = any(
            draft.writer == seen.writer
            or (draft.kind is kind and (draft.text, draft.files) == (latest.text, latest.files))
            for draft in self._stored
        )
        if not kept:
            composer.store_again()

    def _on_offers_look_requested(self, draft_id: int) -> None:
        self._workplace.ask(
            drafts.read_colleague_draft,
            draft_id,
            done=lambda draft: self._offers.show_words(draft_id, draft),
            failed=self._pane.show_problem,
        )

    def _on_offers_taken(self, draft: DraftView, own: bool) -> None:
        """Go on with another draft; what stood in the composer stays stored beside it."""
        self._composer.flush()
        kind = draft.kind
        if own:
            self.begin(kind, draft)
            self._latest[kind] = draft
            self._composer.open_as(kind, draft)
        else:
            self._composer.hide()
            self._seen[kind] = DraftSeen(_new_writer())
            self._composer.open_copy(draft)
        self._show()
        if self._pane.view is not None:
            self._offer(self._pane.view)

    def _on_offers_discarded(self, draft: DraftView) -> None:
        if self._case_id is not None:
            seen = DraftSeen(_new_writer(), draft.draft_id, draft.revision)
            self._workplace.ask(
                drafts.discard_draft,
                DiscardDraft(self._case_id, draft.kind, seen),
                done=lambda _: self._pane.reload(),
                failed=self._pane.show_problem,
            )

    def has_unsaved(self) -> bool:
        """Whether a text could not be stored yet; it is kept here and tried again and again."""
        return bool(self._unsaved)

    def _kept_back(self, case_id: int) -> list[DraftView]:
        """Texts of a case that the database did not take yet: newer than what it has."""
        return [
            self._as_view(command)
            for (of_case, _), command in self._unsaved.items()
            if of_case == case_id
        ]

    def _as_view(self, command: SaveDraft) -> DraftView:
        return DraftView(
            kind=command.kind,
            subject=command.subject,
            text=command.text,
            template_code=command.template_code,
            updated_at=self._workplace.now(),
            files=command.files,
        )

    def _on_pane_came_back(self, case_id: int) -> None:
        """A message that was taken back is a draft again: what was sent no longer hides it."""
        self._latest = {kind: draft for kind, draft in self._latest.items() if draft is not None}
        self._returning = case_id

    def _on_pane_case_read(self, page: CasePageView) -> None:
        if page.case.header.case_id == self._returning:
            self._returning = None
            if not self._pane.page.is_written_in:
                self.resume(page)
                if self._pane.page.is_written_in:
                    self._show()
        if page.case.header.case_id == self._case_id:
            self._stored = page.case.drafts
            self._offer(page)

    def write(self, kind: DraftKind) -> None:
        """Open the composer for a reply or a note, with its draft."""
        draft = self._draft(kind)
        if kind not in self._seen:
            self.begin(kind, draft)
        self._composer.open_as(kind, draft)
        self._show()

    def write_prepared(self, kind: DraftKind, reply: TextModule, case_id: int) -> None:
        """Open the composer with a prepared reply of a case.

        It holds the values of that case: where another one is open by now, nothing is written.
        """
        if case_id == self._case_id:
            self._composer.open_prepared(kind, reply)
            self._show()

    def _show(self) -> None:
        """Bring the composer into sight once it has its size."""
        self._pane.page.columns.bring_into_sight(self._composer)

    def sent(self, case_id: int, kind: DraftKind) -> None:
        """What was written in a case is on its way: the composer closes if it still holds it."""
        self._unsaved.pop((case_id, kind), None)
        if case_id != self._case_id:
            return
        self._composer.set_busy(busy=False)
        self._latest[kind] = None
        self._seen[kind] = DraftSeen(_new_writer())
        if self._composer.kind is kind:
            self._composer.finish()

    def not_sent(
        self, error: UserError, case_id: int, keep: Callable[[int], None] | None = None
    ) -> None:
        """It was refused: the text stays, and the focus returns to it.

        ``keep`` sends it all the same, after the person has seen what changed. Whoever has opened
        another case meanwhile is told of it there, and finds the text as a draft.
        """
        if case_id != self._case_id:
            self._workplace.say(error)
            return
        self._composer.set_busy(busy=False)
        self._composer.text.setFocus()
        self._pane.show_problem(error, keep)

    def _draft(self, kind: DraftKind) -> DraftView | None:
        """The newest text: what was typed since the case was read is newer than what was read."""
        if kind in self._latest:
            return self._latest[kind]
        return next((draft for draft in reversed(self._stored) if draft.kind is kind), None)

    def _on_composer_draft_changed(self, written: Written) -> None:
        if self._case_id is None:
            return
        command = SaveDraft(
            case_id=self._case_id,
            kind=written.kind,
            text=written.text,
            subject=written.subject,
            template_code=written.template_code,
            draft=self.draft_of(written.kind),
            files=written.files,
        )
        self._latest[written.kind] = self._as_view(command)
        # What was kept back of this draft is older now.
        self._unsaved.pop((command.case_id, command.kind), None)
        self._save(command)

    def _save(self, command: SaveDraft) -> None:
        self._workplace.ask(
            drafts.save_draft,
            command,
            done=lambda draft: self._on_draft_saved(command, draft),
            failed=lambda error: self._on_draft_failed(command, error),
        )

    def _save_again(self) -> None:
        for command in tuple(self._unsaved.values()):
            self._save(command)
        if not self._unsaved:
            self._again.stop()

    def _on_draft_failed(self, command: SaveDraft, error: UserError) -> None:
        """The outside world failed: the text is kept here and stored as soon as that works."""
        self._pane.show_problem(error)
        if error.code.startswith("database."):
            self._trouble = error.code
            self._unsaved.setdefault((command.case_id, command.kind), command)
            self._again.start()

    def _on_draft_saved(self, command: SaveDraft, draft: DraftView | None) -> None:
        key = (command.case_id, command.kind)
        if self._unsaved.get(key) is command:
            del self._unsaved[key]
        if self._trouble and not self._unsaved:
            self._pane.forget_problem(self._trouble)
            self._trouble = ""
        if draft is not None and command.case_id == self._case_id:
            self._composer.show_saved(plain_time(draft.updated_at))

    def _on_composer_discard_requested(self, kind: DraftKind) -> None:
        self._latest[kind] = None
        if self._case_id is not None:
            self._unsaved.pop((self._case_id, kind), None)
            self._workplace.ask(
                drafts.discard_draft,
                DiscardDraft(self._case_id, kind, self.draft_of(kind)),
                done=lambda _: self._pane.reload(),
                failed=self._pane.show_problem,
            )


def _new_writer() -> str:
    """A name for one sitting at one draft: no other window ever has it."""
    return uuid4().hex
