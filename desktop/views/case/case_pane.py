"""The right-hand pane: reads the open case, shows it, and shows what came of a command.

After every command the case is read again, so that what stands here is always that of now; what a
person is writing is never touched by it. Who works on the case stands in ``case_desk``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.company_rules import LONGEST_UNDO_SECONDS
from desktop.domain.errors import UserError
from desktop.services.cases import page as case_page
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult, TimelineWish, UndoOffer
from desktop.services.cases.whole_case import history_page
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.dates import plain_time
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.actions import ActionId
from desktop.views.case.action_bar import ActionBar
from desktop.views.case.case_page import CasePage
from desktop.views.case.messages_below import MessagesBelow
from desktop.views.case.problem_message import ProblemMessage
from desktop.views.case.undo_texts import seconds_left, undo_sentence
from desktop.views.late_part import LatePart
from desktop.views.widgets.labels import Tone
from desktop.views.widgets.messages import EmptyState
from desktop.views.widgets.skeleton import PATIENCE_MS, SkeletonRows
from desktop.views.widgets.undo_bar import UndoBar
from desktop.views.workplace import Workplace

_CASE = "case"
_NOTHING_NEW = frozenset({"certificates.incomplete"})
"""Refusals in which a person has to do something first: to load anew shows the same."""
_CONFLICT = "conflict.changed"
_NOTHING = "nothing"
REFRESH_AFTER_MS = 150
MINUTE_MS = 60_000


class CasePane(QWidget):
    """The open case.

    ``moved_on`` fires when the open case was finished here, so that the list can open the next;
    ``case_requested`` asks for another case; ``came_back`` tells of one whose last act was undone.
    For those who work on it: ``case_read`` carries the page of every reading, ``case_opened`` that
    of the first; ``case_left`` comes before another case, ``emptied`` when none is open.
    ``files_dropped`` carries files that were dropped on the open case. ``undo_requested`` carries
    the number of the act on a case that is to be undone.
    """

    moved_on = Signal(int)
    case_requested = Signal(int)
    came_back = Signal(int)
    case_read = Signal(object)
    case_opened = Signal(object)
    case_left = Signal()
    files_dropped = Signal(QMimeData)
    undo_requested = Signal(int)
    emptied = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with no case."""
        super().__init__(parent)
        self.workplace = workplace
        self.view: CasePageView | None = None
        self.case_id: int | None = None
        self._offered: tuple[UndoOffer, Callable[[int], str]] | None = None
        self._other_act: Callable[[], None] | None = None
        self._problem_code = ""
        self._expects = False
        self._keep: Callable[[], None] | None = None
        self._reading_failed = _NOTHING
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._soon.timeout.connect(self.reload)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.reload)
        self._minute.start()
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._on_patience_timeout)
        workplace.changed.connect(self._on_workplace_changed)
        self.page.timeline.wish_changed.connect(self.reload)
        self.page.timeline.older_requested.connect(self._on_page_older_requested)
        self.page.tenancy.case_requested.connect(self.case_requested)
        self.undo_bar.undo_requested.connect(self._on_undo_bar_used)
        self.undo_bar.expired.connect(self._on_undo_bar_gone)
        self.skeleton.cancel_requested.connect(self.show_nothing)
        self._on_undo_bar_gone()
        self.setAcceptDrops(workplace.actions.permitted(ActionId.RECORD, workplace.actor))

    def _build(self) -> None:
        now = theme.current()
        self.stack = QStackedWidget(self)
        self.page = CasePage(self.workplace.actions, self.workplace.actor.staff_id, self.stack)
        self.nothing = EmptyState(
            tr("Kein Vorgang ausgewählt"),
            tr("Wählen Sie links einen Vorgang."),
            icon_name="inbox",
            tone=Tone.MUTED,
        )
        self.action_bar = ActionBar(self.workplace.actions, self)
        self.undo_bar = UndoBar(self)
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.page)
        self.skeleton = SkeletonRows()
        self.stack.addWidget(self.skeleton)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        self.messages = MessagesBelow(self.page, self.undo_bar)
        column.addLayout(self.messages)
        column.addWidget(self.action_bar)
        self.setMinimumWidth(now.tokens.layout["casePaneMin"])

    @LatePart
    def problem(self) -> ProblemMessage:
        """Below the case: why a command was refused."""
        problem = ProblemMessage(self)
        problem.compare.clicked.connect(self._on_compare_clicked)
        problem.keep.clicked.connect(self._on_keep_clicked)
        self.messages.take_in(problem, self.messages.first)
        return problem

    def _hide_problem(self) -> None:
        if problem := CasePane.problem.of(self):
            problem.put_away(self.page.strip)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files can be dropped on a case that belongs to a contract."""
        view = self.view
        if view is not None and view.case.tenancy is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They came for this case, or are meant for the account of its contract."""
        event.acceptProposedAction()
        self.files_dropped.emit(event.mimeData())

    def open_case(self, case_id: int) -> None:
        """Load and show a case; what was being written in the former one is stored first."""
        if case_id != self.case_id:
            self.case_left.emit()
            self._hide_problem()
            self.view = None
            self._patience.start(PATIENCE_MS)
        self.case_id = case_id
        self.workplace.ask(
            case_page.load,
            case_id,
            self.page.timeline.wish(case_id),
            done=self._on_case_loaded,
            failed=self._on_case_failed,
            scope=_CASE,
            stale=Stale.SKIP,
        )

    def reload(self) -> None:
        """Read the open case again."""
        if self.case_id is not None:
            self.open_case(self.case_id)

    def show_nothing(self) -> None:
        """No case is open."""
        self.case_left.emit()
        self.case_id = None
        self.view = None
        self.stack.setCurrentWidget(self.nothing)
        self._stop_waiting()
        self.action_bar.hide()
        self._hide_problem()
        self.emptied.emit()

    def show_place(self, place: int, total: int) -> None:
        """Say where the case stands in the list."""
        self.page.header.show_place(place, total)

    def take_focus(self) -> None:
        """Enter in the list: the focus goes to the page."""
        self.page.strip.setFocus()

    def finished(self, result: ActionResult) -> None:
        """A command succeeded: offer its undo and show the case as it is now."""
        self._hide_problem()
        if result.undo is not None:
            self.offer_undo(result.undo)
        self.reload()

    def finished_for_good(self, result: ActionResult) -> None:
        """The case left this person's desk: offer the undo and let the list go on.

        Whoever has opened another case meanwhile stays there.
        """
        if result.case_id != self.case_id:
            self.finished(result)
            return
        self._hide_problem()
        if result.undo is not None:
            self.offer_undo(result.undo)
        self.moved_on.emit(result.case_id)

    def offer_undo(self, offer: UndoOffer) -> None:
        """Show the undo bar while the time runs."""
        tenant = self.view.case.header.tenant_name if self.view is not None else ""
        self._offered = (offer, undo_sentence(offer, tenant))
        self.recount_undo()

    def offer_taking_back(
        self, number: int, seconds: int, said: str, do: Callable[[], None]
    ) -> None:
        """Offer for some seconds to take back what was done out of a case, but not to it.

        ``number`` tells it from other offers of its kind; ``do`` takes it back.
        """
        self._offered, self._other_act = None, do
        # Below zero, because acts on cases have the numbers above.
        self.undo_bar.offer(-number, seconds, lambda _left: said)
        self.workplace.actions.set_possible(ActionId.UNDO)

    def recount_undo(self) -> None:
        """Count anew by the clock: the bar counts seconds, but those of a sleep it has not seen."""
        if self._offered is None:
            return
        offer, sentence = self._offered
        seconds = seconds_left(offer, self.workplace.now())
        if 0 < seconds <= LONGEST_UNDO_SECONDS:
            self._other_act = None
            self.undo_bar.offer(offer.undo_id, seconds, sentence)
            self.workplace.actions.set_possible(ActionId.UNDO)
        elif self.undo_bar.offered == offer.undo_id:
            self.undo_bar.withdraw()
            self._on_undo_bar_gone()

    def expect(self, page: CasePageView) -> None:
        """Show at once what a command will bring; ``show_problem`` and a reading put it right."""
        self._expects = True
        self.page.show_expected(page)

    def _put_back(self) -> None:
        if self._expects and self.view is not None:
            self.page.show_expected(self.view)
        self._expects = False

    def show_problem(self, error: UserError, keep: Callable[[int], None] | None = None) -> None:
        """A command was refused: say why, in place; nothing typed is lost.

        For a conflict what changed stands side by side; ``keep`` does it all the same, on the
        version that the person sees there.
        """
        self._put_back()
        self._say(error_sentence(error))
        self.problem.compare.setVisible(error.code not in _NOTHING_NEW)
        self._problem_code = error.code
        changes, version = error.params.get("changes"), error.params.get("version")
        if error.code != _CONFLICT or self.case_id is None:
            return
        if not isinstance(changes, tuple) or not isinstance(version, int):
            self.workplace.ask(
                case_page.load, self.case_id, done=self._name_the_other, scope="case.conflict"
            )
            return
        self._say_who(str(error.params["by"]), error.params["at"])
        self.problem.conflict.show_changes(changes)
        if keep is not None and changes:
            self._keep = partial(keep, version)
            self.problem.keep.show()

    def _say_who(self, name: str, at: object) -> None:
        safe = tr("Ihr Text ist als Entwurf gesichert.") if self._has_text() else ""
        time = plain_time(at) if isinstance(at, datetime) else ""
        if name:
            said = tr(
                "Nicht gespeichert: {name} hat den Vorgang um {time} geändert.",
                name=name,
                time=time,
            )
        else:
            said = tr("Nicht gespeichert: Um {time} ist im Vorgang etwas eingegangen.", time=time)
        self._say(said, safe)

    def _has_text(self) -> bool:
        composer = CasePage.composer.of(self.page)
        return composer is not None and composer.has_text()

    def _on_keep_clicked(self) -> None:
        keep = self._keep
        self._hide_problem()
        if keep is not None:
            keep()

    def forget_problem(self, code: str) -> None:
        """What was said with this code is over."""
        if self._problem_code == code:
            self._hide_problem()

    def warn(self, sentence: str, detail: str) -> None:
        """Say in place what the person should know before going on."""
        self._say(sentence, detail)
        self._problem_code = ""

    def _name_the_other(self, page: CasePageView) -> None:
        """Somebody was faster: say who, as soon as it is known."""
        header = page.case.header
        if header.case_id == self.case_id and header.updated_by is not None:
            self._say_who(header.updated_by.name, header.updated_at)

    def _say(self, sentence: str, detail: str = "") -> None:
        self._keep = None
        self.problem.say(sentence, detail)

    def _on_case_loaded(self, page: CasePageView) -> None:
        if page.case.header.case_id != self.case_id:
            return
        another = self.view is None
        self.view = page
        self._expects = False
        self.forget_problem(self._reading_failed)
        self._reading_failed = _NOTHING
        self.page.show_case(page)
        self.stack.setCurrentWidget(self.page)
        self._stop_waiting()
        self.action_bar.show()
        self.case_read.emit(page)
        if another:
            self.page.scroll_to_top()
            self.case_opened.emit(page)
        if page.case.undo is not None and self._other_act is None:
            self.offer_undo(page.case.undo)

    def _on_patience_timeout(self) -> None:
        """The former case must not stand here as if it were the chosen one."""
        self.stack.setCurrentWidget(self.skeleton)
        self.skeleton.start()
        self.skeleton.show_bars()
        self.action_bar.setEnabled(False)

    def _stop_waiting(self) -> None:
        """After something else stands there: the focus would leave the pane with what is hidden."""
        self._patience.stop()
        self.skeleton.stop()
        self.action_bar.setEnabled(True)

    def _on_case_failed(self, error: UserError) -> None:
        """What can be read stays, and with it what is being written."""
        if self.view is None:
            self.stack.setCurrentWidget(self.nothing)
            self.action_bar.hide()
        self._stop_waiting()
        self._reading_failed = error.code
        self.show_problem(error)

    def _on_compare_clicked(self) -> None:
        self._hide_problem()
        self.reload()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.case_id is None:
            return
        for change in changes:
            # Another program's changes come without an id: any case may be meant.
            of_this_case = change.kind is ChangeKind.CASE and change.id in (None, self.case_id)
            if of_this_case or change.kind in (ChangeKind.DELIVERY, ChangeKind.CATEGORY):
                self._soon.start()

    def _on_undo_bar_used(self, undo_id: int) -> None:
        other = self._other_act
        self._on_undo_bar_gone()
        if undo_id < 0 and other is not None:
            other()
        else:
            self.undo_requested.emit(undo_id)

    def _on_undo_bar_gone(self, _undo_id: int = 0) -> None:
        """Undo belongs to the bar, not to the open case: the last one of a list may be released."""
        self._offered = self._other_act = None
        self.workplace.actions.set_possible(ActionId.UNDO, tr("nichts rückgängig zu machen"))

    def _on_page_older_requested(self, wish: TimelineWish) -> None:
        if self.case_id is not None:
            self.workplace.ask(
                history_page,
                self.case_id,
                wish,
                done=lambda page: self.page.timeline.add_older(wish, page),
                scope="case.older",
                stale=Stale.SKIP,
            )
