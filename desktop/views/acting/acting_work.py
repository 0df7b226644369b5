"""What a person does with the open case besides answering: give, prioritise, put elsewhere, tag."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.kinds import LinkKind
from desktop.services.cases.page import CasePageView
from desktop.services.cases.tenancy_view import EarlierCase
from desktop.services.cases.view import ActionState
from desktop.texts import tr
from desktop.views.acting.menu import ACTING
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.reasons import show_state


class ActingWork(QObject):
    """Says which of the acts are possible; what asks and does it is loaded with the first one."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._actions = pane.workplace.actions
        self._acts: dict[ActionId, Callable[[CasePageView], None]] = {}
        for action_id in ACTING:
            self._actions.connect_handler(action_id, partial(self._act, action_id))
        pane.case_read.connect(self.show_case)
        pane.emptied.connect(self.show_nothing)

    def show_nothing(self) -> None:
        """No case: nothing can be done."""
        for action_id in ACTING:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def show_case(self, page: CasePageView) -> None:
        """Make the actions of the open case possible, or say why not."""
        possible = page.case.actions
        states = {
            ActionId.ASSIGN: possible.assign,
            ActionId.UNASSIGN: possible.release_to_nobody,
            ActionId.PRIORITY: possible.prioritise,
            ActionId.ACCEPT_PRIORITY: possible.decide_suggestion,
            ActionId.DISMISS_PRIORITY: possible.decide_suggestion,
            ActionId.CATEGORY: possible.recategorise,
            ActionId.TAGS: possible.tag,
            ActionId.LINK: possible.link,
            ActionId.UNLINK: _if_any(possible.link, linked_by_hand(page), tr("nicht verknüpft")),
            ActionId.SPLIT: possible.split,
            ActionId.MERGE: possible.merge,
            ActionId.UNMERGE: possible.unmerge,
        }
        for action_id, state in states.items():
            if isinstance(state, str):
                self._actions.set_possible(action_id, state)
            else:
                show_state(self._actions, action_id, state)

    def _act(self, action_id: ActionId) -> None:
        """Do it with the open case; with none nothing."""
        from desktop.views.acting.giving_work import GivingWork
        from desktop.views.acting.matter_work import MatterWork

        if not self._acts:
            self._acts = GivingWork(self._pane).acts | MatterWork(self._pane).acts
        view = self._pane.view
        if view is not None:
            self._acts[action_id](view)


def linked_by_hand(page: CasePageView) -> tuple[EarlierCase, ...]:
    """The cases that a person linked with the open one, of whatever contract."""
    return tuple(one for one in page.case.linked if one.link is LinkKind.RELATED)


def _if_any(state: ActionState, found: tuple[EarlierCase, ...], reason: str) -> ActionState | str:
    return state if found or not state.possible else reason
