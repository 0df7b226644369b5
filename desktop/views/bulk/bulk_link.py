"""Acts on many cases in a person's window: from what is chosen in the list to its undo."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu

from desktop.domain.errors import UserError
from desktop.domain.work import BulkKind, BulkState
from desktop.services.bulk.lost import half_undone, interrupted
from desktop.services.inbox.rows import InboxQuery
from desktop.services.staff.access import Permission, allows
from desktop.tasks import Lane, Stale, Task
from desktop.texts import tr
from desktop.texts.bulk import put_back_text
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.background_work import between_steps
from desktop.views.bulk.bulk_said import BulkSaid
from desktop.views.bulk.bulk_texts import (
    left_as_they_were,
    left_out,
    result_said,
    undo_said,
)
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.inbox.inbox_page import InboxPage
from desktop.views.late_part import LatePart
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.services.bulk.wishes import BulkPlan, BulkProgress, BulkResult, BulkUndone
    from desktop.views.bulk.bulk_bar import BulkBar
    from desktop.views.bulk.bulk_dialog import BulkDialog
    from desktop.views.bulk.bulk_offers import BulkOffers

PLAN_AFTER_MS = 150
"""Somebody who types a word is not answered at every letter."""
_KINDS = {
    ActionId.BULK_ASSIGN: BulkKind.ASSIGN,
    ActionId.BULK_REPLY: BulkKind.REPLY,
    ActionId.BULK_WAIT: BulkKind.WAIT,
    ActionId.BULK_PRIORITY: BulkKind.PRIORITY,
    ActionId.BULK_CATEGORY: BulkKind.CATEGORY,
    ActionId.BULK_TAG: BulkKind.TAG,
    ActionId.BULK_CLOSE: BulkKind.CLOSE,
}


class BulkLink(QObject):
    """Serves the list of an inbox: its bar, its menu, the question, the undo of the whole."""

    def __init__(self, workplace: Workplace, inbox: InboxPage) -> None:
        """Start with nothing chosen."""
        super().__init__(inbox)
        self._workplace = workplace
        self._inbox = inbox
        self._list = inbox.panel.list
        self._may = allows(workplace.actor, Permission.WORK_CASES)
        self._plan: BulkPlan | None = None
        self._planning = Task()
        self._stop = Task()
        self.dialog: BulkDialog | None = None
        self._offers: BulkOffers | None = None
        self._hands_over = False
        self._earlier = 0
        self.said = BulkSaid(inbox.pane)
        self._soon = QTimer(self, singleShot=True, interval=PLAN_AFTER_MS)
        self._connect()
        self._show_marks()

    @LatePart
    def bar(self) -> BulkBar:
        """Above the list: how many cases are chosen, and what can be done with them."""
        from desktop.views.bulk.bulk_bar import BulkBar

        bar = BulkBar(self._workplace.actions, self._inbox.panel)
        bar.cleared.connect(self._on_bar_cleared)
        bar.came.connect(self._on_bar_came)
        self._inbox.panel.add_bar(bar)
        return bar

    def _connect(self) -> None:
        actions = self._workplace.actions
        for action_id, kind in _KINDS.items():
            actions.connect_handler(action_id, partial(self.ask, kind))
        actions.connect_handler(ActionId.BULK_ALL, self.choose_all)
        actions.connect_handler(ActionId.BULK_HAND_OVER, self.hand_over)
        denied = tr("Dafür fehlt Ihnen das Recht.")
        for action_id in (ActionId.BULK_ALL, ActionId.BULK_HAND_OVER):
            permitted = actions.permitted(action_id, self._workplace.actor)
            actions.set_possible(action_id, "" if permitted else denied)
        self._inbox.panel.marks_changed.connect(self._show_marks)
        self.said.undo_requested.connect(self._undo)
        self.said.expired.connect(self._forget_undo)
        self._soon.timeout.connect(self._ask_plan)
        actions.reason_changed.connect(self._on_reason_changed)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._on_menu_requested)

    def start(self) -> None:
        """Look for acts that a lost program left in between: they can still be taken back."""
        if self._may:
            ask = self._workplace.ask
            ask(half_undone, done=self._on_half_undone, lane=Lane.FILES)
            ask(interrupted, done=self._on_interrupted, lane=Lane.FILES)

    def leave(self) -> None:
        """The person goes: what runs ends between two of its steps."""
        self._planning.cancel()
        self._stop.cancel()
        self._on_bar_came(on_show=False)

    def choose_all(self) -> None:
        """All cases of the list on show."""
        self._list.marking.choose_all()
        self._inbox.focus_list()

    def ask(self, kind: BulkKind) -> None:
        """Ask what to do to the chosen cases."""
        from desktop.views.bulk.bulk_dialog import BulkDialog

        if self._count() and self._may:
            self._open(BulkDialog(kind, self._workplace.today(), self._count(), self._window()))

    def hand_over(self) -> None:
        """Ask whose cases go to whom."""
        from desktop.views.bulk.bulk_dialog import BulkDialog

        if allows(self._workplace.actor, Permission.REASSIGN_ALL):
            dialog = BulkDialog(BulkKind.ASSIGN, self._workplace.today(), None, self._window())
            self._open(dialog, hands_over=True)

    def _open(self, dialog: BulkDialog, *, hands_over: bool = False) -> None:
        from desktop.views.bulk.bulk_offers import BulkOffers

        self.dialog = dialog
        self._hands_over = hands_over
        self._plan = None
        self._stop = Task()
        dialog.plan_wanted.connect(self._soon.start)
        dialog.confirmed.connect(self._run)
        dialog.stopped.connect(self._stop.cancel)
        dialog.finished.connect(self._on_dialog_finished)
        open_over_scrim(dialog)
        self._offers = BulkOffers(self._workplace, dialog, self._selection)
        if not self._offers.start(dialog.fields.wish().kind, hands_over=hands_over):
            self._ask_plan()

    def _window(self) -> InboxPage:
        return self._inbox

    def _ask_plan(self) -> None:
        from desktop.services.bulk import use_cases as bulk
        from desktop.services.bulk.wishes import BulkPlan

        dialog = self.dialog
        if dialog is None:
            return
        self._planning.cancel()
        self._planning = task = Task()
        wish = dialog.fields.wish()
        if dialog.fields.is_empty():
            self._on_planned(BulkPlan(wish, array("q"), array("q"), (), frozenset()))
            return
        if self._hands_over:
            function: Callable[..., BulkPlan] = partial(
                bulk.plan_hand_over, is_cancelled=task.is_cancelled, on_progress=task.report
            )
            arguments: tuple[object, ...] = (dialog.giver.currentData(), wish)
        else:
            selection, without = self._selection()
            function = partial(
                bulk.plan,
                without=without,
                is_cancelled=task.is_cancelled,
                on_progress=task.report,
            )
            arguments = (selection, wish)
        self._workplace.ask(
            function,
            *arguments,
            done=self._on_planned,
            failed=self._on_refused,
            progress=dialog.show_progress,
            lane=Lane.FILES,
            scope="bulk.plan",
            stale=Stale.SKIP,
            task=task,
        )

    def _selection(self) -> tuple[list[int] | InboxQuery, frozenset[int]]:
        marks = self._inbox.panel.model.marks
        if marks.is_all:
            return self._inbox.shown_query(), frozenset(marks.keys)
        return sorted(marks.keys), frozenset()

    def _on_planned(self, plan: BulkPlan) -> None:
        self._plan = plan
        if self.dialog is not None and self._offers is not None:
            self.dialog.show_plan(plan)
            self._offers.show_plan(plan)

    def _run(self) -> None:
        from desktop.services.bulk import use_cases as bulk

        dialog, plan = self.dialog, self._plan
        if dialog is None or plan is None:
            return
        dialog.start_running()
        task = Task()
        self._workplace.ask(
            partial(
                bulk.run,
                is_cancelled=partial(
                    between_steps, self._workplace.courtesy, self._stop.is_cancelled
                ),
                on_progress=task.report,
            ),
            replace(plan, wish=dialog.fields.wish()),
            done=self._on_run,
            failed=self._on_refused,
            progress=self._on_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _on_progress(self, progress: BulkProgress) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(progress)

    def _on_run(self, result: BulkResult) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._list.marking.clear()
        self._inbox.refresh()
        self._offer(result)

    def _on_refused(self, error: UserError) -> None:
        if self.dialog is None:
            self._workplace.say(error)
            return
        self.dialog.show_problem(error_sentence(error))
        # What was done until then can be taken back.
        self.start()

    def _on_dialog_finished(self) -> None:
        self._planning.cancel()
        self._soon.stop()
        self.dialog = None
        self._inbox.focus_list()

    def _offer(self, result: BulkResult) -> None:
        """What was done stands beside its undo, what was not in the note: nothing is said twice."""
        seconds = int((result.until - self._workplace.now()).total_seconds())
        undoable = bool(result.done) and seconds > 0
        left = [left_out(one) for one in result.left_out]
        if left or (result.recovered and not undoable):
            stopped = result.state is BulkState.CANCELLED or not result.done
            kind = MessageKind.WARNING if stopped else MessageKind.INFO
            title = left_as_they_were(result) if undoable else result_said(result)
            self.said.say(kind, title, "\n".join(left))
        else:
            self.said.say_no_more()
        if not undoable:
            return
        self.said.undo_bar.offer(
            result.bulk_id,
            seconds,
            lambda left: undo_said(result, left),
        )
        self._earlier = self._inbox.pane.undo_bar.offered
        self._claim_undo()

    def _claim_undo(self) -> None:
        actions = self._workplace.actions
        actions.connect_handler(ActionId.UNDO, self._on_undo_key)
        actions.set_possible(ActionId.UNDO)

    def _on_undo_key(self) -> None:
        """Strg+Z takes back the latest act, which may be one of the open case since."""
        latest = self._inbox.pane.undo_bar
        if latest.offered not in (0, self._earlier):
            latest.trigger()
        else:
            self.said.undo_bar.trigger()

    def _on_reason_changed(self, action_id: str) -> None:
        """Whatever else ended meanwhile: as long as the bar offers it, it can be taken back."""
        reason = self._workplace.actions.reason(ActionId.UNDO)
        if action_id == ActionId.UNDO and reason and self.said.offers_undo:
            self._claim_undo()

    def _undo(self, bulk_id: int) -> None:
        from desktop.services.bulk import use_cases as bulk

        self._forget_undo()
        self.said.say(MessageKind.INFO, tr("Wird zurückgenommen …"))
        task = Task()
        self._workplace.ask(
            partial(bulk.undo, on_progress=task.report),
            bulk_id,
            done=self._on_undone,
            failed=self._on_undo_refused,
            lane=Lane.FILES,
            task=task,
            progress=lambda progress: self.said.say(
                MessageKind.INFO,
                tr(
                    "Wird zurückgenommen: {done} von {total}",
                    done=progress.done,
                    total=progress.total,
                ),
            ),
        )

    def _on_undone(self, undone: BulkUndone) -> None:
        kept = [left_out(one) for one in undone.kept]
        kind = MessageKind.WARNING if kept else MessageKind.OK
        self.said.say(kind, put_back_text(undone.put_back), "\n".join(kept))
        if not kept:
            self.said.told.start()
        # They take their places again at once, as what is one's own act does.
        self._inbox.panel.refresh_requested.emit()

    def _on_undo_refused(self, error: UserError) -> None:
        self.said.say(MessageKind.ERROR, error_sentence(error))

    def _forget_undo(self) -> None:
        bar = self._inbox.pane.undo_bar
        self._workplace.actions.connect_handler(ActionId.UNDO, bar.trigger)
        reason = "" if bar.offered else tr("nichts rückgängig zu machen")
        self._workplace.actions.set_possible(ActionId.UNDO, reason)

    def _on_interrupted(self, results: tuple[BulkResult, ...]) -> None:
        for result in results:
            self._offer(result)

    def _on_half_undone(self, results: tuple[BulkUndone, ...]) -> None:
        for undone in results:
            self._on_undone(undone)

    def _count(self) -> int:
        model = self._inbox.panel.model
        return model.marks.count(model.total)

    def _show_marks(self) -> None:
        count = self._count()
        reason = "" if self._may else tr("Dafür fehlt Ihnen das Recht.")
        if count or BulkLink.bar.is_made(self):
            self.bar.show_count(count)
            self.bar.show_reasons(reason)
        if not reason and not count:
            reason = tr("keine Vorgänge ausgewählt")
        for action_id in _KINDS:
            self._workplace.actions.set_possible(action_id, reason)

    def _on_bar_came(self, on_show: bool) -> None:
        """What the bar says is what the keys do."""
        self._workplace.actions.lend_keys(to_chosen=on_show)

    def _on_bar_cleared(self) -> None:
        self._list.marking.clear()
        self._inbox.focus_list()

    def _on_menu_requested(self, place: QPoint) -> None:
        """What can be done with the chosen cases; with none chosen: with that of the row."""
        index = self._list.indexAt(place)
        if not index.isValid():
            index = self._list.currentIndex()
        self._list.marking.choose_one(index.row())
        menu = QMenu(self._list)
        for action_id in (*_KINDS, ActionId.BULK_ALL, ActionId.BULK_HAND_OVER):
            if self._workplace.actions.permitted(action_id, self._workplace.actor):
                menu.addAction(self._workplace.actions[action_id])
        menu.aboutToHide.connect(menu.deleteLater)
        if menu.actions():
            menu.popup(self._list.viewport().mapToGlobal(place))
