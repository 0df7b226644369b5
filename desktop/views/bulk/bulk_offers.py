"""Fetches what a question about many cases offers: people, replies, categories, single messages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.domain.work import BulkKind
from desktop.services.bulk import use_cases as bulk
from desktop.services.bulk.handing_over import HandOver
from desktop.services.bulk.offers import OfferedCategory, OfferedReply, ReplyPreview
from desktop.services.bulk.wishes import BulkPlan
from desktop.services.cases.assignment import Receivers
from desktop.services.inbox.rows import InboxQuery
from desktop.tasks import Lane, Stale
from desktop.texts.errors import error_sentence
from desktop.views.bulk.bulk_dialog import BulkDialog
from desktop.views.workplace import Workplace

Chosen = tuple[list[int] | InboxQuery, frozenset[int]]


class BulkOffers(QObject):
    """Serves one dialog as long as it is open."""

    def __init__(
        self, workplace: Workplace, dialog: BulkDialog, chosen: Callable[[], Chosen]
    ) -> None:
        """``chosen`` tells which cases it is about."""
        super().__init__(dialog)
        self._workplace = workplace
        self._dialog: BulkDialog | None = dialog
        self._chosen = chosen
        self._plan: BulkPlan | None = None
        dialog.finished.connect(self._on_dialog_finished)
        dialog.look.wanted.connect(self._on_look_wanted)

    def start(self, kind: BulkKind, *, hands_over: bool = False) -> bool:
        """Ask for what is to be chosen from; False where nothing is, so that all is known."""
        ask = self._workplace.ask
        if hands_over:
            ask(bulk.hand_over_choices, done=self._on_holders, scope="bulk.people")
        elif kind is BulkKind.ASSIGN:
            ask(bulk.receivers, done=self._on_receivers, scope="bulk.people")
        elif kind is BulkKind.CATEGORY:
            ask(bulk.offered_categories, done=self._on_categories, scope="bulk.categories")
        elif kind is BulkKind.REPLY:
            ask(
                bulk.offered_replies,
                *self._chosen(),
                done=self._on_replies,
                lane=Lane.FILES,
                scope="bulk.replies",
            )
        else:
            return False
        return True

    def show_plan(self, plan: BulkPlan) -> None:
        """A dry run has ended: its messages can be looked at."""
        self._plan = plan
        if self._dialog is not None and plan.reply is not None:
            self._dialog.look.begin(len(plan.ids))

    def _on_dialog_finished(self) -> None:
        self._dialog = None

    def _on_holders(self, found: HandOver) -> None:
        if self._dialog is not None:
            self._dialog.offer_givers(found.people)
            self._dialog.fields.offer_holders(found, self._dialog.giver.currentData())

    def _on_receivers(self, found: Receivers) -> None:
        if self._dialog is not None:
            self._dialog.fields.offer(found, self._workplace.actor.staff_id)

    def _on_categories(self, found: tuple[OfferedCategory, ...]) -> None:
        if self._dialog is not None:
            self._dialog.fields.offer_categories(found)

    def _on_replies(self, found: tuple[OfferedReply, ...]) -> None:
        if self._dialog is not None:
            self._dialog.fields.offer_replies(found, self._dialog.chosen or 0)

    def _on_look_wanted(self, place: int) -> None:
        if self._plan is not None:
            self._workplace.ask(
                bulk.reply_preview,
                self._plan,
                place,
                done=self._on_preview,
                failed=self._on_no_preview,
                scope="bulk.look",
                stale=Stale.SKIP,
            )

    def _on_preview(self, preview: ReplyPreview) -> None:
        if self._dialog is not None:
            self._dialog.look.show_preview(preview)

    def _on_no_preview(self, error: UserError) -> None:
        if self._dialog is not None:
            self._dialog.look.show_problem(error_sentence(error))
